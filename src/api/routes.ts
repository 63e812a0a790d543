import Router from "@koa/router";
import type { Context, Middleware } from "koa";
import { z } from "zod";
import { referencePage } from "../../views/api/reference.ts";
import type { Deps } from "../deps.ts";
import { readBytes } from "../http/body.ts";
import type { ErrorHandling } from "../http/errors.ts";
import { showPage } from "../http/pages.ts";
import { readUploadedBytes } from "../http/upload.ts";
import { ImportId } from "../ids.ts";
import { chooseLocale, type Locale } from "../lib/locale.ts";
import type { Oidc } from "../oidc/oidc.ts";
import { limits } from "../rosters/rosters.ts";
import { countActivation, listPupilStates } from "./activation.ts";
import { matches, reply, replyProblem, tagOf } from "./answer.ts";
import { callerOf, spendRoster, type Caller } from "./caller.ts";
import { basePath, endpoints, listEndpoints, rosterTypes, type Endpoint, type EndpointId } from "./endpoints.ts";
import { openApiDocument, scopeTexts } from "./openapi.ts";
import { Problem, problems } from "./problems.ts";
import { applyPlan, listChanges, putRoster, readPlan } from "./roster.ts";
import * as schemas from "./schemas.ts";

type ApiDeps = Pick<Deps, "db" | "now" | "keys" | "config" | "counter" | "jobs">;
export type ApiParts = { oidc: Pick<Oidc, "packageToken">; errors: ErrorHandling };

/** These prove who asks by a token and act on no cookie. */
export const isApiPath = (path: string): boolean => path.startsWith(`${basePath}/`);

/** For administration packages: the endpoints of the table, their OpenAPI document, and a page to read. */
export function apiRoutes(deps: ApiDeps, parts: ApiParts): Router {
  const { issuer } = deps.config;
  const router = new Router({ prefix: basePath });
  const document = JSON.stringify(openApiDocument(issuer), null, 2);
  router.get("/", (ctx) => showReference(ctx, issuer));
  router.get("/openapi.json", (ctx) => {
    ctx.set("Cache-Control", "public, max-age=300");
    ctx.type = "application/json; charset=utf-8";
    ctx.body = document;
  });
  const problemsOnly = answerWithProblems(parts.errors, issuer);
  for (const { id, endpoint } of listEndpoints()) {
    const path = endpoint.path.replaceAll(/\{(\w+)\}/g, ":$1");
    router[endpoint.method](path, problemsOnly, endpointHandler(deps, parts, { id, endpoint }));
  }
  // Behind all others: what is left under this address knows no page either.
  router.all("/{*rest}", problemsOnly, (ctx) => {
    throw new Problem(isKnownPath(ctx.path) ? "method-not-allowed" : "not-found");
  });
  return router;
}

function answerWithProblems(errors: ErrorHandling, issuer: string): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      replyProblem(ctx, error, { errors, issuer });
    }
  };
}

const known = listEndpoints().map(
  ({ endpoint }) => new RegExp(`^${basePath}${endpoint.path.replaceAll(/\{\w+\}/g, "[^/]+")}/?$`),
);
const isKnownPath = (path: string): boolean => known.some((pattern) => pattern.test(path));

type Call = { deps: ApiDeps; ctx: Context; caller: Caller; locale: Locale };

function endpointHandler(deps: ApiDeps, { oidc }: ApiParts, at: { id: string; endpoint: Endpoint }): Middleware {
  const handle = handlers[idOf(at.id)];
  return async (ctx) => {
    const caller = await callerOf(deps, oidc, { ctx, scope: at.endpoint.scope });
    const locale = chooseLocale({ acceptLanguage: ctx.get("Accept-Language") });
    await handle({ deps, ctx, caller, locale });
  };
}

const isEndpointId = (id: string): id is EndpointId => id in endpoints;
function idOf(id: string): EndpointId {
  if (!isEndpointId(id)) throw new Error(`No endpoint ${id}`);
  return id;
}

/** What a package says of how its list is to be read. */
const choicesIn = ({ sheet, class: classes, ...said }: z.infer<typeof schemas.RosterQuery>) => ({
  ...said,
  ...(sheet === undefined ? {} : { sheets: sheet.split("/") }),
  ...(classes === undefined ? {} : { classes: Object.fromEntries(classes.split(";").map((pair) => pair.split("="))) }),
});

const handlers: Record<EndpointId, (call: Call) => Promise<void>> = {
  putRoster: async ({ deps, ctx, caller, locale }) => {
    mustBeType(ctx, rosterTypes);
    const choices = choicesIn(readQuery(ctx, schemas.RosterQuery));
    await spendRoster(deps, caller);
    const bytes = await readUploadedBytes(ctx, limits.fileBytes);
    const { plan, tag } = await putRoster(deps, { caller, locale }, { bytes, choices });
    inLanguage(ctx, locale);
    const location = `${basePath}/schools/${caller.schoolNumber}/roster/plans/${plan.id}`;
    reply(ctx, { status: 201, schema: schemas.Plan, value: plan, tag, location });
  },
  getPlan: async ({ deps, ctx, caller, locale }) => {
    const { plan, tag } = await readPlan(deps, { caller, locale }, planIdOf(ctx));
    inLanguage(ctx, locale);
    reply(ctx, { schema: schemas.Plan, value: plan, tag });
  },
  listChanges: async ({ deps, ctx, caller }) => {
    const { limit, cursor } = readQuery(ctx, schemas.ChangesQuery);
    const value = await listChanges(deps, caller, { importId: planIdOf(ctx), limit, cursor });
    reply(ctx, { schema: schemas.Changes, value });
  },
  applyPlan: async ({ deps, ctx, caller, locale }) => {
    const importId = planIdOf(ctx);
    const said = await readOrder(ctx);
    const { nobodyLeaves } = said;
    const order = {
      importId,
      confirmed: confirmedBy(said),
      nobodyLeaves,
      isAsRead: (tag: string) => matches(ctx, tag),
    };
    const { plan, tag } = await applyPlan(deps, { caller, locale }, order);
    inLanguage(ctx, locale);
    const isDone = plan.state === "applied";
    if (!isDone) ctx.set("Retry-After", "2");
    reply(ctx, { status: isDone ? 200 : 202, schema: schemas.Plan, value: plan, tag });
  },
  getActivation: async ({ deps, ctx, caller }) => {
    const value = await countActivation(deps, caller);
    reply(ctx, { schema: schemas.ActivationCounts, value, tag: tagOf(value) });
  },
  listPupilStates: async ({ deps, ctx, caller }) => {
    const value = await listPupilStates(deps, caller, readQuery(ctx, schemas.PupilsQuery));
    reply(ctx, { schema: schemas.PupilStates, value });
  },
};

function inLanguage(ctx: Context, locale: Locale): void {
  ctx.set("Content-Language", locale);
  ctx.vary("Accept-Language");
}

/** What isn't an id is nobody's plan. */
function planIdOf(ctx: Context): ImportId {
  const id = ImportId.safeParse(ctx["params"].id);
  if (!id.success) throw new Problem("not-found", "Your package has put no such plan at this school");
  return id.data;
}

function mustBeType(ctx: Context, types: readonly string[]): void {
  const isPlain = ["", "identity"].includes(ctx.get("Content-Encoding"));
  if (isPlain && ctx.is([...types]) !== false) return;
  // the body isn't read: the connection can't be used again
  ctx.set("Connection", "close");
  throw new Problem("unsupported-media-type", `Send ${types.join(" or ")}, not compressed`);
}

function readQuery<S extends z.ZodObject>(ctx: Context, schema: S): z.output<S> {
  const parameters = [...ctx.URL.searchParams];
  const fields = Object.fromEntries(parameters);
  const parsed = schema.strict().safeParse(fields);
  const isOnce = Object.keys(fields).length === parameters.length;
  const hasNul = parameters.some(([, value]) => value.includes("\0"));
  if (parsed.success && isOnce && !hasNul) return schema.parse(fields);
  throw new Problem("bad-request", `Parameters: ${Object.keys(schema.shape).join(", ")}, each at most once`);
}

async function readOrder(ctx: Context): Promise<z.output<typeof schemas.ApplyOrder>> {
  const bytes = await readBytes(ctx, 4096);
  if (bytes.length > 0) mustBeType(ctx, ["application/json"]);
  const order = schemas.ApplyOrder.safeParse(bytes.length === 0 ? {} : parseJson(bytes.toString("utf8")));
  if (!order.success)
    throw new Problem(
      "bad-request",
      `Members: ${Object.keys(schemas.ApplyOrder.shape).join(", ")}; each true or false`,
    );
  return order.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem("bad-request", "The body is not JSON", { cause });
  }
}

const confirmedBy = (order: z.output<typeof schemas.ApplyOrder>): schemas.Confirmation[] => [
  ...(order.allowLeavers ? (["leavers"] as const) : []),
  ...(order.allowForeign ? (["foreign"] as const) : []),
  ...(order.allowLastYear ? (["last-year"] as const) : []),
];

function showReference(ctx: Context, issuer: string): void {
  const list = listEndpoints().map(({ endpoint }) => endpoint);
  const problemList = Object.entries(problems).map(([code, { status, title }]) => ({ code, status, title }));
  showPage(ctx, (p) =>
    referencePage(p, { issuer, basePath, endpoints: list, problems: problemList, scopes: scopeTexts }),
  );
}

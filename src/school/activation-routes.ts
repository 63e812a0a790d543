import { PassThrough } from "node:stream";
import { finished } from "node:stream/promises";
import Router from "@koa/router";
import type { Context } from "koa";
import { z } from "zod";
import { boardPage } from "../../views/school/activation/board.ts";
import { choicePage } from "../../views/school/activation/choice.ts";
import { classPage } from "../../views/school/activation/class.ts";
import { runPage } from "../../views/school/activation/run.ts";
import {
  addRun,
  CardLocale,
  cancelRun,
  findRun,
  LetterLocale,
  saveLadder,
  startPrinting,
  type Paper,
  type Run,
} from "../activation/activation.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { readForm } from "../http/forms.ts";
import { showPage } from "../http/pages.ts";
import { ActivationRunId } from "../ids.ts";
import { choiceFrom, choiceQuery, stateFrom } from "./activation-choice.ts";
import { boardOf, classOf, previewOf } from "./activation.ts";
import { allowEvents, streamProgress } from "./activation-progress.ts";
import type { Gate, Visit } from "./gate.ts";

const Kind = z.enum(["badge", "words", "code"]);
const LadderForm = z.object({ young: Kind, middle: Kind, secondary: Kind });
const RunForm = z.object({
  secret: z.enum(["by-age", ...Kind.options]),
  paper: z.string().transform((text, context): Paper => {
    const [document, locale] = text.split(".");
    const card = CardLocale.safeParse(locale);
    if (document === "cards" && card.success) return { document, locale: card.data };
    const letter = LetterLocale.safeParse(locale);
    if (document === "letters" && letter.success) return { document, locale: letter.data };
    context.addIssue("unknown");
    return z.NEVER;
  }),
  again: z.literal("yes").optional(),
});

type RouteDeps = Pick<Deps, "db" | "keys" | "random" | "now" | "jobs" | "config" | "log">;
const actorOf = (visit: Visit): string => `staff:${visit.staffId}`;
const homeOf = ({ frame }: Visit): string => `${frame.path}/activation`;

/** Who has a card, who gets one, and the cards themselves: under /school/NUMBER/activation. */
export function activationRoutes(deps: RouteDeps, gate: Gate): Router {
  const router = new Router({ prefix: "/school/:number/activation" });
  boardRoutes(router, deps, gate);
  choiceRoutes(router, deps, gate);
  runRoutes(router, deps, gate);
  return router;
}

function boardRoutes(router: Router, deps: RouteDeps, gate: Gate): void {
  router.get("/", async (ctx) => {
    const visit = await gate.enter(ctx);
    if (!visit) return;
    // The roster sends here who was just added by hand: one step less for a pupil who waits at the desk.
    if (ctx.URL.searchParams.has("pupil")) return ctx.redirect(`${homeOf(visit)}/new${ctx.search}`);
    const board = await boardOf(deps, visit.school.id);
    const saved = ctx.query["saved"] === "yes";
    showPage(ctx, (p) =>
      boardPage(p, { frame: visit.frame, ...board, filter: stateFrom(ctx.URL.searchParams), saved }),
    );
  });

  const showClass = async (ctx: Context, name: string | null) => {
    const visit = await gate.enter(ctx);
    if (!visit) return;
    const found = await classOf(deps, { schoolId: visit.school.id, name });
    const filter = stateFrom(ctx.URL.searchParams);
    showPage(ctx, (p) => classPage(p, { frame: visit.frame, name, ...found, filter }));
  };
  router.get("/without-class", (ctx) => showClass(ctx, null));
  router.get("/class/:name", (ctx) => showClass(ctx, textFrom(ctx.params["name"])));

  router.post("/ladder", async (ctx) => {
    const visit = await gate.enter(ctx);
    if (!visit) return;
    const form = await readForm(ctx, LadderForm);
    if (!form.ok) throw new AppError("bad-request", "A step of the ladder is missing or unknown");
    await saveLadder(deps, { schoolId: visit.school.id, ladder: form.data, actor: actorOf(visit) });
    seeOther(ctx, `${homeOf(visit)}?saved=yes`);
  });
}

/** Undefined when the answer has been given. More than one class asks for a fresh sign-in: here, where it can lead back to. */
async function preview(ctx: Context, deps: RouteDeps, gate: Gate) {
  const visit = await gate.enter(ctx);
  if (!visit) return undefined;
  const choice = choiceFrom(ctx.URL.searchParams);
  if (!choice) {
    seeOther(ctx, homeOf(visit));
    return undefined;
  }
  const chosen = await previewOf(deps, { schoolId: visit.school.id, choice });
  if (chosen.isBulk && !(await gate.enter(ctx, { fresh: true }))) return undefined;
  return { visit, chosen };
}

function choiceRoutes(router: Router, deps: RouteDeps, gate: Gate): void {
  router.get("/new", async (ctx) => {
    const found = await preview(ctx, deps, gate);
    if (!found) return;
    const { visit, chosen } = found;
    const action = `${homeOf(visit)}/runs?${choiceQuery(chosen.choice)}`;
    showPage(ctx, (p) => choicePage(p, { frame: visit.frame, ...chosen, action }));
  });

  router.post("/runs", async (ctx) => {
    const found = await preview(ctx, deps, gate);
    if (!found) return;
    const form = await readForm(ctx, RunForm);
    if (!form.ok) throw new AppError("bad-request", "The kind of secret, of paper or its language is unknown");
    const { secret, paper, again } = form.data;
    const { visit, chosen } = found;
    const id = await addRun(deps, {
      ...(chosen.choice.kind === "classes"
        ? { classNames: chosen.choice.names }
        : { loginNames: chosen.choice.loginNames }),
      schoolId: visit.school.id,
      secret: secret === "by-age" ? undefined : secret,
      again: again === "yes",
      paper,
      actor: actorOf(visit),
    });
    seeOther(ctx, `${homeOf(visit)}/runs/${id}`);
  });
}

function runRoutes(router: Router, deps: RouteDeps, gate: Gate): void {
  /** Undefined when the answer has been given. @throws AppError not-found for a run of another school */
  const enter = async (ctx: Context, { acts = false } = {}) => {
    const visit = await gate.enter(ctx);
    if (!visit) return undefined;
    const id = ActivationRunId.safeParse(ctx["params"].id);
    const find = () => (id.success ? readRun(deps, visit, id.data) : undefined);
    const run = await find();
    if (!run) throw new AppError("not-found");
    const open = run.state === "waiting" || run.state === "interrupted";
    if ((acts || open) && run.parts.length > 1 && !(await gate.enter(ctx, { fresh: true }))) return undefined;
    return { visit, run };
  };

  router.get("/runs/:id", async (ctx) => {
    const found = await enter(ctx);
    if (!found) return;
    showPage(ctx, (p) => runPage(p, { frame: found.visit.frame, run: found.run }));
    allowEvents(ctx);
  });

  router.get("/runs/:id/events", async (ctx) => {
    const visit = await gate.enter(ctx);
    const id = ActivationRunId.safeParse(ctx.params["id"]);
    if (!visit) return;
    if (!id.success || !(await readRun(deps, visit, id.data))) throw new AppError("not-found");
    streamProgress(ctx, () => readRun(deps, visit, id.data));
  });

  router.post("/runs/:id/cancel", async (ctx) => {
    const visit = await gate.enter(ctx);
    if (!visit) return;
    const id = ActivationRunId.safeParse(ctx.params["id"]);
    if (!id.success) throw new AppError("not-found");
    await cancelRun(deps, { schoolId: visit.school.id, id: id.data, actor: actorOf(visit) });
    seeOther(ctx, `${homeOf(visit)}/runs/${id.data}`);
  });

  router.post("/runs/:id/cards", async (ctx) => {
    const found = await enter(ctx, { acts: true });
    if (found) await sendCards(ctx, deps, found);
  });
}

const readRun = ({ db, now }: RouteDeps, { school }: Visit, id: ActivationRunId): Promise<Run | undefined> =>
  db.forSchools([school.id], (tx) => findRun(tx, { schoolId: school.id, id, now: now() }));

/** The file is made while it is sent, and is nowhere else. */
async function sendCards(ctx: Context, deps: RouteDeps, { visit, run }: { visit: Visit; run: Run }): Promise<void> {
  const { school, frame } = visit;
  const request = { schoolId: school.id, schoolName: school.name, runId: run.id, actor: actorOf(visit) };
  const printing = await startPrinting(deps, request);
  if (!printing.ok) {
    const current = (await readRun(deps, visit, run.id)) ?? run;
    return showPage(ctx, (p) => runPage(p, { frame, run: current, problem: printing.reason }), 409);
  }
  const file = new PassThrough();
  ctx.status = 200;
  ctx.type = "application/pdf";
  ctx.set("Content-Disposition", `attachment; filename="leerid-${run.document}.pdf"`);
  ctx.body = file;
  // The layers around a request listen to its end as well: one more is no leak.
  ctx.res.setMaxListeners(ctx.res.getMaxListeners() + 5);
  void printing.print(file, finished(ctx.res));
}

function seeOther(ctx: Context, path: string): void {
  ctx.redirect(path);
  ctx.status = 303;
}

/** PostgreSQL refuses NUL in text. */
function textFrom(text: string | undefined): string {
  if (text === undefined || text === "" || text.includes("\0")) throw new AppError("not-found");
  return text;
}

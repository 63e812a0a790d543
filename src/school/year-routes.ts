import Router from "@koa/router";
import type { Context } from "koa";
import { z } from "zod";
import { yearGonePage } from "../../views/school/year/plan.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { readForm } from "../http/forms.ts";
import { localeOf, returnTo, showPage } from "../http/pages.ts";
import { readUpload } from "../http/upload.ts";
import { YearPlanId } from "../ids.ts";
import {
  agreeYear,
  decideYearDoubt,
  fileTooLarge,
  limits,
  rehearseYear,
  takeEffect,
  withdrawYear,
  YearStop,
} from "../rosters/rosters.ts";
import type { Gate, Visit } from "./gate.ts";
import { DecideForm, decisionOf, lineOf } from "./roster-doubt-form.ts";
import { actorOf, goTo } from "./roster-visit.ts";
import { showYearDoubt, showYearHome, showYearPlan } from "./year-pages.ts";
import { yearPupilRoutes } from "./year-pupil-routes.ts";
import { yearHomeOf, yearPlanOf } from "./year.ts";

type YearRouteDeps = Pick<Deps, "db" | "now" | "random" | "keys" | "jobs">;
type Handle = (deps: YearRouteDeps, ctx: Context, visit: Visit) => Promise<void>;

const homeOf = ({ frame }: Visit): string => `${frame.path}/year`;

/** The list of the coming school year: look at it from June on, agree to it, and on 1 September it takes effect by itself. */
export function yearRoutes(deps: YearRouteDeps, gate: Gate): Router {
  const router = new Router({ prefix: "/school/:number/year" });
  const by = (handle: Handle) => async (ctx: Context) => {
    const visit = await gate.enter(ctx);
    if (visit) await handle(deps, ctx, visit);
  };
  router.get("/", by(showHome));
  router.post("/", by(upload));
  router.get("/:id", by(showOne));
  router.post("/:id/agree", by(agree));
  router.post("/:id/withdraw", by(withdraw));
  router.get("/:id/doubt/:line", by(ask));
  router.post("/:id/doubt/:line", by(decide));
  yearPupilRoutes(router, deps, gate);
  return router;
}

/** What isn't an id is nobody's list. */
function planIdOf(ctx: Context): YearPlanId {
  const id = YearPlanId.safeParse(ctx.params["id"]);
  if (!id.success) throw new AppError("not-found");
  return id.data;
}

const keyOf = (ctx: Context, visit: Visit) => ({ schoolId: visit.school.id, planId: planIdOf(ctx) });
const pageOf = (ctx: Context, visit: Visit): string => `${homeOf(visit)}/${planIdOf(ctx)}`;
const showGone = (ctx: Context, { frame }: Visit): void => showPage(ctx, (p) => yearGonePage(p, { frame }));

const showHome: Handle = async (deps, ctx, visit) => {
  showYearHome(ctx, { visit, home: await yearHomeOf(deps, visit.school.id), now: deps.now() });
};

async function upload(deps: YearRouteDeps, ctx: Context, visit: Visit): Promise<void> {
  const locale = localeOf(ctx);
  const file = await readUpload(ctx, { field: "file", maxBytes: limits.fileBytes });
  const schoolId = visit.school.id;
  const refuse = async (problem: string) =>
    showYearHome(ctx, { visit, home: await yearHomeOf(deps, schoolId), now: deps.now() }, problem);
  if (!file.ok) return refuse(file.problem === "missing" ? "missing" : fileTooLarge(locale).message);
  const read = await rehearseYear(deps, { ...file, schoolId, locale, actor: actorOf(visit) });
  if (!read.ok) return refuse(read.message);
  goTo(ctx, `${homeOf(visit)}/${read.planId}`);
}

const showOne: Handle = async (deps, ctx, visit) => {
  const view = await yearPlanOf(deps, keyOf(ctx, visit));
  if (!view) return showGone(ctx, visit);
  showYearPlan(ctx, { visit, view });
};

const ticked = z.literal("yes").optional();
const AgreeForm = z.object({ leavers: ticked, classes: ticked, "this-year": ticked, foreign: ticked });

/** The word of a person. Before 1 September it is kept; after it, the list takes effect while the person waits. */
async function agree(deps: YearRouteDeps, ctx: Context, visit: Visit): Promise<void> {
  const key = { ...keyOf(ctx, visit), actor: actorOf(visit) };
  const form = await readForm(ctx, AgreeForm);
  const said = form.ok ? YearStop.options.filter((one) => form.data[one] === "yes") : [];
  const agreed = await agreeYear(deps, { ...key, said });
  if (agreed.ok) {
    await takeEffect(deps, key);
    return goTo(ctx, homeOf(visit));
  }
  const view = await yearPlanOf(deps, key);
  if (agreed.problem === "ended" || !view) return goTo(ctx, pageOf(ctx, visit));
  returnTo(ctx, pageOf(ctx, visit));
  showYearPlan(ctx, { visit, view }, { ticked: said, problem: true });
}

async function withdraw(deps: YearRouteDeps, ctx: Context, visit: Visit): Promise<void> {
  await withdrawYear(deps, { ...keyOf(ctx, visit), actor: actorOf(visit) });
  goTo(ctx, homeOf(visit));
}

/** The list as if nobody had decided this line. */
async function openView(deps: YearRouteDeps, ctx: Context, visit: Visit) {
  const line = lineOf(ctx);
  const view = await yearPlanOf(deps, { ...keyOf(ctx, visit), without: line });
  const decided = view?.decisions[String(line)];
  const chosen = decided?.is === "same" ? `same:${decided.loginName}` : decided?.is;
  return { line, view, chosen };
}

const ask: Handle = async (deps, ctx, visit) => {
  const { line, view, chosen } = await openView(deps, ctx, visit);
  if (!view) return showGone(ctx, visit);
  showYearDoubt(ctx, { visit, view, line, chosen });
};

async function decide(deps: YearRouteDeps, ctx: Context, visit: Visit): Promise<void> {
  const form = await readForm(ctx, DecideForm);
  const chosen = form.ok ? form.data.decision : undefined;
  const decision = decisionOf(chosen ?? "");
  const line = lineOf(ctx);
  const decided =
    decision && (await decideYearDoubt(deps, { ...keyOf(ctx, visit), line, decision, actor: actorOf(visit) }));
  if (decided?.ok || decided?.problem === "ended") return goTo(ctx, pageOf(ctx, visit));
  const { view } = await openView(deps, ctx, visit);
  if (!view) return showGone(ctx, visit);
  showYearDoubt(ctx, { visit, view, line, chosen }, decided ? decided.problem : "choose");
}

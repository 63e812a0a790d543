import Router from "@koa/router";
import type { Context } from "koa";
import { z } from "zod";
import { AppError } from "../errors.ts";
import { readForm } from "../http/forms.ts";
import { localeOf } from "../http/pages.ts";
import { readUpload } from "../http/upload.ts";
import { Kind, Level } from "../pupils/pupils.ts";
import { applyRoster, decideDoubt, fileTooLarge, limits, planPupil, uploadRoster } from "../rosters/rosters.ts";
import type { Gate, Need, Visit } from "./gate.ts";
import * as wizard from "./roster-import-routes.ts";
import { saveReading } from "./roster-reading-routes.ts";
import { sayClasses } from "./roster-class-routes.ts";
import { toldExport } from "./roster-told-routes.ts";
import { importsExport, linesExport, showLines, showUpload } from "./roster-list-routes.ts";
import { showByHand, showDoubt, type ByHandProblem } from "./roster-pages.ts";
import { DecideForm, decisionOf, lineOf } from "./roster-doubt-form.ts";
import { actorOf, goTo, importIdOf, pageOf, type Handle, type WizardDeps } from "./roster-visit.ts";
import { getDoubt, getImport, listClasses, placeOfClass } from "./roster.ts";

/** The roster wizard: a file, or one pupil, becomes a difference; a person decides what is doubtful, and carries it out. */
export function rosterRoutes(deps: WizardDeps, gate: Gate): Router {
  const router = new Router({ prefix: "/school/:number/roster" });
  const by =
    (handle: Handle, need: Need = {}) =>
    async (ctx: Context) => {
      // each form that asks who it is again is sent to the address of its own page
      const visit = await gate.enter(ctx, need.fresh === true ? { ...need, back: ctx.path } : need);
      if (visit) await handle(deps, ctx, visit);
    };
  router.get("/", by(showStart));
  router.post("/", by(upload));
  router.get("/pupil", by(showEmptyForm));
  router.post("/pupil", by(addPupil));
  router.get("/:id", by(wizard.showOne));
  router.get("/:id/class", by(wizard.showClass));
  router.get("/:id/columns", by(wizard.columns));
  router.post("/:id/columns", by(wizard.saveColumns));
  router.post("/:id/reading", by(saveReading));
  router.post("/:id/classes", by(sayClasses));
  router.post("/:id/again", by(wizard.again));
  router.post("/:id/apply", by(wizard.apply));
  router.get("/:id/events", by(wizard.events));
  router.get("/:id/doubt/:line", by(showQuestion));
  router.post("/:id/doubt/:line", by(decide));
  // names leave the system with it: who takes it must have signed in a moment ago
  router.post("/export", importsExport(deps, gate));
  router.get("/:id/lines", by(showLines));
  router.post("/:id/lines/export", linesExport(deps, gate));
  router.post("/:id/told/export", toldExport(deps, gate));
  // so much at once asks who it is again
  router.get("/:id/undo", by(wizard.askUndo, { fresh: true }));
  router.post("/:id/undo", by(wizard.undo, { fresh: true }));
  return router;
}

const showStart: Handle = (deps, ctx, visit) => showUpload(deps, ctx, { visit });
const showEmptyForm: Handle = (deps, ctx, visit) => showPupil(deps, ctx, { visit, typed: {} });
const showQuestion: Handle = (deps, ctx, visit) => ask(deps, ctx, { visit });

async function upload(deps: WizardDeps, ctx: Context, visit: Visit): Promise<void> {
  const locale = localeOf(ctx);
  const file = await readUpload(ctx, { field: "file", maxBytes: limits.fileBytes });
  if (!file.ok) {
    const problem = file.problem === "missing" ? "missing" : fileTooLarge(locale).message;
    return showUpload(deps, ctx, { visit, problem });
  }
  const { name, bytes } = file;
  const read = await uploadRoster(deps, { schoolId: visit.school.id, bytes, name, locale, actor: actorOf(visit) });
  if (!read.ok) return showUpload(deps, ctx, { visit, problem: read.message });
  goTo(ctx, `${pageOf(visit, read.importId)}${read.next === "columns" ? "/columns" : ""}`);
}

type Asked = { visit: Visit; problem?: "choose" | "taken" | "contradicts"; chosen?: string | undefined };

async function ask(deps: WizardDeps, ctx: Context, { visit, ...answer }: Asked): Promise<void> {
  const importId = importIdOf(ctx);
  const view = await getDoubt(deps, { schoolId: visit.school.id, importId, line: lineOf(ctx) });
  showDoubt(ctx, { visit, view }, { importId, ...answer });
}

async function decide(deps: WizardDeps, ctx: Context, visit: Visit): Promise<void> {
  const importId = importIdOf(ctx);
  const line = lineOf(ctx);
  const form = await readForm(ctx, DecideForm);
  const chosen = form.ok ? form.data.decision : undefined;
  const decision = decisionOf(chosen ?? "");
  if (!decision) return ask(deps, ctx, { visit, problem: "choose" });
  const of = { schoolId: visit.school.id, importId };
  const decided = await decideDoubt(deps, { ...of, line, decision, actor: actorOf(visit) });
  if (!decided.ok && decided.problem !== "stale") return ask(deps, ctx, { visit, problem: decided.problem, chosen });
  const { difference } = await getImport(deps, { ...of, mostLines: limits.toldLines });
  const waiting = difference.doubts.filter((one) => one.decided === null && one.canDecide && one.line !== line);
  const next = waiting.find((one) => one.line > line);
  goTo(ctx, decided.ok && next ? `${pageOf(visit, importId)}/doubt/${next.line}` : pageOf(visit, importId));
}

type Typed = { visit: Visit; typed: Record<string, string>; problem?: ByHandProblem };

async function showPupil(deps: WizardDeps, ctx: Context, { visit, ...form }: Typed): Promise<void> {
  showByHand(ctx, { visit, classes: await listClasses(deps, visit.school.id) }, form);
}

const short = z.string().max(1000).default("");
const PupilForm = z.object({
  given_name: short,
  family_name: short,
  class_name: short,
  level: z.union([Level, z.literal("")]).default(""),
  kind: Kind.default("gewoon"),
  year_group: z.enum(["none", "1", "2", "3", "4", "5", "6", "7"]).default("none"),
  national_number: short,
  stamboeknummer: short,
});

/** A pupil whom nobody here knows is added at once; about any other a person looks at the difference first. */
async function addPupil(deps: WizardDeps, ctx: Context, visit: Visit): Promise<void> {
  const form = await readForm(ctx, PupilForm);
  if (!form.ok) throw new AppError("bad-request", "The form is not ours");
  const { data, typed } = form;
  const schoolId = visit.school.id;
  const place = data.level === "" ? await placeOfClass(deps, { schoolId, name: data.class_name }) : undefined;
  if (data.level === "" && !place) return showPupil(deps, ctx, { visit, typed, problem: { code: "level-missing" } });
  const pupil = {
    givenName: data.given_name,
    familyName: data.family_name,
    className: data.class_name,
    level: place?.level ?? data.level,
    kind: place?.kind ?? data.kind,
    yearGroup: data.year_group === "none" ? String(place?.yearGroup ?? "") : data.year_group,
    nationalNumber: data.national_number,
    stamboeknummer: data.stamboeknummer,
  };
  const planned = await planPupil(deps, { schoolId, pupil });
  if (!planned.ok) return showPupil(deps, ctx, { visit, typed, problem: planned });
  const { importId, action } = planned;
  if (action === "added" || action === "moved-school")
    await applyRoster(deps, { schoolId, importId, actor: actorOf(visit) });
  goTo(ctx, pageOf(visit, importId));
}

import type { Context } from "koa";
import { z } from "zod";
import { fileGonePage } from "../../views/school/roster/columns.ts";
import { rosterClassPage } from "../../views/school/roster/class.ts";
import { undoPage } from "../../views/school/roster/undo.ts";
import { AppError } from "../errors.ts";
import { readForm } from "../http/forms.ts";
import { returnTo, showPage } from "../http/pages.ts";
import { allowEvents, streamProgress } from "../http/progress.ts";
import {
  fieldNames,
  mapColumns,
  planAgain,
  startApply,
  Stop,
  undoImport,
  viewColumns,
  viewUndo,
} from "../rosters/rosters.ts";
import type { Field, Mapping, UndoView } from "../rosters/rosters.ts";
import type { Visit } from "./gate.ts";
import { showColumns, showImport } from "./roster-pages.ts";
import { waitABit } from "./wait-a-bit.ts";
import { actorOf, goTo, importIdOf, pageOf, type Handle } from "./roster-visit.ts";
import { getClass, getImport, getProgress } from "./roster.ts";

const ofVisit = (ctx: Context, visit: Visit) => ({ schoolId: visit.school.id, importId: importIdOf(ctx) });

/** A plan, its progress or its result: whatever has become of the import. */
export const showOne: Handle = async (deps, ctx, visit) => {
  const of = ofVisit(ctx, visit);
  const view = await getImport(deps, of);
  if (view.state === "columns") return goTo(ctx, `${pageOf(visit, of.importId)}/columns`);
  showImport(ctx, { visit, view });
  if (view.state === "applying") allowEvents(ctx);
};

export const showClass: Handle = async (deps, ctx, visit) => {
  const of = ofVisit(ctx, visit);
  const name = ctx.URL.searchParams.get("name") ?? "";
  if (name.includes("\0")) throw new AppError("not-found");
  const found = await getClass(deps, { ...of, name });
  showPage(ctx, (p) => rosterClassPage(p, { frame: visit.frame, importId: of.importId, name, ...found }));
};

const ApplyForm = z.partialRecord(z.enum([...Stop.options, "stay"]), z.literal("yes"));

/** Starts a job that carries the plan out. Who confirms it a second time, in another tab, sees the one that runs. */
export const apply: Handle = async (deps, ctx, visit) => {
  const of = ofVisit(ctx, visit);
  const page = pageOf(visit, of.importId);
  const form = await readForm(ctx, ApplyForm);
  const view = await getImport(deps, of);
  const said = form.ok ? form.data : {};
  const nobodyLeaves = said.stay === "yes";
  const unsaid = view.confirmations.filter((one) => said[one] === undefined && !(nobodyLeaves && one === "leavers"));
  if (view.state === "planned" && unsaid.length > 0) {
    returnTo(ctx, page);
    const ticked = view.confirmations.filter((one) => said[one] !== undefined);
    return showImport(ctx, { visit, view }, { status: 422, ticked, problem: true });
  }
  if (view.state === "planned" || view.state === "applying") {
    const confirmed = Stop.options.filter((one) => said[one] !== undefined);
    await startApply(deps, { ...of, confirmed, nobodyLeaves, actor: actorOf(visit) });
    await waitABit(() => getProgress(deps, of));
  }
  // whatever came of it stands there: how far it is, the result, also of another tab; or that the plan is out of date
  goTo(ctx, page);
};

export const events: Handle = async (deps, ctx, visit) => {
  const of = ofVisit(ctx, visit);
  const read = () => getProgress(deps, of);
  if (!(await read())) throw new AppError("not-found");
  streamProgress(ctx, async () => {
    const progress = await read();
    return progress && { event: progress, goesOn: progress.running };
  });
};

/** Compares the kept file with how the list is now. */
export const again: Handle = async (deps, ctx, visit) => {
  const of = ofVisit(ctx, visit);
  const planned = await planAgain(deps, { ...of, actor: actorOf(visit) });
  if (!planned.ok) return showPage(ctx, (p) => fileGonePage(p, { frame: visit.frame }), 422);
  goTo(ctx, `${pageOf(visit, planned.importId)}${planned.next === "columns" ? "/columns" : ""}`);
};

export const columns: Handle = async (deps, ctx, visit) => {
  const of = ofVisit(ctx, visit);
  const view = await viewColumns(deps, of);
  if (!view) return showPage(ctx, (p) => fileGonePage(p, { frame: visit.frame }), 422);
  showColumns(ctx, { visit, view }, { importId: of.importId });
};

const ColumnsForm = z.partialRecord(z.enum(fieldNames), z.string().regex(/^\d{0,4}$/));

export const saveColumns: Handle = async (deps, ctx, visit) => {
  const of = ofVisit(ctx, visit);
  const form = await readForm(ctx, ColumnsForm);
  if (!form.ok) throw new AppError("bad-request", "The form is not ours");
  const at = mappingOf(form.data);
  const mapped = await mapColumns(deps, { ...of, at, actor: actorOf(visit) });
  if (mapped.ok) return goTo(ctx, pageOf(visit, mapped.importId));
  const view = mapped.problem === "faults" ? await viewColumns(deps, of) : undefined;
  if (!view || mapped.problem !== "faults") return showPage(ctx, (p) => fileGonePage(p, { frame: visit.frame }), 422);
  returnTo(ctx, `${pageOf(visit, of.importId)}/columns`);
  showColumns(
    ctx,
    { visit, view: { ...view, at, missing: undefined } },
    { importId: of.importId, faults: mapped.faults },
  );
};

/** Which column was chosen for each field; what was left open has none. */
function mappingOf(chosen: Partial<Record<Field, string>>): Mapping {
  const at: Mapping = {};
  for (const name of fieldNames) if (chosen[name]) at[name] = Number(chosen[name]);
  return at;
}

function showUndo(ctx: Context, visit: Visit, { fileName, ...view }: UndoView): void {
  const page = { frame: visit.frame, importId: importIdOf(ctx), name: fileName, ...view };
  showPage(ctx, (p) => undoPage(p, page), view.undo.can || ctx.method === "GET" ? 200 : 409);
}

export const askUndo: Handle = async (deps, ctx, visit) => {
  showUndo(ctx, visit, await viewUndo(deps, ofVisit(ctx, visit)));
};

/** Takes the import back, unless something came to depend on it since the question was asked. */
export const undo: Handle = async (deps, ctx, visit) => {
  const of = ofVisit(ctx, visit);
  const undone = await undoImport(deps, { ...of, actor: actorOf(visit) });
  if (undone.can || undone.why === "undone") return goTo(ctx, pageOf(visit, of.importId));
  returnTo(ctx, `${pageOf(visit, of.importId)}/undo`);
  showUndo(ctx, visit, { ...(await viewUndo(deps, of)), undo: undone });
};

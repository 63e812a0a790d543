import { record } from "../audit/audit.ts";
import type { ImportId, SchoolId } from "../ids.ts";
import { getSchool } from "../schools/schools.ts";
import type { ReadChoices } from "./choices.ts";
import { fileNameOf } from "./file-name.ts";
import { keepFile, rememberMapping } from "./kept-file.ts";
import { addPlan, addWaiting, columnsKnown, readSized, reopen, replace, type Of, type Upload } from "./kept-upload.ts";
import { foreignTo } from "./known-columns.ts";
import { faultsIn, showColumns, type MappingFault, type ShownColumn } from "./mapping.ts";
import type { Mapping } from "./packages/fields.ts";
import * as queries from "./queries-file.ts";
import type { Reading } from "./reading.ts";
import type { RosterLocale } from "./roster-locales.ts";
import type { PlanDeps } from "./store.ts";
import type { Problem } from "./table.ts";
import { stopped, type RosterProblem } from "./texts.ts";

export type RosterFile = {
  schoolId: SchoolId;
  bytes: Uint8Array;
  /** as the person's computer calls it: shown beside the plan */
  name?: string | undefined;
  locale?: RosterLocale | undefined;
  /** what a person said of how it is to be read */
  choices?: ReadChoices | undefined;
};

/** `columns`: a person has to say first which column is the name or the class. */
export type Uploaded = { ok: true; importId: ImportId; next: "plan" | "columns" };

/**
 * Reads a roster for a person who can be asked: like `planRoster`, and keeps the file, sealed, for at most two days, so that its
 * columns can be corrected and it can be compared again.
 * @returns what to show next, or why the file can't be read
 * @throws AppError school-not-found
 */
export async function uploadRoster(
  deps: PlanDeps,
  file: RosterFile & { actor: string },
): Promise<Uploaded | RosterProblem> {
  const locale = file.locale ?? "nl";
  const school = await deps.db.forSchools([file.schoolId], (tx) => getSchool(tx, file.schoolId));
  const { choices = {} } = file;
  const head = await readSized(deps, file.bytes, { school, choices });
  if (!head.ok) return stopped(head.problem, head.params, locale);
  const read: Upload = { ok: true, school, name: fileNameOf(file.name), head, choices };
  return deps.db.forSchools([school.id], async (tx) => {
    const { at: columns, missing, refused, upload } = await columnsKnown(tx, deps, read);
    if (refused) return stopped(refused.problem, refused.params, locale);
    // in one column nobody finds both a name and a class
    if (missing && head.width < 2) return stopped(missing.problem, missing.params, locale);
    const importId = missing ? await addWaiting(tx, deps, upload) : await addPlan(tx, deps, { upload, at: columns });
    const at = deps.now();
    const kept = { bytes: head.file, lost: head.lost, choices };
    await keepFile(tx, deps.keys, { schoolId: school.id, importId, at, ...kept });
    await record(tx, { what: "roster.read", actor: file.actor, at, schoolId: school.id, details: { importId } });
    return { ok: true, importId, next: missing ? "columns" : "plan" };
  });
}

/** The columns of a kept file and what is taken from them now. Undefined when the file is no longer kept. */
export type ColumnsView = {
  fileName: string | null;
  columns: ShownColumn[];
  at: Mapping;
  /** why nothing could be planned with it */
  missing: Problem["problem"] | undefined;
  reading: Reading;
};

/** Two statements. @throws AppError not-found when this school has no such plan that waits */
export async function viewColumns(deps: PlanDeps, of: Of): Promise<ColumnsView | undefined> {
  const read = await reopen(deps, of);
  if (!read?.ok) return undefined;
  const { at, missing, upload } = await deps.db.forSchools([of.schoolId], (tx) => columnsKnown(tx, deps, read));
  const { head, name } = upload;
  return { fileName: name, columns: showColumns(head), at, missing: missing?.problem, reading: head.reading };
}

export type Mapped =
  | { ok: true; importId: ImportId }
  /** the file was kept too long ago */
  | { ok: false; problem: "file-gone" }
  | { ok: false; problem: "faults"; faults: MappingFault[] };

/**
 * Plans a kept file with the columns that a person chose, which are remembered for the next file with the same headers. The plan
 * comes in the place of the one before, and so do its doubts.
 * @throws AppError not-found when this school has no such plan that waits
 */
export async function mapColumns(deps: PlanDeps, request: Of & { at: Mapping; actor: string }): Promise<Mapped> {
  const { schoolId, importId, at, actor } = request;
  const read = await reopen(deps, request);
  if (!read?.ok) return { ok: false, problem: "file-gone" };
  const foreign = foreignTo(read.school, read.head, at) !== undefined;
  const faults = foreign ? [{ field: "schoolNumber", fault: "foreign" } as const] : faultsIn(at, read.head);
  if (faults.length > 0) return { ok: false, problem: "faults", faults };
  const now = deps.now();
  return deps.db.forSchools([schoolId], async (tx) => {
    const { upload } = await columnsKnown(tx, deps, read);
    await rememberMapping(tx, deps.keys, { schoolId, head: upload.head, at, now });
    const planned = await replace(tx, { importId, schoolId }, () => addPlan(tx, deps, { upload, at }));
    await record(tx, { what: "roster.columns", actor, at: now, schoolId, details: { importId: planned } });
    return { ok: true, importId: planned };
  });
}

/**
 * Compares the kept file of a plan with how the school's list is now.
 * @returns the new plan, which comes in the place of the old one; or that the file is no longer kept
 * @throws AppError not-found when this school has no such plan that waits
 */
export async function planAgain(
  deps: PlanDeps,
  of: Of & { actor: string },
): Promise<Uploaded | { ok: false; problem: "file-gone" }> {
  const read = await reopen(deps, of);
  if (!read?.ok) return { ok: false, problem: "file-gone" };
  return deps.db.forSchools([of.schoolId], async (tx) => {
    const { at, missing, upload } = await columnsKnown(tx, deps, read);
    if (missing) return { ok: true, importId: of.importId, next: "columns" };
    const importId = await replace(tx, of, () => addPlan(tx, deps, { upload, at }));
    const { schoolId, actor } = of;
    await record(tx, { what: "roster.read", actor, at: deps.now(), schoolId, details: { importId } });
    return { ok: true, importId, next: "plan" };
  });
}

export type Chosen = Uploaded | RosterProblem | { ok: false; problem: "file-gone" };

/**
 * Reads a kept file again as a person says that it is to be read: whose list, which sheets, in which letters. Whose list it is is remembered
 * for the next file with the same headers.
 * @returns what to show next, or why the file can't be read like that: then all is as it was
 * @throws AppError not-found when this school has no such plan that waits
 */
export async function chooseReading(
  deps: PlanDeps,
  { choices, actor, locale = "nl", ...of }: Of & { choices: ReadChoices; actor: string; locale?: RosterLocale },
): Promise<Chosen> {
  const read = await reopen(deps, of, choices);
  if (!read) return { ok: false, problem: "file-gone" };
  if (!read.ok) return stopped(read.problem, read.params, locale);
  return deps.db.forSchools([of.schoolId], async (tx) => {
    const { at, missing, refused, upload } = await columnsKnown(tx, deps, read);
    if (refused) return stopped(refused.problem, refused.params, locale);
    const now = deps.now();
    await queries.setChoices(tx, of.importId, read.choices);
    if (choices.package && !missing)
      await rememberMapping(tx, deps.keys, { schoolId: of.schoolId, head: upload.head, at, now });
    const importId = await replace(tx, of, () =>
      missing ? addWaiting(tx, deps, upload) : addPlan(tx, deps, { upload, at }),
    );
    await record(tx, { what: "roster.read", actor, at: now, schoolId: of.schoolId, details: { importId } });
    return { ok: true, importId, next: missing ? "columns" : "plan" };
  });
}

import { record } from "../audit/audit.ts";
import { AppError } from "../errors.ts";
import type { ImportId, SchoolId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import { brusselsDay, getSchool, schoolYearOf, type School } from "../schools/schools.ts";
import type { ReadChoices } from "./choices.ts";
import { withSaidClasses } from "./classes/said.ts";
import { columnsOf } from "./columns.ts";
import type { Mapping } from "./packages/fields.ts";
import { fileNameOf } from "./file-name.ts";
import { foreignTo, knownColumns } from "./known-columns.ts";
import { fileMark, keepFile, openFile, rememberMapping } from "./kept-file.ts";
import { faultsIn, showColumns, takenColumns, type MappingFault, type ShownColumn } from "./mapping.ts";
import * as queries from "./queries-file.ts";
import { checkSize, readRoster, type Opened } from "./read-file.ts";
import type { RosterLocale } from "./roster-locales.ts";
import { compareAndStore, type PlanDeps } from "./store.ts";
import type { Problem, ToldLine } from "./table.ts";
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

type Of = { schoolId: SchoolId; importId: ImportId };
type Upload = { school: School; name: string | null; head: Opened; choices: ReadChoices };

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
  const upload = { school, name: fileNameOf(file.name), head, choices };
  return deps.db.forSchools([school.id], async (tx) => {
    const { at: columns, missing, refused } = await columnsKnown(tx, deps, upload);
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

type For = { school: School; choices: ReadChoices; lost?: ToldLine[] };
async function readSized(deps: PlanDeps, bytes: Uint8Array, { school, ...how }: For): Promise<Opened | Problem> {
  const today = brusselsDay(deps.now());
  const head = await readRoster(bytes, { schoolNumber: school.number, today, ...how });
  return head.ok ? (checkSize(head) ?? head) : head;
}

const columnsKnown = (tx: Tx, deps: PlanDeps, upload: Upload) => knownColumns(tx, deps.keys, upload);

async function addPlan(tx: Tx, deps: PlanDeps, { upload, at }: { upload: Upload; at: Mapping }): Promise<ImportId> {
  const { school, head, name } = upload;
  const { importId } = await compareAndStore(tx, deps, {
    school,
    columns: withSaidClasses(columnsOf(head, at), upload.choices.classes),
    source: { kind: "file", bytes: head.file, name },
    taken: takenColumns(head, at),
    reading: head.reading,
  });
  return importId;
}

async function addWaiting(tx: Tx, deps: PlanDeps, { school, name, head }: Upload): Promise<ImportId> {
  const at = deps.now();
  const { id } = await queries.insertWaiting(tx, {
    schoolId: school.id,
    fileName: name,
    digest: fileMark(deps.keys, school.id, head.file),
    schoolYear: schoolYearOf(at),
    at,
    rows: head.rows.length,
  });
  return id;
}

/** The columns of a kept file and what is taken from them now. Undefined when the file is no longer kept. */
export type ColumnsView = {
  fileName: string | null;
  columns: ShownColumn[];
  at: Mapping;
  /** why nothing could be planned with it */
  missing: Problem["problem"] | undefined;
};

/** Two statements. @throws AppError not-found when this school has no such plan that waits */
export async function viewColumns(deps: PlanDeps, of: Of): Promise<ColumnsView | undefined> {
  const upload = await reopen(deps, of);
  if (!upload) return undefined;
  const { at, missing } = await deps.db.forSchools([of.schoolId], (tx) => columnsKnown(tx, deps, upload));
  return { fileName: upload.name, columns: showColumns(upload.head), at, missing: missing?.problem };
}

/** The file of a plan that waits, is stale, or that nobody has told the columns of. One statement. */
export async function reopen(deps: PlanDeps, of: Of): Promise<Upload | undefined> {
  const kept = await deps.db.forSchools([of.schoolId], (tx) => queries.findKept(tx, of.importId, of.schoolId));
  if (!kept || !waits(kept)) throw new AppError("not-found", "This school has no such plan that waits");
  const { plan: _plan, source: _source, chunks: _chunks, fileName, sealed, choices, lost, ...school } = kept;
  if (sealed === null) return undefined;
  const bytes = openFile(deps.keys, { schoolId: school.id, sealed });
  const how = { choices: choices ?? {}, lost: lost ?? [] };
  const head = await readSized(deps, bytes, { school, ...how });
  return head.ok ? { school, name: fileName, head, choices: how.choices } : undefined;
}

const waits = ({ plan, source, chunks }: { plan: string; source: string; chunks: number }) =>
  source === "file" && chunks === 0 && ["columns", "planned", "stale"].includes(plan);

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
  const upload = await reopen(deps, request);
  if (!upload) return { ok: false, problem: "file-gone" };
  const foreign = foreignTo(upload.school, upload.head, at) !== undefined;
  const faults = foreign ? [{ field: "schoolNumber", fault: "foreign" } as const] : faultsIn(at, upload.head);
  if (faults.length > 0) return { ok: false, problem: "faults", faults };
  const now = deps.now();
  return deps.db.forSchools([schoolId], async (tx) => {
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
  const upload = await reopen(deps, of);
  if (!upload) return { ok: false, problem: "file-gone" };
  return deps.db.forSchools([of.schoolId], async (tx) => {
    const { at, missing } = await columnsKnown(tx, deps, upload);
    if (missing) return { ok: true, importId: of.importId, next: "columns" };
    const importId = await replace(tx, of, () => addPlan(tx, deps, { upload, at }));
    const { schoolId, actor } = of;
    await record(tx, { what: "roster.read", actor, at: deps.now(), schoolId, details: { importId } });
    return { ok: true, importId, next: "plan" };
  });
}

/** Of two who do this at once the second finds nothing to replace. */
async function replace(tx: Tx, of: Of, add: () => Promise<ImportId>): Promise<ImportId> {
  const plan = await queries.lockPlan(tx, of.importId, of.schoolId);
  if (!plan || !waits(plan)) throw new AppError("not-found", "This plan has made way for another");
  const planned = await add();
  await queries.moveFile(tx, of.importId, planned);
  await queries.deletePlan(tx, of.importId);
  return planned;
}

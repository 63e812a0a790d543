import { AppError } from "../errors.ts";
import type { ImportId, SchoolId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import { brusselsDay, schoolYearOf, type School } from "../schools/schools.ts";
import type { ReadChoices } from "./choices.ts";
import { withSaidClasses } from "./classes/said.ts";
import { columnsOf } from "./columns.ts";
import { fileMark, openFile } from "./kept-file.ts";
import { knownColumns } from "./known-columns.ts";
import { takenColumns } from "./mapping.ts";
import type { Mapping } from "./packages/fields.ts";
import * as queries from "./queries-file.ts";
import { checkSize, readRoster, type Opened } from "./read-file.ts";
import { compareAndStore, type PlanDeps } from "./store.ts";
import type { Problem, ToldLine } from "./table.ts";

export type Of = { schoolId: SchoolId; importId: ImportId };
/** A file that came in, as it was read, for a person who can be asked about it. */
export type Upload = { ok: true; school: School; name: string | null; head: Opened; choices: ReadChoices };

type For = { school: School; choices: ReadChoices; lost?: ToldLine[] };
export async function readSized(deps: PlanDeps, bytes: Uint8Array, { school, ...how }: For): Promise<Opened | Problem> {
  const today = brusselsDay(deps.now());
  const head = await readRoster(bytes, { schoolNumber: school.number, today, ...how });
  return head.ok ? (checkSize(head) ?? head) : head;
}

/** Where everything stands in it, and the file as the list of whom it is. */
export async function columnsKnown(tx: Tx, deps: PlanDeps, upload: Upload) {
  const { head, ...known } = await knownColumns(tx, deps.keys, upload);
  return { ...known, upload: { ...upload, head } };
}

export async function addPlan(
  tx: Tx,
  deps: PlanDeps,
  { upload, at }: { upload: Upload; at: Mapping },
): Promise<ImportId> {
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

export async function addWaiting(tx: Tx, deps: PlanDeps, { school, name, head }: Upload): Promise<ImportId> {
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

/**
 * The file of a plan that waits, is stale, or that nobody has told the columns of, read again. One statement.
 * @param chosen what a person says now of how to read it, besides what was said before
 * @returns undefined when the file is no longer kept
 * @throws AppError not-found when this school has no such plan that waits
 */
export async function reopen(deps: PlanDeps, of: Of, chosen: ReadChoices = {}): Promise<Upload | Problem | undefined> {
  const kept = await deps.db.forSchools([of.schoolId], (tx) => queries.findKept(tx, of.importId, of.schoolId));
  if (!kept || !waits(kept)) throw new AppError("not-found", "This school has no such plan that waits");
  const { plan: _plan, source: _source, chunks: _chunks, fileName, sealed, choices, lost, ...school } = kept;
  if (sealed === null) return undefined;
  const bytes = openFile(deps.keys, { schoolId: school.id, sealed });
  const classes = { ...choices?.classes, ...chosen.classes };
  const how = { choices: { ...choices, ...chosen, classes }, lost: lost ?? [] };
  const head = await readSized(deps, bytes, { school, ...how });
  return head.ok ? { ok: true, school, name: fileName, head, choices: how.choices } : head;
}

const waits = ({ plan, source, chunks }: { plan: string; source: string; chunks: number }) =>
  source === "file" && chunks === 0 && ["columns", "planned", "stale"].includes(plan);

/** Of two who do this at once the second finds nothing to replace. */
export async function replace(tx: Tx, of: Of, add: () => Promise<ImportId>): Promise<ImportId> {
  const plan = await queries.lockPlan(tx, of.importId, of.schoolId);
  if (!plan || !waits(plan)) throw new AppError("not-found", "This plan has made way for another");
  const planned = await add();
  await queries.moveFile(tx, of.importId, planned);
  await queries.deletePlan(tx, of.importId);
  return planned;
}

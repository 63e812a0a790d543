import { record } from "../audit/audit.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { ImportId, SchoolId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import {
  giveBack,
  listKnownPupils,
  lockPupils,
  removeUnusedClasses,
  restoreEnrolments,
  setClasses,
  takeBack,
} from "../pupils/pupils.ts";
import { brusselsDay, ensureSites, schoolYearBefore, schoolYearOf } from "../schools/schools.ts";
import type { Before } from "./planned-pupil.ts";
import { lockSchool, retireOthers, type Summary } from "./queries.ts";
import * as queries from "./queries-undo.ts";
import type { UndoRow } from "./queries-undo.ts";
import { countChanged, undoable, type Undoable } from "./undo-rule.ts";

type UndoDeps = Pick<Deps, "db" | "now">;
type Of = { schoolId: SchoolId; importId: ImportId };

export type UndoView = {
  undo: Undoable;
  fileName: string | null;
  finishedAt: Date | null;
  counts: Summary["counts"];
};
type Judged = UndoView & { rows: UndoRow[]; classesMade: string[] };

/** Whether an import can be undone, and why not. Two statements. @throws AppError not-found when this school has no such import */
export async function viewUndo(deps: UndoDeps, of: Of): Promise<UndoView> {
  const {
    rows: _rows,
    classesMade: _classes,
    ...view
  } = await deps.db.forSchools([of.schoolId], (tx) => judge(tx, deps.now(), of));
  return view;
}

async function judge(tx: Tx, at: Date, { schoolId, importId }: Of): Promise<Judged> {
  const facts = await queries.findUndoFacts(tx, importId, { schoolId, today: brusselsDay(at) });
  if (!facts) throw new AppError("not-found", "This school has no such import");
  const { rows, fileName, finishedAt, counts, schoolYear, classesMade } = facts;
  const judged = { rows, fileName, finishedAt, counts, classesMade };
  const now = { at, schoolYear: schoolYearOf(at) };
  const first = undoable({ ...facts, changed: 0 }, now);
  if (!first.can) return { undo: first, ...judged };
  const years = { schoolYear, yearBefore: schoolYearBefore(at) };
  const known = await listKnownPupils(tx, { schoolId, ...years, today: brusselsDay(at) });
  const undo = undoable({ ...facts, changed: countChanged(rows, known) }, now);
  return { undo, ...judged };
}

/**
 * Takes an applied import back as a whole, in one transaction: LeerIDs that it made are gone, who left is enrolled again, and names,
 * classes and enrolments are what they were; classes that it made and that nobody uses go. The rule is asked under the lock of the school.
 * @returns whether it is undone; twice is the same as once
 * @throws AppError not-found when this school has no such import
 */
export function undoImport(deps: UndoDeps, request: Of & { actor: string }): Promise<Undoable> {
  const { schoolId, importId, actor } = request;
  const at = deps.now();
  return deps.db.forSchools([schoolId], async (tx) => {
    await lockSchool(tx, schoolId);
    // whom it made is locked before it is judged: nobody gives them a first secret meanwhile
    const before = await queries.findUndoFacts(tx, importId, { schoolId, today: brusselsDay(at) });
    const added = before?.rows.filter(({ action }) => action === "added") ?? [];
    await lockPupils(
      tx,
      added.map(({ pupilId }) => pupilId),
    );
    const { undo, rows, classesMade } = await judge(tx, at, { schoolId, importId });
    if (!undo.can) return undo;
    await takeBackRows(tx, { schoolId, schoolYear: schoolYearOf(at), today: brusselsDay(at) }, rows);
    await removeUnusedClasses(tx, { schoolId, schoolYear: schoolYearOf(at) }, classesMade);
    await queries.setUndone(tx, importId, at);
    await retireOthers(tx, schoolId, importId);
    await record(tx, { what: "roster.undone", actor, at, schoolId, details: { importId, pupils: rows.length } });
    return undo;
  });
}

type Restored = UndoRow & { before: Before };

/** About ten statements, whatever the number of rows. Who came goes first: a number or a place that they took is free again. */
async function takeBackRows(
  tx: Tx,
  of: { schoolId: SchoolId; schoolYear: string; today: string },
  rows: UndoRow[],
): Promise<void> {
  const known = rows.flatMap((row): Restored[] => (row.before ? [{ ...row, before: row.before }] : []));
  const arrived = rows.filter(({ action }) => action === "moved-school");
  await takeBack(tx, of.schoolId, {
    added: rows.filter(({ action }) => action === "added").map(({ pupilId }) => pupilId),
    arrived: arrived.map(({ pupilId }) => pupilId),
    numbers: rows.flatMap(({ action, pupilId, hash }) =>
      action === "added" || action === "moved-school" || hash === null ? [] : [{ pupilId, hash }],
    ),
  });
  const reopened = known.filter(({ action }) => action === "left").map(({ pupilId }) => pupilId);
  await restoreEnrolments(
    tx,
    { schoolId: of.schoolId, reopened, today: of.today },
    await enrolmentsBefore(tx, of.schoolId, known),
  );
  await giveBack(tx, of.schoolId, rows.flatMap(takenFrom));
  await setClasses(
    tx,
    { ...of, known: [...known, ...arrived].map(({ pupilId }) => pupilId) },
    known.flatMap(({ pupilId, before }) => before.classNames.map((className) => ({ pupilId, className }))),
  );
}

/** Numbers that a row got and another pupil had. */
const takenFrom = ({ hash, bis, stamboeknummer, took }: UndoRow) => [
  ...(took?.number ? [{ pupilId: took.number, hash, bis, stamboeknummer: null }] : []),
  ...(took?.stamboeknummer ? [{ pupilId: took.stamboeknummer, hash: null, bis: false, stamboeknummer }] : []),
];

/** Of who was enrolled here before; who came back has an enrolment of then that nobody touched. */
async function enrolmentsBefore(tx: Tx, schoolId: SchoolId, known: Restored[]) {
  const staying = known.filter(({ action }) => action !== "moved-school");
  const sites = await ensureSites(tx, schoolId, [...new Set(staying.flatMap(({ before }) => before.siteName ?? []))]);
  return staying.map(({ pupilId, before }) => ({
    pupilId,
    givenName: before.givenName,
    familyName: before.familyName,
    level: before.level,
    kind: before.kind,
    yearGroup: before.yearGroup,
    stamboeknummer: before.stamboeknummer,
    siteId: sites.get(before.siteName ?? "") ?? null,
    number: null,
  }));
}

/** What the roster pages show and do: reads with joins, decides and applies through the domain of rosters. */
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { ImportId, SchoolId } from "../ids.ts";
import { isStill, limits, stopsOf, type Stop } from "../rosters/rosters.ts";
import { schoolYearOf } from "../schools/schools.ts";
import type { PupilChange } from "../../views/school/roster/difference.ts";
import { differenceOf, foldedDifference, type Difference } from "./difference.ts";
import {
  findImportHead,
  listCandidates,
  findPlaceOfClass,
  listClassNames,
  listPlanRows,
  listRecentImports,
  type Candidate,
  type ClassCount,
  type ImportHead,
  type PlanRow,
  type RecentImport,
} from "./queries-roster.ts";

export type { RecentImport } from "./queries-roster.ts";

type RosterDeps = Pick<Deps, "db" | "now">;
type Of = { schoolId: SchoolId; importId: ImportId };

/** So many changes stand on one page; of more there is a line per class, which leads to its pupils. */
const fewChanges = 400;
/** A page shows at most so many lines of one kind; the file of the result has all of them. */
const mostRows = 300;
const mostOfClass = 1000;

export type ImportView = {
  head: ImportHead;
  /** stale: the list changed since, or it was planned in another school year; nothing can be applied */
  state: ImportHead["status"];
  difference: Difference;
  /** what a person must say before the plan is applied */
  confirmations: Stop[];
  /** lines that were not read, and doubts that wait, also those that the page doesn't show */
  lines: { rejected: number; doubts: number };
  /** whether an import that is under way stands still */
  still: boolean;
};

export const listImports = (deps: RosterDeps, schoolId: SchoolId): Promise<RecentImport[]> =>
  deps.db.forSchools([schoolId], (tx) => listRecentImports(tx, schoolId));

/**
 * One import in the state that it is in: two statements, and a page of bounded size, however many pupils.
 * @param of.mostLines of the lines that need a person
 * @throws AppError not-found when this school has no such import
 */
export function getImport(
  deps: RosterDeps,
  { schoolId, importId, mostLines = mostRows }: Of & { mostLines?: number },
): Promise<ImportView> {
  const now = deps.now();
  return deps.db.forSchools([schoolId], async (tx) => {
    const head = await findImportHead(tx, importId, { schoolId, counted: true });
    if (!head) throw new AppError("not-found", "This school has no such import");
    const counts = head.classCounts;
    const sum = (actions: ClassCount["action"][]) =>
      counts.reduce((all, { action, count }) => (actions.includes(action) ? all + count : all), 0);
    const lines = { rejected: sum(["rejected"]), doubts: sum(["doubtful"]) };
    const changes = sum(["added", "arrived", "returned", "moved", "changed", "left"]);
    const isFew = changes <= fewChanges && lines.rejected + lines.doubts <= mostLines;
    const rows = await listPlanRows(tx, importId, isFew ? { most: limits.rows } : { most: mostLines, only: "refused" });
    return {
      head,
      state: stateOf(head, schoolYearOf(now)),
      difference: isFew ? differenceOf(rows) : foldedDifference(counts, rows),
      confirmations: head.source === "by-hand" ? [] : stopsOf(head.summary),
      lines,
      still: head.status === "applying" && isStill(head.progressAt, now),
    };
  });
}

function stateOf(head: ImportHead, schoolYear: string): ImportView["state"] {
  if (head.status !== "planned" && head.status !== "applying") return head.status;
  return head.outdated || head.schoolYear !== schoolYear ? "stale" : head.status;
}

export type ClassView = { pupils: PupilChange[]; cut: boolean };

/** The pupils of one class of a difference: two statements. @throws AppError not-found */
export function getClass(deps: RosterDeps, { schoolId, importId, name }: Of & { name: string }): Promise<ClassView> {
  return deps.db.forSchools([schoolId], async (tx) => {
    const head = await findImportHead(tx, importId, { schoolId });
    if (!head) throw new AppError("not-found", "This school has no such import");
    const rows = await listPlanRows(tx, importId, { most: mostOfClass + 1, className: name });
    const pupils = differenceOf(rows.slice(0, mostOfClass)).classes.flatMap((one) => one.pupils);
    if (pupils.length === 0) throw new AppError("not-found", "This import has no such class");
    return { pupils, cut: rows.length > mostOfClass };
  });
}

export type Progress = { running: boolean; done: number; all: number };

/** How far an import is, in one statement. Undefined when this school has no such import. */
export const getProgress = (deps: RosterDeps, { schoolId, importId }: Of): Promise<Progress | undefined> =>
  deps.db.forSchools([schoolId], async (tx) => {
    const head = await findImportHead(tx, importId, { schoolId });
    return head && { running: head.status === "applying", done: head.chunks, all: head.chunkCount };
  });

export type DoubtView = {
  row: PlanRow;
  choices: Candidate[];
  mayBeNew: boolean;
  mayBeTwice: boolean;
  /** lines that leave the doubt together with this one */
  others: { line: number; name: string; className: string }[];
  /** pupils who leave when the line is about somebody new, and no other line about them */
  held: string[];
  /** lines that still wait for a decision, this one among them */
  waiting: number[];
};

/** One doubtful line with those it may be about: two statements. @throws AppError not-found */
export function getDoubt(deps: RosterDeps, { schoolId, importId, line }: Of & { line: number }): Promise<DoubtView> {
  return deps.db.forSchools([schoolId], async (tx) => {
    const rows = await listPlanRows(tx, importId, { most: limits.rows, only: "doubts", status: "planned" });
    const row = rows.find((one) => one.line === line);
    const doubt = row?.details?.doubt;
    if (!row || !doubt) throw new AppError("not-found", "This import has no such doubt");
    const held = new Set(doubt.held.map(({ pupilId }) => pupilId));
    const choices = await listCandidates(tx, schoolId, doubt.choices);
    return {
      row,
      choices,
      mayBeNew: doubt.mayBeNew,
      mayBeTwice: doubt.mayBeTwice,
      others: doubt.others,
      held: choices
        .filter(({ pupilId }) => held.has(pupilId))
        .map(({ givenName, familyName }) => `${givenName} ${familyName}`),
      waiting: rows.filter(({ action }) => action === "doubtful").map((one) => one.line),
    };
  });
}

export const listClasses = (deps: RosterDeps, schoolId: SchoolId): Promise<string[]> =>
  deps.db.forSchools([schoolId], async (tx) =>
    (await listClassNames(tx, { schoolId, schoolYear: schoolYearOf(deps.now()) })).map(({ name }) => name),
  );

/** What a form about one pupil need not ask, when the class is one of this school. */
export const placeOfClass = (deps: RosterDeps, { schoolId, name }: { schoolId: SchoolId; name: string }) =>
  deps.db.forSchools([schoolId], (tx) =>
    findPlaceOfClass(tx, { schoolId, schoolYear: schoolYearOf(deps.now()), name: name.trim() }),
  );

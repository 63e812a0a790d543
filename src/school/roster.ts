/** What the roster pages show and do: reads with joins, decides and applies through the domain of rosters. */
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { ImportId, SchoolId } from "../ids.ts";
import { limits, tooMany } from "../rosters/rosters.ts";
import { schoolYearOf } from "../schools/schools.ts";
import { differenceOf, type Difference } from "./difference.ts";
import {
  findImportHead,
  listCandidates,
  listClassNames,
  listPlanRows,
  listRecentImports,
  type Candidate,
  type ImportHead,
  type PlanRow,
  type RecentImport,
} from "./queries-roster.ts";

export type { RecentImport } from "./queries-roster.ts";

type RosterDeps = Pick<Deps, "db" | "now">;
type Of = { schoolId: SchoolId; importId: ImportId };

/** A page shows at most so many lines; the file of the result has all of them. */
const mostRows = 6000;

export type Confirmation = "leavers" | "foreign" | "last-year";

export type ImportView = {
  head: ImportHead;
  /** stale: the list changed since, or it was planned in another school year; nothing can be applied */
  state: "planned" | "applying" | "applied" | "stale";
  difference: Difference;
  /** what a person must say before the plan is applied */
  confirmations: Confirmation[];
  /** whether there are more lines than a page shows */
  cut: boolean;
};

export const listImports = (deps: RosterDeps, schoolId: SchoolId): Promise<RecentImport[]> =>
  deps.db.forSchools([schoolId], (tx) => listRecentImports(tx, schoolId));

/** One import in the state that it is in: two statements. @throws AppError not-found when this school has no such import */
export function getImport(deps: RosterDeps, { schoolId, importId }: Of, most = mostRows): Promise<ImportView> {
  const schoolYear = schoolYearOf(deps.now());
  return deps.db.forSchools([schoolId], async (tx) => {
    const head = await findImportHead(tx, importId, schoolId);
    if (!head) throw new AppError("not-found", "This school has no such import");
    const rows = await listPlanRows(tx, importId, { most: most + 1 });
    return {
      head,
      state: stateOf(head, schoolYear),
      difference: differenceOf(rows.slice(0, most)),
      confirmations: confirmationsFor(head),
      cut: rows.length > most,
    };
  });
}

function stateOf(head: ImportHead, schoolYear: string): ImportView["state"] {
  if (head.status === "applied" || head.status === "stale") return head.status;
  return head.outdated || head.schoolYear !== schoolYear ? "stale" : head.status;
}

/** A file that is probably the wrong one is applied only after a person has said that it is right. */
function confirmationsFor({ summary, source }: ImportHead): Confirmation[] {
  const { counts, enrolled, signs } = summary;
  if (source === "by-hand") return [];
  const foreign = signs.elsewhere >= 3 && signs.elsewhere > counts.rows / 2 && signs.here < counts.rows / 4;
  const lastYear = signs.lastYear >= 3 && signs.lastYear > signs.here / 2;
  return [
    ...(foreign ? (["foreign"] as const) : []),
    ...(lastYear ? (["last-year"] as const) : []),
    ...(tooMany(counts.left, enrolled) ? (["leavers"] as const) : []),
  ];
}

/** All rows of an import, for the file of its result. */
export function getAllRows(deps: RosterDeps, { schoolId, importId }: Of): Promise<PlanRow[]> {
  return deps.db.forSchools([schoolId], async (tx) => {
    const head = await findImportHead(tx, importId, schoolId);
    if (head?.status !== "applied") throw new AppError("not-found", "This school has no such result");
    return listPlanRows(tx, importId, { most: limits.rows * 2 });
  });
}

export type DoubtView = {
  row: PlanRow;
  choices: Candidate[];
  mayBeNew: boolean;
  /** pupils who leave when the line is about somebody new, and no other line about them */
  held: string[];
  /** lines that still wait for a decision, this one among them */
  waiting: number[];
};

/** One doubtful line with those it may be about: three statements. @throws AppError not-found */
export function getDoubt(deps: RosterDeps, { schoolId, importId, line }: Of & { line: number }): Promise<DoubtView> {
  return deps.db.forSchools([schoolId], async (tx) => {
    const head = await findImportHead(tx, importId, schoolId);
    const rows =
      head?.status === "planned" ? await listPlanRows(tx, importId, { most: limits.rows, doubts: true }) : [];
    const row = rows.find((one) => one.line === line);
    const doubt = row?.details?.doubt;
    if (!row || !doubt) throw new AppError("not-found", "This import has no such doubt");
    const held = new Set(doubt.held.map(({ pupilId }) => pupilId));
    const choices = await listCandidates(tx, schoolId, doubt.choices);
    return {
      row,
      choices,
      mayBeNew: doubt.mayBeNew,
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

/**
 * Rosters: a school's own list of pupils becomes LeerIDs and enrolments. Reads a file, plans what would change, shows it, and
 * applies it, now or when the school year begins. Owns the tables
 * roster_import, roster_row, roster_file, roster_columns and school_year_plan.
 * @see docs/decisions/0022-roster-matching.md, 0027-school-year.md
 */
import type { ImportId } from "../ids.ts";
import type { Db } from "../lib/db.ts";
import { getSchool } from "../schools/schools.ts";
import { tooMany } from "./applying.ts";
import { fileNameOf } from "./file-name.ts";
import { columnsOf, missingIn } from "./columns.ts";
import { mappingFor, purgeFiles } from "./kept-file.ts";
import { limits } from "./limits.ts";
import type { Counts, Plan } from "./plan.ts";
import * as queries from "./queries.ts";
import { checkSize, readRoster } from "./read-file.ts";
import { compareAndStore, type PlanDeps } from "./store.ts";
import type { ReasonCode } from "./reason-texts.ts";
import type { RosterLocale } from "./roster-locales.ts";
import { problemText, reasonText, stopped, type RosterProblem } from "./texts.ts";
import type { RosterFile } from "./upload.ts";

export { applyRoster, isStill, startApply, tooMany } from "./applying.ts";
export { limits } from "./limits.ts";
export { planPupil, type PupilByHand } from "./by-hand.ts";
export { decideDoubt, type Decision } from "./decide.ts";
export { RefusedDetails } from "./doubt.ts";
export { Before } from "./planned-pupil.ts";
export { Summary } from "./queries.ts";
export { ReasonCode } from "./reason-texts.ts";
export { rosterLocales, type RosterLocale } from "./roster-locales.ts";
export { reasonText } from "./texts.ts";
export type { Plan } from "./plan.ts";
export type { YearHead } from "./queries-year.ts";
export { takeDueEffects, takeEffect } from "./year-effect.ts";
export { retirePlans } from "./retire.ts";
export { undoImport, viewUndo, type UndoView } from "./undo.ts";
export { YearStop } from "./year-rules.ts";
export { YearPlanRow } from "./queries-year.ts";
export {
  agreeYear,
  decideYearDoubt,
  listYearPlans,
  purgeYearPlans,
  rehearseYear,
  viewYear,
  viewYearPlan,
  withdrawYear,
  type YearQuestion,
  type YearView,
} from "./year.ts";

export type { RosterProblem } from "./texts.ts";
export { fieldNames, type Field, type Mapping } from "./columns.ts";
export type { MappingFault } from "./mapping.ts";
export { mapColumns, planAgain, uploadRoster, viewColumns, type ColumnsView, type RosterFile } from "./upload.ts";

export type RosterPlan = {
  ok: true;
  importId: ImportId;
  counts: Counts;
  /** lines of which nothing is applied */
  rejected: { line: number; code: ReasonCode; reason: string }[];
  /** lines that may be about a pupil we know; nothing is applied until the file says which, in a column LeerID */
  doubtful: { line: number; code: ReasonCode; reason: string; candidates: string[] }[];
  /** headers of columns that nothing is taken from */
  ignoredColumns: string[];
  /** set when applying needs `allowLeavers`: what to tell the person who decides */
  stop: string | undefined;
};

/** For who knows the size of a file before reading it. */
export const fileTooLarge = (locale: RosterLocale): RosterProblem =>
  stopped("too-large", { megabytes: limits.fileBytes / 1024 / 1024 }, locale);

/**
 * Reads a roster and works out what would change at this school. Only the plan is stored, national numbers as hashes.
 * @returns the plan, or why the file can't be read
 * @throws AppError school-not-found
 */
export async function planRoster(deps: PlanDeps, file: RosterFile): Promise<RosterPlan | RosterProblem> {
  const locale = file.locale ?? "nl";
  const school = await deps.db.forSchools([file.schoolId], (tx) => getSchool(tx, file.schoolId));
  const head = await readRoster(file.bytes, school.number);
  if (!head.ok) return stopped(head.problem, head.params, locale);
  return deps.db.forSchools([school.id], async (tx) => {
    const { at, remembered } = await mappingFor(tx, deps.keys, { schoolId: school.id, head });
    const problem = (remembered ? missingIn(at, head.headers) : head.problem) ?? checkSize(head);
    if (problem) return stopped(problem.problem, problem.params, locale);
    const columns = columnsOf(head, at);
    const source = { kind: "file", bytes: file.bytes, name: fileNameOf(file.name) } as const;
    const { importId, plan } = await compareAndStore(tx, deps, { school, columns, source });
    return present({ importId, plan, ignoredColumns: columns.ignored, locale });
  });
}

type Planned = { importId: ImportId; plan: Plan; ignoredColumns: string[]; locale: RosterLocale };

function present({ importId, plan, ignoredColumns, locale }: Planned): RosterPlan {
  const lines = plan.refused.map((row) => ({ ...row, reason: reasonText(row.code, row.params, locale) }));
  const { left } = plan.counts;
  return {
    ok: true,
    importId,
    counts: plan.counts,
    rejected: lines
      .filter((row) => row.action === "rejected")
      .map(({ line, code, reason }) => ({ line, code, reason })),
    doubtful: lines
      .filter((row) => row.action === "doubtful")
      .map(({ line, code, reason, candidates }) => ({ line, code, reason, candidates })),
    ignoredColumns,
    stop: tooMany(left, plan.enrolled)
      ? problemText("too-many-leavers", { left, enrolled: plan.enrolled }, locale)
      : undefined,
  };
}

/**
 * Deletes imports that nobody has touched for 30 days, applied or not: their rows hold names. Files that wait for a person go
 * after two. How many imports it deleted.
 */
export async function purgeRosters(db: Db, now: Date): Promise<number> {
  await purgeFiles(db, now);
  return queries.deleteImportsBefore(db, new Date(now.getTime() - 30 * 24 * 3600 * 1000));
}

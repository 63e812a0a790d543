/**
 * Rosters: a school's own list of pupils becomes LeerIDs and enrolments. Reads a file, plans what would change, shows it, and
 * applies it, now or when the school year begins. Owns the tables
 * roster_import, roster_row, roster_file, roster_columns and school_year_plan.
 * @see docs/decisions/0022-roster-matching.md, 0027-school-year.md
 */
import type { Db } from "../lib/db.ts";
import { purgeFiles } from "./kept-file.ts";
import { limits } from "./limits.ts";
import * as queries from "./queries.ts";
import type { RosterLocale } from "./roster-locales.ts";
import { stopped, type RosterProblem } from "./texts.ts";

export { applyRoster, isStill, startApply } from "./applying.ts";
export { Stop, stopIn, stopsOf } from "./stops/stops.ts";
export { limits } from "./limits.ts";
export { familyKey } from "./names.ts";
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
  viewYear,
  viewYearPlan,
  withdrawYear,
  type YearQuestion,
  type YearView,
} from "./year.ts";

export type { RosterProblem } from "./texts.ts";
export { fieldNames, type Field, type Mapping } from "./packages/fields.ts";
export type { MappingFault } from "./mapping.ts";
export {
  chooseReading,
  mapColumns,
  planAgain,
  planRoster,
  readToldLines,
  rehearseYear,
  uploadRoster,
  viewColumns,
} from "./apart/apart.ts";
export type { RosterPlan } from "./plan-file.ts";
export { ReadChoices, Encoding } from "./choices.ts";
export { isAbsence } from "./packages/presence.ts";
export { PackageId as ListPackage, profileOf } from "./packages/packages.ts";
export type { Reading } from "./reading.ts";
export { tellReading } from "./told-reading.ts";
export type { ColumnsView } from "./upload.ts";

/** For who knows the size of a file before reading it. */
export const fileTooLarge = (locale: RosterLocale): RosterProblem =>
  stopped("too-large", { megabytes: limits.fileBytes / 1024 / 1024 }, locale);

/**
 * Deletes imports that nobody has touched for 30 days, applied or not: their rows hold names. Files that wait for a person go
 * after two. How many imports it deleted.
 */
export async function purgeRosters(db: Db, now: Date): Promise<number> {
  await purgeFiles(db, now);
  return queries.deleteImportsBefore(db, new Date(now.getTime() - 30 * 24 * 3600 * 1000));
}

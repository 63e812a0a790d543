/** Pupils and their LeerID. Owns the tables pupil, enrolment, class_group and class_membership. */
import { record } from "../audit/audit.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { formatAccountId, type PupilId, type SchoolId } from "../ids.ts";
import type { Db, Tx } from "../lib/db.ts";
import { understoodClasses } from "./class-names.ts";
import { parseLoginName } from "./login-name.ts";
import * as queries from "./queries.ts";

export { fold, LoginName, parseLoginName } from "./login-name.ts";
export {
  birthDateOf,
  birthYearOf,
  formatNationalNumber,
  hashNationalNumber,
  isBisNumber,
  makeNationalNumber,
  NationalNumber,
  parseNationalNumber,
} from "./national-number.ts";
export { Kind, Level, type EnrolledPupil } from "./queries.ts";
export { YearChoice, yearChoiceOf, yearChoices, yearsOf } from "./year-choice.ts";
export { listClaims, listSchools, lockPair, mergeRecords, MovedRecords, splitRecords, type Pair } from "./merge.ts";
export {
  changeEnrolments,
  compareWithRoster,
  endEnrolments,
  enrolAgain,
  enrolNewPupils,
  listElsewhere,
  listKnownPupils,
  releaseNumbers,
  removeEmptyClass,
  removeUnusedClasses,
  setClasses,
  type Enrolment,
  type KnownPupil,
} from "./roster.ts";
export { endOutlived, listOutlived } from "./queries-outlived.ts";
export { giveBack, lockPupils, restoreEnrolments, takeBack } from "./take-back.ts";

type PupilDeps = Pick<Deps, "db" | "now" | "jobs">;

export type Pupil = Awaited<ReturnType<typeof getPupil>>;

/**
 * A pupil by login name, with enrolments and classes as far as the connection may see them.
 * @throws AppError pupil-not-found
 */
export async function getPupil(db: Db, typed: string) {
  const pupil = await findPupil(db, typed);
  const enrolments = await queries.enrolmentsOf(db, pupil.id);
  const classes = await queries.classesOf(db, pupil.id);
  return { ...pupil, enrolments, classes };
}

async function findPupil(db: Db, typed: string) {
  const parsed = parseLoginName(typed);
  const pupil = parsed.ok ? await queries.findPupil(db, parsed.loginName) : undefined;
  if (pupil) return pupil;
  const typo = !parsed.ok && parsed.reason === "typo";
  throw new AppError(
    "pupil-not-found",
    typo ? "There is a typing error in this login name" : "Nobody has this login name",
  );
}

/** Pupils who are enrolled now, by class and name. Without `classNames`, `yearChoices` or `loginNames`: all of the school. */
export async function listEnrolled(tx: Db, filter: queries.EnrolledFilter): Promise<queries.EnrolledPupil[]> {
  const { schoolId, schoolYear, yearBefore } = filter;
  const now = await classesByPupil(tx, { schoolId, schoolYear });
  const before =
    yearBefore === undefined
      ? new Map<PupilId, string[]>()
      : await classesByPupil(tx, { schoolId, schoolYear: yearBefore });
  const classesOf = understoodClasses(now, before, filter.classNames ?? filter.named ?? []);
  const pupils = await queries.enrolledPupils(tx, filter);
  const first = ({ classNames }: queries.EnrolledPupil) => classNames[0] ?? "\uffff";
  return pupils
    .map((pupil) => ({ ...pupil, classNames: classesOf(pupil.pupilId) }))
    .filter(({ classNames }) => !filter.classNames || classNames.some((name) => filter.classNames?.includes(name)))
    .sort((a, b) => (first(a) < first(b) ? -1 : first(a) > first(b) ? 1 : 0));
}

async function classesByPupil(tx: Db, of: { schoolId: SchoolId; schoolYear: string }): Promise<Map<PupilId, string[]>> {
  const classes = new Map<PupilId, string[]>();
  for (const { pupilId, className } of await queries.listMemberships(tx, of)) {
    const names = classes.get(pupilId);
    if (names) names.push(className);
    else classes.set(pupilId, [className]);
  }
  return classes;
}

/** Nobody signs in with this LeerID until it is resumed; what is open ends at once. Twice is the same as once. */
export function suspendPupil(deps: PupilDeps, loginName: string, actor = "cli"): Promise<Pupil> {
  const at = deps.now();
  return deps.db.platform.transaction(async (tx) => {
    const { id } = await findPupil(tx, loginName);
    if ((await queries.setStatus(tx, id, "suspended")) > 0) {
      await record(tx, { what: "pupil.suspended", actor, at, pupilId: id });
      for (const ended of await newGeneration(tx, [id])) {
        await deps.jobs.enqueue("end-sessions", { accountId: ended.accountId }, tx);
      }
    }
    return getPupil(tx, loginName);
  });
}

/** The LeerID works again, with the secrets it had. Sessions of before stay ended. */
export function resumePupil(deps: PupilDeps, loginName: string, actor = "cli"): Promise<Pupil> {
  const at = deps.now();
  return deps.db.platform.transaction(async (tx) => {
    const { id } = await findPupil(tx, loginName);
    if ((await queries.setStatus(tx, id, "active")) > 0)
      await record(tx, { what: "pupil.resumed", actor, at, pupilId: id });
    return getPupil(tx, loginName);
  });
}

/**
 * Starts the next generation of these accounts: what an earlier one holds is dead.
 * @returns the account that ended, of each pupil: the caller enqueues `end-sessions` for it
 */
export async function newGeneration(tx: Tx, pupilIds: PupilId[]): Promise<{ pupilId: PupilId; accountId: string }[]> {
  const rows = await queries.bumpGenerations(tx, pupilIds);
  return rows.map(({ pupilId, generationBefore }) => ({
    pupilId,
    accountId: formatAccountId({ pupilId, generation: generationBefore }),
  }));
}

/** Schools, their numbers, groups and sites. Owns the tables school, school_number, school_group and site. */
import { record, type AuditDeed } from "../audit/audit.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { SchoolGroupId, SchoolId, SchoolNumber } from "../ids.ts";
import type { Db, Tx } from "../lib/db.ts";
import * as queries from "./queries.ts";
import type { School } from "./queries.ts";
import { brusselsDay } from "./school-year.ts";

export { School } from "./queries.ts";
export {
  brusselsDay,
  comingSchoolYear,
  endOfSchoolYear,
  firstDayOf,
  previousSchoolYear,
  schoolYearBefore,
  schoolYearOf,
  startOfSchoolYear,
  startYearOf,
  yearStillUnderstood,
} from "./school-year.ts";

type SchoolDeps = Pick<Deps, "db" | "now">;

/**
 * Adds a school, and its group where that is new.
 * @throws AppError school-number-taken
 */
export function addSchool(
  deps: SchoolDeps,
  school: { number: SchoolNumber; name: string; groupName?: string | undefined },
  actor = "cli",
): Promise<School> {
  const at = deps.now();
  return deps.db.platform.transaction(async (tx) => {
    const group = school.groupName === undefined ? undefined : await queries.ensureGroup(tx, school.groupName);
    const { id } = await queries.insertSchool(tx, { name: school.name, groupId: group?.id ?? null, at });
    const added = await queries.insertNumber(tx, { number: school.number, schoolId: id, from: brusselsDay(at) });
    if (added === 0) throw new AppError("school-number-taken", "There is a school with this number already");
    await record(tx, { what: "school.added", actor, at, schoolId: id, details: { number: school.number } });
    return getSchool(tx, id);
  });
}

/** @throws AppError school-not-found */
export async function getSchoolByNumber(db: Db, number: string): Promise<School> {
  const school = await queries.findSchool(db, number);
  if (!school) throw new AppError("school-not-found", "No school has this number");
  return school;
}

/** @throws AppError school-not-found */
export async function getSchool(db: Db, id: SchoolId): Promise<School> {
  const school = await queries.findSchoolById(db, id);
  if (!school) throw new AppError("school-not-found");
  return school;
}

/** @throws AppError school-not-found */
export async function getGroupByName(db: Db, name: string): Promise<{ id: SchoolGroupId }> {
  const group = await queries.findGroup(db, name);
  if (!group) throw new AppError("school-not-found", "No school group has this name");
  return group;
}

/** All schools that this connection may see, by number. */
export function listSchools(db: Db): Promise<School[]> {
  return queries.allSchools(db);
}

/** From now on no pupil signs in through this school, and no session of it lives. Twice is the same as once. */
export function suspendSchool(deps: SchoolDeps, number: string, actor = "cli"): Promise<School> {
  return change(deps, { number, actor, what: "school.suspended" }, (tx, id) => queries.setSuspended(tx, id));
}

/** Opens a suspended school again. What was issued before stays dead: pupils sign in anew. */
export function resumeSchool(deps: SchoolDeps, number: string, actor = "cli"): Promise<School> {
  return change(deps, { number, actor, what: "school.resumed" }, (tx, id, at) => queries.setActive(tx, id, at));
}

function change(
  deps: SchoolDeps,
  deed: { number: string; actor: string; what: AuditDeed },
  apply: (tx: Tx, id: SchoolId, at: Date) => Promise<number>,
): Promise<School> {
  const at = deps.now();
  return deps.db.platform.transaction(async (tx) => {
    const { id } = await getSchoolByNumber(tx, deed.number);
    const changed = await apply(tx, id, at);
    if (changed > 0) await record(tx, { what: deed.what, actor: deed.actor, at, schoolId: id });
    return getSchool(tx, id);
  });
}

/** The ids of these sites by name; those that are new are added. */
export async function ensureSites(tx: Tx, schoolId: SchoolId, names: string[]): Promise<Map<string, string>> {
  if (names.length > 0) await queries.insertSites(tx, schoolId, names);
  const sites = await queries.sitesOf(tx, schoolId);
  return new Map(sites.map((site) => [site.name, site.id]));
}

import { record } from "../audit/audit.ts";
import type { Deps } from "../deps.ts";
import { ClassGroupId, type PupilId, type SchoolId } from "../ids.ts";
import type { Db, Tx } from "../lib/db.ts";
import type { Random } from "../lib/random.ts";
import { drawLoginName, LoginName, slugOf } from "./login-name.ts";
import { takenLoginNames } from "./queries.ts";
import * as queries from "./queries-roster.ts";
import type { Enrolment } from "./queries-roster.ts";

export type { Enrolment } from "./queries-roster.ts";

/** A pupil who is, or was, enrolled at a school, as a roster is compared with. Hashes are hex. */
export type KnownPupil = {
  pupilId: PupilId;
  loginName: LoginName;
  givenName: string;
  familyName: string;
  /** enrolled now; otherwise the values are those of the latest enrolment here */
  open: boolean;
  level: Enrolment["level"];
  kind: Enrolment["kind"];
  yearGroup: number | null;
  stamboeknummer: string | null;
  /** the keyed hash of the identifier by which the school's program knows the pupil */
  sourceHash: string | null;
  siteName: string | null;
  /** every number that it claims, or claimed */
  hashes: string[];
  /** the number that it claims of a pupil who is enrolled now */
  number: string | null;
  /** of this school year */
  classNames: string[];
  /** of the school year before, for who has none yet in this one */
  classNamesBefore: string[];
};

const tries = 20;

/** A login name for each slug, unlike any that exists and unlike each other: a question to the database per round, not per pupil. */
async function allocate(tx: Tx, random: Random, slugs: string[]): Promise<LoginName[]> {
  const result = new Map<number, LoginName>();
  const used = new Set<string>();
  let open = slugs.map((_, index) => index);
  for (let attempt = 0; open.length > 0; attempt += 1) {
    if (attempt === tries) throw new Error(`No free login name after ${tries} tries`);
    const drawn = open.map((index) => ({ index, name: drawLoginName(random, slugs[index] ?? "leerling", attempt) }));
    const taken = await takenLoginNames(
      tx,
      drawn.map((one) => one.name),
    );
    const refused = new Set(taken.map((row) => row.loginName));
    open = [];
    for (const { index, name } of drawn) {
      if (refused.has(name) || used.has(name)) open.push(index);
      else {
        used.add(name);
        result.set(index, name);
      }
    }
  }
  return slugs.map((_, index) => LoginName.parse(result.get(index)));
}

/**
 * Makes LeerIDs with their first enrolment, each with a login name of its own.
 * @param by.from the first day, as `2026-09-01`
 * @throws a unique violation (23505) when another transaction took a login name meanwhile: roll back and try again
 */
export async function enrolNewPupils(
  tx: Tx,
  rows: Enrolment[],
  by: { schoolId: SchoolId; from: string; random: Random; at: Date },
): Promise<void> {
  if (rows.length === 0) return;
  const names = await allocate(
    tx,
    by.random,
    rows.map((row) => slugOf(row.givenName)),
  );
  const pupils = rows.map((row, index) => ({ ...row, loginName: LoginName.parse(names[index]) }));
  await queries.enrolNew(tx, by, pupils);
}

/**
 * Former pupils of a school are there again.
 * @param at.from the first day, as `2026-09-01`
 * @throws when one of them was never here, or another school enrols one now: ask `listElsewhere` under the same lock first
 */
export async function enrolAgain(tx: Tx, at: { schoolId: SchoolId; from: string }, rows: Enrolment[]): Promise<void> {
  if (rows.length > 0) await queries.enrolAgain(tx, at, rows);
}

/** Of these former pupils of a school those whom another school enrols now: for this school they are somebody unknown. */
export async function listElsewhere(
  tx: Tx,
  of: { schoolId: SchoolId; pupilIds: PupilId[]; today: string },
): Promise<Set<PupilId>> {
  if (of.pupilIds.length === 0) return new Set();
  return new Set((await queries.enrolledElsewhere(tx, of)).map(({ pupilId }) => pupilId));
}

/** Changes open enrolments; null keeps what is there. A number that replaces another one is kept beside it. */
export async function changeEnrolments(tx: Tx, schoolId: SchoolId, rows: Enrolment[]): Promise<void> {
  if (rows.length > 0) await queries.updateEnrolments(tx, schoolId, rows);
}

/** Takes numbers from pupils of whom a person said that they are others'. Their enrolments go on. */
export async function releaseNumbers(tx: Tx, schoolId: SchoolId, claims: queries.Claim[]): Promise<void> {
  if (claims.length > 0) await queries.releaseNumbers(tx, schoolId, claims);
}

/**
 * Puts pupils in exactly these classes of this school year; classes that are new are made.
 * @param of.known pupils who may be in other classes: they are taken out of those
 */
export async function setClasses(
  tx: Tx,
  of: { schoolId: SchoolId; schoolYear: string; known: PupilId[] },
  rows: { pupilId: PupilId; className: string }[],
): Promise<{ made: string[] }> {
  if (of.known.length > 0) await queries.deleteOtherMemberships(tx, { ...of, pupilIds: of.known }, rows);
  if (rows.length === 0) return { made: [] };
  const names = [...new Set(rows.map((row) => row.className))];
  const made = (await queries.insertClassGroups(tx, of, names)).map(({ name }) => name);
  const groups = new Map((await queries.classGroups(tx, of, names)).map((group) => [group.name, group.id]));
  await queries.insertMemberships(
    tx,
    of.schoolId,
    rows.map((row) => ({ pupilId: row.pupilId, classGroupId: ClassGroupId.parse(groups.get(row.className)) })),
  );
  return { made };
}

/**
 * Removes a class by hand: whoever teaches it or has an application for it keeps that, for when a list brings the class back.
 * @returns false when somebody is in it, now or next year
 */
export async function removeEmptyClass(
  tx: Tx,
  { now }: Pick<Deps, "now">,
  { schoolId, classId, actor }: { schoolId: SchoolId; classId: ClassGroupId; actor: string },
): Promise<boolean> {
  const removed = await queries.deleteEmptyClass(tx, { schoolId, classId });
  if (removed)
    await record(tx, { what: "class.removed", actor, at: now(), schoolId, details: { class: removed.name } });
  return removed !== undefined;
}

/** Removes those of these classes that nobody uses. */
export async function removeUnusedClasses(
  tx: Tx,
  of: { schoolId: SchoolId; schoolYear: string },
  names: string[],
): Promise<void> {
  if (names.length > 0) await queries.deleteUnusedClasses(tx, of, names);
}

/** Ends the open enrolments of these pupils at this school, and takes them out of its classes. @param of.on first day without */
export async function endEnrolments(
  tx: Tx,
  of: { schoolId: SchoolId; pupilIds: PupilId[]; on: string; schoolYear: string },
): Promise<void> {
  if (of.pupilIds.length === 0) return;
  await queries.closeEnrolments(tx, of);
  await queries.deleteOtherMemberships(tx, of, []);
}

type RosterOf = { schoolId: SchoolId; schoolYear: string; yearBefore: string; today: string };

/** Everybody who is or was enrolled at a school, but for former pupils whom another school enrols now. One statement. */
export const listKnownPupils = async (tx: Db, of: RosterOf): Promise<KnownPupil[]> =>
  (await compareWithRoster(tx, { ...of, since: null })).known;

export type ComparedRoster = { known: KnownPupil[]; arrived: Set<PupilId> };

/**
 * Everybody whom a list of this school may be about, and what a list of other days can't know. One statement.
 * @param of.since id of the list: who was enrolled after it was written down, and is there still, has `arrived`
 */
export async function compareWithRoster(
  tx: Db,
  { schoolId, schoolYear, yearBefore, ...asked }: RosterOf & { since: string | null },
): Promise<ComparedRoster> {
  const parts = await queries.listRosterParts(tx, { schoolId, schoolYears: [schoolYear, yearBefore], ...asked });
  const known = new Map<PupilId, KnownPupil>();
  const arrived = new Set<PupilId>();
  for (const part of parts) {
    if (part.is !== "pupil") continue;
    const { is: _, ...row } = part;
    known.set(row.pupilId, { ...row, hashes: [], number: null, classNames: [], classNamesBefore: [] });
  }
  for (const part of parts) {
    const pupil = known.get(part.pupilId);
    if (part.is === "numbers" && pupil) {
      pupil.hashes.push(...part.names);
      if (part.open) pupil.number = part.names[0] ?? null;
    } else if (part.is === "elsewhere") known.delete(part.pupilId);
    else if (part.is === "arrived") arrived.add(part.pupilId);
    else if (part.is === "classes" && pupil)
      pupil[part.schoolYear === schoolYear ? "classNames" : "classNamesBefore"] = part.names;
  }
  return { known: [...known.values()], arrived };
}

import { ClassGroupId, type PupilId, type SchoolId } from "../ids.ts";
import type { Db, Tx } from "../lib/db.ts";
import type { Random } from "../lib/random.ts";
import { drawLoginName, LoginName, slugOf } from "./login-name.ts";
import { pupilsByHash, takenLoginNames } from "./queries.ts";
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
  siteName: string | null;
  hashes: string[];
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
 * Adds pupils and gives each a login name. They are seen by nobody until they are enrolled.
 * @throws a unique violation (23505) when another transaction took a name or a number meanwhile: roll back and try again
 */
export async function addPupils(
  tx: Tx,
  pupils: { id: PupilId; givenName: string; familyName: string; hash: string | null }[],
  by: { random: Random; at: Date },
): Promise<void> {
  if (pupils.length === 0) return;
  const names = await allocate(
    tx,
    by.random,
    pupils.map((pupil) => slugOf(pupil.givenName)),
  );
  const rows = pupils.map(({ id, givenName, familyName }, index) => ({
    id,
    givenName,
    familyName,
    loginName: LoginName.parse(names[index]),
  }));
  await queries.insertPupils(tx, rows, by.at);
  await addNumbers(
    tx,
    pupils.flatMap(({ id, hash }) => (hash === null ? [] : [{ pupilId: id, hash }])),
  );
}

/** Links national numbers (hex of the keyed hash) to pupils. @throws 23505 when somebody has one already */
export async function addNumbers(tx: Tx, rows: { pupilId: PupilId; hash: string }[]): Promise<void> {
  if (rows.length > 0) await queries.insertNumbers(tx, rows);
}

/** Opens enrolments. @param at.from the first day, as `2026-09-01` */
export async function enrol(tx: Tx, at: { schoolId: SchoolId; from: string }, rows: Enrolment[]): Promise<void> {
  if (rows.length > 0) await queries.insertEnrolments(tx, at, rows);
}

/** Changes open enrolments; null keeps what is there. */
export async function changeEnrolments(tx: Tx, schoolId: SchoolId, rows: Enrolment[]): Promise<void> {
  if (rows.length > 0) await queries.updateEnrolments(tx, schoolId, rows);
}

/** Only of pupils that the transaction may see: who moves here must be enrolled first. */
export async function renamePupils(
  tx: Tx,
  rows: { pupilId: PupilId; givenName: string; familyName: string }[],
): Promise<void> {
  if (rows.length > 0) await queries.updateNames(tx, rows);
}

/**
 * Puts pupils in exactly these classes of this school year; classes that are new are made.
 * @param of.known pupils who may be in other classes: they are taken out of those
 */
export async function setClasses(
  tx: Tx,
  of: { schoolId: SchoolId; schoolYear: string; known: PupilId[] },
  rows: { pupilId: PupilId; className: string }[],
): Promise<void> {
  if (of.known.length > 0) await queries.deleteOtherMemberships(tx, { ...of, pupilIds: of.known }, rows);
  if (rows.length === 0) return;
  const names = [...new Set(rows.map((row) => row.className))];
  await queries.insertClassGroups(tx, of, names);
  const groups = new Map((await queries.classGroups(tx, of, names)).map((group) => [group.name, group.id]));
  await queries.insertMemberships(
    tx,
    of.schoolId,
    rows.map((row) => ({ pupilId: row.pupilId, classGroupId: ClassGroupId.parse(groups.get(row.className)) })),
  );
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

/** Whose numbers these are, in any school; hashes as hex. Those that nobody has are missing. */
export async function findByHashes(tx: Db, hashes: string[]): Promise<Map<string, PupilId>> {
  const found = new Map<string, PupilId>();
  for (let start = 0; start < hashes.length; start += 10_000) {
    for (const row of await pupilsByHash(tx, hashes.slice(start, start + 10_000))) found.set(row.hash, row.pupilId);
  }
  return found;
}

type RosterOf = { schoolId: SchoolId; schoolYear: string; yearBefore: string };

/** Everybody who is or was enrolled at a school. One statement. */
export const listKnownPupils = async (tx: Db, of: RosterOf): Promise<KnownPupil[]> =>
  (await compareWithRoster(tx, { ...of, hashes: [], since: null })).known;

export type ComparedRoster = {
  known: KnownPupil[];
  /** whose numbers those are that nobody here has */
  elsewhere: Map<string, PupilId>;
  arrived: Set<PupilId>;
};

/**
 * Everybody who is or was enrolled at a school, and what a list of other days can't know. One statement.
 * @param of.hashes numbers in the list, as hex
 * @param of.since id of the list: who was enrolled after it was written down, and is there still, has `arrived`
 */
export async function compareWithRoster(
  tx: Db,
  { schoolId, schoolYear, yearBefore, ...asked }: RosterOf & { hashes: string[]; since: string | null },
): Promise<ComparedRoster> {
  const parts = await queries.listRosterParts(tx, { schoolId, schoolYears: [schoolYear, yearBefore], ...asked });
  const known = new Map<PupilId, KnownPupil>();
  const elsewhere = new Map<string, PupilId>();
  const arrived = new Set<PupilId>();
  for (const part of parts) {
    if (part.is !== "pupil") continue;
    const { is: _, ...row } = part;
    known.set(row.pupilId, { ...row, hashes: [], classNames: [], classNamesBefore: [] });
  }
  for (const part of parts) {
    const pupil = known.get(part.pupilId);
    if (part.is === "number") pupil?.hashes.push(part.hash);
    else if (part.is === "elsewhere") elsewhere.set(part.hash, part.pupilId);
    else if (part.is === "arrived") arrived.add(part.pupilId);
    else if (part.is === "classes" && pupil)
      pupil[part.schoolYear === schoolYear ? "classNames" : "classNamesBefore"] = part.names;
  }
  return { known: [...known.values()], elsewhere, arrived };
}

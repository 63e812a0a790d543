import { z } from "zod";
import { ClassGroupId, PupilId, type SchoolId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import type { LoginName } from "./login-name.ts";
import * as queries from "./queries-merge.ts";
import type { Pair } from "./queries-merge.ts";

export type { Pair } from "./queries-merge.ts";

/** Every piece that a merge moved or set aside. Hashes are hex. */
export const MovedRecords = z.object({
  status: z.enum(["active", "suspended"]),
  enrolments: z.array(z.uuid()),
  enrolmentsAside: z.array(queries.SetAside),
  /** enrolments that were lent the stamboeknummer of one that was set aside */
  lent: z.array(z.uuid()),
  /** what the numbers of enrolments were before those of set aside ones were lent to them */
  numbersBefore: z.array(queries.NumbersBefore).default([]),
  classes: z.array(ClassGroupId),
  classesAside: z.array(queries.ClassPlace),
  /** records that were part of the other one before: their login names lead on to the one that stays */
  followers: z.array(PupilId).default([]),
});
export type MovedRecords = z.infer<typeof MovedRecords>;

export type LockedPair = {
  keep: { loginName: LoginName; mergedInto: PupilId | null };
  other: { loginName: LoginName; mergedInto: PupilId | null };
  /** where one of them is or was enrolled; `open`: still */
  schools: { schoolId: SchoolId; open: boolean }[];
};

/** Where one of them is or was enrolled. */
export const listSchools = async (tx: Tx, pair: Pair): Promise<SchoolId[]> =>
  (await queries.schoolsOf(tx, pair)).map(({ schoolId }) => schoolId);

/** The national numbers that schools claim of each, with those that they replaced. Hashes are hex. */
export const listClaims = (tx: Tx, pair: Pair) => queries.claimsOf(tx, pair);

/** Holds both records until the transaction ends. Undefined when one isn't there. */
export async function lockPair(tx: Tx, pair: Pair): Promise<LockedPair | undefined> {
  const records = await queries.lockRecords(tx, pair);
  const find = (id: PupilId) => records.find((record) => record.id === id);
  const [keep, other] = [find(pair.keep), find(pair.other)];
  return keep && other ? { keep, other, schools: await queries.schoolsOf(tx, pair) } : undefined;
}

/**
 * Everything that is known of the other record becomes known of the one that stays; where both say something of the same school at
 * the same time, the one that stays is right. Both are locked. Nobody signs in with the other from now on.
 */
export async function mergeRecords(tx: Tx, pair: Pair): Promise<MovedRecords> {
  const other = (await queries.lockRecords(tx, pair)).find(({ id }) => id === pair.other);
  if (!other) throw new Error("A record that isn't there can't be merged");
  const classesAside = await queries.setAsideClasses(tx, pair);
  const classes = (await queries.moveClasses(tx, pair)).map(({ classGroupId }) => classGroupId);
  const enrolmentsAside = await queries.setAsideEnrolments(tx, pair);
  const { lent, numbersBefore } = await lendNumbers(tx, pair, enrolmentsAside);
  const enrolments = await queries.moveEnrolments(tx, pair);
  await queries.setMerged(tx, pair);
  const followers = (await queries.moveFollowers(tx, pair)).map(({ id }) => id);
  return { status: other.status, enrolments, enrolmentsAside, lent, numbersBefore, classes, classesAside, followers };
}

/** What the school's next list may find the child by goes to the enrolment that stays. */
async function lendNumbers(
  tx: Tx,
  pair: Pair,
  aside: queries.SetAside[],
): Promise<Pick<MovedRecords, "lent" | "numbersBefore">> {
  const lent: string[] = [];
  const numbersBefore: queries.NumbersBefore[] = [];
  for (const { schoolId, stamboeknummer, numberHash: hash, numberBis: bis, numberSince: since, during } of aside) {
    if (!during.endsWith(",)")) continue;
    const borrower =
      stamboeknummer === null ? undefined : await queries.lendStamboek(tx, pair, { schoolId, stamboeknummer });
    if (borrower) lent.push(borrower.id);
    const before = hash === null ? undefined : await queries.lendNumber(tx, pair, { schoolId, hash, bis, since });
    if (before) numbersBefore.push(before);
  }
  return { lent, numbersBefore };
}

/** Puts every piece back where it was. What the record that stayed was given since stays with it. */
export async function splitRecords(tx: Tx, pair: Pair, moved: MovedRecords): Promise<void> {
  await queries.returnEnrolments(tx, pair, moved.enrolments);
  await queries.takeStamboekBack(tx, moved.lent);
  for (const before of moved.numbersBefore) await queries.takeNumbersBack(tx, before);
  for (const row of moved.enrolmentsAside) await queries.insertSetAside(tx, pair, row);
  await queries.returnClasses(tx, pair, moved.classes);
  await queries.insertClasses(tx, pair.other, moved.classesAside);
  await queries.setSplit(tx, pair.other, moved.status);
  await queries.returnFollowers(tx, pair, moved.followers);
}

import type { PupilId, SchoolId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import type { Enrolment } from "./queries-roster.ts";
import * as queries from "./queries-take-back.ts";

export type ToTakeBack = {
  /** LeerIDs that nobody has used, of pupils of this school alone: they are gone afterwards */
  added: PupilId[];
  /** whose open enrolment here goes; they have another one, here of before or elsewhere */
  arrived: PupilId[];
  /** numbers (hex of the keyed hash) that enrolments of before were given: the ones before them count again */
  numbers: { pupilId: PupilId; hash: string }[];
};

/** Holds the pupils until the transaction ends: nobody gives them a first secret meanwhile. */
export async function lockPupils(tx: Tx, pupilIds: PupilId[]): Promise<void> {
  if (pupilIds.length > 0) await queries.lockPupils(tx, pupilIds);
}

/**
 * Takes back what a school made. Asks the database's own functions: staff can remove nothing else.
 * @throws when something hangs on a pupil after all; roll back
 */
export async function takeBack(tx: Tx, schoolId: SchoolId, { added, arrived, numbers }: ToTakeBack): Promise<void> {
  if (numbers.length > 0) await queries.takeBackNumbers(tx, schoolId, numbers);
  const enrolments = arrived.length > 0 ? await queries.takeBackEnrolments(tx, schoolId, arrived) : 0;
  const pupils = added.length > 0 ? await queries.takeBackPupils(tx, schoolId, added) : 0;
  if (enrolments !== arrived.length || pupils !== added.length)
    throw new Error(`Took back ${enrolments} of ${arrived.length} enrolments and ${pupils} of ${added.length} pupils`);
}

/**
 * Makes open enrolments what they were, also where that was nothing. A number that one pupil has of another is free for a moment.
 * @param of.reopened whose latest enrolment here has ended: it goes on
 * @throws when another school enrols one of those by now; roll back
 */
export async function restoreEnrolments(
  tx: Tx,
  of: { schoolId: SchoolId; reopened: PupilId[]; today: string },
  rows: Enrolment[],
): Promise<void> {
  if (rows.length === 0) return;
  await queries.freeStamboeknummers(
    tx,
    of.schoolId,
    rows.map((row) => row.pupilId),
  );
  if (of.reopened.length > 0 && (await queries.reopenEnrolments(tx, of)) !== of.reopened.length)
    throw new Error("A pupil who left is at another school by now");
  await queries.restoreEnrolments(tx, of.schoolId, rows);
}

/** Gives numbers back to whom an import took them from, as far as they have no other by now. */
export async function giveBack(tx: Tx, schoolId: SchoolId, numbers: queries.GivenBack[]): Promise<void> {
  if (numbers.length > 0) await queries.giveBack(tx, schoolId, numbers);
}

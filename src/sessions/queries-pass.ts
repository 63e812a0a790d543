import { z } from "zod";
import { ClassPassId, PupilId, SchoolId, StaffId, type ClassGroupId } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";

export const PassGives = z.enum(["words", "password", "lesson"]);
export type PassGives = z.infer<typeof PassGives>;

type OpenPasses = { schoolId: SchoolId; pupilIds: PupilId[]; now: Date };
/** In the order of pupils, so that two teachers at once can't block each other. */
export const endOpen = (tx: Tx, { schoolId, pupilIds, now }: OpenPasses) =>
  tx.run(sql`update class_pass set ended_at = ${now} where id in (
    select id from class_pass
    where school_id = ${schoolId} and pupil_id = any (${pupilIds}::uuid[]) and used_at is null and ended_at is null
    order by pupil_id for update)`);

export type NewPasses = {
  schoolId: SchoolId;
  classId: ClassGroupId;
  staffId: StaffId;
  passes: { pupilId: PupilId; gives: PassGives; expiresAt: Date }[];
  now: Date;
};
const givenRow = z.object({ pupilId: PupilId });
/** Who was given one by a colleague this very moment keeps that one. */
export const insertPasses = (tx: Tx, { schoolId, classId, staffId, passes, now }: NewPasses) =>
  tx.many(
    givenRow,
    sql`insert into class_pass (school_id, class_group_id, staff_id, pupil_id, gives, created_at, expires_at)
      select ${schoolId}, ${classId}, ${staffId}, new.pupil_id, new.gives, ${now}, new.expires_at
      from unnest(${passes.map(({ pupilId }) => pupilId)}::uuid[], ${passes.map(({ gives }) => gives)}::text[],
        ${passes.map(({ expiresAt }) => expiresAt)}::timestamptz[]) as new (pupil_id, gives, expires_at)
      order by new.pupil_id
      on conflict (pupil_id, school_id) where used_at is null and ended_at is null do nothing
      returning pupil_id as "pupilId"`,
  );

const tryRow = z.object({
  id: ClassPassId,
  pupilId: PupilId,
  schoolId: SchoolId,
  staffId: StaffId,
  gives: PassGives,
});
export type TriedPass = z.infer<typeof tryRow>;

/**
 * Takes one try at each pass that this pupil has now, before the code is looked at: of any number at the same moment no more get through
 * than there are tries. Whoever gave it must still have the class, and the pupil must still be in it.
 */
export const takeTries = (db: Db, by: { loginName: string; now: Date; today: string; mostTries: number }) =>
  db.many(
    tryRow,
    sql`update class_pass c set tries = c.tries + 1
      from pupil typed join pupil p on p.id = coalesce(typed.merged_into, typed.id)
      where typed.login_name = ${by.loginName} and p.status = 'active' and c.pupil_id = p.id
        and c.used_at is null and c.ended_at is null and c.expires_at > ${by.now} and c.tries < ${by.mostTries}
        and may_help_class(c.staff_id, c.class_group_id)
        and exists (select from class_membership m where m.class_group_id = c.class_group_id and m.pupil_id = c.pupil_id)
        and exists (
          select from enrolment e
          where e.pupil_id = c.pupil_id and e.school_id = c.school_id and e.during @> ${by.today}::date)
      returning c.id, c.pupil_id as "pupilId", c.school_id as "schoolId", c.staff_id as "staffId", c.gives`,
  );

/** Only once: a second one waits for the first one's transaction and then finds it used. */
export const usePass = (tx: Tx, id: ClassPassId, now: Date) =>
  tx.run(sql`update class_pass set used_at = ${now}
    where id = ${id} and used_at is null and ended_at is null and expires_at > ${now}`);

export const endPass = (tx: Tx, { id, classId, now }: { id: ClassPassId; classId: ClassGroupId; now: Date }) =>
  tx.run(sql`update class_pass set ended_at = ${now}
    where id = ${id} and class_group_id = ${classId} and used_at is null and ended_at is null`);

const latestRow = z.object({
  id: ClassPassId,
  pupilId: PupilId,
  gives: PassGives,
  expiresAt: z.date(),
  tries: z.number(),
  usedAt: z.date().nullable(),
  endedAt: z.date().nullable(),
});
/** The newest of each pupil of a class. */
export const latestPasses = (tx: Tx, { classId, since }: { classId: ClassGroupId; since: Date }) =>
  tx.many(
    latestRow,
    sql`select distinct on (pupil_id) id, pupil_id as "pupilId", gives, expires_at as "expiresAt", tries,
        used_at as "usedAt", ended_at as "endedAt"
      from class_pass where class_group_id = ${classId} and created_at > ${since}
      order by pupil_id, created_at desc`,
  );

export const purgePasses = (db: Db, before: Date) => db.run(sql`delete from class_pass where created_at < ${before}`);

import { z } from "zod";
import type { PupilId, SchoolId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";
import type { Enrolment } from "./queries-roster.ts";

/** In one order, so that two who do this wait for each other. A new credential waits as well: it points to its pupil. */
export const lockPupils = (tx: Tx, pupilIds: PupilId[]) =>
  tx.run(sql`select from pupil where id = any (${pupilIds}::uuid[]) order by id for update`);

export const takeBackPupils = (tx: Tx, schoolId: SchoolId, pupilIds: PupilId[]) =>
  tx.run(sql`select take_back_pupils(${schoolId}, ${pupilIds}::uuid[])`);

export const takeBackEnrolments = (tx: Tx, schoolId: SchoolId, pupilIds: PupilId[]) =>
  tx.run(sql`select take_back_enrolments(${schoolId}, ${pupilIds}::uuid[])`);

export const takeBackNumbers = (tx: Tx, schoolId: SchoolId, rows: { pupilId: PupilId; hash: string }[]) =>
  tx.run(
    sql`update enrolment e
      set number_hash = e.former_number_hash, number_bis = e.former_number_bis, former_number_hash = null, former_number_bis = false
      from unnest(${rows.map((row) => row.pupilId)}::uuid[], ${rows.map((row) => row.hash)}::text[]) as r (pupil_id, hash)
      where e.pupil_id = r.pupil_id and e.school_id = ${schoolId} and upper_inf(e.during) and encode(e.number_hash, 'hex') = r.hash`,
  );

export const freeStamboeknummers = (tx: Tx, schoolId: SchoolId, pupilIds: PupilId[]) =>
  tx.run(
    sql`update enrolment set stamboeknummer = null
      where school_id = ${schoolId} and pupil_id = any (${pupilIds}::uuid[]) and upper_inf(during)
        and stamboeknummer is not null`,
  );

const countRow = z.object({ count: z.number() });
/** The latest one of each; how many there were. */
export const reopenEnrolments = async (tx: Tx, of: { schoolId: SchoolId; reopened: PupilId[]; today: string }) =>
  (await tx.one(countRow, sql`select reopen_enrolments(${of.schoolId}, ${of.reopened}::uuid[], ${of.today}) as count`))
    .count;

/** Exactly these values: what was unknown is so again. */
export const restoreEnrolments = (tx: Tx, schoolId: SchoolId, rows: Enrolment[]) =>
  tx.run(
    sql`update enrolment e
      set given_name = r.given_name, family_name = r.family_name, level = r.level, kind = r.kind, year_group = r.year_group, stamboeknummer = r.stamboeknummer, site_id = r.site_id
      from unnest(${rows.map((row) => row.pupilId)}::uuid[], ${rows.map((row) => row.level)}::text[],
        ${rows.map((row) => row.kind)}::text[], ${rows.map((row) => row.yearGroup)}::smallint[],
        ${rows.map((row) => row.stamboeknummer)}::text[], ${rows.map((row) => row.siteId)}::uuid[],
        ${rows.map((row) => row.givenName)}::text[], ${rows.map((row) => row.familyName)}::text[])
        as r (pupil_id, level, kind, year_group, stamboeknummer, site_id, given_name, family_name)
      where e.pupil_id = r.pupil_id and e.school_id = ${schoolId} and upper_inf(e.during)`,
  );

export type GivenBack = { pupilId: PupilId; hash: string | null; bis: boolean; stamboeknummer: string | null };

export const giveBack = (tx: Tx, schoolId: SchoolId, rows: GivenBack[]) =>
  tx.run(
    sql`update enrolment e
      set number_bis = case when e.number_hash is null and r.hash is not null then r.bis else e.number_bis end,
        number_hash = coalesce(e.number_hash, decode(r.hash, 'hex')),
        stamboeknummer = coalesce(e.stamboeknummer, r.stamboeknummer)
      from (
        select pupil_id, max(hash) as hash, bool_or(bis) as bis, max(stamboeknummer) as stamboeknummer
        from unnest(${rows.map((row) => row.pupilId)}::uuid[], ${rows.map((row) => row.hash)}::text[],
          ${rows.map((row) => row.bis)}::boolean[], ${rows.map((row) => row.stamboeknummer)}::text[])
          as g (pupil_id, hash, bis, stamboeknummer)
        group by pupil_id) r
      where e.pupil_id = r.pupil_id and e.school_id = ${schoolId} and upper_inf(e.during)`,
  );

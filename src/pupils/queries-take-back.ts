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
    sql`select take_back_numbers(${schoolId}, ${rows.map((row) => row.pupilId)}::uuid[],
      array(select decode(h, 'hex') from unnest(${rows.map((row) => row.hash)}::text[]) with ordinality as r (h, at) order by at))`,
  );

export const freeStamboeknummers = (tx: Tx, schoolId: SchoolId, pupilIds: PupilId[]) =>
  tx.run(
    sql`update enrolment set stamboeknummer = null
      where school_id = ${schoolId} and pupil_id = any (${pupilIds}::uuid[]) and upper_inf(during)
        and stamboeknummer is not null`,
  );

/** The latest one; who is enrolled again stays so. */
export const reopenEnrolments = (tx: Tx, schoolId: SchoolId, pupilIds: PupilId[]) =>
  tx.run(
    sql`update enrolment e set during = daterange(lower(e.during), null)
      from (
        select distinct on (o.pupil_id) o.id, o.pupil_id, upper_inf(o.during) as open
        from enrolment o
        where o.school_id = ${schoolId} and o.pupil_id = any (${pupilIds}::uuid[])
        order by o.pupil_id, upper(o.during) desc nulls first, lower(o.during) desc) latest
      where e.id = latest.id and not latest.open`,
  );

/** Exactly these values: what was unknown is so again. */
export const restoreEnrolments = (tx: Tx, schoolId: SchoolId, rows: Enrolment[]) =>
  tx.run(
    sql`update enrolment e
      set level = r.level, kind = r.kind, year_group = r.year_group, stamboeknummer = r.stamboeknummer, site_id = r.site_id
      from unnest(${rows.map((row) => row.pupilId)}::uuid[], ${rows.map((row) => row.level)}::text[],
        ${rows.map((row) => row.kind)}::text[], ${rows.map((row) => row.yearGroup)}::smallint[],
        ${rows.map((row) => row.stamboeknummer)}::text[], ${rows.map((row) => row.siteId)}::uuid[])
        as r (pupil_id, level, kind, year_group, stamboeknummer, site_id)
      where e.pupil_id = r.pupil_id and e.school_id = ${schoolId} and upper_inf(e.during)`,
  );

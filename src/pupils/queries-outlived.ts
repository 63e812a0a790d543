import { z } from "zod";
import { SchoolId } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";

const schoolRow = z.object({ schoolId: SchoolId });

/**
 * Schools that still have an open enrolment in their last year group, of the year that is over, of a pupil whom another school enrols
 * today. `schoolId`: that other school; null: any. Few pupils are at two schools: these are found before anything else is asked.
 */
export const listOutlived = (db: Db, { schoolId, today }: { schoolId: SchoolId | null; today: string }) =>
  db.many(
    schoolRow,
    sql`with shared as materialized (
        select o.school_id, o as mine, e as theirs
        from enrolment o join enrolment e on e.pupil_id = o.pupil_id and e.school_id <> o.school_id
        where upper_inf(o.during) and upper_inf(e.during) and o.year_group is not null
          and (${schoolId}::uuid is null or e.school_id = ${schoolId}))
      select distinct s.school_id as "schoolId" from shared s
      where is_outlived(s.mine, ${today}::date) and not is_outlived(s.theirs, ${today}::date)
      order by s.school_id`,
  );

/** Ends those of this school. @param of.on first day without, that of the school year: `2026-09-01` */
export const endOutlived = (tx: Tx, { schoolId, today, on }: { schoolId: SchoolId; today: string; on: string }) =>
  tx.run(
    sql`with shared as materialized (
        select o.id, o as mine, e as theirs
        from enrolment o join enrolment e on e.pupil_id = o.pupil_id and e.school_id <> o.school_id
        where o.school_id = ${schoolId} and upper_inf(o.during) and upper_inf(e.during) and o.year_group is not null)
      update enrolment set during = daterange(lower(during), ${on}::date)
      where id in (
        select s.id from shared s where is_outlived(s.mine, ${today}::date) and not is_outlived(s.theirs, ${today}::date))`,
  );

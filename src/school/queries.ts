import { z } from "zod";
import type { SchoolId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";

const classRow = z.object({ name: z.string(), pupils: z.number(), active: z.number(), ready: z.number() });
/** A class group of this year: how many pupils, how many of them use their LeerID, how many have a first secret in hand. */
export type ClassState = z.infer<typeof classRow>;

/** One row per class group, by name as people read it (1A, 2A, 10A). One statement, whatever the size of the school. */
export const listClassStates = (
  tx: Tx,
  { schoolId, schoolYear, now }: { schoolId: SchoolId; schoolYear: string; now: Date },
) =>
  tx.many(
    classRow,
    sql`select g.name, count(m.pupil_id)::int as pupils,
        count(*) filter (where s.active)::int as active,
        count(*) filter (where s.ready and not s.active)::int as ready
      from class_group g
      left join class_membership m on m.class_group_id = g.id
      left join lateral (
        select bool_or(c.used_at is not null or c.kind = 'password') as active,
          bool_or(c.used_at is null and c.kind <> 'password' and c.expires_at > ${now}) as ready
        from credential c where c.pupil_id = m.pupil_id and c.revoked_at is null) s on true
      where g.school_id = ${schoolId} and g.school_year = ${schoolYear}
      group by g.id, g.name
      order by lpad(coalesce(substring(g.name from '^[0-9]+'), '99'), 3, '0'), g.name`,
  );

const progressRow = z.object({
  rosterAt: z.date().nullable(),
  releases: z.number(),
  staff: z.number(),
  wishes: z.array(z.string()),
});
/** What a school has done beside its classes. */
export type Progress = z.infer<typeof progressRow>;

export const getProgress = (tx: Tx, schoolId: SchoolId) =>
  tx.one(
    progressRow,
    sql`select
        (select max(finished_at) from roster_import where school_id = ${schoolId} and status = 'applied') as "rosterAt",
        (select count(*)::int from release where school_id = ${schoolId} and withdrawn_at is null) as releases,
        (select count(*)::int from staff_role where school_id = ${schoolId}) as staff,
        coalesce((
          select array_agg(distinct a.name order by a.name)
          from audit_event e join application a on a.id = (e.details ->> 'applicationId')::uuid
          where e.school_id = ${schoolId} and e.what = 'application.wished'
            and not exists (
              select from release r where r.school_id = ${schoolId} and r.application_id = a.id and r.withdrawn_at is null)
        ), '{}') as wishes`,
  );

import { z } from "zod";
import { ClassGroupId, PupilId, type SchoolId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";
import { Level } from "../pupils/pupils.ts";

/** `classNames` null: every class of the school. */
export type ClassScope = { schoolId: SchoolId; classNames: string[] | null };
type Moment = { schoolYear: string; today: string; now: Date };

const listRow = z.object({ id: ClassGroupId, name: z.string(), pupils: z.number() });
export type ClassInList = z.infer<typeof listRow>;

/** By name as people read it (1A, 2A, 10A). One statement. */
export const listClasses = (tx: Tx, { schoolId, classNames }: ClassScope, { schoolYear }: Pick<Moment, "schoolYear">) =>
  tx.many(
    listRow,
    sql`select g.id, g.name, count(m.pupil_id)::int as pupils
      from class_group g left join class_membership m on m.class_group_id = g.id
      where g.school_id = ${schoolId} and g.school_year = ${schoolYear}
        and (${classNames}::text[] is null or g.name = any (${classNames}::text[]))
      group by g.id, g.name
      order by lpad(coalesce(substring(g.name from '^[0-9]+'), '99'), 3, '0'), g.name`,
  );

const pupilRow = z.object({
  pupilId: PupilId,
  loginName: z.string(),
  givenName: z.string(),
  familyName: z.string(),
  generation: z.number(),
  status: z.enum(["active", "suspended"]),
  level: Level,
  yearGroup: z.number().nullable(),
  works: z.boolean(),
  readyUntil: z.coerce.date().nullable(),
  expired: z.boolean(),
});
export type ClassPupil = z.infer<typeof pupilRow>;

const boardRow = z.object({ name: z.string(), pupils: z.array(pupilRow) });

/**
 * A class with its pupils who are enrolled today, by name; undefined outside the scope. One statement, no secret and no hash of one.
 */
export const findClass = (tx: Tx, { schoolId, classNames }: ClassScope, of: Moment & { classId: ClassGroupId }) =>
  tx.maybeOne(
    boardRow,
    sql`select g.name, coalesce((
        select json_agg(json_build_object('pupilId', p.id, 'loginName', p.login_name, 'givenName', e.given_name,
            'familyName', e.family_name, 'generation', p.generation, 'status', p.status, 'level', e.level,
            'yearGroup', e.year_group, 'works', coalesce(s.works, false), 'readyUntil', s.ready_until,
            'expired', coalesce(s.expired, false)) order by e.family_name, e.given_name, p.login_name)
        from class_membership m
        join pupil p on p.id = m.pupil_id
        join lateral (
          select e.given_name, e.family_name, e.level, e.year_group from enrolment e
          where e.pupil_id = p.id and e.school_id = g.school_id and e.during @> ${of.today}::date limit 1) e on true
        left join lateral (
          select bool_or(c.lets_in_until > ${of.now}) as works,
            max(c.waits_until) filter (where c.waits_until > ${of.now}) as ready_until,
            bool_or(c.expires_at <= ${of.now}) as expired
          from credential_state c where c.pupil_id = p.id) s on true
        where m.class_group_id = g.id), '[]') as pupils
      from class_group g
      where g.id = ${of.classId} and g.school_id = ${schoolId} and g.school_year = ${of.schoolYear}
        and (${classNames}::text[] is null or g.name = any (${classNames}::text[]))`,
  );

import { z } from "zod";
import type { SchoolId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";
import { auditDeeds } from "../audit/audit.ts";
import type { AuditQuery } from "./audit-query.ts";

const personRow = z.object({ actor: z.string(), name: z.string().nullable(), acted: z.boolean() });
/** `name` null: no person, such as a job; `acted` false: something was done to them. */
export type AuditPerson = z.infer<typeof personRow>;

export const listAuditPeople = (tx: Tx): Promise<AuditPerson[]> =>
  tx.many(
    personRow,
    sql`select actor, given_name || ' ' || family_name as name, acted from audit_people()
      order by lower(family_name) nulls last, lower(given_name), actor`,
  );

const eventRow = z.object({
  at: z.date(),
  what: z.string(),
  actor: z.string(),
  network: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
  pupils: z.array(z.string()),
  otherPupils: z.number(),
  className: z.string().nullable(),
  application: z.string().nullable(),
  count: z.number(),
});
export type AuditRow = z.infer<typeof eventRow>;

type Asked = AuditQuery & {
  schoolId: SchoolId;
  /** By name: the order of `who`. */
  people: AuditPerson[];
  offset: number;
  limit: number;
  now: Date;
};

/**
 * Events of the school, with the names that its staff may see: of a pupil who left nothing but the event. Names are looked up for the rows
 * of the page only. `count` is that of all pages. Of many pupils in one event the first three by name.
 */
export const listAudit = (tx: Tx, asked: Asked): Promise<AuditRow[]> => {
  const { schoolId, kind, who, from, until, pupil, sort, down, offset, limit, now } = asked;
  const names = asked.people.map(({ actor }) => actor);
  const deeds = kind === undefined ? null : [...auditDeeds[kind]];
  const actors = who === undefined ? null : [who, `staff:${who}`];
  const order = `${sort} ${down ? "down" : "up"}`;
  return tx.many(
    eventRow,
    sql`with named as (
        select p.id from enrolment n join pupil p on p.id = n.pupil_id
        where n.school_id = ${schoolId} and ${pupil ?? null}::text is not null
          and (p.login_name = lower(${pupil ?? null}) or strpos(lower(n.given_name || ' ' || n.family_name), lower(${pupil ?? null})) > 0)
      ), chosen as (
        select e.at, e.what, replace(e.actor, 'staff:', '') as actor, e.network, e.details, e.pupil_id,
          count(*) over ()::int as count,
          row_number() over (order by
            case when ${order} = 'when up' then e.at end,
            case when ${order} = 'who up' then array_position(${names}::text[], replace(e.actor, 'staff:', '')) end,
            case when ${order} = 'who down' then array_position(${names}::text[], replace(e.actor, 'staff:', '')) end desc,
            case when ${order} = 'what up' then e.what end,
            case when ${order} = 'what down' then e.what end desc,
            e.at desc, e.seq desc) as place
        from audit_event e
        where e.school_id = ${schoolId} and e.at <= ${now}
          and (${deeds}::text[] is null or e.what = any (${deeds}))
          and (${actors}::text[] is null or e.actor = any (${actors}))
          and (${from ?? null}::date is null or e.at >= ${from ?? null}::date::timestamp at time zone 'Europe/Brussels')
          and (${until ?? null}::date is null
            or e.at < (${until ?? null}::date + 1)::timestamp at time zone 'Europe/Brussels')
          and (${pupil ?? null}::text is null or e.pupil_id in (select id from named)
            or e.details -> 'pupilIds' ?| array(select id::text from named))
        order by place offset ${offset} limit ${limit}
      )
      select c.at, c.what, c.actor, c.network, c.details, c.count, s.class_name as "className", s.application, s.pupils,
        s.other_pupils as "otherPupils"
      from chosen c cross join lateral audit_subjects(c.pupil_id, c.details) s
      order by c.place`,
  );
};

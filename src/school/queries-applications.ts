import { z } from "zod";
import { bundles } from "../applications/applications.ts";
import { ApplicationId, type SchoolId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";

/** Attribute to the vendor's reason. */
const attributes = z.record(z.string(), z.string());
const releaseRow = z.object({
  allowedAt: z.coerce.date(),
  classNames: z.array(z.string()).nullable(),
  yearGroups: z.array(z.number()).nullable(),
  bundle: z.enum(bundles),
  attributes,
});
const applicationRow = z.object({
  id: ApplicationId,
  name: z.string(),
  vendor: z.string().nullable(),
  status: z.enum(["sandbox", "live", "suspended"]),
  /** What it asks for now. */
  manifestId: z.uuid(),
  bundle: z.enum(bundles),
  attributes,
  /** What the school allowed, which may be an earlier version; null: it is off. */
  release: releaseRow.nullable(),
  /** How many pupils asked for it, since it was last switched on or off. */
  wishes: z.number(),
});
export type ApplicationRow = z.infer<typeof applicationRow>;

export type ApplicationFilter = { schoolId: SchoolId; id?: ApplicationId | undefined; wishesSince: Date };

/**
 * Every application that a school can switch on or off, by name: those that are live, and others only where the school once had them on.
 * One statement, whatever the number of applications and wishes.
 */
export const listApplicationRows = (tx: Tx, { schoolId, id, wishesSince }: ApplicationFilter) =>
  tx.many(
    applicationRow,
    sql`with past as (
        select application_id, max(greatest(allowed_at, withdrawn_at)) as at from release
        where school_id = ${schoolId} group by application_id),
      wished as (
        select e.details ->> 'applicationId' as id, count(distinct e.pupil_id)::int as pupils
        from audit_event e left join past on past.application_id::text = e.details ->> 'applicationId'
        where e.school_id = ${schoolId} and e.what = 'application.wished'
          and e.at > ${wishesSince} and (past.at is null or e.at > past.at)
        group by 1)
      select a.id, a.name, v.name as vendor, a.status, m.id as "manifestId", m.bundle, m.attributes,
        coalesce(wished.pupils, 0) as wishes,
        case when r.id is not null then json_build_object('allowedAt', r.allowed_at, 'classNames', r.class_names,
          'yearGroups', r.year_groups, 'bundle', rm.bundle, 'attributes', rm.attributes) end as release
      from application a
      left join vendor v on v.id = a.vendor_id
      join lateral (
        select id, bundle, attributes from manifest where application_id = a.id order by version desc limit 1) m on true
      left join release r on r.application_id = a.id and r.school_id = ${schoolId} and r.withdrawn_at is null
      left join manifest rm on rm.id = r.manifest_id
      left join wished on wished.id = a.id::text
      where a.status <> 'retired' and (${id ?? null}::uuid is null or a.id = ${id ?? null})
        and (a.status = 'live' or a.id in (select application_id from past))
      order by a.name, a.id`,
  );

const scopeRow = z.object({
  classNames: z.array(z.string()),
  yearGroups: z.array(z.number()),
  pupils: z.number(),
  chosen: z.number().nullable(),
});
type Moment = { schoolId: SchoolId; schoolYear: string; today: string };
type ChosenScope = { classNames: string[]; yearGroups: number[] };

/**
 * What a release can be for: classes of this year as people order them, year groups that there are, and everybody. One statement.
 * `chosen`: how many pupils are in one of these classes or year groups; null when none were named.
 */
export const getPossibleScopes = (tx: Tx, { schoolId, schoolYear, today }: Moment, chosen: ChosenScope | undefined) =>
  tx.one(
    scopeRow,
    sql`select
        coalesce((
          select array_agg(g.name order by lpad(coalesce(substring(g.name from '^[0-9]+'), '99'), 3, '0'), g.name)
          from class_group g where g.school_id = ${schoolId} and g.school_year = ${schoolYear}), '{}') as "classNames",
        coalesce((
          select array_agg(distinct e.year_group order by e.year_group) from enrolment e
          where e.school_id = ${schoolId} and e.during @> ${today}::date and e.year_group is not null), '{}') as "yearGroups",
        (select count(distinct e.pupil_id)::int from enrolment e
          where e.school_id = ${schoolId} and e.during @> ${today}::date) as pupils,
        case when ${chosen !== undefined} then (
          select count(distinct e.pupil_id)::int from enrolment e
          where e.school_id = ${schoolId} and e.during @> ${today}::date
            and (e.year_group = any (${chosen?.yearGroups ?? []}::int[]) or e.pupil_id in (
              select m.pupil_id from class_membership m join class_group g on g.id = m.class_group_id
              where g.school_id = ${schoolId} and g.school_year = ${schoolYear}
                and g.name = any (${chosen?.classNames ?? []}::text[])))) end as chosen`,
  );

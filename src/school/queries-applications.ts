import { z } from "zod";
import { bundles } from "../applications/applications.ts";
import { ApplicationId, type SchoolId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";
import { YearChoice } from "../pupils/pupils.ts";

/** Attribute to the vendor's reason. */
const attributes = z.record(z.string(), z.string());
const releaseRow = z.object({
  allowedAt: z.coerce.date(),
  classNames: z.array(z.string()).nullable(),
  yearChoices: z.array(YearChoice).nullable(),
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
  /** What it was on for, by numbers that can mean several years: it waits until the school chooses again. */
  paused: z.object({ classNames: z.array(z.string()).nullable(), yearNumbers: z.array(z.number()) }).nullable(),
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
          'yearChoices', r.year_choices, 'bundle', rm.bundle, 'attributes', rm.attributes) end as release,
        (select json_build_object('classNames', p.class_names, 'yearNumbers', p.bare_year_numbers) from release p
          where p.school_id = ${schoolId} and p.application_id = a.id and p.paused) as paused
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
  classes: z.array(z.object({ name: z.string(), pupils: z.number() })),
  years: z.array(z.object({ choice: YearChoice, pupils: z.number() })),
  pupils: z.number(),
  chosen: z.number().nullable(),
});
export type ScopeCounts = z.infer<typeof scopeRow>;
/** `yearBefore`: while its class names are understood. */
type Moment = { schoolId: SchoolId; schoolYear: string; yearBefore: string | undefined; today: string };
type ChosenScope = { classNames: string[]; yearChoices: YearChoice[] };

/**
 * What a release can be for, each with how many pupils of today that lets in: classes of this year as people order them, the years that
 * there are, and everybody. One statement. It counts by the rule of `inScope`: in September who has no class of this year yet is still
 * in last year's. `chosen`: how many pupils are in one of these classes or years; null when none were named.
 */
export const getPossibleScopes = (
  tx: Tx,
  { schoolId, schoolYear, yearBefore, today }: Moment,
  chosen: ChosenScope | undefined,
) =>
  tx.one(
    scopeRow,
    sql`with here as (
        select distinct e.pupil_id, e.year_choice from enrolment e
        where e.school_id = ${schoolId} and e.during @> ${today}::date),
      placed as (
        select m.pupil_id, g.name, g.school_year = ${schoolYear} as now
        from class_group g join class_membership m on m.class_group_id = g.id
        where g.school_id = ${schoolId} and g.school_year in (${schoolYear}, ${yearBefore ?? null})
          and m.pupil_id in (select pupil_id from here)),
      member as (
        select p.pupil_id, p.name from placed p
        where p.now or not exists (select from placed o where o.pupil_id = p.pupil_id and o.now))
      select
        coalesce((
          select json_agg(json_build_object('name', g.name,
              'pupils', (select count(distinct m.pupil_id) from member m where m.name = g.name))
            order by lpad(coalesce(substring(g.name from '^[0-9]+'), '99'), 3, '0'), g.name)
          from class_group g where g.school_id = ${schoolId} and g.school_year = ${schoolYear}), '[]') as classes,
        coalesce((
          select json_agg(json_build_object('choice', c.year_choice, 'pupils', c.pupils))
          from (select year_choice, count(distinct pupil_id) as pupils from here group by year_choice) c), '[]') as years,
        (select count(distinct pupil_id)::int from here) as pupils,
        case when ${chosen !== undefined} then (
          select count(distinct h.pupil_id)::int from here h
          where h.year_choice = any (${chosen?.yearChoices ?? []}::text[]) or h.pupil_id in (
            select m.pupil_id from member m where m.name = any (${chosen?.classNames ?? []}::text[]))) end as chosen`,
  );

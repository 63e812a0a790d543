import { z } from "zod";
import { ClassGroupId, PupilId, type SchoolId } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";
import { LoginName } from "./login-name.ts";
import { Kind, Level } from "./queries.ts";

export type NewPupil = { id: PupilId; loginName: LoginName; givenName: string; familyName: string };

export const insertPupils = (tx: Tx, rows: NewPupil[], at: Date) =>
  tx.run(
    sql`insert into pupil (id, login_name, given_name, family_name, created_at)
      select id, login_name, given_name, family_name, ${at}
      from unnest(${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.loginName)}::text[],
        ${rows.map((row) => row.givenName)}::text[], ${rows.map((row) => row.familyName)}::text[])
        as r (id, login_name, given_name, family_name)`,
  );

export const insertNumbers = (tx: Tx, rows: { pupilId: PupilId; hash: string }[]) =>
  tx.run(
    sql`insert into national_number (hash, pupil_id)
      select decode(hash, 'hex'), pupil_id
      from unnest(${rows.map((row) => row.hash)}::text[], ${rows.map((row) => row.pupilId)}::uuid[]) as r (hash, pupil_id)`,
  );

export type Enrolment = {
  pupilId: PupilId;
  level: Level;
  kind: Kind;
  yearGroup: number | null;
  stamboeknummer: string | null;
  siteId: string | null;
};

export const insertEnrolments = (tx: Tx, at: { schoolId: SchoolId; from: string }, rows: Enrolment[]) =>
  tx.run(
    sql`insert into enrolment (pupil_id, school_id, level, kind, year_group, stamboeknummer, site_id, during)
      select pupil_id, ${at.schoolId}::uuid, level, kind, year_group, stamboeknummer, site_id, daterange(${at.from}::date, null)
      from unnest(${rows.map((row) => row.pupilId)}::uuid[], ${rows.map((row) => row.level)}::text[],
        ${rows.map((row) => row.kind)}::text[], ${rows.map((row) => row.yearGroup)}::smallint[],
        ${rows.map((row) => row.stamboeknummer)}::text[], ${rows.map((row) => row.siteId)}::uuid[])
        as r (pupil_id, level, kind, year_group, stamboeknummer, site_id)`,
  );

/** What a row leaves open (null) stays as it is. */
export const updateEnrolments = (tx: Tx, schoolId: SchoolId, rows: Enrolment[]) =>
  tx.run(
    sql`update enrolment e
      set level = r.level, kind = r.kind, year_group = coalesce(r.year_group, e.year_group),
        stamboeknummer = coalesce(r.stamboeknummer, e.stamboeknummer), site_id = coalesce(r.site_id, e.site_id)
      from unnest(${rows.map((row) => row.pupilId)}::uuid[], ${rows.map((row) => row.level)}::text[],
        ${rows.map((row) => row.kind)}::text[], ${rows.map((row) => row.yearGroup)}::smallint[],
        ${rows.map((row) => row.stamboeknummer)}::text[], ${rows.map((row) => row.siteId)}::uuid[])
        as r (pupil_id, level, kind, year_group, stamboeknummer, site_id)
      where e.pupil_id = r.pupil_id and e.school_id = ${schoolId} and upper_inf(e.during)`,
  );

export const updateNames = (tx: Tx, rows: { pupilId: PupilId; givenName: string; familyName: string }[]) =>
  tx.run(
    sql`update pupil p set given_name = r.given_name, family_name = r.family_name
      from unnest(${rows.map((row) => row.pupilId)}::uuid[], ${rows.map((row) => row.givenName)}::text[],
        ${rows.map((row) => row.familyName)}::text[]) as r (pupil_id, given_name, family_name)
      where p.id = r.pupil_id and (p.given_name, p.family_name) is distinct from (r.given_name, r.family_name)`,
  );

/** A day at least: an enrolment that began today ends tomorrow, since an empty period would be no enrolment at all. */
export const closeEnrolments = (tx: Tx, of: { schoolId: SchoolId; pupilIds: PupilId[]; on: string }) =>
  tx.run(
    sql`update enrolment
      set during = daterange(lower(during), greatest(${of.on}::date, lower(during) + 1))
      where school_id = ${of.schoolId} and pupil_id = any (${of.pupilIds}::uuid[]) and upper_inf(during)`,
  );

export type ClassRow = { pupilId: PupilId; className: string };
type ClassesOf = { schoolId: SchoolId; schoolYear: string };

export const insertClassGroups = (tx: Tx, of: ClassesOf, names: string[]) =>
  tx.run(
    sql`insert into class_group (school_id, school_year, name)
      select ${of.schoolId}::uuid, ${of.schoolYear}::text, unnest(${names}::text[])
      on conflict (school_id, school_year, name) do nothing`,
  );

/** Takes pupils out of the classes of this year that aren't in `rows`; later years go too, earlier ones are history. */
export const deleteOtherMemberships = (tx: Tx, of: ClassesOf & { pupilIds: PupilId[] }, rows: ClassRow[]) =>
  tx.run(
    sql`delete from class_membership m using class_group g
      where g.id = m.class_group_id and g.school_id = ${of.schoolId} and g.school_year >= ${of.schoolYear}
        and m.pupil_id = any (${of.pupilIds}::uuid[])
        and (m.pupil_id, g.name) not in (
          select r.pupil_id, r.name
          from unnest(${rows.map((row) => row.pupilId)}::uuid[], ${rows.map((row) => row.className)}::text[])
            as r (pupil_id, name))`,
  );

const classGroupRow = z.object({ id: ClassGroupId, name: z.string() });
export const classGroups = (tx: Tx, of: ClassesOf, names: string[]) =>
  tx.many(
    classGroupRow,
    sql`select id, name from class_group
      where school_id = ${of.schoolId} and school_year = ${of.schoolYear} and name = any (${names}::text[])`,
  );

export const insertMemberships = (
  tx: Tx,
  schoolId: SchoolId,
  rows: { pupilId: PupilId; classGroupId: ClassGroupId }[],
) =>
  tx.run(
    sql`insert into class_membership (class_group_id, pupil_id, school_id)
      select class_group_id, pupil_id, ${schoolId}::uuid
      from unnest(${rows.map((row) => row.classGroupId)}::uuid[], ${rows.map((row) => row.pupilId)}::uuid[])
        as r (class_group_id, pupil_id)
      on conflict do nothing`,
  );

const rosterPart = z.discriminatedUnion("is", [
  /** One per pupil who is or was enrolled: of the open enrolment, else of the latest. */
  z.object({
    is: z.literal("pupil"),
    pupilId: PupilId,
    loginName: LoginName,
    givenName: z.string(),
    familyName: z.string(),
    open: z.boolean(),
    level: Level,
    kind: Kind,
    yearGroup: z.number().nullable(),
    stamboeknummer: z.string().nullable(),
    siteName: z.string().nullable(),
  }),
  /** A number of one of them, as hex. */
  z.object({ is: z.literal("number"), pupilId: PupilId, hash: z.string() }),
  z.object({ is: z.literal("classes"), pupilId: PupilId, schoolYear: z.string(), names: z.array(z.string()) }),
  /** Whose a number is that was asked for, and that nobody here has. */
  z.object({ is: z.literal("elsewhere"), pupilId: PupilId, hash: z.string() }),
  /** Enrolled after `since` was written down, and there still. */
  z.object({ is: z.literal("arrived"), pupilId: PupilId }),
]);

type RosterOf = { schoolId: SchoolId; schoolYears: string[]; hashes: string[]; since: string | null };

/**
 * The roster of a school in one statement, whatever its size. Its parts are put together by who reads them: right after an import the
 * database has no statistics, and would compare every pupil with every other.
 * @param of.since an id that the database drew. It begins with its moment, like that of an enrolment: a day would be too coarse, since a
 * school may hand in two lists on one
 */
export const listRosterParts = (tx: Db, { schoolId, schoolYears, hashes, since }: RosterOf) =>
  tx.many(
    rosterPart,
    sql`with here as materialized (
        select n.pupil_id, n.hash from national_number n
        where n.pupil_id in (select e.pupil_id from enrolment e where e.school_id = ${schoolId}))
      (select distinct on (e.pupil_id) 'pupil' as is, e.pupil_id as "pupilId", null as hash, null as "schoolYear", null::text[] as names,
          p.login_name as "loginName", p.given_name as "givenName", p.family_name as "familyName", upper_inf(e.during) as open,
          e.level, e.kind, e.year_group as "yearGroup", e.stamboeknummer, s.name as "siteName"
        from enrolment e
        join pupil p on p.id = e.pupil_id
        left join site s on s.id = e.site_id
        where e.school_id = ${schoolId}
        order by e.pupil_id, upper_inf(e.during) desc, lower(e.during) desc)
      union all
      select 'number', h.pupil_id, encode(h.hash, 'hex'), null, null, null, null, null, null, null, null, null, null, null
        from here h
      union all
      select 'classes', m.pupil_id, null, g.school_year, array_agg(g.name order by g.name),
          null, null, null, null, null, null, null, null, null
        from class_group g join class_membership m on m.class_group_id = g.id
        where g.school_id = ${schoolId} and g.school_year = any (${schoolYears}::text[])
        group by m.pupil_id, g.school_year
      union all
      select 'elsewhere', f.pupil_id, encode(f.hash, 'hex'), null, null, null, null, null, null, null, null, null, null, null
        from pupils_by_national_number(array(
          select decode(asked, 'hex') from unnest(${hashes}::text[]) asked except select h.hash from here h)) f
      union all
      select 'arrived', e.pupil_id, null, null, null, null, null, null, null, null, null, null, null, null
        from enrolment e
        where e.school_id = ${schoolId} and upper_inf(e.during) and e.id > ${since}::uuid`,
  );

import { z } from "zod";
import { ClassGroupId, PupilId, type SchoolId } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";
import { LoginName } from "./login-name.ts";
import { Kind, Level } from "./queries.ts";

/** What a school says of a pupil, as an enrolment keeps it. */
export type Enrolment = {
  pupilId: PupilId;
  givenName: string;
  familyName: string;
  level: Level;
  kind: Kind;
  yearGroup: number | null;
  stamboeknummer: string | null;
  /** hex of the keyed hash of the program's own identifier */
  sourceHash?: string | null;
  siteId: string | null;
  /** the national number as this school claims it; null: it says none */
  number: NumberClaim | null;
};
/** `hash`: hex of the keyed hash; `bis`: a number that is replaced by a final one sooner or later */
export type NumberClaim = { hash: string; bis: boolean };

const asJson = (rows: Enrolment[]) =>
  JSON.stringify(
    rows.map(({ pupilId, number, ...row }) => ({ ...row, id: pupilId, hash: number?.hash, bis: number?.bis })),
  );

export type NewPupil = Enrolment & { loginName: LoginName };

const countRow = z.object({ count: z.number() });
type EnrolAt = { schoolId: SchoolId; from: string };

export const enrolNew = async (tx: Tx, { schoolId, from, at }: EnrolAt & { at: Date }, rows: NewPupil[]) =>
  (await tx.one(countRow, sql`select enrol_new_pupils(${schoolId}, ${from}, ${at}, ${asJson(rows)}) as count`)).count;

export const enrolAgain = async (tx: Tx, { schoolId, from }: EnrolAt, rows: Enrolment[]) =>
  (await tx.one(countRow, sql`select enrol_again(${schoolId}, ${from}, ${asJson(rows)}) as count`)).count;

const pupilIdRow = z.object({ pupilId: PupilId });
/** Of these former pupils those whom another school enrols now. */
export const enrolledElsewhere = (tx: Tx, of: { schoolId: SchoolId; pupilIds: PupilId[]; today: string }) =>
  tx.many(
    pupilIdRow,
    sql`select e as "pupilId" from enrolled_elsewhere(${of.schoolId}, ${of.pupilIds}::uuid[], ${of.today}) e`,
  );

/** What a row leaves open (null) stays as it is. */
export const updateEnrolments = (tx: Tx, schoolId: SchoolId, rows: Enrolment[]) =>
  tx.run(
    sql`update enrolment e
      set given_name = r.given_name, family_name = r.family_name, level = r.level, kind = r.kind,
        year_group = coalesce(r.year_group, e.year_group),
        stamboeknummer = coalesce(r.stamboeknummer, e.stamboeknummer),
        source_hash = coalesce(decode(r.source, 'hex'), e.source_hash), site_id = coalesce(r.site_id, e.site_id),
        number_hash = coalesce(r.hash, e.number_hash),
        number_bis = case when r.hash is null then e.number_bis else r.bis end,
        former_number_hash = case when r.hash <> e.number_hash then e.number_hash else e.former_number_hash end,
        former_number_bis = case when r.hash <> e.number_hash then e.number_bis else e.former_number_bis end
      from unnest(${rows.map((row) => row.pupilId)}::uuid[], ${rows.map((row) => row.level)}::text[],
        ${rows.map((row) => row.kind)}::text[], ${rows.map((row) => row.yearGroup)}::smallint[],
        ${rows.map((row) => row.stamboeknummer)}::text[], ${rows.map((row) => row.siteId)}::uuid[],
        ${rows.map((row) => row.givenName)}::text[], ${rows.map((row) => row.familyName)}::text[],
        ${rows.map((row) => (row.number ? `\\x${row.number.hash}` : null))}::bytea[], ${rows.map((row) => row.number?.bis ?? false)}::boolean[],
        ${rows.map((row) => row.sourceHash ?? null)}::text[])
        as r (pupil_id, level, kind, year_group, stamboeknummer, site_id, given_name, family_name, hash, bis, source)
      where e.pupil_id = r.pupil_id and e.school_id = ${schoolId} and upper_inf(e.during)`,
  );

export type Claim = { pupilId: PupilId; hash: string | null; stamboeknummer: string | null };

/** These pupils are enrolled without these numbers from now on: nobody has one number twice. */
export const releaseNumbers = (tx: Tx, schoolId: SchoolId, claims: Claim[]) =>
  tx.run(
    sql`update enrolment e
      set number_hash = case when encode(e.number_hash, 'hex') = r.hash then null else e.number_hash end,
        number_bis = e.number_bis and encode(e.number_hash, 'hex') is distinct from r.hash,
        former_number_hash = case when encode(e.former_number_hash, 'hex') = r.hash then null else e.former_number_hash end,
        former_number_bis = e.former_number_bis and encode(e.former_number_hash, 'hex') is distinct from r.hash,
        stamboeknummer = nullif(e.stamboeknummer, r.stamboeknummer)
      from (
        select pupil_id, max(hash) as hash, max(stamboeknummer) as stamboeknummer
        from unnest(${claims.map((one) => one.pupilId)}::uuid[], ${claims.map((one) => one.hash)}::text[],
          ${claims.map((one) => one.stamboeknummer)}::text[]) as c (pupil_id, hash, stamboeknummer)
        group by pupil_id) r
      where e.pupil_id = r.pupil_id and e.school_id = ${schoolId} and upper_inf(e.during)`,
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

const nameRow = z.object({ name: z.string() });
/** @returns the names of those that weren't there */
export const insertClassGroups = (tx: Tx, of: ClassesOf, names: string[]) =>
  tx.many(
    nameRow,
    sql`insert into class_group (school_id, school_year, name)
      select ${of.schoolId}::uuid, ${of.schoolYear}::text, unnest(${names}::text[])
      on conflict (school_id, school_year, name) do nothing returning name`,
  );

/** Of these classes those in which nobody is or was helped by a pass, that have no teacher, and that no application is for. How many are gone. */
export const deleteUnusedClasses = (tx: Tx, of: ClassesOf, names: string[]) =>
  tx.run(
    sql`delete from class_group g
      where g.school_id = ${of.schoolId} and g.school_year = ${of.schoolYear} and g.name = any (${names}::text[])
        and not exists (select from class_membership m where m.class_group_id = g.id)
        and not exists (select from class_pass p where p.class_group_id = g.id)
        and not exists (select from staff_role r where r.school_id = g.school_id and r.class_name = g.name)
        and not exists (select from release r where r.school_id = g.school_id and g.name = any (r.class_names))`,
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

/**
 * Removes a class in which nobody is in this school year or a later one. @returns its name; undefined when somebody is, or when the school has
 * no such class
 */
export const deleteEmptyClass = (tx: Tx, { schoolId, classId }: { schoolId: SchoolId; classId: ClassGroupId }) =>
  tx.maybeOne(
    nameRow,
    sql`delete from class_group g
      where g.id = ${classId} and g.school_id = ${schoolId}
        and not exists (
          select from class_membership m join class_group o on o.id = m.class_group_id
          where o.school_id = g.school_id and o.name = g.name and o.school_year >= g.school_year)
      returning g.name`,
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
    sourceHash: z.string().nullable(),
    siteName: z.string().nullable(),
  }),
  /** Numbers by which this school knows one of them, as hex: the one of an enrolment, then the one before it. */
  z.object({ is: z.literal("numbers"), pupilId: PupilId, names: z.array(z.string()), open: z.boolean() }),
  z.object({ is: z.literal("classes"), pupilId: PupilId, schoolYear: z.string(), names: z.array(z.string()) }),
  /** Enrolled after `since` was written down, and there still. */
  z.object({ is: z.literal("arrived"), pupilId: PupilId }),
  /** Was enrolled here, and is now at another school: for this school somebody unknown. */
  z.object({ is: z.literal("elsewhere"), pupilId: PupilId }),
]);

type RosterOf = { schoolId: SchoolId; schoolYears: string[]; since: string | null; today: string };

/**
 * The roster of a school in one statement, whatever its size. Its parts are put together by who reads them: right after an import the
 * database has no statistics, and would compare every pupil with every other.
 * @param of.since an id that the database drew. It begins with its moment, like that of an enrolment: a day would be too coarse, since a
 * school may hand in two lists on one
 */
export const listRosterParts = (tx: Db, { schoolId, schoolYears, since, today }: RosterOf) =>
  tx.many(
    rosterPart,
    sql`with mine as materialized (
        select e.* from enrolment e where e.school_id = ${schoolId})
      (select distinct on (e.pupil_id) 'pupil' as is, e.pupil_id as "pupilId", null as "schoolYear", null::text[] as names,
          p.login_name as "loginName", e.given_name as "givenName", e.family_name as "familyName", upper_inf(e.during) as open,
          e.level, e.kind, e.year_group as "yearGroup", e.stamboeknummer,
          encode(e.source_hash, 'hex') as "sourceHash", s.name as "siteName"
        from mine e
        join pupil p on p.id = e.pupil_id
        left join site s on s.id = e.site_id
        order by e.pupil_id, upper_inf(e.during) desc, lower(e.during) desc)
      union all
      select 'numbers', e.pupil_id, null,
          array_remove(array[encode(e.number_hash, 'hex'), encode(e.former_number_hash, 'hex')], null),
          null, null, null, upper_inf(e.during), null, null, null, null, null, null
        from mine e where e.number_hash is not null
      union all
      select 'classes', m.pupil_id, g.school_year, array_agg(g.name order by g.name),
          null, null, null, null, null, null, null, null, null, null
        from class_group g join class_membership m on m.class_group_id = g.id
        where g.school_id = ${schoolId} and g.school_year = any (${schoolYears}::text[])
        group by m.pupil_id, g.school_year
      union all
      select 'arrived', e.pupil_id, null, null, null, null, null, null, null, null, null, null, null, null
        from mine e where upper_inf(e.during) and e.id > ${since}::uuid
      union all
      select 'elsewhere', gone, null, null, null, null, null, null, null, null, null, null, null, null
        from enrolled_elsewhere(${schoolId}, array(
          select e.pupil_id from mine e group by e.pupil_id having not bool_or(upper_inf(e.during))), ${today}) gone`,
  );

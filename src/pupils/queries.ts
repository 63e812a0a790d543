import { z } from "zod";
import { PupilId, type SchoolId } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";
import { LoginName } from "./login-name.ts";
import type { YearChoice } from "./year-choice.ts";

export const Level = z.enum(["kleuter", "lager", "secundair"]);
export type Level = z.infer<typeof Level>;
export const Kind = z.enum(["gewoon", "buitengewoon", "okan"]);
export type Kind = z.infer<typeof Kind>;
const Status = z.enum(["active", "suspended"]);

const pupilRow = z.object({
  id: PupilId,
  loginName: LoginName,
  givenName: z.string(),
  familyName: z.string(),
  locale: z.string(),
  status: Status,
  generation: z.number(),
  createdAt: z.date(),
});
const enrolmentRow = z.object({
  schoolNumber: z.string(),
  schoolName: z.string(),
  level: Level,
  kind: Kind,
  yearGroup: z.number().nullable(),
  from: z.string(),
  until: z.string().nullable(),
});
const classRow = z.object({ schoolNumber: z.string(), schoolYear: z.string(), name: z.string() });
const generationRow = z.object({ pupilId: PupilId, generationBefore: z.number() });

export const findPupil = (db: Db, loginName: string) =>
  db.maybeOne(
    pupilRow,
    sql`select p.id, p.login_name as "loginName", n.given_name as "givenName", n.family_name as "familyName", p.locale, p.status,
        p.generation, p.created_at as "createdAt"
      from pupil p join pupil_name n on n.pupil_id = p.id where p.login_name = ${loginName}`,
  );

export const enrolmentsOf = (db: Db, id: PupilId) =>
  db.many(
    enrolmentRow,
    sql`select n.number as "schoolNumber", s.name as "schoolName", e.level, e.kind, e.year_group as "yearGroup",
        lower(e.during)::text as "from", upper(e.during)::text as "until"
      from enrolment e
      join school s on s.id = e.school_id
      join school_number n on n.school_id = s.id and n.valid_until is null
      where e.pupil_id = ${id} order by lower(e.during), n.number`,
  );

export const classesOf = (db: Db, id: PupilId) =>
  db.many(
    classRow,
    sql`select n.number as "schoolNumber", g.school_year as "schoolYear", g.name
      from class_membership m
      join class_group g on g.id = m.class_group_id
      join school_number n on n.school_id = g.school_id and n.valid_until is null
      where m.pupil_id = ${id} order by g.school_year, g.name`,
  );

/** Locks the rows: of two resets at the same moment each gets a generation of its own. */
export const bumpGenerations = (tx: Tx, ids: PupilId[]) =>
  tx.many(
    generationRow,
    sql`update pupil set generation = generation + 1 where id = any (${ids}::uuid[])
      returning id as "pupilId", generation - 1 as "generationBefore"`,
  );

/** A record that was merged into another one keeps the status that keeps it shut. */
export const setStatus = (tx: Tx, id: PupilId, status: z.infer<typeof Status>) =>
  tx.run(sql`update pupil set status = ${status} where id = ${id} and status <> ${status} and merged_into is null`);

const takenRow = z.object({ loginName: z.string() });
export const takenLoginNames = (tx: Db, names: string[]) =>
  tx.many(takenRow, sql`select taken as "loginName" from taken_login_names(${names}::text[]) taken`);

const enrolledRow = z.object({
  pupilId: PupilId,
  loginName: LoginName,
  givenName: z.string(),
  familyName: z.string(),
  status: Status,
  level: Level,
  kind: Kind,
  yearGroup: z.number().nullable(),
});
export type EnrolledPupil = z.infer<typeof enrolledRow> & { classNames: string[] };
export type EnrolledFilter = {
  schoolId: SchoolId;
  schoolYear: string;
  classNames?: string[] | undefined;
  yearChoices?: YearChoice[] | undefined;
  loginNames?: string[] | undefined;
  /** the school year before, while its class names are understood */
  yearBefore?: string | undefined;
  /** classes that somebody named, where others are asked for as well; last year's, where this year has none of that name */
  named?: string[] | undefined;
};

/** Without their classes: see `listMemberships`. */
export const enrolledPupils = (tx: Db, filter: EnrolledFilter) =>
  tx.many(
    enrolledRow,
    sql`select p.id as "pupilId", p.login_name as "loginName", e.given_name as "givenName", e.family_name as "familyName",
        p.status, e.level, e.kind, e.year_group as "yearGroup"
      from enrolment e
      join pupil p on p.id = e.pupil_id
      where e.school_id = ${filter.schoolId} and upper_inf(e.during)
        and (${filter.yearChoices ?? null}::text[] is null or e.year_choice = any (${filter.yearChoices ?? null}::text[]))
        and (${filter.loginNames ?? null}::text[] is null or p.login_name = any (${filter.loginNames ?? null}::text[]))
      order by e.family_name, e.given_name, p.login_name`,
  );

const membershipRow = z.object({ pupilId: PupilId, className: z.string() });

/**
 * Who is in which class. A statement of its own: right after an import the planner knows nothing of the new rows, and where it joins
 * two lists that it takes for one row each, the cost is their product.
 */
export const listMemberships = (tx: Db, of: { schoolId: SchoolId; schoolYear: string }) =>
  tx.many(
    membershipRow,
    sql`select m.pupil_id as "pupilId", g.name as "className"
      from class_group g join class_membership m on m.class_group_id = g.id
      where g.school_id = ${of.schoolId} and g.school_year = ${of.schoolYear}
      order by g.name`,
  );

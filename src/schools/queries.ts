import { z } from "zod";
import { SchoolGroupId, SchoolId, SchoolNumber } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";

export const School = z.object({
  id: SchoolId,
  number: SchoolNumber,
  name: z.string(),
  groupName: z.string().nullable(),
  status: z.enum(["active", "suspended"]),
  validFrom: z.date(),
});
export type School = z.infer<typeof School>;

const groupRow = z.object({ id: SchoolGroupId });
const schoolRow = z.object({ id: SchoolId });
const siteRow = z.object({ id: z.uuid(), name: z.string() });

/** A number of the past still finds its school: old lists and links go on working. */
export const findSchool = (db: Db, number: string) =>
  db.maybeOne(
    School,
    sql`select s.id, current.number, s.name, g.name as "groupName", s.status, s.valid_from as "validFrom"
      from school_number asked
      join school s on s.id = asked.school_id
      join school_number current on current.school_id = s.id and current.valid_until is null
      left join school_group g on g.id = s.school_group_id
      where asked.number = ${number}`,
  );

export const findSchoolById = (db: Db, id: SchoolId) =>
  db.maybeOne(
    School,
    sql`select s.id, n.number, s.name, g.name as "groupName", s.status, s.valid_from as "validFrom"
      from school s
      join school_number n on n.school_id = s.id and n.valid_until is null
      left join school_group g on g.id = s.school_group_id
      where s.id = ${id}`,
  );

export const allSchools = (db: Db) =>
  db.many(
    School,
    sql`select s.id, n.number, s.name, g.name as "groupName", s.status, s.valid_from as "validFrom"
      from school s
      join school_number n on n.school_id = s.id and n.valid_until is null
      left join school_group g on g.id = s.school_group_id
      order by n.number`,
  );

export const findGroup = (db: Db, name: string) =>
  db.maybeOne(groupRow, sql`select id from school_group where name = ${name}`);

/** The update that changes nothing makes `returning` answer for a group that was there already. */
export const ensureGroup = (tx: Tx, name: string) =>
  tx.one(
    groupRow,
    sql`insert into school_group (name) values (${name}) on conflict (name) do update set name = excluded.name returning id`,
  );

export const insertSchool = (tx: Tx, school: { name: string; groupId: SchoolGroupId | null; at: Date }) =>
  tx.one(
    schoolRow,
    sql`insert into school (name, school_group_id, valid_from, created_at)
      values (${school.name}, ${school.groupId}, ${school.at}, ${school.at}) returning id`,
  );

/** 0 when another school has, or had, this number. */
export const insertNumber = (tx: Tx, number: { number: string; schoolId: SchoolId; from: string }) =>
  tx.run(
    sql`insert into school_number (number, school_id, valid_from)
      values (${number.number}, ${number.schoolId}, ${number.from}::date) on conflict (number) do nothing`,
  );

export const setSuspended = (tx: Tx, id: SchoolId) =>
  tx.run(sql`update school set status = 'suspended' where id = ${id} and status <> 'suspended'`);

/** Whatever was issued before or during the suspension stays dead. */
export const setActive = (tx: Tx, id: SchoolId, at: Date) =>
  tx.run(sql`update school set status = 'active', valid_from = ${at} where id = ${id} and status <> 'active'`);

export const insertSites = (tx: Tx, schoolId: SchoolId, names: string[]) =>
  tx.run(
    sql`insert into site (school_id, name) select ${schoolId}, unnest(${names}::text[])
      on conflict (school_id, name) do nothing`,
  );

export const sitesOf = (tx: Db, schoolId: SchoolId) =>
  tx.many(siteRow, sql`select id, name from site where school_id = ${schoolId}`);

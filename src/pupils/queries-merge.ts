import { z } from "zod";
import { ClassGroupId, PupilId, SchoolId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";
import { LoginName } from "./login-name.ts";
import { Kind, Level } from "./queries.ts";

/** `keep` is the record that stays, `other` the one that goes into it. */
export type Pair = { keep: PupilId; other: PupilId };

const recordRow = z.object({
  id: PupilId,
  loginName: LoginName,
  status: z.enum(["active", "suspended"]),
  mergedInto: PupilId.nullable(),
});

/** Both at once, in one order for all: two merges of the same records can't block each other. */
export const lockRecords = (tx: Tx, { keep, other }: Pair) =>
  tx.many(
    recordRow,
    sql`select id, login_name as "loginName", status, merged_into as "mergedInto"
      from pupil where id = any (${[keep, other]}::uuid[]) order by id for update`,
  );

const schoolRow = z.object({ schoolId: SchoolId, open: z.boolean() });
/** Every school at which one of them is or was enrolled. */
export const schoolsOf = (tx: Tx, { keep, other }: Pair) =>
  tx.many(
    schoolRow,
    sql`select school_id as "schoolId", bool_or(upper_inf(during)) as open
      from enrolment where pupil_id = any (${[keep, other]}::uuid[]) group by school_id order by school_id`,
  );

export const setMerged = (tx: Tx, { keep, other }: Pair) =>
  tx.run(sql`update pupil set status = 'suspended', merged_into = ${keep} where id = ${other}`);

const followerRow = z.object({ id: PupilId });
/** Every login name leads to one record in one step: what was part of the other one before goes along. */
export const moveFollowers = (tx: Tx, { keep, other }: Pair) =>
  tx.many(followerRow, sql`update pupil set merged_into = ${keep} where merged_into = ${other} returning id`);

export const returnFollowers = (tx: Tx, { keep, other }: Pair, ids: PupilId[]) =>
  tx.run(sql`update pupil set merged_into = ${other} where merged_into = ${keep} and id = any (${ids}::uuid[])`);

const claimRow = z.object({
  of: z.enum(["keep", "other"]),
  schoolId: SchoolId,
  hash: z.string(),
  bis: z.boolean(),
});
export const claimsOf = (tx: Tx, { keep, other }: Pair) =>
  tx.many(
    claimRow,
    sql`select distinct case when e.pupil_id = ${keep} then 'keep' else 'other' end as of, e.school_id as "schoolId",
        encode(c.hash, 'hex') as hash, c.bis
      from enrolment e
      cross join lateral (values (e.number_hash, e.number_bis), (e.former_number_hash, e.former_number_bis)) c (hash, bis)
      where e.pupil_id = any (${[keep, other]}::uuid[]) and c.hash is not null`,
  );

export const setSplit = (tx: Tx, other: PupilId, status: "active" | "suspended") =>
  tx.run(sql`update pupil set status = ${status}, merged_into = null where id = ${other}`);

export const SetAside = z.object({
  id: z.uuid(),
  schoolId: SchoolId,
  siteId: z.uuid().nullable(),
  // merges of before names stood at the enrolment kept none of these
  givenName: z.string().nullable().default(null),
  familyName: z.string().nullable().default(null),
  /** hex */
  numberHash: z.string().nullable().default(null),
  numberBis: z.boolean().default(false),
  /** since when that is claimed */
  numberSince: z.uuid().nullable().default(null),
  level: Level,
  kind: Kind,
  yearGroup: z.number().nullable(),
  stamboeknummer: z.string().nullable(),
  sourceHash: z.string().nullable().default(null),
  during: z.string(),
});
export type SetAside = z.infer<typeof SetAside>;

/** At a school where the record that stays is enrolled at the same time, one enrolment is enough. */
export const setAsideEnrolments = (tx: Tx, { keep, other }: Pair) =>
  tx.many(
    SetAside,
    sql`delete from enrolment e
      where e.pupil_id = ${other} and exists (
        select from enrolment k where k.pupil_id = ${keep} and k.school_id = e.school_id and k.during && e.during)
      returning e.id, e.school_id as "schoolId", e.site_id as "siteId", e.given_name as "givenName", e.family_name as "familyName",
        encode(e.number_hash, 'hex') as "numberHash", e.number_bis as "numberBis", e.number_since as "numberSince", e.level, e.kind, e.year_group as "yearGroup",
        e.stamboeknummer, encode(e.source_hash, 'hex') as "sourceHash", e.during::text as during`,
  );

const idRow = z.object({ id: z.uuid() });
export const moveEnrolments = async (tx: Tx, { keep, other }: Pair) =>
  (await tx.many(idRow, sql`update enrolment set pupil_id = ${keep} where pupil_id = ${other} returning id`)).map(
    ({ id }) => id,
  );

export const returnEnrolments = (tx: Tx, { keep, other }: Pair, ids: string[]) =>
  tx.run(sql`update enrolment set pupil_id = ${other} where pupil_id = ${keep} and id = any (${ids}::uuid[])`);

/** By its stamboeknummer the school's next list finds the record that stays. */
export const lendStamboek = (tx: Tx, { keep }: Pair, from: { schoolId: SchoolId; stamboeknummer: string }) =>
  tx.maybeOne(
    idRow,
    sql`update enrolment set stamboeknummer = ${from.stamboeknummer}
      where pupil_id = ${keep} and school_id = ${from.schoolId} and upper_inf(during) and stamboeknummer is null
      returning id`,
  );

/** The numbers of an enrolment before one that was set aside lent it its own. Hashes are hex. */
export const NumbersBefore = z.object({
  id: z.uuid(),
  hash: z.string().nullable(),
  bis: z.boolean(),
  since: z.uuid().nullable().default(null),
  formerHash: z.string().nullable(),
  formerBis: z.boolean(),
  formerSince: z.uuid().nullable().default(null),
});
export type NumbersBefore = z.infer<typeof NumbersBefore>;

/** By both numbers the school's next list finds the record that stays: the final one counts, a bis number is the one before it. */
export const lendNumber = (
  tx: Tx,
  { keep }: Pair,
  from: { schoolId: SchoolId; hash: string; bis: boolean; since: string | null },
) =>
  tx.maybeOne(
    NumbersBefore,
    sql`update enrolment e
      set number_hash = case when w.stays then e.number_hash else decode(${from.hash}, 'hex') end,
        number_bis = case when w.stays then e.number_bis else ${from.bis} end,
        former_number_hash = case when w.stays then decode(${from.hash}, 'hex') else e.number_hash end,
        former_number_bis = case when w.stays then ${from.bis} else e.number_bis end,
        number_since = case when w.stays then e.number_since else coalesce(${from.since}::uuid, e.number_since) end,
        former_number_since = case when w.stays then coalesce(${from.since}::uuid, e.former_number_since) else e.number_since end
      from (select o.*, o.number_hash is not null and (not o.number_bis or ${from.bis}) as stays from enrolment o) w
      where e.pupil_id = ${keep} and e.school_id = ${from.schoolId} and upper_inf(e.during) and w.id = e.id
      returning e.id, encode(w.number_hash, 'hex') as hash, w.number_bis as bis, w.number_since as since,
        encode(w.former_number_hash, 'hex') as "formerHash", w.former_number_bis as "formerBis",
        w.former_number_since as "formerSince"`,
  );

export const takeNumbersBack = (tx: Tx, { id, hash, bis, since, formerHash, formerBis, formerSince }: NumbersBefore) =>
  tx.run(
    sql`update enrolment
      set number_hash = decode(${hash}, 'hex'), number_bis = ${bis}, former_number_hash = decode(${formerHash}, 'hex'),
        former_number_bis = ${formerBis}, number_since = coalesce(${since}::uuid, number_since),
        former_number_since = coalesce(${formerSince}::uuid, former_number_since)
      where id = ${id}`,
  );

export const takeStamboekBack = (tx: Tx, ids: string[]) =>
  tx.run(sql`update enrolment set stamboeknummer = null where id = any (${ids}::uuid[])`);

/** A stamboeknummer or a number that was given to somebody else meanwhile stays there. */
export const insertSetAside = (tx: Tx, { keep, other }: Pair, row: SetAside) =>
  tx.run(
    sql`insert into enrolment (id, pupil_id, school_id, site_id, given_name, family_name, number_hash, number_bis, number_since, level, kind,
        year_group, stamboeknummer, source_hash, during)
      select ${row.id}, ${other}, ${row.schoolId}, ${row.siteId}, coalesce(${row.givenName}, n.given_name), coalesce(${row.familyName}, n.family_name),
        case when upper_inf(${row.during}::daterange) and exists (
          select from enrolment e
          where e.school_id = ${row.schoolId} and e.number_hash = decode(${row.numberHash}, 'hex') and upper_inf(e.during))
        then null else decode(${row.numberHash}, 'hex') end, ${row.numberBis}, ${row.numberSince}, ${row.level}, ${row.kind}, ${row.yearGroup},
        case when upper_inf(${row.during}::daterange) and exists (
          select from enrolment e
          where e.school_id = ${row.schoolId} and e.stamboeknummer = ${row.stamboeknummer} and upper_inf(e.during))
        then null else ${row.stamboeknummer} end, decode(${row.sourceHash}, 'hex'), ${row.during}::daterange
      from pupil_name n where n.pupil_id = ${keep}`,
  );

export const ClassPlace = z.object({ classGroupId: ClassGroupId, schoolId: SchoolId });
export type ClassPlace = z.infer<typeof ClassPlace>;

/** Classes of a year and school in which the record that stays has classes of its own: those hold. */
export const setAsideClasses = (tx: Tx, { keep, other }: Pair) =>
  tx.many(
    ClassPlace,
    sql`delete from class_membership m using class_group g
      where m.pupil_id = ${other} and g.id = m.class_group_id and exists (
        select from class_membership k join class_group kg on kg.id = k.class_group_id
        where k.pupil_id = ${keep} and kg.school_id = g.school_id and kg.school_year = g.school_year)
      returning m.class_group_id as "classGroupId", m.school_id as "schoolId"`,
  );

export const moveClasses = (tx: Tx, { keep, other }: Pair) =>
  tx.many(
    ClassPlace,
    sql`update class_membership set pupil_id = ${keep} where pupil_id = ${other}
      returning class_group_id as "classGroupId", school_id as "schoolId"`,
  );

/** The classes that came along; and those of schools at which only the other record is enrolled, which were given since. */
export const returnClasses = (tx: Tx, { keep, other }: Pair, ids: ClassGroupId[]) =>
  tx.run(
    sql`update class_membership m set pupil_id = ${other}
      where m.pupil_id = ${keep} and (m.class_group_id = any (${ids}::uuid[])
        or not exists (select from enrolment e where e.pupil_id = ${keep} and e.school_id = m.school_id))`,
  );

/** A class that is gone by now is left out. */
export const insertClasses = (tx: Tx, other: PupilId, rows: ClassPlace[]) =>
  tx.run(
    sql`insert into class_membership (class_group_id, pupil_id, school_id)
      select g.id, ${other}::uuid, g.school_id from class_group g
      where g.id = any (${rows.map(({ classGroupId }) => classGroupId)}::uuid[]) on conflict do nothing`,
  );

import { z } from "zod";
import { LinkId, MergeId, PupilId, SchoolId, SchoolNumber } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";

/** `schoolId` null: the whole country. */
export type Where = { schoolId: SchoolId | null; at: Date; today: string };

/**
 * One question for each two LeerIDs with one number of which the newer is enrolled somewhere today. The older one is that of which the
 * number was claimed first, whenever each was made: a record of before may be given any number today. One statement, by index from the
 * numbers of the school. Two that somebody told apart stay apart, also under the records that they became part of.
 */
export const openLinks = (tx: Db, { schoolId, at, today }: Where) =>
  tx.run(
    sql`with mine as (
        select e.pupil_id, e.number_hash as hash from enrolment e
          where e.number_hash is not null and (${schoolId}::uuid is null or e.school_id = ${schoolId})
        union
        select e.pupil_id, e.former_number_hash from enrolment e
          where e.former_number_bis and e.former_number_hash is not null
            and (${schoolId}::uuid is null or e.school_id = ${schoolId})
      ), same as (
        select m.pupil_id as one, o.pupil_id as two from mine m
          join enrolment o on o.number_hash = m.hash and o.pupil_id <> m.pupil_id
        union
        select m.pupil_id, o.pupil_id from mine m
          join enrolment o on o.former_number_hash = m.hash and o.former_number_bis and o.pupil_id <> m.pupil_id
      ), pair as (
        select distinct
          case when claimed_since(a.id, b.id) < claimed_since(b.id, a.id) then a.id else b.id end as older,
          case when claimed_since(a.id, b.id) < claimed_since(b.id, a.id) then b.id else a.id end as newer
        from (select distinct least(one, two) as one, greatest(one, two) as two from same) s
        join pupil a on a.id = s.one and a.merged_into is null
        join pupil b on b.id = s.two and b.merged_into is null
        where not exists (
          select from link l where (l.older_id, l.newer_id) in ((a.id, b.id), (b.id, a.id)))
      )
      insert into link (older_id, newer_id, opened_at)
      select p.older, p.newer, ${at} from pair p
      where exists (select from speaks_for(p.newer, ${today}::date) s where s.enrolled)
        and not exists (
          select from pupil o
          join link l on l.state = 'closed' and (l.older_id = o.id or l.newer_id = o.id)
          join pupil n on n.id in (l.older_id, l.newer_id) and n.id <> o.id
          where (o.id = p.older or o.merged_into = p.older) and (n.id = p.newer or n.merged_into = p.newer))
      on conflict (older_id, newer_id) do nothing`,
  );

const idRow = z.object({ id: LinkId });
/** Questions that stand, of pupils who are or were at this school; the oldest newer record first. */
export const listOpen = (db: Db, schoolId: SchoolId | null) =>
  db.many(
    idRow,
    sql`select l.id from link l join pupil n on n.id = l.newer_id
      where l.state = 'open' and (${schoolId}::uuid is null or exists (
        select from enrolment e where e.school_id = ${schoolId} and e.pupil_id in (l.older_id, l.newer_id)))
      order by n.created_at, n.id, l.id`,
  );

const stateRow = z.object({
  id: LinkId,
  older: PupilId,
  newer: PupilId,
  openedAt: z.date(),
  olderEnrolled: z.boolean(),
  newerEnrolled: z.boolean(),
  olderSchools: z.array(SchoolId),
  newerSchools: z.array(SchoolId),
  olderYes: z.boolean(),
  newerYes: z.boolean(),
});
export type LinkState = z.infer<typeof stateRow>;

/** What is known of each of these questions at this moment; those whose numbers differ by now are missing. */
export const listStates = (db: Db, { ids, today }: { ids: LinkId[]; today: string }) =>
  db.many(
    stateRow,
    sql`select link_id as id, older_id as older, newer_id as newer, opened_at as "openedAt",
        older_enrolled as "olderEnrolled", newer_enrolled as "newerEnrolled", older_schools as "olderSchools",
        newer_schools as "newerSchools", older_yes as "olderYes", newer_yes as "newerYes"
      from links_now(${ids}::uuid[], ${today}::date) order by opened_at, link_id`,
  );

const nameRow = z.object({
  olderGiven: z.string(),
  olderFamily: z.string(),
  newerGiven: z.string(),
  newerFamily: z.string(),
  contested: z.boolean(),
});
/**
 * How the last school called the older one, and the newest the newer one; and whether of a third record the number was claimed
 * before: then nobody knows which of them is the child's, and people have to say. So they have of one that is suspended,
 * and of one whose number was claimed when the newer one was there already, without a number: that one may be a child's own.
 */
export const compareNames = (tx: Tx, { older, newer }: Pick<LinkState, "older" | "newer">, today: string) =>
  tx.maybeOne(
    nameRow,
    sql`select o.given_name as "olderGiven", o.family_name as "olderFamily", n.given_name as "newerGiven",
        n.family_name as "newerFamily",
        exists (
          select from claims_of(${newer}) c (hash)
          join enrolment z on z.number_hash = c.hash or z.former_number_hash = c.hash and z.former_number_bis
          join pupil third on third.id = z.pupil_id and third.merged_into is null
          where third.id not in (${older}, ${newer}) and claimed_since(third.id, ${newer}) < claimed_since(${newer}, third.id)
            and not exists (select from link x where x.state = 'closed' and x.older_id = third.id and x.newer_id = ${newer})
        ) or exists (select from pupil o where o.id = ${older} and o.status <> 'active')
          or exists (select from enrolment e where e.pupil_id = ${newer} and e.id < claimed_since(${older}, ${newer})) as contested
      from (select * from speaks_for(${older}, ${today}::date) order by enrolment_id limit 1) o,
        (select * from speaks_for(${newer}, ${today}::date) order by enrolment_id desc limit 1) n`,
  );

/** Held until the transaction ends. */
export const lockOpen = (tx: Tx, id: LinkId) =>
  tx.maybeOne(idRow, sql`select id from link where id = ${id} and state = 'open' for update`);

export type Undo = { schoolId: SchoolId; until: Date };
type Linked = {
  id: LinkId;
  mergeId: MergeId;
  at: Date;
  actor: string;
  undo: Undo | null;
  otherSchoolId: SchoolId | null;
};
export const setLinked = (tx: Tx, { id, mergeId, at, actor, undo, otherSchoolId }: Linked) =>
  tx.run(
    sql`update link set state = 'linked', merge_id = ${mergeId}, ended_at = ${at}, ended_by = ${actor},
        undo_school_id = ${undo?.schoolId ?? null}, undo_until = ${undo?.until ?? null}, other_school_id = ${otherSchoolId}
      where id = ${id}`,
  );

/** By the pupil or the operator, who speak for both sides. */
export const answerBoth = (tx: Tx, ids: LinkId[], { says, actor, at }: { says: Says; actor: string; at: Date }) =>
  tx.run(
    sql`insert into link_answer (link_id, side, says, actor, at)
      select l.id, side, ${says}, ${actor}, ${at} from link l cross join unnest(array['older', 'newer']) side
      where l.id = any (${ids}::uuid[]) and l.state = 'open'
      on conflict (link_id, side) do update
        set says = excluded.says, school_id = null, actor = excluded.actor, at = excluded.at`,
  );

export const setClosed = (tx: Tx, ids: LinkId[], { actor, at }: { actor: string; at: Date }) =>
  tx.run(sql`update link set state = 'closed', ended_at = ${at}, ended_by = ${actor} where id = any (${ids}::uuid[])`);

const askedRow = z.object({
  id: LinkId,
  schoolId: SchoolId,
  pupilId: PupilId,
  otherNumber: SchoolNumber,
  otherName: z.string(),
  givenName: z.string(),
  familyName: z.string(),
});
export type Question = z.infer<typeof askedRow>;
/** What the schools of the transaction are asked now, with the names that they wrote themselves. */
export const listQuestions = (tx: Tx, today: string) =>
  tx.many(
    askedRow,
    sql`select q.link_id as id, q.school_id as "schoolId", q.pupil_id as "pupilId", q.other_number as "otherNumber",
        q.other_name as "otherName", q.given_name as "givenName", q.family_name as "familyName"
      from links_to_answer(${today}::date) q order by q.opened_at, q.link_id limit 5000`,
  );

export type Says = "yes" | "another";
const answeredRow = z.object({ id: LinkId, schoolId: SchoolId, pupilId: PupilId });
type Answer = { ids: LinkId[]; says: Says; actor: string; at: Date; today: string };
export const answer = (tx: Tx, { ids, says, actor, at, today }: Answer) =>
  tx.many(
    answeredRow,
    sql`select link_id as id, school_id as "schoolId", pupil_id as "pupilId"
      from answer_links(${ids}::uuid[], ${says}, ${actor}, ${at}, ${today}::date)`,
  );

const toldRow = z.object({
  id: LinkId,
  schoolId: SchoolId,
  otherName: z.string(),
  givenName: z.string(),
  familyName: z.string(),
  linkedAt: z.date(),
});
export type Told = z.infer<typeof toldRow>;
/** What the schools of the transaction were told of, and can undo still. */
export const listTold = (tx: Tx, at: Date) =>
  tx.many(
    toldRow,
    sql`select t.link_id as id, t.school_id as "schoolId", t.other_name as "otherName", t.given_name as "givenName",
        t.family_name as "familyName", t.linked_at as "linkedAt"
      from links_told(${at}) t order by t.linked_at desc, t.link_id limit 5000`,
  );

const undoRow = z.object({ mergeId: MergeId, schoolId: SchoolId, pupilId: PupilId });
/** A link that one of these schools may undo still. */
export const lockUndoable = (tx: Tx, of: { id: LinkId; schoolIds: SchoolId[]; at: Date }) =>
  tx.maybeOne(
    undoRow,
    sql`select merge_id as "mergeId", undo_school_id as "schoolId", older_id as "pupilId" from link
      where id = ${of.id} and state = 'linked' and undo_school_id = any (${of.schoolIds}::uuid[]) and undo_until > ${of.at}
        and merge_id is not null for update`,
  );

/** The open question between these two, whichever login name of the older one was typed. */
export const findBetween = (db: Db, { older, newer }: { older: PupilId; newer: PupilId }) =>
  db.maybeOne(idRow, sql`select id from link where older_id = ${older} and newer_id = ${newer} and state = 'open'`);

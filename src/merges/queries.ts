import { z } from "zod";
import { MovedSecrets, noSecrets } from "../credentials/credentials.ts";
import { MergeId, PupilId, SchoolId } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";
import { LoginName, MovedRecords, type Pair } from "../pupils/pupils.ts";

/** What a merge moved, in every table. */
const Moved = z.object({
  records: MovedRecords,
  pseudonyms: z.array(z.object({ sub: z.string(), generation: z.number() })),
  // merges of before touched no secret
  secrets: MovedSecrets.default(noSecrets),
});
export type Moved = z.infer<typeof Moved>;

type NewMerge = Pair & {
  otherLoginName: LoginName;
  schoolIds: SchoolId[];
  moved: Moved;
  at: Date;
  actor: string;
  /** both sides said so, or the side without an open enrolment was told */
  linked: boolean;
  /** sectors that knew both */
  knownTwice: number;
};

export const insertMerge = (tx: Tx, merge: NewMerge) =>
  tx.one(
    z.object({ id: MergeId }),
    sql`insert into pupil_merge (kept_id, other_id, other_login_name, school_ids, merged_at, merged_by, moved, linked, known_twice)
      values (${merge.keep}, ${merge.other}, ${merge.otherLoginName}, ${merge.schoolIds}::uuid[], ${merge.at}, ${merge.actor},
        ${JSON.stringify(merge.moved)}, ${merge.linked}, ${merge.knownTwice}) returning id`,
  );

const mergeRow = z.object({
  id: MergeId,
  keep: PupilId,
  other: PupilId,
  otherLoginName: LoginName,
  schoolIds: z.array(SchoolId),
  mergedAt: z.date(),
  moved: Moved,
});

/** A merge that stands, until the transaction ends. */
export const lockMerge = (tx: Tx, id: MergeId) =>
  tx.maybeOne(
    mergeRow,
    sql`select id, kept_id as keep, other_id as other, other_login_name as "otherLoginName", school_ids as "schoolIds",
        merged_at as "mergedAt", moved
      from pupil_merge where id = ${id} and split_at is null for update`,
  );

export const findMergeOf = (tx: Db, otherLoginName: LoginName) =>
  tx.maybeOne(
    z.object({ id: MergeId }),
    sql`select id from pupil_merge where other_login_name = ${otherLoginName} and split_at is null`,
  );

export const setSplit = (tx: Tx, id: MergeId, by: { at: Date; actor: string }) =>
  tx.run(sql`update pupil_merge set split_at = ${by.at}, split_by = ${by.actor}, moved = '{}' where id = ${id}`);

const listedRow = z.object({
  id: MergeId,
  otherLoginName: LoginName,
  /** null: the pupil is at this school no more */
  loginName: LoginName.nullable(),
  givenName: z.string().nullable(),
  familyName: z.string().nullable(),
  mergedAt: z.date(),
  schools: z.number(),
});

/** Merges that stand, the latest first, as far as the transaction may see them. */
export const listMerges = (tx: Db) =>
  tx.many(
    listedRow,
    sql`select m.id, m.other_login_name as "otherLoginName", p.login_name as "loginName", n.given_name as "givenName",
        n.family_name as "familyName", m.merged_at as "mergedAt", cardinality(m.school_ids) as schools
      from pupil_merge m left join pupil p on p.id = m.kept_id left join pupil_name n on n.pupil_id = p.id
      where m.split_at is null order by m.merged_at desc limit 1000`,
  );

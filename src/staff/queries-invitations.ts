import { z } from "zod";
import { InvitationId, SchoolGroupId, SchoolId } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";
import { EmailKey } from "./email.ts";
import type { Role } from "./staff.ts";

const invitationRow = z.object({
  id: InvitationId,
  email: z.string(),
  /** null for an address from before, which is not ASCII */
  emailKey: EmailKey.nullable(),
  givenName: z.string(),
  familyName: z.string(),
  role: z.enum(["operator", "group-admin", "school-admin", "teacher"]).nullable(),
  schoolGroupId: SchoolGroupId.nullable(),
  schoolId: SchoolId.nullable(),
  /** Of a teacher. */
  classNames: z.array(z.string()).nullable(),
  /** Of the school or the group. */
  placeName: z.string().nullable(),
  /** The group itself, or the one that the school is in. */
  groupId: SchoolGroupId.nullable(),
  createdBy: z.string(),
  expiresAt: z.date(),
  usedAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
});
export type InvitationRow = z.infer<typeof invitationRow>;

/** What an invitation gives: of a teacher a role for each class. */
export function rolesOf({ role, schoolGroupId, schoolId, classNames }: InvitationRow): Role[] {
  if (role === "operator") return [{ role }];
  if (role === "group-admin" && schoolGroupId) return [{ role, schoolGroupId }];
  if (role === "school-admin" && schoolId) return [{ role, schoolId }];
  if (role !== "teacher" || !schoolId) return [];
  return (classNames ?? []).map((className) => ({ role, schoolId, className }));
}

type Place = {
  role: Role["role"] | null;
  schoolGroupId: SchoolGroupId | null;
  schoolId: SchoolId | null;
  classNames: string[] | null;
};

/** The open ones for the same person to the same role in the same place. */
export const revokeOpen = (tx: Tx, place: Place & { emailKey: EmailKey; at: Date }) =>
  tx.run(sql`update staff_invitation set revoked_at = ${place.at}
    where email_key = ${place.emailKey} and used_at is null and revoked_at is null
      and role is not distinct from ${place.role} and school_group_id is not distinct from ${place.schoolGroupId}
      and school_id is not distinct from ${place.schoolId}`);

type NewRow = Place & {
  email: string;
  emailKey: EmailKey;
  givenName: string;
  familyName: string;
  actor: string;
  at: Date;
  expiresAt: Date;
  tokenHash: Buffer;
};

export const insert = (tx: Tx, row: NewRow) =>
  tx.run(sql`insert into staff_invitation (token_hash, email, email_key, given_name, family_name, role, school_group_id, school_id, class_names,
      created_at, created_by, expires_at)
    values (${row.tokenHash}, ${row.email}, ${row.emailKey}, ${row.givenName}, ${row.familyName}, ${row.role}, ${row.schoolGroupId}, ${row.schoolId},
      ${row.classNames}, ${row.at}, ${row.actor}, ${row.expiresAt})`);

/** Of two invitations to one mailbox at the same moment the second counts the first, whichever school each is from. */
export const lockMailbox = (tx: Tx, mailbox: string) =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`staff-invitation ${mailbox}`}, 0))`);

const countRow = z.object({ count: z.number() });
/** By every school and the platform together, to every address of the same mailbox. */
export const countLately = async (tx: Tx, { key, since }: { key: EmailKey; since: Date }): Promise<number> =>
  (await tx.one(countRow, sql`select invitations_lately(${key}, ${since}) as count`)).count;

export const find = (db: Db, tokenHash: Buffer) =>
  db.maybeOne(
    invitationRow,
    sql`select i.id, i.email, i.email_key as "emailKey", i.given_name as "givenName", i.family_name as "familyName", i.role,
        i.school_group_id as "schoolGroupId", i.school_id as "schoolId", i.class_names as "classNames",
        coalesce(s.name, g.name) as "placeName", coalesce(i.school_group_id, s.school_group_id) as "groupId", i.created_by as "createdBy", i.expires_at as "expiresAt",
        i.used_at as "usedAt", i.revoked_at as "revokedAt"
      from staff_invitation i left join school s on s.id = i.school_id left join school_group g on g.id = i.school_group_id
      where i.token_hash = ${tokenHash}`,
  );

/** Held until the transaction ends: of two who come at once the second finds it used. */
export const lock = async (tx: Tx, tokenHash: Buffer) => {
  await tx.run(sql`select from staff_invitation where token_hash = ${tokenHash} for update`);
  return find(tx, tokenHash);
};

export const lockById = async (tx: Tx, id: InvitationId) => {
  await tx.run(sql`select from staff_invitation where id = ${id} for update`);
  return tx.maybeOne(
    invitationRow,
    sql`select i.id, i.email, i.email_key as "emailKey", i.given_name as "givenName", i.family_name as "familyName", i.role,
        i.school_group_id as "schoolGroupId", i.school_id as "schoolId", i.class_names as "classNames",
        coalesce(s.name, g.name) as "placeName", coalesce(i.school_group_id, s.school_group_id) as "groupId", i.created_by as "createdBy", i.expires_at as "expiresAt",
        i.used_at as "usedAt", i.revoked_at as "revokedAt"
      from staff_invitation i left join school s on s.id = i.school_id left join school_group g on g.id = i.school_group_id
      where i.id = ${id}`,
  );
};

export const listOpen = (db: Db, key: EmailKey, now: Date) =>
  db.many(
    invitationRow,
    sql`select i.id, i.email, i.email_key as "emailKey", i.given_name as "givenName", i.family_name as "familyName", i.role,
        i.school_group_id as "schoolGroupId", i.school_id as "schoolId", i.class_names as "classNames",
        coalesce(s.name, g.name) as "placeName", coalesce(i.school_group_id, s.school_group_id) as "groupId", i.created_by as "createdBy", i.expires_at as "expiresAt",
        i.used_at as "usedAt", i.revoked_at as "revokedAt"
      from staff_invitation i left join school s on s.id = i.school_id left join school_group g on g.id = i.school_group_id
      where i.email_key = ${key} and i.role is not null
        and i.used_at is null and i.revoked_at is null and i.expires_at > ${now}
      order by i.created_at`,
  );

export const markUsed = (tx: Tx, id: InvitationId, at: Date) =>
  tx.run(sql`update staff_invitation set used_at = ${at} where id = ${id} and used_at is null`);

export const deleteBefore = (db: Db, expired: Date) =>
  db.run(sql`delete from staff_invitation where expires_at < ${expired}`);

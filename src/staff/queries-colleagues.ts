import { z } from "zod";
import { InvitationId, StaffId, type SchoolId } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";
import { EmailKey } from "./email.ts";

const colleagueRow = z.object({
  staffId: StaffId,
  givenName: z.string(),
  familyName: z.string(),
  email: z.string(),
  /** null for an address from before, which is not ASCII */
  emailKey: EmailKey.nullable(),
  suspended: z.boolean(),
  schoolAdmin: z.boolean(),
  /** Of the group that this school is in: given and taken elsewhere. */
  groupAdmin: z.boolean(),
  /** As teacher. */
  classNames: z.array(z.string()),
  lastSignIn: z.date().nullable(),
  passkeys: z.number(),
  password: z.boolean(),
  upstream: z.boolean(),
});
export type Colleague = z.infer<typeof colleagueRow>;

/** Everybody with a role at this school, by name: one statement. @param staffId only this one */
export const listColleagues = (tx: Tx, { schoolId, staffId }: { schoolId: SchoolId; staffId?: StaffId | undefined }) =>
  tx.many(
    colleagueRow,
    sql`select p.id as "staffId", p.given_name as "givenName", p.family_name as "familyName", p.email, p.email_key as "emailKey",
        p.status = 'suspended' as suspended,
        bool_or(r.role = 'school-admin') as "schoolAdmin", bool_or(r.role = 'group-admin') as "groupAdmin",
        coalesce(array_agg(r.class_name order by lpad(coalesce(substring(r.class_name from '^[0-9]+'), '99'), 3, '0'), r.class_name)
          filter (where r.role = 'teacher'), '{}') as "classNames",
        (select max(i.at) from staff_sign_in i where i.staff_id = p.id) as "lastSignIn",
        coalesce(max(w.passkeys), 0) as passkeys, coalesce(bool_or(w.password), false) as password,
        coalesce(bool_or(w.upstream), false) as upstream
      from staff_role r join staff p on p.id = r.staff_id left join staff_ways_here() w on w.staff_id = p.id
      where (r.school_id = ${schoolId} or r.role = 'group-admin')
        and (${staffId ?? null}::uuid is null or p.id = ${staffId ?? null}::uuid)
      group by p.id
      order by p.family_name, p.given_name, p.id`,
  );

/** Held until the transaction ends: of two admins who remove each other at the same moment, the second sees what the first did. */
export const lockRolesOf = (tx: Tx, schoolId: SchoolId) =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`staff-role ${schoolId}`}, 0))`);

const existsRow = z.object({ there: z.boolean() });

/** Whether somebody else may do everything here: as school admin, or as admin of the group. */
export const hasOtherAdmin = async (tx: Tx, { schoolId, staffId }: { schoolId: SchoolId; staffId: StaffId }) => {
  const row = await tx.one(
    existsRow,
    sql`select exists (
        select from staff_role r join staff p on p.id = r.staff_id
        where p.id <> ${staffId} and p.status = 'active' and (r.role = 'group-admin' or (r.role = 'school-admin' and r.school_id = ${schoolId}))
      ) as there`,
  );
  return row.there;
};

type RoleHere = { schoolId: SchoolId; staffId: StaffId; role: "school-admin" | "teacher" };

export const deleteRole = (tx: Tx, { schoolId, staffId, role }: RoleHere) =>
  tx.run(sql`delete from staff_role where school_id = ${schoolId} and staff_id = ${staffId} and role = ${role}`);

export const deleteClassesBut = (
  tx: Tx,
  { schoolId, staffId, classNames }: { schoolId: SchoolId; staffId: StaffId; classNames: string[] },
) =>
  tx.run(sql`delete from staff_role where school_id = ${schoolId} and staff_id = ${staffId} and role = 'teacher'
    and class_name <> all (${classNames}::text[])`);

const invitationRow = z.object({
  id: InvitationId,
  email: z.string(),
  givenName: z.string(),
  familyName: z.string(),
  role: z.enum(["school-admin", "teacher"]),
  classNames: z.array(z.string()),
  createdAt: z.date(),
  expiresAt: z.date(),
});
export type SchoolInvitation = z.infer<typeof invitationRow>;

/** What this school sent and nobody took; also when it is too old by now. */
export const listUnanswered = (db: Db, { schoolId, id }: { schoolId: SchoolId; id?: InvitationId | undefined }) =>
  db.many(
    invitationRow,
    sql`select id, email, given_name as "givenName", family_name as "familyName", role, coalesce(class_names, '{}') as "classNames",
        created_at as "createdAt", expires_at as "expiresAt"
      from staff_invitation
      where school_id = ${schoolId} and used_at is null and revoked_at is null and (${id ?? null}::uuid is null or id = ${id ?? null}::uuid)
      order by created_at desc, id`,
  );

/** 1 for an invitation of this school that was open, else 0. */
export const withdraw = (tx: Tx, { schoolId, id, at }: { schoolId: SchoolId; id: InvitationId; at: Date }) =>
  tx.run(sql`update staff_invitation set revoked_at = ${at}
    where id = ${id} and school_id = ${schoolId} and used_at is null and revoked_at is null`);

/** Who lost a role here must not come back by an invitation that still lies in their mailbox. */
export const withdrawAllOf = (
  tx: Tx,
  { schoolId, emailKey, at }: { schoolId: SchoolId; emailKey: EmailKey | null; at: Date },
) =>
  tx.run(sql`update staff_invitation set revoked_at = ${at}
    where school_id = ${schoolId} and email_key = ${emailKey} and used_at is null and revoked_at is null`);

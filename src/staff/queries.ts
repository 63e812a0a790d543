import { z } from "zod";
import { SchoolGroupId, SchoolId, SchoolNumber, StaffId, type StaffAccountId } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";
import type { EmailKey } from "./email.ts";
import type { InvitedRole, Role } from "./staff.ts";

const idRow = z.object({ id: StaffId });

export const insertStaff = (
  tx: Tx,
  person: { givenName: string; familyName: string; email: string; emailKey: EmailKey; at: Date },
) =>
  tx.maybeOne(
    idRow,
    sql`insert into staff (given_name, family_name, email, email_key, created_at)
      values (${person.givenName}, ${person.familyName}, ${person.email}, ${person.emailKey}, ${person.at})
      on conflict (email_key) do nothing returning id`,
  );

/** The columns that tell where a role holds, as they stand in staff_role and in staff_invitation. */
export function placeOf(role: Role | InvitedRole | undefined) {
  return {
    role: role?.role ?? null,
    schoolGroupId: role?.role === "group-admin" ? role.schoolGroupId : null,
    schoolId: role?.role === "school-admin" || role?.role === "teacher" ? role.schoolId : null,
  };
}

export const insertRole = (tx: Tx, grant: { staffId: StaffId; role: Role; actor: string; at: Date }) => {
  const { role, schoolGroupId, schoolId } = placeOf(grant.role);
  const className = grant.role.role === "teacher" ? grant.role.className : null;
  return tx.run(sql`insert into staff_role (staff_id, role, school_group_id, school_id, class_name, granted_at, granted_by)
    values (${grant.staffId}, ${role}, ${schoolGroupId}, ${schoolId}, ${className}, ${grant.at}, ${grant.actor})
    on conflict do nothing`);
};

const personRow = z.object({
  id: StaffId,
  givenName: z.string(),
  familyName: z.string(),
  email: z.string(),
  status: z.enum(["active", "suspended"]),
  generation: z.number(),
  /** Whether there is a password, a passkey, or an account at another provider. */
  hasWayIn: z.boolean(),
});
export type StaffPerson = z.infer<typeof personRow>;

export const findStaffByKey = (db: Db, key: EmailKey) =>
  db.maybeOne(
    personRow,
    sql`select id, given_name as "givenName", family_name as "familyName", email, status, generation,
        exists (select from staff_password p where p.staff_id = staff.id)
          or exists (select from staff_passkey k where k.staff_id = staff.id)
          or exists (select from staff_upstream_link l where l.staff_id = staff.id) as "hasWayIn"
      from staff where email_key = ${key}`,
  );

const emailRow = z.object({ email: z.string() });
export const findStaffEmail = async (db: Db, id: StaffId): Promise<string | undefined> =>
  (await db.maybeOne(emailRow, sql`select email from staff where id = ${id}`))?.email;

/** Held until the transaction ends: who gives or takes a way in waits for whoever does so now, and looks after the wait. */
export const lockStaffByKey = async (tx: Tx, key: EmailKey): Promise<StaffPerson | undefined> => {
  await tx.run(sql`select from staff where email_key = ${key} for update`);
  return findStaffByKey(tx, key);
};

export const setStatus = (tx: Tx, id: StaffId, status: "active" | "suspended") =>
  tx.run(sql`update staff set status = ${status} where id = ${id}`);

export const nextGeneration = (tx: Tx, id: StaffId) =>
  tx.run(sql`update staff set generation = generation + 1 where id = ${id}`);

export async function deleteFactors(tx: Tx, id: StaffId): Promise<void> {
  await tx.run(sql`delete from staff_password where staff_id = ${id}`);
  await tx.run(sql`delete from staff_totp where staff_id = ${id}`);
  await tx.run(sql`delete from staff_recovery_code where staff_id = ${id}`);
  await tx.run(sql`delete from staff_passkey where staff_id = ${id}`);
  await tx.run(sql`delete from staff_upstream_link where staff_id = ${id}`);
}

const schoolPart = z.object({ id: SchoolId, number: SchoolNumber, name: z.string() });

const heldRole = z.object({
  role: z.enum(["operator", "group-admin", "school-admin", "teacher"]),
  schoolGroupId: SchoolGroupId.nullable(),
  groupName: z.string().nullable(),
  className: z.string().nullable(),
  /** Of a group all its schools, else one; none for an operator. Suspended schools are left out. */
  schools: z.array(schoolPart),
});
export type HeldRole = z.infer<typeof heldRole>;

const withRolesRow = z.object({
  staffId: StaffId,
  givenName: z.string(),
  familyName: z.string(),
  email: z.string(),
  roles: z.array(heldRole),
});
export type StaffWithRoles = z.infer<typeof withRolesRow>;

const schoolRow = z.object({ schoolId: SchoolId });

/** Schools where somebody is admin or teacher. */
export const listSchoolsOf = (db: Db, staffId: StaffId) =>
  db.many(
    schoolRow,
    sql`select distinct school_id as "schoolId" from staff_role where staff_id = ${staffId} and school_id is not null`,
  );

/** Who this is and what they may do where, in one statement. Nobody who is suspended, and nobody in an earlier generation. */
export const findStaffWithRoles = (db: Db, { staffId, generation }: StaffAccountId) =>
  db.maybeOne(
    withRolesRow,
    sql`select p.id as "staffId", p.given_name as "givenName", p.family_name as "familyName", p.email, coalesce((
        select jsonb_agg(jsonb_build_object(
          'role', r.role, 'schoolGroupId', r.school_group_id, 'groupName', g.name, 'className', r.class_name,
          'schools', coalesce((
            select jsonb_agg(jsonb_build_object('id', s.id, 'number', n.number, 'name', s.name) order by s.name, n.number)
            from school s join school_number n on n.school_id = s.id and n.valid_until is null
            where s.status = 'active' and (s.id = r.school_id or s.school_group_id = r.school_group_id)), '[]'))
          order by r.role, r.class_name, r.id)
        from staff_role r left join school_group g on g.id = r.school_group_id where r.staff_id = p.id), '[]') as roles
      from staff p where p.id = ${staffId} and p.generation = ${generation} and p.status = 'active'`,
  );

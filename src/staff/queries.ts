import { z } from "zod";
import { StaffId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";
import type { Role } from "./staff.ts";

const idRow = z.object({ id: StaffId });

export const insertStaff = (tx: Tx, person: { givenName: string; familyName: string; email: string; at: Date }) =>
  tx.maybeOne(
    idRow,
    sql`insert into staff (given_name, family_name, email, created_at)
      values (${person.givenName}, ${person.familyName}, ${person.email}, ${person.at})
      on conflict (lower(email)) do nothing returning id`,
  );

export const insertRole = (tx: Tx, grant: { staffId: StaffId; role: Role; actor: string; at: Date }) => {
  const { role } = grant;
  const groupId = role.role === "group-admin" ? role.schoolGroupId : null;
  const schoolId = role.role === "school-admin" || role.role === "teacher" ? role.schoolId : null;
  const className = role.role === "teacher" ? role.className : null;
  return tx.run(sql`insert into staff_role (staff_id, role, school_group_id, school_id, class_name, granted_at, granted_by)
    values (${grant.staffId}, ${role.role}, ${groupId}, ${schoolId}, ${className}, ${grant.at}, ${grant.actor})
    on conflict do nothing`);
};

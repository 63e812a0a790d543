/** People who work for a school or the platform, and what they may do where. Owns the tables staff and staff_role. */
import { record } from "../audit/audit.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { SchoolGroupId, SchoolId, StaffId } from "../ids.ts";
import * as queries from "./queries.ts";

/** A role with the one place where it holds. */
export type Role =
  | { role: "operator" }
  | { role: "group-admin"; schoolGroupId: SchoolGroupId }
  | { role: "school-admin"; schoolId: SchoolId }
  | { role: "teacher"; schoolId: SchoolId; className: string };

export type NewStaff = { givenName: string; familyName: string; email: string; roles: Role[]; actor: string };

/**
 * Adds a person with their roles.
 * @throws AppError staff-email-taken
 */
export function addStaff(deps: Pick<Deps, "db" | "now">, person: NewStaff): Promise<StaffId> {
  const at = deps.now();
  const { actor } = person;
  return deps.db.platform.transaction(async (tx) => {
    const added = await queries.insertStaff(tx, { ...person, at });
    if (!added) throw new AppError("staff-email-taken", "Somebody has this e-mail address already");
    for (const role of person.roles) await queries.insertRole(tx, { staffId: added.id, role, actor, at });
    const details = { staffId: added.id, roles: person.roles.map(({ role }) => role) };
    await record(tx, { what: "staff.added", actor, at, details });
    return added.id;
  });
}

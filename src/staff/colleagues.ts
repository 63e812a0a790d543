import { record } from "../audit/audit.ts";
import type { Deps } from "../deps.ts";
import type { InvitationId, SchoolId, StaffId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import { invite } from "./invitations.ts";
import * as colleagues from "./queries-colleagues.ts";
import type { Colleague, SchoolInvitation } from "./queries-colleagues.ts";
import * as queries from "./queries.ts";

export { listColleagues, listUnanswered, type Colleague, type SchoolInvitation } from "./queries-colleagues.ts";

type ColleagueDeps = Pick<Deps, "db" | "now">;
/** `actor`: a staff id. */
type AtSchool = { schoolId: SchoolId; actor: StaffId };
type Change = AtSchool & { staffId: StaffId };

/** Undefined: nobody of this school, so nothing was done. */
export type RoleChange = "changed" | "unchanged" | "last-admin" | undefined;

type Deed = (tx: Tx, person: Colleague) => Promise<RoleChange>;

/** Each deed on the roles of a school waits for the one before, and happens to a colleague only. */
function change(deps: ColleagueDeps, { schoolId, staffId }: Change, work: Deed) {
  return deps.db.forSchools([schoolId], async (tx): Promise<RoleChange> => {
    await colleagues.lockRolesOf(tx, schoolId);
    const [person] = await colleagues.listColleagues(tx, { schoolId, staffId });
    return person && work(tx, person);
  });
}

/**
 * Takes a role at this school away: the next thing that the person asks for is refused. Of a teacher every class goes. A school keeps
 * somebody who may do everything; that may be an admin of its group.
 */
export function removeSchoolRole(
  deps: ColleagueDeps,
  { role, ...where }: Change & { role: "school-admin" | "teacher" },
): Promise<RoleChange> {
  const { schoolId, staffId, actor } = where;
  const at = deps.now();
  return change(deps, where, async (tx, { emailKey }) => {
    if (role === "school-admin" && !(await colleagues.hasOtherAdmin(tx, where))) return "last-admin";
    if ((await colleagues.deleteRole(tx, { schoolId, staffId, role })) === 0) return "unchanged";
    await colleagues.withdrawAllOf(tx, { schoolId, emailKey, at });
    await record(tx, { what: "staff.role-removed", actor, at, schoolId, details: { staffId, role } });
    return "changed";
  });
}

/** Lets a colleague do everything for this school. */
export function makeSchoolAdmin(deps: ColleagueDeps, where: Change): Promise<RoleChange> {
  const { schoolId, staffId, actor } = where;
  const at = deps.now();
  return change(deps, where, async (tx) => {
    const role = { role: "school-admin", schoolId } as const;
    if ((await queries.insertRole(tx, { staffId, role, actor, at })) === 0) return "unchanged";
    await record(tx, { what: "staff.role-given", actor, at, schoolId, details: { staffId, role: role.role } });
    return "changed";
  });
}

/** The classes that a colleague teaches from now on; none ends it. @param classNames known at this school: the caller looked */
export function setClasses(
  deps: ColleagueDeps,
  { classNames, ...where }: Change & { classNames: string[] },
): Promise<RoleChange> {
  const { schoolId, staffId, actor } = where;
  const at = deps.now();
  return change(deps, where, async (tx) => {
    let changes = await colleagues.deleteClassesBut(tx, { schoolId, staffId, classNames });
    for (const className of classNames) {
      const role = { role: "teacher", schoolId, className } as const;
      changes += await queries.insertRole(tx, { staffId, role, actor, at });
    }
    if (changes === 0) return "unchanged";
    await record(tx, { what: "staff.classes-set", actor, at, schoolId, details: { staffId, classNames } });
    return "changed";
  });
}

/** From now on the link leads nowhere. @returns false when it is none of this school's, or was used or withdrawn before */
export function withdrawInvitation(
  deps: ColleagueDeps,
  { schoolId, actor, id }: AtSchool & { id: InvitationId },
): Promise<boolean> {
  const at = deps.now();
  return deps.db.forSchools([schoolId], async (tx) => {
    if ((await colleagues.withdraw(tx, { schoolId, id, at })) === 0) return false;
    await record(tx, { what: "staff.invitation-withdrawn", actor, at, schoolId, details: { invitationId: id } });
    return true;
  });
}

export type Reinvited = { invitation: SchoolInvitation; token: string; expiresAt: Date; email: string };

/** The same once more, with a new link; the old one ends. Undefined when it is none of this school's, or was used or withdrawn. */
export function inviteAgain(
  deps: Pick<Deps, "db" | "now" | "keys" | "random">,
  { schoolId, actor, id }: AtSchool & { id: InvitationId },
): Promise<Reinvited | undefined> {
  return deps.db.forSchools([schoolId], async (tx) => {
    const [invitation] = await colleagues.listUnanswered(tx, { schoolId, id });
    if (!invitation) return undefined;
    const { role: kind, classNames } = invitation;
    const role = kind === "teacher" ? ({ role: kind, schoolId, classNames } as const) : { role: kind, schoolId };
    return { invitation, ...(await invite(tx, deps, { ...invitation, role, actor })) };
  });
}

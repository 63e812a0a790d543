import type { AuditDeed } from "../audit/audit.ts";
/**
 * People who work for a school or the platform, what they may do where, and what lets them in. Owns the tables staff and staff_*.
 * @see docs/decisions/0021-staff-sign-in.md
 */
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { formatStaffAccountId, type SchoolGroupId, type SchoolId, type StaffId } from "../ids.ts";
import type { Db, Tx } from "../lib/db.ts";
import * as queries from "./queries.ts";
import { emailKeyOf, parseEmail } from "./email.ts";
import { recordAbout } from "./record-about.ts";

export {
  acceptFurther,
  acceptInvitation,
  invite,
  invitationTokenFrom,
  listOpenInvitations,
  openInvitation,
  purgeInvitations,
  type Invitation,
  type InvitationProblem,
  type InvitedRole,
  type NewInvitation,
} from "./invitations.ts";
export {
  addPasskey,
  findPasskey,
  findStaffForPassword,
  isStaffAlive,
  markPasskeyUsed,
  openTotp,
  renewRecoveryCodes,
  sealTotp,
  useRecoveryCode,
  useTotp,
  type NewPasskey,
} from "./factors.ts";
export {
  inviteAgain,
  listColleagues,
  listUnanswered,
  makeSchoolAdmin,
  removeSchoolRole,
  setClasses,
  withdrawInvitation,
  type Colleague,
  type RoleChange,
  type SchoolInvitation,
} from "./colleagues.ts";
export {
  addUpstream,
  findLinked,
  linkUpstream,
  listUpstreams,
  listUpstreamsFor,
  markLinkUsed,
  removeUpstream,
  type Upstream,
  type UpstreamAccount,
} from "./upstream.ts";
export {
  getWays,
  namePasskey,
  noteSignIn,
  purgeSignIns,
  removePasskey,
  unlinkUpstream,
  type OwnWays,
  type SignInMethod,
} from "./ways.ts";
export { emailKeyOf, parseEmail } from "./email.ts";
export { plainText, isPlainName } from "./plain-name.ts";
export { findStaffEmail, findStaffWithRoles, type HeldRole, type StaffWithRoles } from "./queries.ts";
export { drawTotp, totpAddress, totpStep } from "./totp.ts";

/** A role with the one place where it holds. */
export type Role =
  | { role: "operator" }
  | { role: "group-admin"; schoolGroupId: SchoolGroupId }
  | { role: "school-admin"; schoolId: SchoolId }
  | { role: "teacher"; schoolId: SchoolId; className: string };

/** Nobody for what is no address. */
export async function findStaffByEmail(db: Db, email: string): Promise<queries.StaffPerson | undefined> {
  const key = emailKeyOf(email);
  return key && queries.findStaffByKey(db, key);
}

export type NewStaff = { givenName: string; familyName: string; email: string; roles: Role[]; actor: string };

/**
 * Adds a person with their roles.
 * @throws AppError staff-email-taken
 */
export function addStaff(deps: Pick<Deps, "db" | "now">, person: NewStaff): Promise<StaffId> {
  const at = deps.now();
  const { actor } = person;
  return deps.db.platform.transaction(async (tx) => {
    const email = parseEmail(person.email);
    if (!email.ok) throw new AppError("bad-request", "An e-mail address looks like name@school.example");
    const added = await queries.insertStaff(tx, { ...person, email: email.address, emailKey: email.key, at });
    if (!added) throw new AppError("staff-email-taken", "Somebody has this e-mail address already");
    for (const role of person.roles) await queries.insertRole(tx, { staffId: added.id, role, actor, at });
    const details = { roles: person.roles.map(({ role }) => role) };
    await recordAbout(tx, { what: "staff.added", actor, at, staffId: added.id, details });
    return added.id;
  });
}

type Change = { email: string; actor: string };
type StaffDeps = Pick<Deps, "db" | "now" | "jobs">;

/** Out at once, everywhere, until resumed. Twice is the same as once. @throws AppError staff-not-found */
export function suspendStaff(deps: StaffDeps, change: Change): Promise<void> {
  return endAccess(deps, { ...change, what: "staff.suspended" }, (tx, id) => queries.setStatus(tx, id, "suspended"));
}

/** May sign in again, with what they had. @throws AppError staff-not-found */
export function resumeStaff(deps: StaffDeps, { email, actor }: Change): Promise<void> {
  const at = deps.now();
  return deps.db.platform.transaction(async (tx) => {
    const { id } = await getStaff(tx, email);
    await queries.setStatus(tx, id, "active");
    await recordAbout(tx, { what: "staff.resumed", actor, at, staffId: id });
  });
}

/** Takes every password, second factor and passkey away and ends every session; roles stay. @throws AppError staff-not-found */
export function resetStaff(deps: StaffDeps, change: Change): Promise<void> {
  return endAccess(deps, { ...change, what: "staff.reset" }, queries.deleteFactors);
}

/** For who fears that somebody else came in: every session ends, also the one that asks. */
export function endOwnSessions(
  deps: StaffDeps,
  { email, staffId }: { email: string; staffId: StaffId },
): Promise<void> {
  return endAccess(deps, { email, actor: staffId, what: "staff.signed-out-everywhere" }, async () => undefined);
}

function endAccess(
  { db, now, jobs }: StaffDeps,
  { email, actor, what }: Change & { what: AuditDeed },
  apply: (tx: Tx, id: StaffId) => Promise<unknown>,
): Promise<void> {
  return db.platform.transaction(async (tx) => {
    const { id, generation } = await getStaff(tx, email);
    await apply(tx, id);
    await queries.nextGeneration(tx, id);
    await jobs.enqueue("end-sessions", { accountId: formatStaffAccountId({ staffId: id, generation }) }, tx);
    await recordAbout(tx, { what, actor, at: now(), staffId: id });
  });
}

async function getStaff(tx: Tx, email: string): Promise<queries.StaffPerson> {
  const key = emailKeyOf(email);
  const found = key && (await queries.lockStaffByKey(tx, key));
  if (!found) throw new AppError("staff-not-found", "Nobody of staff has this e-mail address");
  return found;
}

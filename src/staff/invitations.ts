import { record } from "../audit/audit.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { InvitationId, StaffId } from "../ids.ts";
import type { Db, Tx } from "../lib/db.ts";
import type { Keys } from "../lib/keys.ts";
import { randomText } from "../lib/random.ts";
import { emailKeyOf, mailboxOf, parseEmail, type EmailKey } from "./email.ts";
import { giveFactors, type NewFactors } from "./factors.ts";
import { isPlainName } from "./plain-name.ts";
import * as invitations from "./queries-invitations.ts";
import type { InvitationRow } from "./queries-invitations.ts";
import * as queries from "./queries.ts";
import type { Role } from "./staff.ts";

/** Vowels are left out so that no word comes of it; 30 of 21 are more than 128 bits. */
const alphabet = "34679CDFGHJKMNPQRTVWX";
const length = 30;
const validHours = 72;
const hour = 3_600_000;
/** To one address, by all schools together: the first, one for each of a few schools, and some sent again. */
const mostPerDay = 5;
/** An invitation names a person: it goes a month after it could be used. */
const keptHours = 30 * 24;

export type NewInvitation = {
  email: string;
  givenName: string;
  familyName: string;
  /** None: a new beginning for somebody who has roles and lost every way in. */
  role?: InvitedRole | undefined;
  /** `cli` or a staff id */
  actor: string;
};

/** A role to be; a teacher is invited to several classes at once. */
export type InvitedRole =
  | Exclude<Role, { role: "teacher" }>
  | (Omit<Extract<Role, { role: "teacher" }>, "className"> & { classNames: string[] });

export type Invitation = InvitationRow;
export type InvitationProblem = "unknown" | "expired" | "used" | "withdrawn" | "suspended" | "has-account";

/**
 * Invites a person to a role in one place; an invitation to the same that is still open ends.
 * @param tx of the platform, or of a school that invites to itself
 * @returns the token, which is shown or sent once and kept nowhere, and the address as it was understood: a mail goes there
 */
export async function invite(
  tx: Tx,
  deps: Pick<Deps, "keys" | "random" | "now">,
  invitation: NewInvitation,
): Promise<{ token: string; expiresAt: Date; email: string }> {
  const at = deps.now();
  const token = randomText(deps.random, alphabet, length);
  const expiresAt = new Date(at.getTime() + validHours * hour);
  const { email, emailKey, ...names } = readPerson(invitation);
  await mustHaveRoom(tx, emailKey, at);
  const { role } = invitation;
  const classNames = role?.role === "teacher" ? role.classNames : null;
  const place = { ...queries.placeOf(role), classNames };
  await invitations.revokeOpen(tx, { emailKey, ...place, at });
  await invitations.insert(tx, {
    ...names,
    ...place,
    email,
    emailKey,
    actor: invitation.actor,
    at,
    expiresAt,
    tokenHash: hashToken(deps.keys, token),
  });
  await record(tx, {
    what: "staff.invited",
    actor: invitation.actor,
    at,
    schoolId: place.schoolId ?? undefined,
    details: { role: place.role, classNames },
  });
  return { token, expiresAt, email };
}

/** @throws AppError bad-request for an address or a name that can't be one, or that would lead somewhere in a mail */
function readPerson({ email, givenName, familyName }: NewInvitation) {
  const parsed = parseEmail(email);
  if (!parsed.ok) throw new AppError("bad-request", addressProblems[parsed.reason]);
  if (!isPlainName(givenName) || !isPlainName(familyName))
    throw new AppError("bad-request", "A name has no dot between letters, no / : @ and no number in it");
  return { email: parsed.address, emailKey: parsed.key, givenName, familyName };
}

const addressProblems = {
  shape: "An e-mail address looks like name@school.example",
  "not-ascii": "Before the @ an e-mail address has letters a to z, digits and signs, without marks",
} as const;

/** A stranger's mailbox is one, whichever schools write to it. @throws AppError invitation-limit */
async function mustHaveRoom(tx: Tx, key: EmailKey, at: Date): Promise<void> {
  await invitations.lockMailbox(tx, mailboxOf(key));
  const since = new Date(at.getTime() - 24 * hour);
  if ((await invitations.countLately(tx, { key, since })) >= mostPerDay)
    throw new AppError("invitation-limit", "This address got several invitations today: the next one can go tomorrow");
}

/** Finds the token in what was pasted: the whole link, or the token alone, with any spaces and dashes. */
export function invitationTokenFrom(typed: string): string | undefined {
  if (typed.length > 400) return undefined;
  const token = (typed.split("#").at(-1) ?? "").replace(/[\s-]/g, "").toUpperCase();
  return token.length === length ? token : undefined;
}

const hashToken = (keys: Pick<Keys, "mac">, token: string): Buffer => keys.mac("staffAccess", "invitation", token);

type Opened = { ok: true; invitation: Invitation & { emailKey: EmailKey } } | { ok: false; reason: InvitationProblem };
type Opening = { typed: string; now: Date };

/** Whether somebody may still come in by this token. It changes nothing: a link that is only looked at stays good. */
export async function openInvitation(db: Db, keys: Pick<Keys, "mac">, { typed, now }: Opening): Promise<Opened> {
  const token = invitationTokenFrom(typed);
  const invitation = token === undefined ? undefined : await invitations.find(db, hashToken(keys, token));
  const opened = judge(invitation, now);
  if (!opened.ok) return opened;
  const person = await queries.findStaffByKey(db, opened.invitation.emailKey);
  if (person?.status === "suspended") return { ok: false, reason: "suspended" };
  return person?.hasWayIn ? { ok: false, reason: "has-account" } : opened;
}

function judge(invitation: Invitation | undefined, now: Date): Opened {
  if (!invitation) return { ok: false, reason: "unknown" };
  if (invitation.usedAt) return { ok: false, reason: "used" };
  if (invitation.revokedAt) return { ok: false, reason: "withdrawn" };
  if (invitation.expiresAt <= now) return { ok: false, reason: "expired" };
  // from before addresses had a key: it leads to nobody
  return invitation.emailKey === null
    ? { ok: false, reason: "withdrawn" }
    : { ok: true, invitation: { ...invitation, emailKey: invitation.emailKey } };
}

type Accepted = { ok: true; staffId: StaffId; recoveryCodes: string[] } | { ok: false; reason: InvitationProblem };

/**
 * Uses the invitation up and gives the person the role and their way in, in one transaction. Of any number of tries at the same moment
 * one wins. Who has a way in already must come by it: an invitation by itself never opens an account that is somebody's.
 */
export function acceptInvitation(
  deps: Pick<Deps, "db" | "keys" | "random" | "now">,
  { typed, factors }: { typed: string; factors: NewFactors },
): Promise<Accepted> {
  const at = deps.now();
  const token = invitationTokenFrom(typed);
  return deps.db.platform.transaction(async (tx): Promise<Accepted> => {
    const opened = judge(token === undefined ? undefined : await invitations.lock(tx, hashToken(deps.keys, token)), at);
    if (!opened.ok) return opened;
    const { invitation } = opened;
    await queries.insertStaff(tx, { ...invitation, at });
    const person = await queries.lockStaffByKey(tx, invitation.emailKey);
    if (person?.status !== "active") return { ok: false, reason: "suspended" };
    if (person.hasWayIn) return { ok: false, reason: "has-account" };
    const recoveryCodes = await giveFactors(tx, deps, { staffId: person.id, factors, at });
    await join(tx, { invitation, staffId: person.id, at });
    return { ok: true, staffId: person.id, recoveryCodes };
  });
}

async function join(
  tx: Tx,
  { invitation, staffId, at }: { invitation: Invitation; staffId: StaffId; at: Date },
): Promise<void> {
  await invitations.markUsed(tx, invitation.id, at);
  for (const role of invitations.rolesOf(invitation)) {
    await queries.insertRole(tx, { staffId, role, actor: invitation.createdBy, at });
  }
  await record(tx, {
    what: "staff.joined",
    actor: staffId,
    at,
    schoolId: invitation.schoolId ?? undefined,
    details: { staffId, role: invitation.role },
  });
}

/** Invitations that wait for somebody who has an account: the address was proven when that account began. */
export async function listOpenInvitations(db: Db, email: string, now: Date): Promise<Invitation[]> {
  const key = emailKeyOf(email);
  return key === undefined ? [] : invitations.listOpen(db, key, now);
}

/** Somebody who is signed in takes a further role. @returns false when it is not theirs, or not open any more */
export function acceptFurther(
  deps: Pick<Deps, "db" | "now">,
  { staffId, email, invitationId }: { staffId: StaffId; email: string; invitationId: InvitationId },
): Promise<boolean> {
  const at = deps.now();
  return deps.db.platform.transaction(async (tx) => {
    const opened = judge(await invitations.lockById(tx, invitationId), at);
    if (!opened.ok || opened.invitation.emailKey !== emailKeyOf(email)) return false;
    await join(tx, { invitation: opened.invitation, staffId, at });
    return true;
  });
}

/** @returns how many went */
export const purgeInvitations = (db: Db, now: Date): Promise<number> =>
  invitations.deleteBefore(db, new Date(now.getTime() - keptHours * hour));

/**
 * How staff get in, and what the pages behind it may know of who is there. Staff sign in through the same protocol and into the same
 * browser session as pupils, by another first-party client.
 * @see docs/decisions/0021-staff-sign-in.md
 */
import type { Context, Middleware } from "koa";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { localeOf } from "../http/pages.ts";
import type { SchoolId, SchoolNumber, StaffAccountId, StaffId } from "../ids.ts";
import { findStaffWithRoles, type HeldRole, type StaffWithRoles } from "../staff/staff.ts";

export { invitationLink, sendInvitation } from "./mail.ts";
export { callbackOf as upstreamCallback } from "./upstream-client.ts";

/** A sign-in of staff that goes on in this browser. */
export type PendingStaffSignIn = {
  /** Unguessable, bound to this browser by a signed cookie. */
  id: string;
  /** Who is signed in already and is asked to prove it again. */
  staffId: StaffId | undefined;
  uiLocales: string | undefined;
};

export type StaffSignedIn = StaffAccountId & {
  amr: string[];
  /** When they proved who they are, where that was before this moment: another provider vouches for it. */
  at?: Date;
};

/** What the pages of a sign-in need from the OpenID provider; src/oidc/sign-in-flow.ts has it. */
export type StaffSignInFlow = {
  /** @throws AppError "interaction-expired" when this browser is in no such sign-in (any more), or in one of a pupil */
  pending(ctx: Context): Promise<PendingStaffSignIn>;
  /** Lets the person in, ends whatever session somebody else left in this browser, and goes on. */
  finish(ctx: Context, result: StaffSignedIn): Promise<void>;
};

/** The part of the OpenID provider that this folder and its users need; `Oidc` has it. */
export type StaffDoor = {
  /** Who of staff is signed in in this browser. Whether that account is alive is still to be asked. */
  staffAccount(ctx: Context): Promise<(StaffAccountId & { signedInAt: Date }) | undefined>;
  /** Starts a sign-in that leads to a path of ours. With `maxAgeSeconds` one that is older counts for nothing. */
  staffUrl(wish: { uiLocales: string; path: string; maxAgeSeconds?: number }): string;
};

/** A school as the person at work there sees it, with everything that their roles add up to. */
export type SchoolAtWork = {
  id: SchoolId;
  number: SchoolNumber;
  name: string;
  /** As school admin, or as admin of the group. */
  admin: boolean;
  /** As teacher. */
  classNames: string[];
};

export type StaffSession = StaffWithRoles & {
  /** Each school of any role once, by name. */
  schools: SchoolAtWork[];
  operator: boolean;
  signedInAt: Date;
};

const known = new WeakMap<Context["req"], StaffSession>();

/** Who of staff is there, with what they may do at this moment: one query. A role that was taken away a second ago is gone. */
async function staffOf({ db }: Pick<Deps, "db">, door: StaffDoor, ctx: Context): Promise<StaffSession | undefined> {
  const account = await door.staffAccount(ctx);
  const found = account && (await findStaffWithRoles(db.signIn, account));
  if (!account || !found) return undefined;
  const operator = found.roles.some(({ role }) => role === "operator");
  return { ...found, schools: schoolsOf(found.roles), operator, signedInAt: account.signedInAt };
}

/** What several roles at one school add up to. */
export function schoolsOf(roles: HeldRole[]): SchoolAtWork[] {
  const schools = new Map<SchoolId, SchoolAtWork>();
  for (const { role, className, schools: held } of roles) {
    for (const school of held) {
      const before = schools.get(school.id) ?? { ...school, admin: false, classNames: [] };
      const classNames = className === null ? before.classNames : [...before.classNames, className];
      schools.set(school.id, { ...before, admin: before.admin || role !== "teacher", classNames });
    }
  }
  return [...schools.values()].sort((a, b) => a.name.localeCompare(b.name, "nl") || a.number.localeCompare(b.number));
}

/**
 * Lets only staff through, to be found by `staffHere`. Who is not signed in is sent to sign in and comes back to this page; a form or
 * anything else that would change something is refused.
 * @throws AppError not-signed-in
 */
export function requireStaff(deps: Pick<Deps, "db">, door: StaffDoor): Middleware {
  return async (ctx, next) => {
    const session = await staffOf(deps, door, ctx);
    if (session) {
      known.set(ctx.req, session);
      return next();
    }
    if (ctx.method !== "GET" && ctx.method !== "HEAD") throw new AppError("not-signed-in");
    return ctx.redirect(door.staffUrl({ uiLocales: localeOf(ctx), path: ctx.url }));
  };
}

/** Behind `requireStaff` only. */
export function staffHere(ctx: Context): StaffSession {
  const session = known.get(ctx.req);
  if (!session) throw new Error("A page for staff stands outside requireStaff()");
  return session;
}

/**
 * The school that this page is about: the one whose number is in the path as `:number`, else the first. A path and no cookie, so that
 * two tabs can be at two schools and a form goes to the one it shows.
 * @throws AppError not-found for a school that is not theirs, whether it exists or not
 */
export function schoolOf(session: StaffSession, params: { number?: string }): SchoolAtWork {
  const { number } = params;
  const school = session.schools.find((one) => number === undefined || one.number === number);
  if (!school) throw new AppError("not-found");
  return school;
}

/**
 * For what must not be done by whoever finds an open browser: when the person proved who they are more than `minutes` ago, they are
 * sent to do it again and come back to this page (`back` after a form). The caller stops when this says true.
 */
export function needsFreshSignIn(
  deps: Pick<Deps, "now">,
  door: StaffDoor,
  { ctx, back = ctx.url, minutes = 15 }: { ctx: Context; back?: string; minutes?: number },
): boolean {
  const age = deps.now().getTime() - staffHere(ctx).signedInAt.getTime();
  if (age <= minutes * 60_000) return false;
  ctx.status = 303;
  ctx.redirect(door.staffUrl({ uiLocales: localeOf(ctx), path: back, maxAgeSeconds: minutes * 60 }));
  return true;
}

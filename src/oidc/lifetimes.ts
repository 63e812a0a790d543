import type { Configuration } from "oidc-provider";
import type { Deps } from "../deps.ts";
import { parseStaffAccountId } from "../ids.ts";

const hours = 60 * 60;
const days = 24 * hours;
/** Whatever lives to the end of something that has just ended is refused by that, and is gone a second later. */
const soonest = 1;

const epochSeconds = (at: Date): number => Math.floor(at.getTime() / 1000);

/** As much of a session as tells how long it lasts; `transient`: on a shared device. */
type Lasting = { accountId?: string | undefined; loginTs?: number | undefined; transient?: boolean | undefined };

/**
 * A shared device forgets within an hour of signing in, however busy it is meanwhile; an own device keeps its pupil. Staff sign in
 * once for a working day.
 */
export function sessionSeconds({ accountId, loginTs = 0, transient }: Lasting, now: Date): number {
  // somebody who only asked to sign out
  if (accountId === undefined) return hours;
  const isStaff = parseStaffAccountId(accountId) !== undefined;
  if (!isStaff && !transient) return 14 * days;
  return Math.max(soonest, loginTs + (isStaff ? 10 * hours : hours) - epochSeconds(now));
}

/**
 * What an application may go on with: on a shared device no longer than the session lasts, also where the browser was closed and nobody
 * signed out. On an own device it outlives the longest refresh token that hangs on it.
 */
export const grantSeconds = (session: Lasting | undefined, now: Date): number =>
  session?.transient ? sessionSeconds(session, now) : 15 * days;

/** A token never outlives its grant, so that an application isn't told of a time that it doesn't have. */
export const tokenSeconds = (seconds: number, grant: { exp?: number | undefined } | undefined, now: Date): number =>
  grant?.exp === undefined ? seconds : Math.max(soonest, Math.min(seconds, grant.exp - epochSeconds(now)));

/** Seconds. */
export function lifetimes({ now }: Pick<Deps, "now">): NonNullable<Configuration["ttl"]> {
  return {
    AuthorizationCode: 60,
    AccessToken: (ctx) => tokenSeconds(10 * 60, ctx.oidc.entities.Grant, now()),
    ClientCredentials: 10 * 60,
    IdToken: 10 * 60,
    Interaction: 60 * 60,
    RefreshToken: (ctx) => tokenSeconds(14 * days, ctx.oidc.entities.Grant, now()),
    Session: (_ctx, session) => sessionSeconds(session, now()),
    Grant: (ctx) => grantSeconds(ctx.oidc.session, now()),
  };
}

import type { AuditDeed } from "../audit/audit.ts";
import type { Deps } from "../deps.ts";
import type { StaffId } from "../ids.ts";
import type { Db, Tx } from "../lib/db.ts";
import { unlink } from "./queries-upstream.ts";
import * as ways from "./queries-ways.ts";
import type { OwnWays, SignInMethod } from "./queries-ways.ts";
import { recordAbout } from "./record-about.ts";

export { getWays, type OwnWays, type SignInMethod } from "./queries-ways.ts";

type WaysDeps = Pick<Deps, "db" | "now">;

/** Longer than anybody wonders "was that me?". */
const keptDays = 90;
const day = 24 * 3_600_000;
const longestName = 60;

/** `last`: it would leave no way in that is the person's own. `unknown`: it is nobody's, or somebody else's. */
export type Removal = "removed" | "last" | "unknown";

/**
 * Takes a way in away from whoever holds it, as long as one remains that is their own: a password or a passkey. An account at another
 * provider is none: what others run may be gone tomorrow.
 */
function remove(
  { db, now }: WaysDeps,
  { staffId, what, remains }: { staffId: StaffId; what: AuditDeed; remains: (found: OwnWays) => boolean },
  apply: (tx: Tx) => Promise<number>,
): Promise<Removal> {
  const at = now();
  return db.platform.transaction(async (tx) => {
    await ways.lockStaff(tx, staffId);
    const found = await ways.getWays(tx, staffId);
    if (!found.password && !remains(found)) return "last";
    if ((await apply(tx)) === 0) return "unknown";
    await recordAbout(tx, { what, actor: staffId, at, staffId });
    return "removed";
  });
}

export const removePasskey = (
  deps: WaysDeps,
  { staffId, credentialId }: { staffId: StaffId; credentialId: string },
): Promise<Removal> =>
  remove(
    deps,
    {
      staffId,
      what: "staff.passkey-removed",
      remains: ({ passkeys }) => passkeys.some((one) => one.credentialId !== credentialId),
    },
    (tx) => ways.deletePasskey(tx, { staffId, credentialId }),
  );

export const unlinkUpstream = (
  deps: WaysDeps,
  { staffId, issuer, subject }: { staffId: StaffId; issuer: string; subject: string },
): Promise<Removal> =>
  remove(deps, { staffId, what: "staff.upstream-unlinked", remains: ({ passkeys }) => passkeys.length > 0 }, (tx) =>
    unlink(tx, { staffId, issuer, subject }),
  );

/** An empty name takes it away. @returns false for a passkey that is not theirs */
export function namePasskey(
  { db, now }: WaysDeps,
  { staffId, credentialId, typed }: { staffId: StaffId; credentialId: string; typed: string },
): Promise<boolean> {
  const name = typed.replace(/\s+/g, " ").trim().slice(0, longestName).trim() || null;
  const at = now();
  return db.platform.transaction(async (tx) => {
    if ((await ways.renamePasskey(tx, { staffId, credentialId, name })) === 0) return false;
    await recordAbout(tx, { what: "staff.passkey-renamed", actor: staffId, at, staffId });
    return true;
  });
}

/** Shown to the person, and the last one to the admins of their schools; each of these finds it in its audit as well. */
export async function noteSignIn(tx: Tx, seen: { staffId: StaffId; at: Date; method: SignInMethod }): Promise<void> {
  const { staffId, at, method } = seen;
  await ways.insertSignIn(tx, seen);
  await recordAbout(tx, { what: "staff.signed-in", actor: staffId, at, staffId, details: { method } });
}

/** @returns how many went */
export const purgeSignIns = (db: Db, now: Date): Promise<number> =>
  ways.deleteSignInsBefore(db, new Date(now.getTime() - keptDays * day));

import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { StaffAccountId, StaffId } from "../ids.ts";
import type { Db, Tx } from "../lib/db.ts";
import type { Keys } from "../lib/keys.ts";
import { emailKeyOf } from "./email.ts";
import * as factors from "./queries-factors.ts";
import type { NewPasskey, Passkey } from "./queries-factors.ts";
import { recordAbout } from "./record-about.ts";
import { drawRecoveryCodes, hashRecoveryCode } from "./recovery-codes.ts";
import { totpStep } from "./totp.ts";
import { addLink, type UpstreamAccount } from "./upstream.ts";
import { getWays } from "./queries-ways.ts";

export { isStaffAlive, type NewPasskey, type Passkey } from "./queries-factors.ts";

/**
 * What a person comes with: a password (as PHC) and the key of an authenticator with the time step that was shown; or a passkey; or an
 * account at a provider that vouched for two factors.
 */
export type NewFactors =
  | { kind: "password"; phc: string; totp: Buffer; step: number }
  | { kind: "passkey"; passkey: NewPasskey }
  | { kind: "upstream"; account: UpstreamAccount };

/** @returns the recovery codes, shown once; none with a passkey, which stands by itself */
export async function giveFactors(
  tx: Tx,
  { keys, random }: Pick<Deps, "keys" | "random">,
  { staffId, factors: given, at }: { staffId: StaffId; factors: NewFactors; at: Date },
): Promise<string[]> {
  if (given.kind === "passkey") {
    const added = await factors.insertPasskey(tx, { ...given.passkey, staffId, at });
    if (added === 0) throw new AppError("bad-request", "This passkey is known already");
    return [];
  }
  if (given.kind === "upstream") {
    if (!(await addLink(tx, { staffId, account: given.account, at }))) {
      throw new AppError("bad-request", "This account is linked already");
    }
    return [];
  }
  await factors.insertPassword(tx, { staffId, phc: given.phc, at });
  await factors.insertTotp(tx, { staffId, sealed: sealTotp(keys, staffId, given.totp), step: given.step, at });
  return giveRecoveryCodes(tx, { keys, random }, staffId);
}

async function giveRecoveryCodes(
  tx: Tx,
  { keys, random }: Pick<Deps, "keys" | "random">,
  staffId: StaffId,
): Promise<string[]> {
  const codes = drawRecoveryCodes(random);
  const hashes = codes.map((code) => hashRecoveryCode(keys, staffId, code));
  await factors.insertRecoveryCodes(tx, staffId, hashes);
  return codes;
}

/** One more way in, for who has one. @returns false when this passkey is known already */
export function addPasskey(
  { db, now }: Pick<Deps, "db" | "now">,
  { staffId, passkey }: { staffId: StaffId; passkey: NewPasskey },
): Promise<boolean> {
  const at = now();
  return db.platform.transaction(async (tx) => {
    if ((await factors.insertPasskey(tx, { ...passkey, staffId, at })) === 0) return false;
    await recordAbout(tx, { what: "staff.passkey-added", actor: staffId, at, staffId });
    return true;
  });
}

/** Ten new ones; those before are gone. None for who has no password. */
export function renewRecoveryCodes(
  deps: Pick<Deps, "db" | "now" | "keys" | "random">,
  staffId: StaffId,
): Promise<string[]> {
  const at = deps.now();
  return deps.db.platform.transaction(async (tx) => {
    if (!(await getWays(tx, staffId)).password) return [];
    await factors.deleteRecoveryCodes(tx, staffId);
    await recordAbout(tx, { what: "staff.recovery-codes-renewed", actor: staffId, at, staffId });
    return giveRecoveryCodes(tx, deps, staffId);
  });
}

/** @param owner whose it is: it opens for nobody else */
export const sealTotp = (keys: Pick<Keys, "seal">, owner: string, secret: Buffer): Buffer =>
  keys.seal(secret, `staff-totp ${owner}`);
export const openTotp = (keys: Pick<Keys, "open">, owner: string, sealed: Buffer): Buffer =>
  keys.open(sealed, `staff-totp ${owner}`);

export type PasswordHolder = StaffAccountId & { phc: string | undefined };

/** Undefined for an address that nobody has; without a PHC for somebody who can't come in by password, or not now. */
export async function findStaffForPassword(db: Db, email: string): Promise<PasswordHolder | undefined> {
  const key = emailKeyOf(email);
  const found = key && (await factors.findPassword(db, key));
  if (!found) return undefined;
  const { staffId, generation, status, phc } = found;
  return { staffId, generation, phc: status === "active" && phc !== null ? phc : undefined };
}

/** Right, of now, and never used before: of any number at the same moment one gets true. */
export async function useTotp(
  { db, keys }: { db: Db; keys: Pick<Keys, "open"> },
  account: StaffAccountId,
  { typed, now }: { typed: string; now: Date },
): Promise<boolean> {
  const { staffId } = account;
  const found = await factors.findTotp(db, staffId);
  const step = found && totpStep(openTotp(keys, staffId, found.sealed), typed, now);
  if (step === undefined || !(await factors.isStaffAlive(db, account))) return false;
  return (await factors.takeStep(db, staffId, step)) === 1;
}

/** Right, and never used before: of any number at the same moment one gets true. */
export async function useRecoveryCode(
  { db, keys }: { db: Db; keys: Pick<Keys, "mac"> },
  account: StaffAccountId,
  { typed, now }: { typed: string; now: Date },
): Promise<boolean> {
  if (!(await factors.isStaffAlive(db, account))) return false;
  const { staffId } = account;
  const hash = hashRecoveryCode(keys, staffId, typed);
  return (await factors.takeRecoveryCode(db, { staffId, hash, at: now })) === 1;
}

export const findPasskey = (db: Db, credentialId: string): Promise<Passkey | undefined> =>
  factors.findPasskey(db, credentialId);

export const markPasskeyUsed = (db: Db, use: { credentialId: string; counter: number; at: Date }): Promise<number> =>
  factors.updatePasskey(db, use);

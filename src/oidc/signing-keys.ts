import { exportJWK, generateKeyPair, type JWK } from "jose";
import { z } from "zod";
import { record } from "../audit/audit.ts";
import type { Deps } from "../deps.ts";
import type { Tx } from "../lib/db.ts";
import { addSigningKey, deleteRetiredKeys, listSigningKeys, lockSigningKeys, retireOlderKeys } from "./queries-keys.ts";

export const signingAlgorithms = ["ES256", "RS256"] as const;
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

export type SigningKey = {
  kid: string;
  alg: SigningAlgorithm;
  sealed: Buffer;
  activeFrom: Date;
  retireAt: Date | null;
};

/** A new key is published this long before it signs: longer than applications may cache our key set (5 minutes). */
const publishAheadSeconds = 15 * 60;
/** An old key stays published this long after its last signature: longer than any ID token lives. */
const keepOldSeconds = 24 * 60 * 60;

const Jwk = z.custom<JWK>((value) => typeof value === "object" && value !== null && "kty" in value);

/**
 * The order in which the provider wants its keys: of each algorithm first the one that signs now, then those that are only
 * published, whether not yet or no longer signing.
 */
export function orderKeys(keys: SigningKey[], now: Date): SigningKey[] {
  const live = keys.filter((key) => key.retireAt === null || key.retireAt > now);
  const newestFirst = [...live].sort((a, b) => b.activeFrom.getTime() - a.activeFrom.getTime());
  const signing = signingAlgorithms.flatMap(
    (alg) => newestFirst.find((key) => key.alg === alg && key.activeFrom <= now) ?? [],
  );
  return [...signing, ...newestFirst.filter((key) => !signing.includes(key))];
}

/** When the order changes next, if it does. */
export function nextChange(keys: SigningKey[], now: Date): Date | undefined {
  const moments = keys.flatMap((key) => [key.activeFrom, ...(key.retireAt ? [key.retireAt] : [])]);
  return moments.filter((moment) => moment > now).sort((a, b) => a.getTime() - b.getTime())[0];
}

/** The private keys, opened and ordered. Makes the first ones in an empty database. */
export async function loadSigningKeys(deps: Deps): Promise<{ jwks: JWK[]; changesAt: Date | undefined }> {
  let stored = await listSigningKeys(deps.db.platform);
  if (stored.length === 0) {
    await deps.db.platform.transaction(async (tx) => {
      await lockSigningKeys(tx);
      if ((await listSigningKeys(tx)).length === 0) await addKeys(deps, tx, deps.now());
    });
    stored = await listSigningKeys(deps.db.platform);
  }
  const jwks = orderKeys(stored, deps.now()).map((key) => openKey(deps, key));
  return { jwks, changesAt: nextChange(stored, deps.now()) };
}

/**
 * Adds a key of each algorithm. It is published at once and signs `publishAheadSeconds` later, so that applications have it in
 * time; the keys before it are dropped a day after that. With `atOnce` (a key has leaked) it signs immediately.
 * @see docs/decisions/0019-key-rotation-without-restart.md
 */
export async function rotateSigningKeys(
  deps: Deps,
  options: { atOnce: boolean; actor: string },
): Promise<{ kids: string[]; activeFrom: Date }> {
  const now = deps.now();
  const activeFrom = options.atOnce ? now : new Date(now.getTime() + publishAheadSeconds * 1000);
  return deps.db.platform.transaction(async (tx) => {
    await lockSigningKeys(tx);
    await deleteRetiredKeys(tx, now);
    await retireOlderKeys(tx, new Date(activeFrom.getTime() + keepOldSeconds * 1000));
    const kids = await addKeys(deps, tx, activeFrom);
    await record(tx, { what: "keys.rotated", actor: options.actor, at: now, details: { kids } });
    return { kids, activeFrom };
  });
}

async function addKeys(deps: Deps, tx: Tx, activeFrom: Date): Promise<string[]> {
  const kids: string[] = [];
  for (const alg of signingAlgorithms) {
    const kid = deps.random.bytes(12).toString("base64url");
    const { privateKey } = await generateKeyPair(alg, { extractable: true });
    const jwk = { ...(await exportJWK(privateKey)), kid, alg, use: "sig" };
    const sealed = deps.keys.seal(Buffer.from(JSON.stringify(jwk)), kid);
    await addSigningKey(tx, { kid, alg, sealed, createdAt: deps.now(), activeFrom });
    kids.push(kid);
  }
  return kids;
}

function openKey(deps: Deps, key: SigningKey): JWK {
  try {
    return Jwk.parse(JSON.parse(deps.keys.open(key.sealed, key.kid).toString()));
  } catch (cause) {
    throw new Error(`Signing key ${key.kid} can't be opened: is this the MASTER_SECRET it was sealed with?`, { cause });
  }
}

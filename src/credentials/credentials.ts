/**
 * What lets a pupil in. Owns the table credential.
 *
 * A pupil has at most one live credential of each kind. What is typed into the one field for the secret (a code, words, a password)
 * takes turns: a new code or new words end whatever was typed before. A badge lives beside them. What was printed and never used
 * ends with every new activation.
 * @see docs/decisions/0011-secrets.md and docs/decisions/0023-first-secrets.md
 */
import { timingSafeEqual } from "node:crypto";
import type { Deps, Visit } from "../deps.ts";
import type { CredentialId, PupilId } from "../ids.ts";
import type { Db, Tx } from "../lib/db.ts";
import type { Keys } from "../lib/keys.ts";
import type { Random } from "../lib/random.ts";
import { firstSecrets, replacedBy, typedFirstSecrets, type CredentialKind, type FirstSecretKind } from "./kinds.ts";
import * as queries from "./queries.ts";
import { normaliseWords } from "./words.ts";

export { FirstSecretKind, firstSecretKinds, firstSecrets, replacedBy } from "./kinds.ts";

export { badgeTokenFrom, badgeUrl } from "./badge.ts";
export { mergeSecrets, MovedSecrets, noSecrets, splitSecrets } from "./merge.ts";
export { createHasher } from "./hasher.ts";
export { checkPassword } from "./password-policy.ts";
export { CredentialKind } from "./kinds.ts";

/** A live one, as the sign-in path reads it. */
export type Credential = {
  id: CredentialId;
  pupilId: PupilId;
  kind: CredentialKind;
  /** What we made and printed, until its first use (words) or for good (code, badge). */
  secretHash: Buffer | null;
  /** What a person chose, or words that were used. */
  phc: string | null;
  expiresAt: Date | null;
  usedAt: Date | null;
};

/** As the card shows it: `CDFG-HJKM-NPQR`, `appel boom vis`, or a badge's token. */
export const drawFirstSecret = (random: Random, kind: FirstSecretKind): string => firstSecrets[kind].draw(random);

/** The keyed hash under which a first secret is stored. What is typed counts for that pupil only; what is scanned is looked up by its hash. */
export function hashFirstSecret(
  keys: Pick<Keys, "mac">,
  { kind, pupilId, secret }: { kind: FirstSecretKind; pupilId: PupilId; secret: string },
): Buffer {
  const { given, normalise } = firstSecrets[kind];
  const plain = normalise(secret) ?? "";
  return given === "scanned" ? keys.mac("firstSecret", kind, plain) : keys.mac("firstSecret", kind, pupilId, plain);
}

export function hashBadge(keys: Pick<Keys, "mac">, token: string): Buffer {
  return keys.mac("firstSecret", "badge", token);
}

export type Verification =
  | { ok: true; next: "signed-in" | "choose-password"; credential: Credential }
  /** The words are right for the first time: hash `normalised` and hand it to `hardenWords`. */
  | { ok: true; next: "harden"; credential: Credential; normalised: string }
  /** `expired` and `used` are only said to who typed the right code or words. */
  | { ok: false; reason: "wrong" | "expired" | "used" };

/** Longer than any secret; what goes beyond is wrong without being hashed at length. */
const longestTyped = 256;

/**
 * Checks what was typed: a password, words or a code. Computes exactly one Argon2id hash whatever the pupil has, and also for a
 * pupil who doesn't exist (`pupilId` undefined, no credentials).
 * @throws AppError busy when too many secrets wait to be checked
 */
export async function verifySecret(
  { keys, hasher, now }: Pick<Deps, "keys" | "hasher" | "now">,
  attempt: { credentials: Credential[]; pupilId: PupilId | undefined; typed: string; visit?: Visit },
): Promise<Verification> {
  const typed = attempt.typed.slice(0, longestTyped);
  const normalised = normaliseWords(typed);
  const printed = findPrinted(keys, { ...attempt, typed });
  const chosen = attempt.credentials.find((credential) => credential.phc !== null);
  const guess = chosen?.kind === "words" ? normalised : typed;
  const same = await hasher.verify(chosen?.phc ?? undefined, guess, attempt.visit);
  if (chosen && same) return { ok: true, next: "signed-in", credential: chosen };
  if (!printed || attempt.typed.length > longestTyped) return { ok: false, reason: "wrong" };
  const { usedAt, expiresAt } = printed.credential;
  if (usedAt) return { ok: false, reason: "used" };
  if (!expiresAt || expiresAt <= now()) return { ok: false, reason: "expired" };
  if (printed.firstUse === "password") return { ok: true, next: "choose-password", credential: printed.credential };
  return { ok: true, next: "harden", credential: printed.credential, normalised };
}

type Printed = { credential: Credential; firstUse: (typeof firstSecrets)[FirstSecretKind]["firstUse"] };

/** Compares with every printed secret, all the way, so that the time says nothing. */
function findPrinted(
  keys: Pick<Keys, "mac">,
  { credentials, pupilId = "nobody", typed }: { credentials: Credential[]; pupilId: string | undefined; typed: string },
): Printed | undefined {
  const right = typedFirstSecrets.flatMap((kind): Printed[] => {
    const { normalise, firstUse } = firstSecrets[kind];
    const hash = keys.mac("firstSecret", kind, pupilId, normalise(typed) ?? "");
    return credentials
      .filter(({ kind: own, secretHash }) => own === kind && secretHash !== null && timingSafeEqual(secretHash, hash))
      .map((credential) => ({ credential, firstUse }));
  });
  return right[0];
}

/**
 * The first use of words: from now on they are Argon2id and don't expire.
 * @returns false when they were used, replaced or have expired meanwhile: of any number at the same moment exactly one is true
 */
export async function hardenWords(
  tx: Tx,
  { credentialId, phc, now }: { credentialId: CredentialId; phc: string; now: Date },
): Promise<boolean> {
  return (await queries.harden(tx, credentialId, { phc, now })) === 1;
}

/**
 * Uses up the code and gives the pupil the password; other typed secrets end.
 * @returns false when the code was used, replaced or has expired meanwhile: of any number at the same moment exactly one is true
 */
export async function choosePassword(
  tx: Tx,
  chosen: { pupilId: PupilId; codeCredentialId: CredentialId; id: CredentialId; phc: string; now: Date },
): Promise<boolean> {
  const { pupilId, codeCredentialId, now } = chosen;
  if ((await queries.useUpCode(tx, codeCredentialId, { pupilId, now })) === 0) return false;
  await queries.revokeTyped(tx, { pupilId, except: codeCredentialId, now });
  await queries.insertPassword(tx, chosen);
  return true;
}

/** Whose badge this is: live and not expired. `hash` comes from `hashBadge`. */
export function findBadge(
  db: Db,
  hash: Buffer,
  now: Date,
): Promise<{ id: CredentialId; pupilId: PupilId } | undefined> {
  return queries.liveBadge(db, hash, now);
}

/** A badge works more than once; the first use is what makes the LeerID an active one. */
export async function markBadgeUsed(db: Db, id: CredentialId, now: Date): Promise<void> {
  await queries.markUsed(db, id, now);
}

/** What a pupil has that was used, or chosen; and whether any of it still lets them in. */
export type InUse = { kinds: Set<CredentialKind>; works: boolean };

/** Locks what these pupils have, until the transaction ends, and tells what they already use: nothing of who isn't in the map. */
export async function lockInUse(tx: Tx, pupilIds: PupilId[], now: Date): Promise<Map<PupilId, InUse>> {
  const inUse = new Map<PupilId, InUse>();
  if ((await queries.lockLive(tx, pupilIds)) === 0) return inUse;
  for (const { pupilId, kind, works } of (await queries.states(tx, pupilIds, now)).filter(({ used }) => used)) {
    const before = inUse.get(pupilId);
    inUse.set(pupilId, { kinds: new Set(before?.kinds).add(kind), works: works || before?.works === true });
  }
  return inUse;
}

/** First secrets of these pupils that nobody has used yet: of each the kind and the keyed hash. */
export function listUnused(
  db: Db,
  pupilIds: PupilId[],
  now: Date,
): Promise<{ pupilId: PupilId; kind: FirstSecretKind; hash: Buffer }[]> {
  return queries.unusedSecrets(db, pupilIds, now);
}

export type NewSecrets = {
  kind: FirstSecretKind;
  secrets: { pupilId: PupilId; hash: Buffer }[];
  now: Date;
  expiresAt: Date;
};

/**
 * Gives each pupil a first secret and ends what it replaces: two statements for any number of pupils. Call `lockInUse` before it
 * in the same transaction, or a password that a pupil chooses at this moment outlives it.
 * @returns who got one; who is missing was given one by another transaction this very moment
 */
export async function issueSecrets(tx: Tx, { kind, secrets, now, expiresAt }: NewSecrets): Promise<Set<PupilId>> {
  const pupilIds = secrets.map(({ pupilId }) => pupilId);
  const hashes = secrets.map(({ hash }) => hash);
  await queries.revokeFor(tx, { pupilIds, kinds: replacedBy(kind), now });
  const given = await queries.insertSecrets(tx, { kind, pupilIds, hashes, now, expiresAt });
  return new Set(given.map(({ pupilId }) => pupilId));
}

/** Ends everything these pupils could sign in with. */
export async function revokeCredentials(tx: Tx, pupilIds: PupilId[], now: Date): Promise<number> {
  return queries.revokeAll(tx, pupilIds, now);
}

export type Replacement = { pupilId: PupilId; kind: Exclude<FirstSecretKind, "badge">; now: Date; expiresAt: Date };

/**
 * Ends everything that this pupil could sign in with, a badge as well, and draws a first secret instead. Whoever calls this starts the
 * next generation of the account in the same transaction.
 * @returns the secret, for the pupil's own screen; undefined when another transaction gave one this very moment: then roll back
 */
export async function replaceSecret(
  tx: Tx,
  { keys, random }: Pick<Deps, "random"> & { keys: Pick<Keys, "mac"> },
  { pupilId, kind, now, expiresAt }: Replacement,
): Promise<string | undefined> {
  // Somebody who is choosing a password this moment is waited for, and what they chose ends as well.
  await lockInUse(tx, [pupilId], now);
  await revokeCredentials(tx, [pupilId], now);
  const secret = drawFirstSecret(random, kind);
  const hash = hashFirstSecret(keys, { kind, pupilId, secret });
  const given = await issueSecrets(tx, { kind, secrets: [{ pupilId, hash }], now, expiresAt });
  return given.has(pupilId) ? secret : undefined;
}

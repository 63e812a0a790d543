import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import { lengthPrefixed } from "./length-prefixed.ts";
import type { Random } from "./random.ts";

/** What a derived key is for. One purpose never reads what another wrote. */
const purposes = {
  nationalNumber: "national-number/1",
  sourcedId: "sourced-id/1",
  firstSecret: "first-secret/1",
  pepper: "password-pepper/1",
  clientSecret: "client-secret/1",
  transientSub: "transient-sub/1",
  classGroup: "class-group/1",
  throttle: "throttle/1",
  failedSecret: "failed-secret/1",
  arrival: "arrival/1",
  staffAccess: "staff-access/1",
  auditSeal: "audit-seal/1",
  failureCode: "failure-code/1",
  cookie: "cookie/1",
  deviceOwner: "device-owner/1",
  provedHere: "proved-here/1",
  rosterMark: "roster-mark/1",
  signingKey: "seal-signing-key/1",
  rosterFile: "seal-roster-file/1",
  activationRun: "seal-activation-run/1",
  device: "seal-device/1",
  whoseDevice: "seal-whose-device/1",
} as const;

export type SealPurpose = "signingKey" | "rosterFile" | "activationRun" | "device" | "whoseDevice";
export type KeyPurpose = keyof typeof purposes;
export type HmacPurpose = Exclude<KeyPurpose, SealPurpose>;

export type Keys = {
  /** HMAC-SHA-256 of the parts under the key of that purpose: 32 bytes. Parts are length-prefixed, so they can't run together. */
  mac(purpose: HmacPurpose, ...parts: string[]): Buffer;
  /** AES-256-GCM: nonce (12), ciphertext, tag (16). `context` must be the same to open it. */
  seal(plain: Buffer, context: string, purpose?: SealPurpose): Buffer;
  /** @throws when the bytes were changed, or the context or the purpose is another one */
  open(sealed: Buffer, context: string, purpose?: SealPurpose): Buffer;
  /** Keys that sign cookies, newest first, as base64url. */
  cookieKeys: string[];
  /** The keys of these purposes and no other, for a process of ours that needs them: see `borrowKeys`. */
  lend(...lent: KeyPurpose[]): LentKeys;
};

/** By purpose, as base64. */
export type LentKeys = Partial<Record<KeyPurpose, string>>;

/**
 * Derives a key per purpose from the one master secret by HKDF-SHA-256.
 * @param master at least 32 bytes
 * @see docs/decisions/0011-secrets.md
 */
export function createKeys(master: Buffer, random: Random): Keys {
  if (master.length < 32) throw new Error("The master secret needs at least 32 bytes");
  return keysFrom(random, (purpose) => Buffer.from(hkdfSync("sha256", master, "leerid", purposes[purpose], 32)));
}

/** What another process was lent. Any other key is missing there, which shows at its first use. */
export function borrowKeys(lent: LentKeys, random: Random): Keys {
  return keysFrom(random, (purpose) => {
    const key = lent[purpose];
    return key === undefined ? undefined : Buffer.from(key, "base64");
  });
}

function keysFrom(random: Random, bytesFor: (purpose: KeyPurpose) => Buffer | undefined): Keys {
  const known = new Map<KeyPurpose, KeyObject>();
  const keyFor = (purpose: KeyPurpose): KeyObject => {
    const before = known.get(purpose);
    if (before) return before;
    const bytes = bytesFor(purpose);
    if (!bytes) throw new Error(`This process was not lent the key for ${purpose}`);
    // as KeyObject: an HMAC from raw bytes costs five times as much, and a roster makes 100,000
    const key = createSecretKey(bytes);
    known.set(purpose, key);
    return key;
  };
  const exported = (purpose: KeyPurpose, encoding: "base64" | "base64url") =>
    keyFor(purpose).export().toString(encoding);
  return {
    mac(purpose, ...parts) {
      // in one piece: each step into the library costs as much as hashing
      return createHmac("sha256", keyFor(purpose)).update(lengthPrefixed(parts)).digest();
    },
    seal(plain, context, purpose = "signingKey") {
      const nonce = random.bytes(12);
      const cipher = createCipheriv("aes-256-gcm", keyFor(purpose), nonce).setAAD(Buffer.from(context));
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open(sealed, context, purpose = "signingKey") {
      const decipher = createDecipheriv("aes-256-gcm", keyFor(purpose), sealed.subarray(0, 12))
        .setAAD(Buffer.from(context))
        .setAuthTag(sealed.subarray(sealed.length - 16));
      return Buffer.concat([decipher.update(sealed.subarray(12, sealed.length - 16)), decipher.final()]);
    },
    get cookieKeys() {
      return [exported("cookie", "base64url")];
    },
    lend: (...lent) => Object.fromEntries(lent.map((purpose) => [purpose, exported(purpose, "base64")])),
  };
}

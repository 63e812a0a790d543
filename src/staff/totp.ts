import { Secret, TOTP } from "otpauth";
import type { Random } from "../lib/random.ts";

/** What every authenticator application understands (RFC 6238): six digits, half a minute, SHA-1. */
const shape = { algorithm: "SHA1", digits: 6, period: 30 } as const;
/** A clock may be half a minute off, either way. */
const window = 1;

export const drawTotp = (random: Random): Buffer => random.bytes(20);

const totp = (secret: Buffer) => new TOTP({ ...shape, secret: Secret.fromHex(secret.toString("hex")) });

/** The address in the QR code, and the same key for who types it. */
export function totpAddress(secret: Buffer, email: string): { address: string; key: string } {
  const own = new TOTP({ ...shape, issuer: "LeerID", label: email, secret: Secret.fromHex(secret.toString("hex")) });
  return { address: own.toString(), key: own.secret.base32.replace(/(....)(?=.)/g, "$1 ") };
}

/**
 * The time step whose code this is, or undefined when it is none of now. Whoever accepts the code must keep the step, and accept no
 * step up to it again.
 */
export function totpStep(secret: Buffer, typed: string, now: Date): number | undefined {
  const token = typed.replace(/\s/g, "");
  if (!/^\d{6}$/.test(token)) return undefined;
  const delta = totp(secret).validate({ token, timestamp: now.getTime(), window });
  return delta === null ? undefined : Math.floor(now.getTime() / 1000 / shape.period) + delta;
}

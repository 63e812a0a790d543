import { timingSafeEqual } from "node:crypto";
import type { ClassPassId } from "../ids.ts";
import type { Keys } from "../lib/keys.ts";

/** Digits, since every child and every phone has them. Few enough to say aloud: five tries at a million, for minutes. */
const digits = 6;

/**
 * The code of a pass, such as `482137`. It is computed and kept nowhere: staff can look at it again while the pass lives, and whoever
 * has the database has no code.
 */
export function passCode(keys: Pick<Keys, "mac">, id: ClassPassId): string {
  const number = keys.mac("firstSecret", "class-pass", id).readUIntBE(0, 6) % 10 ** digits;
  return String(number).padStart(digits, "0");
}

/** Forgives spaces, dashes and digits of another script's width. @returns undefined when it can't be a code */
export function passCodeFrom(typed: string): string | undefined {
  if (typed.length > 40) return undefined;
  const tidy = typed.normalize("NFKC").replace(/[\p{Z}\p{P}\p{C}]/gu, "");
  return /^[0-9]{6}$/.test(tidy) ? tidy : undefined;
}

/** In constant time. */
export function isPassCode(keys: Pick<Keys, "mac">, id: ClassPassId, code: string): boolean {
  return timingSafeEqual(Buffer.from(passCode(keys, id)), Buffer.from(code));
}

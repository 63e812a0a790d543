import type { StaffId } from "../ids.ts";
import type { Keys } from "../lib/keys.ts";
import { randomText, type Random } from "../lib/random.ts";

/** Nothing that can be read or said for another: no vowels, no 0 O 1 I 2 Z 5 S 8 B. */
const alphabet = "34679CDFGHJKMNPQRTVWX";
const count = 10;

/** Ten of `K7QMX-3XPDR`: each stands in once for the authenticator application. */
export const drawRecoveryCodes = (random: Random): string[] =>
  Array.from({ length: count }, () => randomText(random, alphabet, 10).replace(/^(.{5})/, "$1-"));

/** A code counts for one person only, with any spaces, dashes and capitals. */
export const hashRecoveryCode = (keys: Pick<Keys, "mac">, staffId: StaffId, typed: string): Buffer =>
  keys.mac("staffAccess", "recovery-code", staffId, typed.replace(/[\s-]/g, "").toUpperCase());

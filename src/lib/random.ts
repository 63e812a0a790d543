import { randomBytes, randomInt, randomUUID } from "node:crypto";

/** The one source of randomness. It is handed in, so that a test can be repeated. */
export type Random = {
  /** `length` bytes from the operating system. */
  bytes(length: number): Buffer;
  /** A whole number from 0 up to and without `end`, each as likely. */
  int(end: number): number;
  uuid(): string;
};

export const systemRandom: Random = {
  bytes: (length) => randomBytes(length),
  int: (end) => randomInt(end),
  uuid: () => randomUUID(),
};

/** Characters that can't be read or said for another: no vowels, no 0 O 1 I 2 Z 5 S 8 B. */
export const sayable = "34679CDFGHJKMNPQRTVWX";

/** `length` characters of `alphabet`, each drawn with equal chance. */
export function randomText(random: Random, alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet.charAt(random.int(alphabet.length))).join("");
}

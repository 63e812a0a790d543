import { randomText, type Random } from "../lib/random.ts";

/** No character that looks like another one in print or by hand (0 O, 1 I L, 2 Z, 5 S, 8 B), and no vowels: no words by chance. */
export const codeAlphabet = "CDFGHJKMNPQRTVWX34679";
const length = 12;
const shape = new RegExp(`^[${codeAlphabet}]{${length}}$`);

/** Twelve characters in groups of four, as the card shows them: 52 bits, used once, for 60 days. */
export function drawCode(random: Random): string {
  return groupCode(randomText(random, codeAlphabet, length));
}

/** Forgives case, spaces, dashes and dots. @returns the twelve characters, or undefined when the text is no code */
export function normaliseCode(typed: string): string | undefined {
  const tidy = typed
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[\p{Z}\p{P}\p{C}]/gu, "");
  return shape.test(tidy) ? tidy : undefined;
}

function groupCode(code: string): string {
  return code.replace(/(.{4})(?!$)/g, "$1-");
}

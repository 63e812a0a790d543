import type { Random } from "../lib/random.ts";
import { wordListNl } from "./word-list-nl.ts";

/** How many words a card has. n(n-1)(n-2) ways for a list of n: more than 30 bits from 1,026 words on. */
export const wordsPerSecret = 3;

/** Three different words with a space in between, as the card shows them. */
export function drawWords(random: Random): string {
  const drawn = new Set<string>();
  while (drawn.size < wordsPerSecret) drawn.add(wordListNl[random.int(wordListNl.length)] ?? "");
  return [...drawn].join(" ");
}

/**
 * What remains of typed words when case, accents, spaces and punctuation don't count: "Appel  bóom-vis" is "appelboomvis".
 * The Turkish ı is taken for an i; digits stay, so that not every password becomes a few words.
 */
export function normaliseWords(typed: string): string {
  return typed
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll("ı", "i")
    .replace(/[\p{M}\p{Z}\p{P}\p{S}\p{C}]/gu, "");
}

import { familyKey } from "../rosters/rosters.ts";
import { fold } from "../pupils/pupils.ts";

export type Name = { givenName: string; familyName: string };

/** A single letter is an initial: it says nothing. */
const givenWords = ({ givenName }: Name): string[] =>
  fold(givenName)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => /^.{2,}$/u.test(word) || /^\P{Script=Latin}$/u.test(word));

/** Whether two schools call a child the same: one family name, and one word of the given names in common. */
export function namesAgree(one: Name, two: Name): boolean {
  if (familyKey(one) !== familyKey(two)) return false;
  const words = new Set(givenWords(one));
  return givenWords(two).some((word) => words.has(word));
}

import { fold } from "../../pupils/pupils.ts";
import { mayHaveBeen } from "../letters/lost.ts";
import { familyKey, nameKey, prefixes } from "../names.ts";

/** `lost`: letters are missing from it. */
type Name = { givenName: string; familyName: string; lost?: boolean | undefined };

/** `same`: but for capitals, accents and marks; `partly`: one of the two names, or a word of it, is the same; `not`: neither is. */
export type Agreement = "same" | "partly" | "not";

/** The words by which a name is known: two families called Van den Berg and Van den Bosch have none in common. */
const wordsOf = (text: string): string[] =>
  fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1 && !prefixes.has(word));

function shareWord(one: string, two: string): boolean {
  const words = new Set(wordsOf(one));
  return wordsOf(two).some((word) => words.has(word));
}

/**
 * Whether a line and a pupil may be one child. A child's first or family name changes now and then; who has another first and another
 * family name is another child until a person says otherwise. A file may have the two the other way round.
 */
export function nameAgreement(one: Name, two: Name): Agreement {
  if (nameKey(one) === nameKey(two)) return "same";
  if (one.lost) return lostAgreement(one, two);
  const turned = { givenName: two.familyName, familyName: two.givenName };
  if (nameKey(one) === nameKey(turned)) return "partly";
  const [family, other] = [familyKey(one), familyKey(two)];
  if (family !== "" && family === other) return "partly";
  if (givenKey(one) !== "" && givenKey(one) === givenKey(two)) return "partly";
  const shared = shareWord(one.familyName, two.familyName) || shareWord(one.givenName, two.givenName);
  return shared ? "partly" : "not";
}

function lostAgreement(lost: Name, name: Name): Agreement {
  const family = mayHaveBeen(lost.familyName, name.familyName);
  const given = mayHaveBeen(lost.givenName, name.givenName);
  return family && given ? "same" : family || given ? "partly" : "not";
}

const givenKey = ({ givenName }: Name) => familyKey({ familyName: givenName });

import { fold, type KnownPupil } from "../../pupils/pupils.ts";
import type { PupilRow } from "../duplicates.ts";
import { classesOf, doubtful, hasOtherStamboek, type Claimed, type Index, type Match } from "../matching.ts";
import { familyKey } from "../names.ts";

/** Of so many pupils of one first or family name in one class nobody is asked about all. */
const mostCompared = 20;

/**
 * Lines of somebody new in a class that a pupil of nearly the same name leaves by the same list, while no number says that they are two:
 * `Peeters` and `Peeters-Maes`, `Mohamed` and `Mohammed`. The pupil would lose the LeerID by a letter, so a person says who it is.
 */
export function matchNear(rows: PupilRow[], index: Index, claimed: Claimed): Map<PupilRow, Match> {
  const found = new Map<PupilRow, Match>();
  if (rows.length === 0 || !index.nameProves) return found;
  const there = indexClasses(index, claimed);
  for (const row of rows) {
    const keys = row.classNames.flatMap((name) => keysIn(name, row));
    const pupils = new Set(keys.flatMap((key) => there.get(key)?.slice(0, mostCompared) ?? []));
    const near = [...pupils].filter((pupil) => !areTwo(row, pupil, index) && isNear(row, pupil));
    if (near.length > 0) found.set(row, doubtful("near-name", ...near));
  }
  return found;
}

type Name = { givenName: string; familyName: string };
const givenKey = ({ givenName }: Name) => familyKey({ familyName: givenName });
/** One of the two names is the same. */
const keysIn = (className: string, name: Name): string[] => [
  `f|${className}|${familyKey(name)}`,
  `g|${className}|${givenKey(name)}`,
];

/** Who is in a class and, as far as the other lines say, isn't in the list. */
function indexClasses(index: Index, claimed: Claimed): Map<string, KnownPupil[]> {
  const there = new Map<string, KnownPupil[]>();
  for (const pupil of index.byLoginName.values()) {
    if (!pupil.open || claimed.has(pupil)) continue;
    for (const key of classesOf(pupil, index).flatMap((name) => keysIn(name, pupil))) {
      const same = there.get(key);
      if (same) same.push(pupil);
      else there.set(key, [pupil]);
    }
  }
  return there;
}

const areTwo = (row: PupilRow, pupil: KnownPupil, { renumbered }: Index): boolean =>
  (row.hash !== null && pupil.hashes.length > 0) || (!renumbered && hasOtherStamboek(row, pupil));

const isNear = (one: Name, two: Name): boolean =>
  (familyKey(one) === familyKey(two) && areLike(one.givenName, two.givenName)) ||
  (givenKey(one) === givenKey(two) && areLike(one.familyName, two.familyName));

const wordsOf = (name: string): string[] =>
  fold(name)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");

/** One has all words of the other, or differs from it in a letter. */
function areLike(one: string, two: string): boolean {
  const [fewer = [], more = []] = [wordsOf(one), wordsOf(two)].sort((a, b) => a.length - b.length);
  if (fewer.length > 0 && fewer.every((word) => more.includes(word))) return true;
  return areOneLetterApart(familyKey({ familyName: one }), familyKey({ familyName: two }));
}

/** A letter that is missing, another one, or two that changed places; in names of two or three letters that is another name. */
function areOneLetterApart(one: string, two: string): boolean {
  const [short, long] = one.length <= two.length ? [one, two] : [two, one];
  if (short.length < 4 || long.length > short.length + 1 || long.length > 100) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  if (long.length > short.length) return short.slice(at) === long.slice(at + 1);
  const turned = `${long[at + 1] ?? ""}${long[at] ?? ""}${long.slice(at + 2)}`;
  return short.slice(at + 1) === long.slice(at + 1) || short.slice(at) === turned;
}

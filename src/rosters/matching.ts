import type { KnownPupil } from "../pupils/pupils.ts";
import type { PupilRow } from "./duplicates.ts";
import { nameKey } from "./names.ts";
import { nameAgreement } from "./people/agreement.ts";
import type { ReasonCode } from "./reason-texts.ts";

export type Match =
  /** `asOne`: of several pupils of one name in one class any; nothing but the class is taken from the line */
  | { is: "known"; pupil: KnownPupil; asOne?: boolean }
  | { is: "new" }
  /** `together`: other lines that leave the doubt */
  | { is: "doubtful"; code: ReasonCode; candidates: KnownPupil[]; together?: PupilRow[] };

export type Index = {
  byHash: Map<string, KnownPupil>;
  byStamboek: Map<string, KnownPupil>;
  /** by the stamboeknummer without the zeros in front, where one pupil only has it */
  byBareStamboek: Map<string, KnownPupil | undefined>;
  /** whom the school's program knows by one identifier: several, when it gave it again */
  bySource: Map<string, KnownPupil[]>;
  byName: Map<string, KnownPupil[]>;
  byLoginName: Map<string, KnownPupil>;
  /** whether a line may name last year's class of a pupil who has one of this year already */
  bothYears: boolean;
  /** whether a name together with the class says who it is, when no number does: a list says it again of everybody, a person means one */
  nameProves: boolean;
  /** the school's own numbers in this list are others than before */
  renumbered: boolean;
};

type Rules = Partial<Pick<Index, "bothYears" | "nameProves">>;

export function indexKnown(known: KnownPupil[], { bothYears = false, nameProves = true }: Rules = {}): Index {
  const index: Index = {
    byHash: new Map(),
    byStamboek: new Map(),
    byBareStamboek: new Map(),
    bySource: new Map(),
    byName: new Map(),
    byLoginName: new Map(),
    bothYears,
    nameProves,
    renumbered: false,
  };
  for (const pupil of known) {
    // of two who had one number here, one after the other, the one who is here now
    for (const hash of pupil.hashes)
      if (index.byHash.get(hash)?.number !== hash && (pupil.number === hash || !index.byHash.get(hash)?.open))
        index.byHash.set(hash, pupil);
    const number = pupil.stamboeknummer;
    // a stamboeknummer of one who left may be given again: who is here now has it
    if (number !== null && !index.byStamboek.get(number)?.open) index.byStamboek.set(number, pupil);
    if (number !== null) {
      const bare = bareStamboek(number);
      index.byBareStamboek.set(bare, index.byBareStamboek.has(bare) ? undefined : pupil);
    }
    if (pupil.sourceHash !== null) addTo(index.bySource, pupil.sourceHash, pupil);
    addTo(index.byName, nameKey(pupil), pupil);
    index.byLoginName.set(pupil.loginName, pupil);
  }
  return index;
}

function addTo(map: Map<string, KnownPupil[]>, key: string, pupil: KnownPupil): void {
  const same = map.get(key);
  if (same) same.push(pupil);
  else map.set(key, [pupil]);
}

/** Spreadsheets take the zeros in front of a number. */
export const bareStamboek = (number: string): string =>
  /^\d+$/.test(number) ? number.replace(/^0+(?=.)/, "") : number;

export const ownerOfStamboek = ({ byStamboek, byBareStamboek }: Index, number: string | null): KnownPupil | undefined =>
  number === null ? undefined : (byStamboek.get(number) ?? byBareStamboek.get(bareStamboek(number)));

export type Doubtful = Extract<Match, { is: "doubtful" }>;

export const doubtful = (code: ReasonCode, ...candidates: (KnownPupil | undefined)[]): Doubtful => ({
  is: "doubtful",
  code,
  candidates: [...new Set(candidates.filter((pupil) => pupil !== undefined))],
});

/**
 * Whose row this is by its numbers, among those who are or were enrolled at this school: by LeerID where the file gives it, then
 * national number, then stamboeknummer. Signs that contradict each other are doubtful.
 * @returns undefined when the numbers say nothing: `matchName` comes next
 */
export function matchNumbers(row: PupilRow, index: Index): Match | undefined {
  const byHash = row.hash === null ? undefined : index.byHash.get(row.hash);
  const byStamboek = ownerOfStamboek(index, row.stamboeknummer);
  const found = { byHash, byStamboek };
  if (row.leerId !== null) return matchLeerId(row, found, index);
  if (row.bornOther && !(byHash && nameKey(byHash) === row.nameKey))
    return doubtful("born-other", byHash, byStamboek, ...namesakes(row, index));
  if (byHash) {
    const clash = byStamboek !== undefined && byStamboek !== byHash && byStamboek.open;
    return clash ? doubtful("two-pupils", byHash, byStamboek) : matchHash(row, byHash, index);
  }
  const byOwnNumber = byStamboek ? matchOwn(row, byStamboek, { index, code: "other-person" }) : undefined;
  return byOwnNumber ?? matchSource(row, index);
}

/** What a program calls a pupil by says who it is, like the school's own number, until the program gives it to somebody else. */
function matchSource(row: PupilRow, index: Index): Match | undefined {
  const all = index.bySource.get(row.sourceHash ?? "") ?? [];
  const pupil = all.find((one) => nameKey(one) === row.nameKey) ?? all.find(({ open }) => open) ?? all[0];
  return pupil && matchOwn(row, pupil, { index, code: "other-source" });
}

type Found = { byHash: KnownPupil | undefined; byStamboek: KnownPupil | undefined };

/** What staff wrote themselves wins, as long as the numbers aren't those of another child of that name. */
function matchLeerId(row: PupilRow, found: Found, index: Index): Match {
  if (row.leerId === "new") {
    // the list of before, once more: the pupil who was new has the number by now
    const made = [found.byHash, found.byStamboek].find((one) => one && nameKey(one) === row.nameKey);
    return made ? { is: "known", pupil: made } : { is: "new" };
  }
  const pupil = index.byLoginName.get(row.leerId ?? "");
  if (!pupil) return doubtful("leerid-wrong");
  const others = [found.byHash, found.byStamboek?.open ? found.byStamboek : undefined];
  // the name decides between the LeerID and a number that is another child's: the number goes to whose name it is
  const isNamed = row.decided === true || nameKey(pupil) === row.nameKey;
  const clash = others.some(
    (other) => other !== undefined && other !== pupil && !(isNamed && nameKey(other) !== row.nameKey),
  );
  return clash ? doubtful("two-pupils", pupil, ...others) : { is: "known", pupil };
}

/** Numbers are typed over, exchanged between twins, and shifted by a line: a child doesn't become another one by that. */
function matchHash(row: PupilRow, pupil: KnownPupil, index: Index): Match {
  if (nameAgreement(row, pupil) !== "not") return { is: "known", pupil };
  return doubtful("other-name", pupil, ...namesakes(row, index));
}

type Own = { index: Index; code: "other-person" | "other-source" };

/** A stamboeknummer is the school's own. The first or the family name may change meanwhile, but not both at once. */
function matchOwn(row: PupilRow, pupil: KnownPupil, { index, code }: Own): Match | undefined {
  const agreement = nameAgreement(row, pupil);
  const otherNumber = row.hash !== null && pupil.hashes.length > 0;
  if (agreement === "same" || (agreement === "partly" && !otherNumber)) return { is: "known", pupil };
  // one who left has no say over a number that is given again
  return pupil.open ? doubtful(code, pupil, ...namesakes(row, index)) : undefined;
}

/** By which of its numbers a line is about this pupil, as the code of the doubt about it. */
export function codeOf(row: PupilRow, pupil: KnownPupil, index: Index): ReasonCode {
  if (row.leerId !== null) return "two-pupils";
  if (row.hash !== null && index.byHash.get(row.hash) === pupil) return "other-name";
  return ownerOfStamboek(index, row.stamboeknummer) === pupil ? "other-person" : "other-source";
}

export const namesakes = (row: PupilRow, index: Index): KnownPupil[] => index.byName.get(row.nameKey) ?? [];

/**
 * A row whose numbers say nothing. A name together with the class proves who it is; a name alone is doubtful, also when the
 * pupil of that name and class has another national number (a bis number may have become a final one).
 * @param claimed pupils who are somebody else's already, by number
 */
export function matchName(row: PupilRow, index: Index, claimed: Claimed): Match {
  const hasOtherNumber = (pupil: KnownPupil) => row.hash !== null && pupil.hashes.length > 0;
  const there = new Set(inClassOf(row, index));
  const same = namesakes(row, index).filter(
    (pupil) => !claimed.has(pupil) && (!hasOtherNumber(pupil) || there.has(pupil)),
  );
  if (same.length === 0) return { is: "new" };
  const [only, ...more] = same.filter((pupil) => there.has(pupil));
  const sure =
    index.nameProves &&
    only !== undefined &&
    more.length === 0 &&
    !hasOtherNumber(only) &&
    (index.renumbered || !hasOtherStamboek(row, only));
  return sure ? { is: "known", pupil: only } : doubtful("name-only", ...same);
}

/** Who is somebody's already. */
export type Claimed = Pick<Set<KnownPupil>, "has">;

/** The classes by which a line may name a pupil. */
export const classesOf = (pupil: KnownPupil, { bothYears }: Index): string[] => [
  ...pupil.classNames,
  ...(bothYears || pupil.classNames.length === 0 ? pupil.classNamesBefore : []),
];

/** Who is called so in one of the classes of the line. */
export const inClassOf = (row: PupilRow, index: Index): KnownPupil[] =>
  namesakes(row, index).filter(
    (pupil) => pupil.open && row.classNames.some((name) => classesOf(pupil, index).includes(name)),
  );

export const hasOtherStamboek = (row: PupilRow, pupil: KnownPupil): boolean =>
  row.stamboeknummer !== null &&
  pupil.stamboeknummer !== null &&
  bareStamboek(row.stamboeknummer) !== bareStamboek(pupil.stamboeknummer);

import type { KnownPupil } from "../../pupils/pupils.ts";
import { mostTold, type PupilRow } from "../duplicates.ts";
import { codeOf, doubtful, matchNumbers, namesakes, type Index, type Match } from "../matching.ts";
import { nameKey } from "../names.ts";
import { nameAgreement } from "./agreement.ts";
import { matchLost } from "./lost-names.ts";
import { matchNamesakes } from "./namesakes.ts";
import { matchNear } from "./near-names.ts";

/** Numbers first, for all rows; names then, among the pupils that no number claimed. */
export function matchRows(rows: PupilRow[], index: Index): Map<PupilRow, Match> {
  const matches = matchAllNumbers(rows, index);
  const claims = new Map<KnownPupil, PupilRow[]>();
  const claim = (row: PupilRow, match: Match) => {
    matches.set(row, match);
    if (match.is !== "known") return;
    const others = claims.get(match.pupil);
    if (others) others.push(row);
    else claims.set(match.pupil, [row]);
  };
  for (const [row, match] of matches) claim(row, match);
  const claimed = new Set(claims.keys());
  // a name that lost letters proves nothing, and nobody else is called like that
  const lost = rows.filter((row) => row.lost === true && (matches.get(row)?.is ?? "new") === "new");
  for (const all of byName(rows.filter((row) => row.lost !== true))) {
    const open = all.filter((row) => !matches.has(row));
    for (const [row, match] of matchNamesakes(open, { all, index, claimed })) claim(row, match);
  }
  for (const [row, match] of matchLost(lost, index, claims)) matches.set(row, match);
  const unknown = rows.filter((row) => row.leerId === null && matches.get(row)?.is === "new");
  for (const [row, match] of matchNear(unknown, index, claims)) matches.set(row, match);
  for (const [whom, claimants] of claims) {
    if (claimants.length === 1) continue;
    const together = claimants.slice(0, mostTold);
    const names = new Map(claimants.map((row) => [row.nameKey, row]));
    const others = [...names.values()].flatMap((row) => namesakes(row, index)).filter((pupil) => !claims.has(pupil));
    const doubt = { ...doubtful("same-pupil", whom, ...others), together };
    for (const row of claimants) matches.set(row, doubt);
  }
  return matches;
}

function byName(rows: PupilRow[]): Iterable<PupilRow[]> {
  const groups = new Map<string, PupilRow[]>();
  for (const row of rows) {
    const group = groups.get(row.nameKey);
    if (group) group.push(row);
    else groups.set(row.nameKey, [row]);
  }
  return groups.values();
}

/** What the numbers say, of every row of which they say something. */
function matchAllNumbers(rows: PupilRow[], index: Index): Map<PupilRow, Match> {
  const matches = new Map<PupilRow, Match>();
  const certain = new Set<KnownPupil>();
  for (const row of rows) {
    const match = matchNumbers(row, index);
    if (!match) continue;
    matches.set(row, match);
    if (match.is === "known" && nameAgreement(row, match.pupil) === "same") certain.add(match.pupil);
  }
  const names = new Set(rows.map((row) => row.nameKey));
  for (const [row, match] of matches) {
    const others = match.is === "known" ? whoElse(row, match.pupil, { index, certain, names }) : undefined;
    if (match.is === "known" && others)
      matches.set(row, doubtful(codeOf(row, match.pupil, index), match.pupil, ...others));
  }
  return matches;
}

type Told = { index: Index; certain: Set<KnownPupil>; names: Set<string> };

/**
 * Whom a row may be about beside the pupil whose number it has. Of twins who have each other's number half of the name agrees: it is no
 * change of name when the school has a pupil of the row's name, or the file another line with the pupil's.
 * @returns undefined when nothing speaks against the number
 */
function whoElse(row: PupilRow, pupil: KnownPupil, { index, certain, names }: Told): KnownPupil[] | undefined {
  if (row.decided || nameAgreement(row, pupil) === "same") return undefined;
  const others = namesakes(row, index).filter((other) => !certain.has(other));
  return others.length > 0 || names.has(nameKey(pupil)) ? others : undefined;
}

import type { KnownPupil } from "../../pupils/pupils.ts";
import { mostTold, sayLines, type PupilRow } from "../duplicates.ts";
import { mayHaveBeen } from "../letters/lost.ts";
import { classesOf, doubtful, type Claimed, type Index, type Match } from "../matching.ts";
import type { Notice } from "../reading.ts";

/** So many lines are compared with the whole school; of a list with more of them it is the list that is looked at. */
const mostSearched = 500;

/**
 * Whom lines may be about whose names have lost letters and whose numbers are nobody's: nobody is called like that, so it is never
 * somebody new. Those who are in the class of the line, or else in another one, and whose name has what is left of it come into question.
 */
export function matchLost(rows: PupilRow[], index: Index, claimed: Claimed): Map<PupilRow, Match> {
  const found = new Map<PupilRow, Match>();
  if (rows.length === 0) return found;
  const free = [...index.byLoginName.values()].filter((pupil) => pupil.open && !claimed.has(pupil));
  const byClass = groupByClass(free, index);
  for (const [at, row] of rows.entries()) {
    const there = [...new Set(row.classNames.flatMap((name) => byClass.get(name) ?? []))];
    const fits = there.filter((pupil) => mayBe(row, pupil));
    // who isn't in that class may have changed class meanwhile
    const others = fits.length > 0 || at >= mostSearched ? fits : free.filter((pupil) => mayBe(row, pupil));
    found.set(row, doubtful("letters-lost", ...others.slice(0, mostTold)));
  }
  return found;
}

const mayBe = (row: PupilRow, pupil: KnownPupil) =>
  mayHaveBeen(row.familyName, pupil.familyName) && mayHaveBeen(row.givenName, pupil.givenName);

function groupByClass(pupils: KnownPupil[], index: Index): Map<string, KnownPupil[]> {
  const groups = new Map<string, KnownPupil[]>();
  for (const pupil of pupils) {
    for (const name of classesOf(pupil, index)) {
      const group = groups.get(name);
      if (group) group.push(pupil);
      else groups.set(name, [pupil]);
    }
  }
  return groups;
}

/** Names that lost letters, of pupils whose number says who they are. */
export function namesKept(matches: Map<PupilRow, Match>): Notice[] {
  const kept = [...matches].flatMap(([row, match]) => (row.lost && match.is === "known" ? [row] : []));
  return kept.length === 0 ? [] : [{ code: "names-kept", params: { lines: sayLines(kept) } }];
}

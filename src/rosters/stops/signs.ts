import type { PupilRow } from "../duplicates.ts";
import type { Match } from "../matching.ts";
import { nameKey } from "../names.ts";
import type { Signs } from "../plan.ts";
import type { RosterRow } from "../rows.ts";

const yearsBefore = { kleuter: 0, lager: 3, secundair: 9 } as const;
type Year = Pick<RosterRow, "level" | "yearGroup">;
/** A pupil of the third year whom the list has in the second: one is put back a year now and then, a whole school is not. */
const isBehind = (line: Year, now: Year): boolean => {
  const [listed, here] = [line, now].map(({ level, yearGroup }) =>
    level === null || yearGroup === null ? undefined : yearsBefore[level] + yearGroup,
  );
  return listed !== undefined && here !== undefined && listed < here;
};

/** Whether a line asks about somebody of this name, or nearly, who is enrolled here. */
const asksOfHere = (row: PupilRow, match: Match): boolean =>
  match.is === "doubtful" &&
  (match.code === "near-name" || match.candidates.some((pupil) => pupil.open && nameKey(pupil) === row.nameKey));

/**
 * How many lines are about pupils of this school, the open questions of a known name among them: a list of which much has to be asked is no
 * other school's. A few pupils stay in their year; when most lines say last year's class, the file is last year's.
 */
export function signsOf(matches: Map<PupilRow, Match>): Pick<Signs, "here" | "lastYear"> {
  const signs = { here: 0, lastYear: 0 };
  const same = (a: string[], b: string[]) => a.toSorted().join("\n") === b.toSorted().join("\n");
  for (const [row, match] of matches) {
    if (asksOfHere(row, match)) signs.here += 1;
    if (match.is !== "known" || !match.pupil.open) continue;
    signs.here += 1;
    const { classNames, classNamesBefore } = match.pupil;
    const returns = same(row.classNames, classNamesBefore) && !same(row.classNames, classNames);
    if (returns || isBehind(row, match.pupil)) signs.lastYear += 1;
  }
  return signs;
}

/** How far the pupils of a school are, as its administration package may know it: by the package's own numbers. */
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { statesOf, type PupilWithState } from "../school/school.ts";
import type { Caller } from "./caller.ts";
import { cursorAfter, readCursor } from "./cursor.ts";
import type { ActivationCounts, PupilsQuery, PupilStates, State } from "./schemas.ts";

type ActivationDeps = Pick<Deps, "db" | "now">;

/** One statement. */
export async function countActivation(deps: ActivationDeps, caller: Caller): Promise<z.input<typeof ActivationCounts>> {
  const { schoolYear, pupils, classes, totals } = await statesOf(deps, caller.schoolId);
  return {
    schoolYear,
    totals: { pupils: totals.pupils, ...totals.states },
    withoutPupilNumber: pupils.length - byNumber(pupils).size,
    classes: classes.map((one) => ({ name: one.name, pupils: one.pupils, ...one.states })),
  };
}

/** One statement per page: a school is small, and who is in which state stands in one place only. */
export async function listPupilStates(
  deps: ActivationDeps,
  caller: Caller,
  { limit, cursor, class: className, state }: z.output<typeof PupilsQuery>,
): Promise<z.input<typeof PupilStates>> {
  const after = readCursor(cursor) ?? "";
  const { pupils } = await statesOf(deps, caller.schoolId);
  const rest = [...byNumber(pupils)]
    .filter(([number]) => number > after)
    .filter(([, pupil]) => className === undefined || pupil.classNames.includes(className))
    .filter(([, pupil]) => state === undefined || pupil.state === state)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const page = rest.slice(0, limit);
  const [last] = page.at(-1) ?? [];
  return {
    pupils: page.map(([pupilNumber, pupil]) => ({ pupilNumber, classes: pupil.classNames, state: shown(pupil.state) })),
    next: rest.length > limit && last !== undefined ? cursorAfter(last) : null,
  };
}

/** That a pupil has to wait after wrong attempts is between them and their school. */
const shown = (state: PupilWithState["state"]): z.input<typeof State> => (state === "held" ? "active" : state);

/** A number may have passed from somebody who leaves to somebody who stays. */
function byNumber(pupils: PupilWithState[]): Map<string, PupilWithState> {
  const known = new Map<string, PupilWithState>();
  for (const pupil of pupils) {
    const number = pupil.stamboeknummer;
    if (number !== null && (pupil.state !== "leaving" || !known.has(number))) known.set(number, pupil);
  }
  return known;
}

/** What staff of a school see and do: reads with joins, writes through the domains. */
import type { Deps } from "../deps.ts";
import type { SchoolId } from "../ids.ts";
import { schoolYearOf } from "../schools/schools.ts";
import { getProgress, listClassStates, type ClassState, type Progress } from "./queries.ts";

export type Overview = {
  schoolYear: string;
  classes: ClassState[];
  totals: { pupils: number; active: number; ready: number };
  progress: Progress;
};

/** The start page: two statements, whatever the size of the school. */
export async function overviewOf(deps: Pick<Deps, "db" | "now">, schoolId: SchoolId): Promise<Overview> {
  const now = deps.now();
  const schoolYear = schoolYearOf(now);
  return deps.db.forSchools([schoolId], async (tx) => {
    const classes = await listClassStates(tx, { schoolId, schoolYear, now });
    const sum = (pick: (state: ClassState) => number) => classes.reduce((total, state) => total + pick(state), 0);
    const totals = { pupils: sum((s) => s.pupils), active: sum((s) => s.active), ready: sum((s) => s.ready) };
    return { schoolYear, classes, totals, progress: await getProgress(tx, schoolId) };
  });
}

/** What staff of a school see and do: reads with joins, writes through the domains. */
import type { Deps } from "../deps.ts";
import type { SchoolId } from "../ids.ts";
import { statesOf, type ClassOnBoard } from "./activation.ts";
import { wishesFrom } from "./applications.ts";
import { getProgress, type Progress } from "./queries.ts";

export { statesOf, type PupilWithState } from "./activation.ts";
export { getImport, type ImportView } from "./roster.ts";

export { yearPlanOf, type YearPlanView } from "./year.ts";
export type { Loss } from "./year-difference.ts";

export type Overview = {
  schoolYear: string;
  classes: ClassOnBoard[];
  totals: Pick<ClassOnBoard, "pupils" | "states">;
  progress: Progress;
};

/** The start page: two statements, whatever the size of the school. Its figures are those of the activation board. */
export async function overviewOf(deps: Pick<Deps, "db" | "now">, schoolId: SchoolId): Promise<Overview> {
  const { pupils: _, ...states } = await statesOf(deps, schoolId);
  const wishesSince = wishesFrom(deps.now());
  const progress = await deps.db.forSchools([schoolId], (tx) => getProgress(tx, { schoolId, wishesSince }));
  return { ...states, progress };
}

import type { ImportId, SchoolId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import { schoolYearOf } from "../schools/schools.ts";
import { chunksOfOthers } from "./queries.ts";

type State = { status: string; schoolYear: string; basedOn: number; now: Date };

/** Whether the plan compares with a list that is no longer there. Under the lock of the school. */
export async function isStale(
  tx: Tx,
  { schoolId, importId }: { schoolId: SchoolId; importId: ImportId },
  plan: State,
): Promise<boolean> {
  if (plan.status === "stale" || plan.schoolYear !== schoolYearOf(plan.now)) return true;
  return (await chunksOfOthers(tx, schoolId, importId)) !== plan.basedOn;
}

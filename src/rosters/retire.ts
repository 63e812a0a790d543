import type { SchoolId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import { lockSchool, retireOthers } from "./queries.ts";

/** What was planned for this school compares with pupils that are about to become others. Waits for a chunk that is being applied. */
export async function retirePlans(tx: Tx, schoolId: SchoolId): Promise<void> {
  await lockSchool(tx, schoolId);
  await retireOthers(tx, schoolId, null);
}

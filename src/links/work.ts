import type { SchoolId } from "../ids.ts";
import { endOutlived, listOutlived } from "../pupils/pupils.ts";
import { retirePlans } from "../rosters/rosters.ts";
import { brusselsDay, firstDayOf, schoolYearOf } from "../schools/schools.ts";
import * as queries from "./queries.ts";
import { settleEach, type LinkDeps } from "./settle.ts";

/**
 * The job: opens what is to be asked, and makes one of what both sides agreed on or what needs no question. Any number of times, from
 * any number of processes.
 * @param schoolId whose list has just changed; null: the whole country, for what only the calendar changes
 */
export async function workOnLinks(
  deps: LinkDeps,
  { schoolId }: { schoolId: SchoolId | null },
): Promise<{ opened: number; linked: number }> {
  const at = deps.now();
  const opened = await queries.openLinks(deps.db.platform, { schoolId, at, today: brusselsDay(at) });
  const open = await queries.listOpen(deps.db.platform, schoolId);
  const ids = open.map(({ id }) => id);
  const linked = await settleEach(deps, ids, "job:link-questions");
  await endLastYears(deps, { schoolId, at });
  return { opened, linked };
}

/**
 * A school that enrolled a child in its last year group has no say over it from 1 September on, when another school enrols the child, also
 * before its own next list says so.
 */
async function endLastYears(deps: LinkDeps, { schoolId, at }: { schoolId: SchoolId | null; at: Date }): Promise<void> {
  const today = brusselsDay(at);
  for (const left of await listOutlived(deps.db.platform, { schoolId, today }))
    await deps.db.platform.transaction(async (tx) => {
      // a plan that still counts on the pupil would fail
      await retirePlans(tx, left.schoolId);
      await endOutlived(tx, { ...left, today, on: firstDayOf(schoolYearOf(at)) });
    });
}

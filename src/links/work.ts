import type { SchoolId } from "../ids.ts";
import { brusselsDay } from "../schools/schools.ts";
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
  return { opened, linked: await settleEach(deps, ids, "job:link-questions") };
}

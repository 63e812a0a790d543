import { purgeRuns } from "./activation/activation.ts";
import { addPartitions } from "./audit/audit.ts";
import type { Deps } from "./deps.ts";
import { purgeRosters } from "./rosters/rosters.ts";
import { purgeInvitations } from "./staff/staff.ts";

const batch = 5000;

/** Deletes what has expired, in small batches so that nobody waits for it, and prepares the audit of the coming month. */
export async function purge({ artifacts, db, log, now }: Deps): Promise<void> {
  const at = now();
  let expired = 0;
  for (let deleted = batch; deleted === batch; expired += deleted) deleted = await artifacts.purge(batch);
  const rosters = await purgeRosters(db.platform, at);
  const invitations = await purgeInvitations(db.platform, at);
  await purgeRuns(db.platform, at);
  await addPartitions(db.platform, at);
  log.info({ expired, rosters, invitations }, "purged what had expired");
}

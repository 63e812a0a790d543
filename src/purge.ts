import { purgeRuns } from "./activation/activation.ts";
import { addPartitions, purgeAudit } from "./audit/audit.ts";
import type { Deps } from "./deps.ts";
import { purgeFailures } from "./failures/failures.ts";
import { purgeRosters, purgeYearPlans } from "./rosters/rosters.ts";
import { purgeArrivals, purgePasses } from "./sessions/sessions.ts";
import { purgeInvitations, purgeSignIns } from "./staff/staff.ts";

const batch = 5000;

/** Deletes what has expired, in small batches so that nobody waits for it, and prepares the audit of the coming month. */
export async function purge({ artifacts, counter, db, log, now }: Deps): Promise<void> {
  const at = now();
  let expired = 0;
  for (let deleted = batch; deleted === batch; expired += deleted) deleted = await artifacts.purge(batch);
  const rosters = await purgeRosters(db.platform, at);
  await purgeYearPlans(db.platform, at);
  const invitations = await purgeInvitations(db.platform, at);
  await purgeSignIns(db.platform, at);
  await purgeRuns(db.platform, at);
  await purgePasses(db.platform, at);
  await purgeArrivals(db.platform, at);
  await counter.purge();
  await addPartitions(db.platform, at);
  await purgeAudit({ db, now });
  await purgeFailures(db.platform, at);
  log.info({ expired, rosters, invitations }, "purged what had expired");
}

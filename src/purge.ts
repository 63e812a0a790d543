import type { Deps } from "./deps.ts";
import { sql } from "./lib/db.ts";

const batch = 5000;

/** Deletes what has expired, in small batches so that nobody waits for it, and prepares the partitions of the coming month. */
export async function purge(deps: Deps): Promise<void> {
  const now = deps.now();
  let artifacts = 0;
  for (let deleted = batch; deleted === batch; artifacts += deleted) deleted = await deps.artifacts.purge(batch);
  const { platform } = deps.db;
  const imports = await platform.run(
    sql`delete from roster_import where created_at < ${now}::timestamptz - interval '30 days'`,
  );
  const throttles = await platform.run(sql`delete from throttle where expire < ${now.getTime()}`);
  await platform.run(sql`select add_audit_partitions(${now}::timestamptz::date)`);
  deps.log.info({ artifacts, imports, throttles }, "purged what had expired");
}

import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { openEmbeddedPostgres } from "../../adapters/embedded-postgres.ts";
import { migrate } from "../../src/lib/migrate.ts";
import { dropPostgres, onAbruptEnd } from "../../test/support/leave-nothing.ts";
import { startRedisServer } from "../../test/support/redis.ts";
import { killAll } from "./processes.ts";

export type Stores = { folder: string; databaseUrl: string; redisUrl: string };

/** A real PostgreSQL with the settings of the embedded one, migrated, and a real Redis. Both are gone at the end, whatever happens. */
export async function withStores<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "leerid-bench-"));
  // PostgreSQL runs as another user when we are root
  chmodSync(folder, 0o755);
  const forget = onAbruptEnd(() => dropPostgres(folder));
  try {
    const postgres = await openEmbeddedPostgres(folder);
    const redis = await startRedisServer();
    try {
      await migrate(postgres.url);
      return await work({ folder, databaseUrl: postgres.url, redisUrl: redis.url });
    } finally {
      killAll();
      await redis.stop();
      await disconnectAll(postgres.url);
      await postgres.close();
    }
  } finally {
    forget();
    dropPostgres(folder);
  }
}

/** The server only stops when nobody uses it any more; after an error somebody may. */
async function disconnectAll(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
  );
  await client.end();
}

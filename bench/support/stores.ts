import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedPostgres } from "../../adapters/embedded-postgres.ts";
import { migrate } from "../../src/lib/migrate.ts";
import { startRedisServer } from "../../test/support/redis.ts";

export type Stores = { folder: string; databaseUrl: string; redisUrl: string; close(): Promise<void> };

/** A real PostgreSQL with the settings of the embedded one, migrated, and a real Redis, both gone at the end. */
export async function openStores(): Promise<Stores> {
  const folder = mkdtempSync(join(tmpdir(), "leerid-bench-"));
  // PostgreSQL runs as another user when we are root
  chmodSync(folder, 0o755);
  const postgres = await openEmbeddedPostgres(folder);
  await migrate(postgres.url);
  const redis = await startRedisServer();
  return {
    folder,
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    close: async () => {
      await redis.stop();
      await postgres.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

import { mkdtempSync, rmSync, chmodSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { openEmbeddedPostgres } from "../../adapters/embedded-postgres.ts";
import { migrate } from "../../src/lib/migrate.ts";
import { startRedis } from "./redis.ts";

declare module "vitest" {
  export interface ProvidedContext {
    databaseUrl: string;
    redisUrl: string;
  }
}

/** One PostgreSQL and one Redis for the whole run; each test file copies the migrated template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "leerid-test-"));
  chmodSync(folder, 0o755);
  const postgres = await openEmbeddedPostgres(folder, [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=256MB",
  ]);
  const redis = await startRedis();
  await migrate(postgres.url);
  const client = new pg.Client({ connectionString: postgres.url.replace(/\/leerid$/, "/postgres") });
  await client.connect();
  await client.query("alter database leerid with is_template true allow_connections false");
  await client.end();
  project.provide("databaseUrl", postgres.url);
  project.provide("redisUrl", redis.url);
  return async () => {
    await redis.stop();
    await postgres.close();
    rmSync(folder, { recursive: true, force: true });
  };
}

import { mkdtempSync, rmSync, chmodSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { openEmbeddedPostgres } from "../../adapters/embedded-postgres.ts";
import { createJobs } from "../../adapters/jobs-pg-boss.ts";
import { createLog } from "../../src/lib/log.ts";
import { migrate } from "../../src/lib/migrate.ts";
import { dropPostgres, onAbruptEnd } from "./leave-nothing.ts";
import { startRedis } from "./redis.ts";

declare module "vitest" {
  export interface ProvidedContext {
    databaseUrl: string;
    redisUrl: string;
  }
}

/** One PostgreSQL and one Redis for the whole run; each test file copies the migrated template. Neither outlives the run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "leerid-test-"));
  chmodSync(folder, 0o755);
  const forget = onAbruptEnd(() => dropPostgres(folder));
  try {
    const postgres = await openEmbeddedPostgres(folder, {
      settings: ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=256MB"],
    });
    const redis = await startRedis();
    await makeTemplate(postgres.url);
    project.provide("databaseUrl", postgres.url);
    project.provide("redisUrl", redis.url);
    return async () => {
      await redis.stop();
      await postgres.close();
      forget();
      rmSync(folder, { recursive: true, force: true });
    };
  } catch (error) {
    forget();
    dropPostgres(folder);
    throw error;
  }
}

async function makeTemplate(url: string): Promise<void> {
  await migrate(url);
  // the tables of the jobs, which a first start makes: the second hundred of them needn't
  const jobs = await createJobs({ databaseUrl: url, log: createLog("silent"), workers: false });
  await jobs.stop();
  const client = new pg.Client({ connectionString: url.replace(/\/leerid$/, "/postgres") });
  await client.connect();
  await client.query("alter database leerid with is_template true allow_connections false");
  await client.end();
}

import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createJobs } from "../../adapters/jobs-pg-boss.ts";
import type { Jobs } from "../../src/deps.ts";
import { ActivationRunId, SchoolId } from "../../src/ids.ts";
import { createLog } from "../../src/lib/log.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;
let sender: Jobs;
let worker: Jobs;
const log = createLog("silent");
beforeAll(async () => {
  database = await createTestDatabase();
  sender = await createJobs({ databaseUrl: database.url, log, workers: false });
});
/** It looks so seldom for a job that a test fails which has to wait for that. */
beforeEach(async () => {
  worker = await createJobs({ databaseUrl: database.url, log, workers: true, pollingSeconds: 20 });
});
afterEach(() => worker.stop());
afterAll(async () => {
  await sender.stop();
  await database.drop();
});

describe("a job that makes cards", () => {
  const ids = () => ({ schoolId: SchoolId.parse(randomUUID()), runId: ActivationRunId.parse(randomUUID()) });

  test("begins at once when its transaction commits, whichever process added it for whom", async () => {
    const begun: unknown[] = [];
    await worker.work("activation-make", async (data) => void begun.push(data));
    await pause(300);
    const wanted = ids();
    await database.db.forSchools([], (tx) => sender.enqueue("activation-make", wanted, tx));
    await expect.poll(() => begun, { timeout: 2000 }).toEqual([wanted]);
  });

  test("doesn't wait for another that takes long", async () => {
    const [long, short] = [ids(), ids()];
    const done: string[] = [];
    await worker.work("activation-make", async ({ runId }) => {
      if (runId === long.runId) await pause(2500);
      done.push(runId);
    });
    await pause(300);
    await sender.enqueue("activation-make", long);
    await pause(300);
    await sender.enqueue("activation-make", short);
    await expect.poll(() => done, { timeout: 1500 }).toEqual([short.runId]);
    await expect.poll(() => done, { timeout: 5000 }).toEqual([short.runId, long.runId]);
  });
});

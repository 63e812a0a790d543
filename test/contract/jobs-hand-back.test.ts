import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createJobs } from "../../adapters/jobs-pg-boss.ts";
import type { Jobs } from "../../src/deps.ts";
import { createLog } from "../../src/lib/log.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;
let sender: Jobs;
const others: Jobs[] = [];
const start = (workers: boolean) =>
  createJobs({ databaseUrl: database.url, log: createLog("silent"), workers, pollingSeconds: 0.5 });

beforeAll(async () => {
  database = await createTestDatabase();
  sender = await start(false);
});
afterAll(async () => {
  await sender.stop();
  await database.drop();
});
afterEach(async () => {
  await Promise.all(others.splice(0).map((jobs) => jobs.stop()));
});
beforeEach(() => database.owner.query("delete from pgboss.job"));

const jobRows = async () =>
  (
    await database.owner.query(
      "select state, retry_count, started_on, heartbeat_on from pgboss.job order by created_on",
    )
  ).rows;
const untouched = { state: "created", retry_count: 0, started_on: null, heartbeat_on: null };

/** A node that has begun a job and doesn't come to its end. */
async function nodeThatHangs(): Promise<{ node: Jobs; begun(): number; finish(): void }> {
  const node = await start(true);
  let begun = 0;
  const end = Promise.withResolvers<void>();
  await node.work("end-sessions", async () => {
    begun += 1;
    await end.promise;
  });
  await sender.enqueue("end-sessions", { accountId: "somebody" });
  await expect.poll(() => begun, { timeout: 10_000 }).toBe(1);
  return { node, begun: () => begun, finish: end.resolve };
}

test("a node that stops hands back at once what it hasn't done, and no try is counted", async () => {
  const { node, finish } = await nodeThatHangs();
  const told = performance.now();
  await node.stop();
  expect(performance.now() - told).toBeLessThan(2500);
  expect(await jobRows()).toEqual([untouched]);
  // what comes to its end afterwards settles nothing: the job is another one's by now
  finish();
  await pause(200);
  expect(await jobRows()).toEqual([untouched]);
});

test("another node takes it without waiting for a heartbeat", async () => {
  const { node, finish } = await nodeThatHangs();
  const other = await start(true);
  others.push(other);
  await node.stop();
  const handedBack = performance.now();
  let taken = 0;
  await other.work("end-sessions", async () => void (taken += 1));
  await expect.poll(() => taken, { timeout: 10_000 }).toBe(1);
  expect(performance.now() - handedBack).toBeLessThan(3000);
  finish();
});

test("a node that rests takes nothing new, finishes what it has, and still adds jobs", async () => {
  const { node, begun, finish } = await nodeThatHangs();
  node.rest();
  await sender.enqueue("end-sessions", { accountId: "somebody else" });
  await node.enqueue("end-sessions", { accountId: "a third" });
  await pause(1500);
  expect(begun()).toBe(1);
  finish();
  await expect
    .poll(async () => (await jobRows()).map(({ state }) => state), { timeout: 5000 })
    .toEqual(["completed", "created", "created"]);
  await node.stop();
});

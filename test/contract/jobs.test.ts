import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createJobs } from "../../adapters/jobs-pg-boss.ts";
import { grants } from "../../adapters/jobs-queues.ts";
import type { Jobs } from "../../src/deps.ts";
import type { Tx } from "../../src/lib/db.ts";
import { createLog } from "../../src/lib/log.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;
/** As the command line has it. */
let sender: Jobs;
const log = createLog("silent");
const started: Jobs[] = [];
const start = async (workers: boolean) => {
  const jobs = await createJobs({ databaseUrl: database.url, log, workers, pollingSeconds: 0.5 });
  if (workers) started.push(jobs);
  return jobs;
};
beforeAll(async () => {
  database = await createTestDatabase();
  sender = await start(false);
});
afterAll(async () => {
  await sender.stop();
  await database.drop();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((jobs) => jobs.stop()));
});
beforeEach(() => database.owner.query("delete from pgboss.job"));

type Row = { name: string; state: string; data: unknown; output: unknown; retry_count: number };
const rows = async () =>
  (await database.owner.query<Row>("select name, state, data, output, retry_count from pgboss.job order by created_on"))
    .rows;
const logout = { clientId: "client", accountId: "account", sid: "sid" };
/** Retries at once, as often as this, instead of after 5 seconds, 10 seconds ... */
const impatient = (limit: number) =>
  database.owner.query(
    "update pgboss.queue set retry_limit = $1, retry_delay = 0, retry_backoff = false where name = 'end-sessions'",
    [limit],
  );

test("a job of a transaction that is rolled back does not exist", async () => {
  const failing = database.db.platform.transaction(async (tx) => {
    await sender.enqueue("backchannel-logout", logout, tx);
    throw new Error("stop");
  });
  await expect(failing).rejects.toThrow("stop");
  expect(await rows()).toEqual([]);
});

test("a job of a transaction exists for others when it is committed, and not before", async () => {
  await database.db.platform.transaction(async (tx) => {
    await sender.enqueue("backchannel-logout", logout, tx);
    expect(await rows()).toEqual([]);
  });
  expect(await rows()).toMatchObject([{ name: "backchannel-logout", state: "created", data: logout }]);
});

test.each<[string, (work: (tx: Tx) => Promise<void>) => Promise<void>]>([
  ["the platform", (work) => database.db.platform.transaction(work)],
  ["the sign-in path", (work) => database.db.signIn.transaction(work)],
  ["staff of a school", (work) => database.db.forSchools([], work)],
])("%s can enqueue in its transaction, and can't read what is queued", async (_, transact) => {
  await transact((tx) => sender.enqueue("end-sessions", { accountId: "a" }, tx));
  expect(await rows()).toHaveLength(1);
  const reading = transact(async ({ client }) => void (await client.query("select data from pgboss.job_common")));
  await expect(reading).rejects.toThrow("permission denied");
});

test("a job reaches its handler with what was enqueued, once", async () => {
  const worker = await start(true);
  const done: unknown[] = [];
  await worker.work("backchannel-logout", async (data) => void done.push(data));
  await sender.enqueue("backchannel-logout", logout);
  await sender.enqueue("backchannel-logout", { ...logout, sid: undefined });
  await expect.poll(() => done.length, { timeout: 5000 }).toBe(2);
  expect(done).toEqual(expect.arrayContaining([logout, { ...logout, sid: undefined }]));
  await worker.stop();
  expect((await rows()).map(({ state }) => state)).toEqual(["completed", "completed"]);
});

test("a job waits about a second at most", async () => {
  const worker = await createJobs({ databaseUrl: database.url, log, workers: true });
  started.push(worker);
  let doneAt = 0;
  await worker.work("end-sessions", async () => {
    doneAt = Date.now();
  });
  await pause(100);
  const enqueuedAt = Date.now();
  await sender.enqueue("end-sessions", { accountId: "a" });
  await expect.poll(() => doneAt, { timeout: 5000 }).toBeGreaterThan(0);
  expect(doneAt - enqueuedAt).toBeLessThan(1500);
});

test("a handler that throws is tried again", async () => {
  const worker = await start(true);
  await impatient(3);
  let tries = 0;
  await worker.work("end-sessions", async () => {
    tries += 1;
    if (tries < 3) throw new Error("not yet");
  });
  await sender.enqueue("end-sessions", { accountId: "a" });
  await expect.poll(rows, { timeout: 8000 }).toMatchObject([{ state: "completed", retry_count: 2 }]);
  expect(tries).toBe(3);
});

test("one job of a batch that fails does not make the others run again", async () => {
  const worker = await start(true);
  await impatient(1);
  const tries: Record<string, number> = {};
  await Promise.all(["good", "bad", "fine"].map((accountId) => sender.enqueue("end-sessions", { accountId })));
  await worker.work("end-sessions", async ({ accountId }) => {
    tries[accountId] = (tries[accountId] ?? 0) + 1;
    if (accountId === "bad") throw new Error("bad");
  });
  await expect.poll(() => tries["bad"], { timeout: 8000 }).toBe(2);
  await worker.stop();
  expect(tries).toEqual({ good: 1, bad: 2, fine: 1 });
});

test("a job that failed for the last time is kept as a dead letter, without the message of the error", async () => {
  const worker = await start(true);
  await impatient(0);
  await worker.work("end-sessions", async () => {
    throw new TypeError("a secret of somebody");
  });
  await sender.enqueue("end-sessions", { accountId: "a" });
  const dead = async () => (await rows()).filter(({ name }) => name === "dead-letters");
  await expect.poll(dead, { timeout: 5000 }).toMatchObject([{ state: "created", data: { accountId: "a" } }]);
  expect(JSON.stringify(await rows())).not.toContain("secret");
});

test("pauses between tries grow from seconds to hours", async () => {
  const { rows: queue } = await database.owner.query(
    "select retry_limit, retry_delay, retry_backoff, retry_delay_max from pgboss.queue where name = 'backchannel-logout'",
  );
  expect(queue).toEqual([{ retry_limit: 12, retry_delay: 5, retry_backoff: true, retry_delay_max: 14_400 }]);
});

test("a queue that was changed by hand is as we want it after the next start", async () => {
  await impatient(1);
  await (await start(false)).stop();
  const { rows: queue } = await database.owner.query(
    "select retry_limit from pgboss.queue where name = 'end-sessions'",
  );
  expect(queue).toEqual([{ retry_limit: 12 }]);
});

test("two workers never take the same job", async () => {
  const workers = await Promise.all([start(true), start(true)]);
  const taken: string[] = [];
  const by = [0, 0];
  await Promise.all(
    Array.from({ length: 100 }, (_, index) => sender.enqueue("end-sessions", { accountId: String(index) })),
  );
  await Promise.all(
    workers.map((worker, index) =>
      worker.work("end-sessions", async ({ accountId }) => {
        taken.push(accountId);
        by[index] = (by[index] ?? 0) + 1;
        await pause(20);
      }),
    ),
  );
  await expect.poll(() => taken.length, { timeout: 15_000 }).toBe(100);
  await pause(600);
  expect(new Set(taken).size).toBe(taken.length);
  expect(by.every((count) => count > 0)).toBe(true);
});

test("stopping finishes what runs and takes nothing new", async () => {
  const worker = await start(true);
  const began: string[] = [];
  const finished: string[] = [];
  await worker.work("end-sessions", async ({ accountId }) => {
    began.push(accountId);
    await pause(800);
    finished.push(accountId);
  });
  await sender.enqueue("end-sessions", { accountId: "running" });
  await expect.poll(() => began, { timeout: 5000 }).toEqual(["running"]);
  const stopping = worker.stop();
  await sender.enqueue("end-sessions", { accountId: "late" });
  await stopping;
  expect(finished).toEqual(["running"]);
  expect((await rows()).map(({ state }) => state)).toEqual(["completed", "created"]);
});

test("a second purge is not added while one waits", async () => {
  await sender.enqueue("purge", {});
  await sender.enqueue("purge", {});
  expect(await rows()).toHaveLength(1);
});

test("a scheduled job is kept with its expression, once, however many nodes ask for it", async () => {
  const workers = await Promise.all([start(true), start(true)]);
  await Promise.all(workers.map((worker) => worker.schedule("purge", "*/10 * * * *")));
  const { rows: schedules } = await database.owner.query("select name, cron, timezone from pgboss.schedule");
  expect(schedules).toEqual([{ name: "purge", cron: "*/10 * * * *", timezone: "UTC" }]);
});

test("a process that only enqueues refuses to work", async () => {
  await expect(sender.work("purge", async () => {})).rejects.toThrow("only enqueues");
});

test("many processes may grant at the same moment", async () => {
  const clients = Array.from({ length: 10 }, () => new pg.Client({ connectionString: database.url }));
  await Promise.all(clients.map((client) => client.connect()));
  const granted = await Promise.allSettled(clients.map((client) => client.query(grants)));
  await Promise.all(clients.map((client) => client.end()));
  expect(granted.filter(({ status }) => status === "rejected")).toEqual([]);
});

test("several processes may start on an empty database at the same moment", async () => {
  const fresh = await createTestDatabase();
  const starting = Array.from({ length: 4 }, (_, index) =>
    createJobs({ databaseUrl: fresh.url, log, workers: index % 2 === 0 }),
  );
  const all = await Promise.all(starting);
  await Promise.all(all.map((jobs) => jobs.enqueue("end-sessions", { accountId: "a" })));
  const { rows: made } = await fresh.owner.query(
    "select count(*)::int as jobs from pgboss.job where name = 'end-sessions'",
  );
  expect(made).toEqual([{ jobs: 4 }]);
  await Promise.all(all.map((jobs) => jobs.stop()));
  await fresh.drop();
});

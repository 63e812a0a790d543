import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { createLog } from "./log.ts";
import { createPipeline, type Pipeline } from "./pipeline.ts";

const settings = "-c role=leerid_sign_in";
let database: TestDatabase;
let reads: Pipeline;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => {
  reads = createPipeline(database.url, {
    log: createLog("silent"),
    name: "reads of a test",
    settings,
    patienceMs: 400,
  });
});
afterEach(() => reads.end());

const ask = async (text: string, values: unknown[] = []) => (await reads.query({ text, values })).rows[0];
const connections = async () => {
  const { rows } = await database.owner.query(
    `select pid from pg_stat_activity where application_name = 'reads of a test' and datname = current_database()`,
  );
  return rows.map(({ pid }) => pid);
};

test("two hundred who ask at once each get their own answer, over one connection", async () => {
  const numbers = Array.from({ length: 200 }, (_, index) => index);
  const asked = numbers.map((number) =>
    reads.query({ name: "double", text: "select $1::int * 2 as twice", values: [number] }),
  );
  expect((await Promise.all(asked)).map(({ rows }) => rows[0].twice)).toEqual(numbers.map((number) => number * 2));
  expect(await connections()).toHaveLength(1);
});

test("a question that fails fails alone", async () => {
  const outcomes = await Promise.allSettled([
    ask("select 1 as one"),
    ask("select 1 / 0 as one"),
    ask("select 2 as one"),
  ]);
  expect(outcomes.map((one) => (one.status === "fulfilled" ? one.value.one : "failed"))).toEqual([1, "failed", 2]);
});

test("it acts as the role that it was given, and can't write", async () => {
  expect(await ask("select current_user as role")).toEqual({ role: "leerid_sign_in" });
  const write = ask("insert into audit_event (what, actor, at) values ('x', 'y', now())");
  await expect(write).rejects.toThrow(/read-only/);
});

test("when the connection is lost what is under way fails, and the next question opens another one", async () => {
  await ask("select 1 as one");
  const [pid] = await connections();
  const underWay = ask("select pg_sleep(60)").then(
    () => "answered",
    () => "failed",
  );
  await database.owner.query("select pg_terminate_backend($1)", [pid]);
  expect(await underWay).toBe("failed");
  await expect.poll(() => ask("select 1 as one").catch(() => undefined)).toEqual({ one: 1 });
  expect(await connections()).not.toEqual([pid]);
});

test("a statement that is stuck holds up those behind it for so long and no longer", async () => {
  await ask("select 1 as one");
  const outcomes = await Promise.allSettled([ask("select pg_sleep(2)"), ask("select 1 as one")]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await expect.poll(() => ask("select 1 as one").catch(() => undefined)).toEqual({ one: 1 });
});

test("a database that isn't there is an error for each who asks, and no end of the process", async () => {
  const none = createPipeline("postgresql://nobody@127.0.0.1:1/none", {
    log: createLog("silent"),
    name: "none",
    settings,
  });
  const outcomes = await Promise.allSettled([1, 2].map(() => none.query({ text: "select 1" })));
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await none.end();
});

test("at the end those under way are answered, and nobody new is", async () => {
  const underWay = ask("select pg_sleep(0.1), 1 as one");
  await ask("select 1 as one");
  await reads.end();
  expect(await underWay).toMatchObject({ one: 1 });
  await expect(ask("select 1 as one")).rejects.toThrow("closed");
});

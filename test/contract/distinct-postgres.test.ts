import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createPostgresCounter } from "../../adapters/counter-postgres.ts";
import type { Counter } from "../../src/deps.ts";
import { createPool } from "../../src/lib/db.ts";
import { createLog } from "../../src/lib/log.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;
let pool: ReturnType<typeof createPool>;
let counter: Counter;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, "leerid_sign_in", { log: createLog("silent"), max: 2 });
  counter = createPostgresCounter(pool);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
beforeEach(async () => {
  await database.owner.query("delete from distinct_count");
});

const rows = async () => (await database.owner.query("select seen from distinct_count")).rows;

test("what has ended is deleted with the next purge", async () => {
  await counter.addDistinct("geheim", "noor", 1);
  await pause(1100);
  await counter.purge();
  expect(await rows()).toEqual([]);
});

test("what has ended is deleted by what comes later, too", async () => {
  for (let key = 0; key < 8; key += 1) await counter.addDistinct(`geheim ${key}`, "noor", 1);
  await pause(1100);
  await counter.addDistinct("nieuw", "noor", 60);
  expect(await rows()).toHaveLength(1);
});

test("a thing is one row of a fixed size, of however many names", async () => {
  for (let name = 0; name < 200; name += 1) await counter.addDistinct("geheim", `naam ${name}`, 60);
  expect((await rows()).map(({ seen }) => seen.length)).toEqual([512]);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { SchoolId } from "../ids.ts";
import { createDatabases, probeWrite, sql } from "./db.ts";
import { createLog } from "./log.ts";

let test1: TestDatabase;
const name = z.object({ name: z.string() });

beforeAll(async () => {
  test1 = await createTestDatabase();
  await test1.owner.query(
    `insert into school (name, valid_from, created_at) values ('Een', now(), now()), ('Twee', now(), now())`,
  );
});
afterAll(() => test1.drop());

test("a transaction without schools sees no school", async () => {
  const seen = await test1.db.forSchools([], (tx) => tx.many(name, sql`select name from school`));
  expect(seen).toEqual([]);
});

test("a transaction of one school sees that school only", async () => {
  const { rows } = await test1.owner.query(`select id from school where name = 'Een'`);
  const id = SchoolId.parse(rows[0].id);
  const seen = await test1.db.forSchools([id], (tx) => tx.many(name, sql`select name from school`));
  expect(seen).toEqual([{ name: "Een" }]);
});

test("what a transaction may see is gone when its connection is used again", async () => {
  const { rows } = await test1.owner.query(`select id from school`);
  await test1.db.forSchools(
    rows.map((row) => SchoolId.parse(row.id)),
    (tx) => tx.many(name, sql`select name from school`),
  );
  const seen = await test1.db.forSchools([], (tx) => tx.many(name, sql`select name from school`));
  expect(seen).toEqual([]);
});

test("a transaction that throws leaves nothing behind", async () => {
  const failing = test1.db.platform.transaction(async (tx) => {
    await tx.run(sql`insert into school_group (name) values ('weg')`);
    throw new Error("stop");
  });
  await expect(failing).rejects.toThrow("stop");
  expect(await test1.db.platform.many(name, sql`select name from school_group`)).toEqual([]);
});

test("values never become SQL", async () => {
  const nasty = "'; drop table school; --";
  expect(await test1.db.platform.one(name, sql`select ${nasty}::text as name`)).toEqual({ name: nasty });
});

test("a database that only answers reads takes no writes, which a look at it finds out", async () => {
  const { url, owner, drop } = await createTestDatabase();
  await owner.query(`alter database ${new URL(url).pathname.slice(1)} set default_transaction_read_only = on`);
  const standby = createDatabases(url, { log: createLog("silent"), max: 1 });
  await expect(probeWrite(standby.signIn)).rejects.toThrow(/read-only/);
  await standby.end();
  await drop();
});

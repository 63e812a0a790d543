import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeEach, expect, test } from "vitest";
import type { AuditDeed } from "./events.ts";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { PupilId, SchoolId } from "../ids.ts";
import { createKeys } from "../lib/keys.ts";
import { createLog } from "../lib/log.ts";
import { systemRandom } from "../lib/random.ts";
import { record, sealAudit, verifyAudit } from "./audit.ts";

let database: TestDatabase;
const databases: TestDatabase[] = [];
const keys = createKeys(randomBytes(32), systemRandom);
const deps = () => ({ db: database.db, keys, now: () => new Date(), log: createLog("silent") });
beforeEach(async () => {
  database = await createTestDatabase();
  databases.push(database);
});
afterAll(() => Promise.all(databases.map((one) => one.drop())));

const schoolId = SchoolId.parse(systemRandom.uuid());
const write = (what: AuditDeed = "roster.applied", at = new Date()) =>
  record(database.db.platform, { what, actor: "cli", at, schoolId, details: { importId: "a", new: 3 } });
async function writeMany(count: number): Promise<void> {
  for (let written = 0; written < count; written += 1) await write();
}
const asOwner = (statement: string, values: unknown[] = []) => database.owner.query(statement, values);
const breakOf = async () => (await verifyAudit(deps())).broken?.kind;

/** Three batches of four events each. */
async function sealThree(): Promise<void> {
  for (let batch = 0; batch < 3; batch += 1) {
    await writeMany(4);
    await sealAudit(deps());
  }
}

test("what was written is sealed, and the chain holds", async () => {
  await sealThree();
  await write();
  const verified = await verifyAudit(deps());
  expect(verified).toMatchObject({ broken: undefined, links: 3, events: 12, purged: 0, unsealed: 1 });
});

test("with nothing written there is nothing to seal, and nothing broken", async () => {
  expect(await sealAudit(deps())).toEqual({ events: 0, waiting: false });
  expect(await verifyAudit(deps())).toEqual({ broken: undefined, links: 0, events: 0, purged: 0, unsealed: 0 });
});

test("a long backlog is sealed in several batches", async () => {
  await asOwner(
    "insert into audit_event (at, what, actor) select now(), 'pupil.signed-in', 'pupil' from generate_series(1, 12000)",
  );
  expect(await sealAudit(deps())).toEqual({ events: 12_000, waiting: false });
  expect(await verifyAudit(deps())).toMatchObject({ broken: undefined, links: 3, events: 12_000 });
});

test("of several sealers at once none fails, and each batch is sealed once", async () => {
  await asOwner(
    "insert into audit_event (at, what, actor) select now(), 'pupil.signed-in', 'pupil' from generate_series(1, 12000)",
  );
  const sealed = await Promise.all([sealAudit(deps()), sealAudit(deps()), sealAudit(deps())]);
  expect(sealed.reduce((sum, { events }) => sum + events, 0)).toBe(12_000);
  expect(await verifyAudit(deps())).toMatchObject({ broken: undefined, links: 3 });
});

test.each([
  ["what", "'roster.started'"],
  ["at", "at + interval '1 microsecond'"],
  ["actor", "'staff:somebody'"],
  ["school_id", "null"],
  ["pupil_id", "gen_random_uuid()"],
  ["network", "'192.0.2.0/24'"],
  ["details", `'{"new": 4, "importId": "a"}'`],
])("a changed %s is found, even when the owner of the database changes it", async (column, value) => {
  await sealThree();
  await asOwner(`update audit_event set ${column} = ${value} where seq = 6`);
  expect((await verifyAudit(deps())).broken).toMatchObject({ kind: "event-changed", link: 2, afterSeq: 4, upToSeq: 8 });
});

test("a removed event is found", async () => {
  await sealThree();
  await asOwner("delete from audit_event where seq = 6");
  expect(await breakOf()).toBe("event-missing");
});

test("an event put in between is found", async () => {
  await sealThree();
  await asOwner(
    "insert into audit_event (seq, at, what, actor) overriding system value values (6, now(), 'staff.added', 'cli')",
  );
  expect(await breakOf()).toBe("event-added");
});

test("an event put in afterwards with a moment of long ago is found", async () => {
  await sealThree();
  await asOwner("insert into audit_event (at, what, actor) values (now() - interval '3 days', 'staff.added', 'cli')");
  await sealAudit(deps());
  expect(await breakOf()).toBe("event-misdated");
});

test("an event of a month that its batch does not reach is found", async () => {
  await sealThree();
  await asOwner(
    "insert into audit_event (seq, at, what, actor) overriding system value values (6, '2020-01-01', 'staff.added', 'cli')",
  );
  expect((await verifyAudit(deps())).broken).toMatchObject({ kind: "event-added", part: "audit_event_rest" });
});

test("two events that changed places are found", async () => {
  await writeMany(1);
  await write("roster.started");
  await sealAudit(deps());
  await asOwner("alter table audit_event alter column seq drop identity");
  await asOwner("update audit_event set seq = 3 - seq");
  expect(await breakOf()).toBe("event-changed");
});

test("a removed link is found", async () => {
  await sealThree();
  await asOwner("delete from audit_link where number = 2");
  expect((await verifyAudit(deps())).broken).toMatchObject({ kind: "link-missing", link: 2 });
});

test.each(["events = 3", "after_seq = 5", "sealed_at = sealed_at + interval '1 ms'", "digest = sha256('')"])(
  "a link that was changed (%s) is found",
  async (change) => {
    await sealThree();
    await asOwner(`update audit_link set ${change} where number = 2`);
    expect((await verifyAudit(deps())).broken).toMatchObject({ kind: "link-changed", link: 2 });
  },
);

test("a chain that was written anew without our key is found", async () => {
  await sealThree();
  await asOwner("delete from audit_link");
  await sealAudit({ ...deps(), keys: createKeys(randomBytes(32), systemRandom) });
  expect(await breakOf()).toBe("link-changed");
});

test("an end that was cut off is found by whoever kept a head", async () => {
  await sealThree();
  const { head } = await verifyAudit(deps());
  expect((await verifyAudit(deps(), { known: head })).broken).toBeUndefined();
  await asOwner("delete from audit_event where seq > 8");
  await asOwner("delete from audit_link where number = 3");
  expect(await breakOf()).toBeUndefined();
  expect((await verifyAudit(deps(), { known: head })).broken?.kind).toBe("head-unknown");
});

test("events that are committed out of order are all sealed", async () => {
  const open = await database.owner.connect();
  await open.query("begin");
  await open.query("insert into audit_event (at, what, actor) values (now(), 'roster.applied', 'cli')");
  await writeMany(2);
  expect(await sealAudit(deps(), { patienceMs: 100 })).toEqual({ events: 0, waiting: true });
  const sealing = sealAudit(deps());
  await pause(200);
  await open.query("commit");
  open.release();
  expect(await sealing).toEqual({ events: 3, waiting: false });
  expect(await breakOf()).toBeUndefined();
});

test("many writers at once, some of whom give up, lose nothing to two sealers and make nobody wait", async () => {
  const { db } = database;
  const stop = { now: false };
  const seal = async () => {
    while (!stop.now) await sealAudit(deps());
  };
  const writer = async () => {
    for (let turn = 0; turn < 25; turn += 1) {
      const work = db.signIn.transaction(async (tx) => {
        await record(tx, { what: "pupil.signed-in", actor: "pupil", at: new Date() });
        await pause(systemRandom.int(8));
        if (systemRandom.int(4) === 0) throw new Error("gives up");
      });
      await work.catch(() => {});
    }
  };
  const sealers = [seal(), seal()];
  await Promise.all(Array.from({ length: 5 }, writer));
  stop.now = true;
  await Promise.all(sealers);
  await sealAudit(deps());
  const { rows } = await asOwner("select count(*)::int as count from audit_event");
  expect(rows[0].count).toBeGreaterThan(50);
  expect(await verifyAudit(deps())).toMatchObject({ broken: undefined, events: rows[0].count, unsealed: 0 });
});

test.each(["leerid_platform", "leerid_sign_in", "leerid_school"])("%s can change or remove nothing", async (role) => {
  await writeMany(1);
  await sealAudit(deps());
  const client = await database.owner.connect();
  const refused = async (statement: string) => {
    await client.query("begin");
    await client.query(`set local role ${role}`);
    await client.query("select set_config('app.school_ids', $1, true)", [schoolId]);
    const error = await client.query(statement).catch((cause: unknown) => cause);
    await client.query("rollback");
    expect(error).toMatchObject({ code: "42501" });
  };
  for (const table of ["audit_event", "audit_link"]) {
    await refused(`delete from ${table}`);
    await refused(`truncate ${table}`);
  }
  await refused("update audit_event set what = 'a.b'");
  await refused("update audit_link set events = 2");
  await refused("drop table audit_event_rest");
  await refused(
    "insert into audit_event (seq, at, what, actor) overriding system value values (9, now(), 'a.b', 'cli')",
  );
  client.release();
});

test("an event of a pupil is chained with its pupil", async () => {
  const pupilId = PupilId.parse(systemRandom.uuid());
  await record(database.db.platform, { what: "pupil.suspended", actor: "cli", at: new Date(), pupilId });
  await sealAudit(deps());
  expect(await breakOf()).toBeUndefined();
});

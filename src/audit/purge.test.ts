import { randomBytes } from "node:crypto";
import { afterAll, beforeEach, expect, test } from "vitest";
import type { AuditDeed } from "./events.ts";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { createKeys } from "../lib/keys.ts";
import { createLog } from "../lib/log.ts";
import { systemRandom } from "../lib/random.ts";
import { addPartitions, purgeAudit, record, sealAudit, verifyAudit } from "./audit.ts";
import { mayBeGone, oldestKeptMonth } from "./retention.ts";

let database: TestDatabase;
const databases: TestDatabase[] = [];
const keys = createKeys(randomBytes(32), systemRandom);
const deps = () => ({ db: database.db, keys, now: () => new Date(), log: createLog("silent") });
beforeEach(async () => {
  database = await createTestDatabase();
  databases.push(database);
});
afterAll(() => Promise.all(databases.map((one) => one.drop())));

const write = (what: AuditDeed = "roster.applied", at = new Date()) =>
  record(database.db.platform, { what, actor: "cli", at });
async function writeMany(count: number): Promise<void> {
  for (let written = 0; written < count; written += 1) await write();
}
const asOwner = (statement: string, values: unknown[] = []) => database.owner.query(statement, values);
const breakOf = async () => (await verifyAudit(deps())).broken?.kind;

const oldPart = "audit_event_2020_01";
async function sealOldMonth(): Promise<void> {
  await asOwner(`create table ${oldPart} partition of audit_event for values from ('2020-01-01') to ('2020-02-01')`);
  await write("roster.applied", new Date("2020-01-15T12:00:00Z"));
  await sealAudit({ ...deps(), now: () => new Date("2020-01-15T12:01:00Z") });
  await writeMany(2);
  await sealAudit(deps());
}

test("a month that is dropped by age leaves a chain that holds", async () => {
  await sealOldMonth();
  expect(await purgeAudit(deps())).toEqual([oldPart]);
  expect(await verifyAudit(deps())).toMatchObject({ broken: undefined, links: 2, events: 2, purged: 1 });
});

test("a month of which something is not sealed yet is not dropped", async () => {
  await sealOldMonth();
  await write("roster.applied", new Date("2020-01-16T12:00:00Z"));
  expect(await purgeAudit(deps())).toEqual([]);
});

test("the months of the last two years stay, whatever a clock of ours says", async () => {
  await addPartitions(database.db.platform, new Date());
  await writeMany(1);
  await sealAudit(deps());
  const later = { ...deps(), now: () => new Date(Date.now() + 1000 * 86_400_000) };
  await expect(purgeAudit(later)).rejects.toThrow("stays");
});

test("a month that somebody dropped too early is found", async () => {
  await writeMany(1);
  await sealAudit(deps());
  const { rows } = await asOwner("select tableoid::regclass::text as part from audit_event");
  await asOwner(`drop table ${rows[0].part}`);
  expect(await breakOf()).toBe("dropped-too-early");
});

test("24 whole months are kept, and what is in the default partition", () => {
  const now = new Date("2026-11-22T10:00:00Z");
  expect(oldestKeptMonth(now)).toBe("2024-11-01");
  expect(
    ["audit_event_2024_10", "audit_event_2024_11", "audit_event_rest"].map((part) => mayBeGone(part, now)),
  ).toEqual([true, false, false]);
});

import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { createKeys } from "../lib/keys.ts";
import { createLog } from "../lib/log.ts";
import { systemRandom } from "../lib/random.ts";
import { createAllowance } from "./allowance.ts";
import { createFailureLog, drawHelpCode, parseCode, purgeFailures, type Failure } from "./failures.ts";

let database: TestDatabase;
const pupil = { pupilId: systemRandom.uuid(), loginName: "noor.482137" };
const keys = createKeys(randomBytes(32), systemRandom);
let now = new Date("2026-11-22T10:00:00Z");
const open = () => createFailureLog({ db: database.db, keys, now: () => now, log: createLog("silent") });
const failure = (changes: Partial<Failure> = {}): Failure => ({
  code: "K7QM-3XPD",
  kind: "unexpected",
  network: "192.0.2.0/24",
  ...changes,
});
type Row = { kind: string; pupil_id: string | null; application_id: string | null; code_hash: Buffer };
const rows = async (): Promise<Row[]> => (await database.owner.query<Row>("select * from failure order by kind")).rows;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.owner.query("insert into pupil (id, login_name, created_at) values ($1, $2, now())", [
    pupil.pupilId,
    pupil.loginName,
  ]);
});
afterAll(() => database.drop());
beforeEach(async () => {
  now = new Date("2026-11-22T10:00:00Z");
  await database.owner.query("delete from failure");
});

test("a code is kept with its kind and its pupil, and never readable", async () => {
  const log = open();
  log.note(failure({ pupilId: pupil.pupilId }));
  log.note(failure({ kind: "sign-in-wrong", loginName: pupil.loginName }));
  await log.flush();
  expect(await rows()).toMatchObject([
    { kind: "sign-in-wrong", pupil_id: pupil.pupilId },
    { kind: "unexpected", pupil_id: pupil.pupilId },
  ]);
  const { rows: whole } = await database.owner.query("select failure::text as whole from failure");
  for (const { whole: text } of whole) expect(text).not.toMatch(/K7QM|3XPD|192\.0\.2|noor/i);
});

test("a name, an application and a client that nobody has are left open, whatever they look like", async () => {
  const log = open();
  log.note(failure({ loginName: "x\0".repeat(100), clientId: "\0'; drop table failure".repeat(50) }));
  log.note(failure({ applicationId: systemRandom.uuid(), pupilId: systemRandom.uuid() }));
  await log.flush();
  expect(await rows()).toMatchObject([
    { pupil_id: null, application_id: null },
    { pupil_id: null, application_id: null },
  ]);
});

test("noting waits for nothing, and a database that is gone stops nobody", async () => {
  const signIn = { ...database.db.signIn, run: () => Promise.reject(new Error("gone")) };
  const log = createFailureLog({ db: { signIn }, keys, now: () => now, log: createLog("silent") });
  log.note(failure());
  await expect(log.flush()).resolves.toBeUndefined();
});

test("whoever makes errors on purpose fills no table, and takes nothing from who is signed in", async () => {
  const log = open();
  for (let count = 0; count < 1000; count += 1) log.note(failure());
  for (let count = 0; count < 20; count += 1) log.note(failure({ pupilId: pupil.pupilId, kind: "busy" }));
  await log.flush();
  const kept = await rows();
  expect(kept.filter(({ kind }) => kind === "unexpected")).toHaveLength(100);
  expect(kept.filter(({ kind }) => kind === "busy")).toHaveLength(20);
});

test("who mistypes and goes on alone takes nothing from who is stuck", async () => {
  const log = open();
  for (let count = 0; count < 1000; count += 1) log.note(failure({ passing: true, kind: "sign-in-wrong" }));
  log.note(failure({ kind: "sign-in-held" }));
  await log.flush();
  const kept = await rows();
  expect(kept.filter(({ kind }) => kind === "sign-in-wrong")).toHaveLength(100);
  expect(kept.filter(({ kind }) => kind === "sign-in-held")).toHaveLength(1);
});

test("a badge is kept as its pupil, one that nobody has as nobody's, and never readable", async () => {
  const badgeHash = Buffer.alloc(32, 7);
  await database.owner.query(
    `insert into credential (id, pupil_id, kind, secret_hash, created_at, expires_at)
      values ($1, $2, 'badge', $3, now() - interval '9 days', now() - interval '1 day')`,
    [systemRandom.uuid(), pupil.pupilId, badgeHash],
  );
  const log = open();
  log.note(failure({ kind: "badge-unknown", badgeHash }));
  log.note(failure({ kind: "badge-unknown", badgeHash: Buffer.alloc(32, 8) }));
  await log.flush();
  expect(new Set((await rows()).map((row) => row.pupil_id))).toEqual(new Set([null, pupil.pupilId]));
});

test("an allowance holds per network and in all, and comes back with the next window", () => {
  const allowed = createAllowance({ perNetwork: 2, inAll: 3, windowMs: 1000 });
  const at = (ms: number) => new Date(ms);
  expect(["a", "a", "a", "b", "b", "c"].map((network) => allowed(network, at(0)))).toEqual([
    true,
    true,
    false,
    true,
    false,
    false,
  ]);
  expect([allowed("a", at(999)), allowed("a", at(1000))]).toEqual([false, true]);
});

test("of a pupil it is kept for 14 days, of nobody for 2", async () => {
  const log = open();
  log.note(failure({ pupilId: pupil.pupilId, kind: "busy" }));
  log.note(failure());
  await log.flush();
  const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000 + 1000);
  expect(await purgeFailures(database.db.platform, inDays(1.9))).toBe(0);
  expect(await purgeFailures(database.db.platform, inDays(2))).toBe(1);
  expect(await purgeFailures(database.db.platform, inDays(13.9))).toBe(0);
  expect(await purgeFailures(database.db.platform, inDays(14))).toBe(1);
});

test.each(["leerid_school", "leerid_sign_in"])("%s can change or remove no code", async (role) => {
  const client = await database.owner.connect();
  for (const statement of ["delete from failure", "update failure set kind = 'busy'", "truncate failure"]) {
    await client.query("begin");
    await client.query(`set local role ${role}`);
    const error = await client.query(statement).catch((cause: unknown) => cause);
    await client.query("rollback");
    expect(error).toMatchObject({ code: "42501" });
  }
  client.release();
});

test("a code may be typed in any way that a person writes it", () => {
  for (const typed of ["K7QM-3XPD", "k7qm3xpd", " K7QM 3XPD ", "k7.qm-3x pd"])
    expect(parseCode(typed)).toEqual({ text: "K7QM3XPD", short: false });
  expect(parseCode("f4kx")).toEqual({ text: "F4KX", short: true });
  for (const typed of ["", "K7Q", "K7QM3", "K0QM", "K7QM-3XPD-9", "aeio", "K7QM\u0000"])
    expect(parseCode(typed)).toBeUndefined();
});

test("every code that is given can be typed, and no text makes the parser fail", () => {
  for (let count = 0; count < 200; count += 1) expect(parseCode(drawHelpCode(systemRandom))?.short).toBe(true);
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(parseCode(text)?.text ?? "4444").toMatch(/^([A-Z0-9]{4}){1,2}$/);
    }),
  );
});

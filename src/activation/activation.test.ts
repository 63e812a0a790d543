import { afterAll, beforeAll, expect, test } from "vitest";
import { createJobs } from "../../adapters/jobs-pg-boss.ts";
import { addTestPupils, type TestPupil } from "../../test/support/activation.ts";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { badgeTokenFrom, findBadge, firstSecrets, hashBadge, hashFirstSecret } from "../credentials/credentials.ts";
import type { Jobs } from "../deps.ts";
import { PupilId, SchoolId } from "../ids.ts";
import { createKeys } from "../lib/keys.ts";
import { createLog } from "../lib/log.ts";
import { systemRandom } from "../lib/random.ts";
import { activate, activateInChunks, type ActivationRequest } from "./activation.ts";

const now = new Date("2026-10-05T06:30:00Z");
const keys = createKeys(Buffer.alloc(32, 7), systemRandom);
let database: TestDatabase;
let jobs: Jobs;

beforeAll(async () => {
  database = await createTestDatabase();
  jobs = await createJobs({ databaseUrl: database.url, log: createLog("silent"), workers: false });
});
afterAll(async () => {
  await jobs.stop();
  await database.drop();
});

const deps = () => ({ db: database.db, keys, random: systemRandom, now: () => now, jobs });
const run = (request: Omit<ActivationRequest, "actor">) => activate(deps(), { ...request, actor: "cli" });

async function addSchool(): Promise<SchoolId> {
  const { rows } = await database.owner.query(
    `insert into school (name, valid_from, created_at) values ('De Klimboom', now(), now()) returning id`,
  );
  return SchoolId.parse(rows[0].id);
}

const addPupils = (schoolId: SchoolId, wanted: { count: number; className?: string; yearGroup?: number }) =>
  addTestPupils({ database, deps: deps() }, schoolId, wanted);

const live = async (pupilId: PupilId) => {
  const { rows } = await database.owner.query(
    `select kind, secret_hash, expires_at, used_at from credential where pupil_id = $1 and revoked_at is null order by kind`,
    [pupilId],
  );
  return rows;
};
const markUsed = (pupilId: PupilId) =>
  database.owner.query(`update credential set used_at = $2 where pupil_id = $1 and revoked_at is null`, [pupilId, now]);
const generation = async (pupilId: PupilId) =>
  (await database.owner.query(`select generation from pupil where id = $1`, [pupilId])).rows[0].generation;
const one = async (schoolId: SchoolId, className = "3B"): Promise<TestPupil> => {
  const [pupil] = await addPupils(schoolId, { count: 1, className });
  if (!pupil) throw new Error("no pupil");
  return pupil;
};

test("a whole school gets secrets: one card each, by class and name, and only keyed hashes stay", async () => {
  const schoolId = await addSchool();
  await addPupils(schoolId, { count: 3, className: "10A" });
  const [pupil] = await addPupils(schoolId, { count: 3, className: "2A" });
  await addPupils(schoolId, { count: 1 });
  const result = await run({ schoolId, secret: "words" });
  expect(result).toMatchObject({ activated: 7, skipped: [] });
  expect(result.cards.map(({ className }) => className)).toEqual(["2A", "2A", "2A", "10A", "10A", "10A", undefined]);
  expect(result.cards[0]).toMatchObject({ loginName: pupil?.loginName, familyName: "P00000", kind: "words" });
  const pupilId = PupilId.parse(pupil?.pupilId);
  const secret = result.cards[0]?.secret ?? "";
  const hash = hashFirstSecret(keys, { kind: "words", pupilId, secret });
  expect(await live(pupilId)).toEqual([
    { kind: "words", secret_hash: hash, expires_at: firstSecrets.words.expiresAt(now), used_at: null },
  ]);
});

test("every secret is another one", async () => {
  const schoolId = await addSchool();
  await addPupils(schoolId, { count: 500, className: "3B" });
  const { cards } = await run({ schoolId, secret: "code" });
  expect(new Set(cards.map(({ secret }) => secret)).size).toBe(500);
});

test("only the chosen classes, year groups or pupils are activated", async () => {
  const schoolId = await addSchool();
  const [a] = await addPupils(schoolId, { count: 2, className: "3A", yearGroup: 3 });
  await addPupils(schoolId, { count: 3, className: "3B", yearGroup: 3 });
  await addPupils(schoolId, { count: 4, className: "4A", yearGroup: 4 });
  expect(await run({ schoolId, secret: "words", classNames: ["3B"] })).toMatchObject({ activated: 3 });
  expect(await run({ schoolId, secret: "words", yearChoices: ["lager-4"] })).toMatchObject({ activated: 4 });
  expect(await run({ schoolId, secret: "words", loginNames: [a?.loginName ?? ""] })).toMatchObject({ activated: 1 });
});

test("a class that doesn't exist is said, with those that do, and nothing is done", async () => {
  const schoolId = await addSchool();
  const pupil = await one(schoolId);
  const doing = run({ schoolId, secret: "words", classNames: ["3B", "9Z"] });
  await expect(doing).rejects.toMatchObject({
    code: "bad-request",
    message: expect.stringMatching(/class 9Z.*2026-2027.*3B/),
  });
  expect(await live(pupil.pupilId)).toEqual([]);
});

test("a login name that nobody of this school has is skipped and said", async () => {
  const [schoolId, elsewhere] = [await addSchool(), await addSchool()];
  const other = await one(elsewhere);
  const loginNames = [other.loginName, "tik.fout"];
  expect(await run({ schoolId, secret: "words", loginNames })).toMatchObject({
    activated: 0,
    skipped: loginNames.map((loginName) => ({ loginName, reason: "not-enrolled-here" })),
  });
  expect(await live(other.pupilId)).toEqual([]);
});

test("a suspended pupil is skipped and said, also when chosen by name", async () => {
  const schoolId = await addSchool();
  const pupil = await one(schoolId);
  await database.owner.query(`update pupil set status = 'suspended' where id = $1`, [pupil.pupilId]);
  const skipped = [{ loginName: pupil.loginName, reason: "suspended" }];
  expect(await run({ schoolId, secret: "words", again: true })).toMatchObject({ activated: 0, skipped });
  expect(await run({ schoolId, secret: "words", loginNames: [pupil.loginName] })).toMatchObject({
    activated: 0,
    skipped,
  });
});

test("a pupil who left is not activated", async () => {
  const schoolId = await addSchool();
  const pupil = await one(schoolId);
  await database.owner.query(`update enrolment set during = '[2026-09-01,2026-10-01)' where pupil_id = $1`, [
    pupil.pupilId,
  ]);
  expect(await run({ schoolId, secret: "words" })).toMatchObject({ activated: 0, skipped: [] });
});

test("doing it again replaces what nobody has used: the old badge is dead, and no session has to end", async () => {
  const schoolId = await addSchool();
  const pupil = await one(schoolId);
  const find = (secret = "") => findBadge(database.db.signIn, hashBadge(keys, badgeTokenFrom(secret) ?? ""), now);
  const first = await run({ schoolId, secret: "badge" });
  expect(await find(first.cards[0]?.secret)).toBeDefined();
  const second = await run({ schoolId, secret: "badge" });
  expect(await find(first.cards[0]?.secret)).toBeUndefined();
  expect(await find(second.cards[0]?.secret)).toBeDefined();
  expect(await generation(pupil.pupilId)).toBe(1);
});

test("a pupil who uses the LeerID is left alone, unless it is asked for", async () => {
  const schoolId = await addSchool();
  const pupil = await one(schoolId);
  await run({ schoolId, secret: "words" });
  await markUsed(pupil.pupilId);
  const skipped = [{ loginName: pupil.loginName, reason: "already-active" }];
  expect(await run({ schoolId, secret: "words", classNames: ["3B"] })).toMatchObject({ activated: 0, skipped });
  expect(await run({ schoolId, secret: "words", again: true })).toMatchObject({ activated: 1, skipped: [] });
  await markUsed(pupil.pupilId);
  expect(await run({ schoolId, secret: "words", loginNames: [pupil.loginName] })).toMatchObject({ activated: 1 });
});

test("a badge that was used and has expired lets nobody in: there is a new one, and what it opened ends", async () => {
  const schoolId = await addSchool();
  const { pupilId } = await one(schoolId);
  await run({ schoolId, secret: "badge" });
  await markUsed(pupilId);
  await database.owner.query(`update credential set expires_at = used_at where pupil_id = $1`, [pupilId]);
  expect(await run({ schoolId, secret: "badge" })).toMatchObject({ activated: 1, skipped: [] });
  expect(await generation(pupilId)).toBe(2);
});

test("replacing a secret in use ends the sessions that it opened", async () => {
  const schoolId = await addSchool();
  const pupil = await one(schoolId);
  await run({ schoolId, secret: "words" });
  await markUsed(pupil.pupilId);
  await run({ schoolId, secret: "code", again: true });
  expect(await generation(pupil.pupilId)).toBe(2);
  const { rows } = await database.owner.query(`select data from pgboss.job where name = 'end-sessions'`);
  expect(rows).toContainEqual({ data: { accountId: `${pupil.pupilId}.1` } });
});

test("a badge beside words in use ends nothing", async () => {
  const schoolId = await addSchool();
  const pupil = await one(schoolId);
  await run({ schoolId, secret: "words" });
  await markUsed(pupil.pupilId);
  await run({ schoolId, secret: "badge", again: true });
  expect((await live(pupil.pupilId)).map(({ kind }) => kind)).toEqual(["badge", "words"]);
  expect(await generation(pupil.pupilId)).toBe(1);
});

test("two activations at the same moment leave each pupil one secret, and its card is on one of the sheets", async () => {
  const schoolId = await addSchool();
  const pupils = await addPupils(schoolId, { count: 30, className: "3B" });
  const all = await Promise.all([1, 2, 3].map(() => run({ schoolId, secret: "code" })));
  const cards = all.flatMap((result) => result.cards);
  for (const { pupilId, loginName } of pupils) {
    const stored = await live(pupilId);
    expect(stored).toHaveLength(1);
    const printed = cards.filter((card) => card.loginName === loginName);
    const hashes = printed.map(({ secret }) => hashFirstSecret(keys, { kind: "code", pupilId, secret }));
    expect(hashes).toContainEqual(stored[0].secret_hash);
  }
});

test("the record of it has counts and ids, and no name or secret", async () => {
  const schoolId = await addSchool();
  const pupil = await one(schoolId);
  const { cards } = await run({ schoolId, secret: "words" });
  const { rows } = await database.owner.query(`select * from audit_event where school_id = $1`, [schoolId]);
  expect(rows).toMatchObject([
    {
      what: "pupils.activated",
      actor: "cli",
      at: now,
      details: { secret: "words", skipped: 0, replaced: 0, pupilIds: [pupil.pupilId] },
    },
  ]);
  for (const text of ["lotte", "Lotte", cards[0]?.secret ?? ""]) expect(JSON.stringify(rows)).not.toContain(text);
});

test("who stops between two chunks has whole chunks, each with its record", async () => {
  const schoolId = await addSchool();
  const first = await addPupils(schoolId, { count: 600, className: "1A" });
  const second = await addPupils(schoolId, { count: 600, className: "1B" });
  for await (const _ of activateInChunks(deps(), { schoolId, secret: "code", actor: "cli" })) break;
  expect(await live(PupilId.parse(first[599]?.pupilId))).toHaveLength(1);
  expect(await live(PupilId.parse(second[0]?.pupilId))).toHaveLength(0);
});

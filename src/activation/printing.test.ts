import { PassThrough } from "node:stream";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { addTestPupils, openActivationWorld, type ActivationWorld } from "../../test/support/activation.ts";
import {
  actor,
  arrangeRunSchool,
  classNames,
  perClass,
  statesOf,
  trip,
  untrip,
  type RunSchool,
} from "../../test/support/activation-runs.ts";
import { cancelRun } from "./activation.ts";

let world: ActivationWorld;
let school: RunSchool;
beforeAll(async () => {
  world = await openActivationWorld();
});
beforeEach(async () => {
  school = await arrangeRunSchool(world);
});
afterEach(() => untrip(world));
afterAll(() => world.close());

const everybody = classNames.length * perClass;
const query = async (text: string, values: unknown[] = []) => (await world.database.owner.query(text, values)).rows;
const auditOf = async (what: string) =>
  query("select actor, details from audit_event where school_id = $1 and what = $2", [school.schoolId, what]);
const later = (ms: number) => {
  world.clock.now = new Date(world.clock.now.getTime() + ms);
};
const nowhere = () => new PassThrough().resume();

test("a file that came whole has a card for everybody, and each lets its pupil in", async () => {
  const runId = await school.prepareAndMake();
  const before = await school.live();
  const { outcome, cards } = await school.print(runId);
  expect(outcome).toBe("whole");
  expect(cards.size).toBe(everybody);
  expect(await school.working(cards)).toHaveLength(everybody);
  expect(await school.live()).toEqual(before);
});

test("it ends the run and erases its key; who printed what stands in the log", async () => {
  const runId = await school.prepareAndMake();
  expect(await school.hasSeed(runId)).toBe(true);
  await school.print(runId);
  const run = await school.look(runId);
  expect(run.state).toBe("done");
  expect(run.parts).toMatchObject(classNames.map(() => ({ state: "handed-out", printed: perClass })));
  expect(await school.hasSeed(runId)).toBe(false);
  expect(await auditOf("cards.printed")).toEqual([
    { actor, details: { runId, document: "cards", classes: classNames, pupils: everybody, leftOut: 0 } },
  ]);
});

test("a second whole file is refused: cards are produced once", async () => {
  const runId = await school.prepareAndMake();
  await school.print(runId);
  expect((await school.print(runId)).outcome).toBe("over");
  expect(await auditOf("cards.printed")).toHaveLength(1);
});

test("a file that broke is fetched again and has the same secrets: nobody is given a new one", async () => {
  const runId = await school.prepareAndMake();
  const before = await school.live();
  expect((await school.print(runId, { stopAfter: 1_000 })).outcome).toBe("broken");
  expect((await school.look(runId)).state).toBe("interrupted");
  expect(await auditOf("cards.interrupted")).toEqual([{ actor, details: { runId } }]);
  // all of it came but the end: it can be read, and still doesn't count as whole
  const seen = await school.print(runId, { lost: true });
  expect([seen.outcome, seen.cards.size]).toEqual(["broken", everybody]);
  const { outcome, cards } = await school.print(runId);
  expect(outcome).toBe("whole");
  expect(cards).toEqual(seen.cards);
  expect(await school.working(cards)).toHaveLength(everybody);
  expect(await school.live()).toEqual(before);
});

test("there is no file while the secrets are being made", async () => {
  const runId = await school.prepare();
  expect((await school.print(runId)).outcome).toBe("making");
  await trip(world, school, 2, "raise 'no more room'");
  await expect(school.make(runId)).rejects.toThrow();
  expect((await school.print(runId)).outcome).toBe("making");
});

test("what was made before somebody stopped is printed, and then there is no more", async () => {
  const runId = await school.prepare();
  await trip(world, school, 3, "raise 'no more room'");
  await expect(school.make(runId)).rejects.toThrow();
  await cancelRun(world.deps, { schoolId: school.schoolId, id: runId, actor });
  const { outcome, cards } = await school.print(runId);
  expect([outcome, cards.size]).toEqual(["whole", 2 * perClass]);
  expect(await school.working(cards)).toHaveLength(2 * perClass);
  const run = await school.look(runId);
  expect(run.state).toBe("cancelled");
  expect(statesOf(run)).toEqual(["handed-out", "handed-out", "waiting", "waiting", "waiting"]);
  expect(await school.hasSeed(runId)).toBe(false);
  expect((await school.print(runId)).outcome).toBe("over");
});

test("two files at the same moment: one is made, the others are told that it is", async () => {
  const runId = await school.prepareAndMake();
  const all = await Promise.all([1, 2, 3, 4].map(() => school.start(runId)));
  expect(all.filter(({ ok }) => ok)).toHaveLength(1);
  expect(all.filter(({ ok }) => !ok)).toEqual(Array.from({ length: 3 }, () => ({ ok: false, reason: "busy" })));
  expect((await school.look(runId)).state).toBe("printing");
  for (const one of all) if (one.ok) expect(await one.print(nowhere(), Promise.resolve())).toBe("whole");
});

test("a process that dies while it prints leaves the run to the next one, within a quarter of a minute", async () => {
  const runId = await school.prepareAndMake();
  await school.start(runId);
  expect((await school.print(runId)).outcome).toBe("busy");
  later(16_000);
  expect((await school.look(runId)).state).toBe("interrupted");
  const { outcome, cards } = await school.print(runId);
  expect([outcome, (await school.working(cards)).length]).toEqual(["whole", everybody]);
});

test("who was taken for dead and wakes up never ends a file: there is one whole file of a run", async () => {
  const runId = await school.prepareAndMake();
  const asleep = await school.start(runId);
  later(16_000);
  const second = await school.start(runId);
  const late = nowhere();
  let pdf = "";
  late.on("data", (chunk: Buffer) => (pdf += chunk.toString("latin1")));
  expect(asleep.ok && (await asleep.print(late, Promise.resolve()))).toBe("broken");
  expect(pdf).not.toContain("%%EOF");
  expect((await school.look(runId)).state).toBe("printing");
  expect(second.ok && (await second.print(nowhere(), Promise.resolve()))).toBe("whole");
  expect(await auditOf("cards.printed")).toHaveLength(1);
});

test("who got another secret since, uses it, or left the school is left out and counted", async () => {
  const runId = await school.prepareAndMake();
  const [replaced, used, left] = school.pupils;
  await school.prepareAndMake(["3A"]);
  await query("update credential set secret_hash = sha256('other') where pupil_id = $1", [replaced?.pupilId]);
  await query("update credential set used_at = now() where pupil_id = $1", [used?.pupilId]);
  await query("update enrolment set during = '[2026-09-01,2026-10-01)' where pupil_id = $1", [left?.pupilId]);
  const { outcome, cards } = await school.print(runId);
  expect(outcome).toBe("whole");
  for (const one of [replaced, used, left]) expect(cards.has(one?.loginName ?? "")).toBe(false);
  expect(cards.size).toBe(everybody - 3 - perClass);
  expect(await school.working(cards)).toHaveLength(cards.size);
  const { parts } = await school.look(runId);
  expect(parts.map(({ given, printed }) => [given, printed])).toEqual([
    [perClass, perClass - 3],
    ...classNames.slice(2).map(() => [perClass, perClass]),
    [perClass, 0],
  ]);
  expect(await auditOf("cards.printed")).toMatchObject([{ details: { pupils: cards.size, leftOut: 3 + perClass } }]);
});

test("when all of them have another secret by now there is no file, and the run is over", async () => {
  const runId = await school.prepareAndMake(["1A"]);
  await school.prepareAndMake(["1A"]);
  expect((await school.print(runId)).outcome).toBe("nobody");
  expect(await school.look(runId)).toMatchObject({ state: "done", parts: [{ given: perClass, printed: 0 }] });
  expect((await school.print(runId)).outcome).toBe("over");
});

test("no table holds a secret, before the cards are printed or after, and a run says no name", async () => {
  const runId = await school.prepareAndMake();
  const before = await dump();
  const { cards } = await school.print(runId);
  const after = await dump();
  expect(cards.size).toBe(everybody);
  expect(before).toContain(runId);
  for (const secret of cards.values()) {
    for (const spelled of [secret, secret.replaceAll(" ", ""), Buffer.from(secret).toString("hex")])
      expect([before.includes(spelled), after.includes(spelled)]).toEqual([false, false]);
  }
  const rows = await query(
    "select r.*, p.* from activation_run r join activation_part p on p.run_id = r.id where r.id = $1",
    [runId],
  );
  expect(JSON.stringify(rows)).not.toMatch(/lotte|P00/i);
});

/** Every row of every table, also those of the job queue. */
async function dump(): Promise<string> {
  const tables = await query(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'`,
  );
  const texts = await Promise.all(tables.map(({ name }) => query(`select t::text from ${name} t`)));
  return JSON.stringify(texts);
}

test("a run of another school is not found", async () => {
  const runId = await school.prepareAndMake();
  school = await arrangeRunSchool(world);
  await addTestPupils(world, school.schoolId, { className: "9Z" });
  await expect(school.start(runId)).rejects.toMatchObject({ code: "not-found" });
});

import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { openActivationWorld, type ActivationWorld } from "../../test/support/activation.ts";
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
import { cancelRun, purgeRuns, resumeRun } from "./activation.ts";

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

const query = async (text: string, values: unknown[] = []) => (await world.database.owner.query(text, values)).rows;
const jobsOf = (runId: string) =>
  query("select name, data from pgboss.job where data ->> 'runId' = $1 order by created_on", [runId]);
const auditOf = async (what: string) =>
  query("select actor, details from audit_event where school_id = $1 and what = $2", [school.schoolId, what]);
const hashes = async () => new Map((await school.live()).map(({ pupilId, hash }) => [pupilId, hash?.toString("hex")]));

test("confirming adds the run and its job, which says no more than which run; nobody has a secret by that", async () => {
  const runId = await school.prepare();
  expect(await jobsOf(runId)).toEqual([{ name: "activation-make", data: { schoolId: school.schoolId, runId } }]);
  expect(await school.look(runId)).toMatchObject({ state: "making", still: false });
  expect(await school.live()).toEqual([]);
});

test("where the confirmation fails at the last moment there is neither a run nor a job", async () => {
  const count = () =>
    query("select (select count(*) from activation_run) as runs, (select count(*) from pgboss.job) as jobs");
  const before = await count();
  const { db } = world.deps;
  const forSchools: typeof db.forSchools = (ids, work) =>
    db.forSchools(ids, async (tx) => {
      await work(tx);
      throw new Error("no connection");
    });
  await expect(school.prepare({}, { ...world.deps, db: { ...db, forSchools } })).rejects.toThrow("no connection");
  await expect(school.prepare({ classNames: ["1A", "9Z"] })).rejects.toMatchObject({ code: "not-found" });
  expect(await count()).toEqual(before);
});

test("the job gives everybody one secret, class by class, and then the cards are ready", async () => {
  const runId = await school.prepareAndMake();
  const { state, parts } = await school.look(runId);
  expect(state).toBe("ready");
  expect(parts).toEqual(
    classNames.map((className) => ({ className, given: perClass, skipped: 0, printed: null, state: "made" })),
  );
  await school.expectOneEach();
  const activated = await auditOf("pupils.activated");
  expect(activated.map(({ details }) => details.pupilIds.length)).toEqual(classNames.map(() => perClass));
  expect(new Set(activated.map((event) => event.actor))).toEqual(new Set([actor]));
});

test("done once more, it does nothing: no secret is replaced", async () => {
  const runId = await school.prepareAndMake();
  const before = await hashes();
  await school.make(runId);
  expect(await hashes()).toEqual(before);
});

test("what stops in the middle leaves whole classes, and goes on with the others: nobody has two secrets, nobody none", async () => {
  const runId = await school.prepare();
  await trip(world, school, 3, "raise 'no more room'");
  await expect(school.make(runId)).rejects.toThrow("no more room");
  expect(statesOf(await school.look(runId))).toEqual(["made", "made", "waiting", "waiting", "waiting"]);
  const before = await hashes();
  expect(before.size).toBe(2 * perClass);
  await untrip(world);
  await school.make(runId);
  expect((await school.look(runId)).state).toBe("ready");
  await school.expectOneEach();
  expect(Object.fromEntries(await hashes())).toMatchObject(Object.fromEntries(before));
});

test("workers who are at one run at the same moment make each class once", async () => {
  const runId = await school.prepare();
  await Promise.all([school.make(runId), school.make(runId), school.make(runId)]);
  await school.expectOneEach();
  expect((await school.look(runId)).parts.map(({ given }) => given)).toEqual(classNames.map(() => perClass));
  expect(await auditOf("pupils.activated")).toHaveLength(classNames.length);
  const replaced = "select count(*)::int from credential where pupil_id = any ($1::uuid[]) and revoked_at is not null";
  expect(await query(replaced, [school.pupils.map(({ pupilId }) => pupilId)])).toEqual([{ count: 0 }]);
});

test("who changes class between two halves of a run gets one secret of it", async () => {
  const runId = await school.prepare();
  await trip(world, school, 2, "raise 'no more room'");
  await expect(school.make(runId)).rejects.toThrow("no more room");
  const [mover] = school.pupils;
  await query(
    `update class_membership set class_group_id = (select id from class_group where school_id = $1 and name = '3A')
     where pupil_id = $2`,
    [school.schoolId, mover?.pupilId],
  );
  const before = await hashes();
  await untrip(world);
  await school.make(runId);
  expect((await school.look(runId)).parts.map(({ given }) => given)).toEqual(classNames.map(() => perClass));
  expect((await hashes()).get(mover?.pupilId ?? "")).toBe(before.get(mover?.pupilId ?? ""));
  await school.expectOneEach();
});

const stop = (id: Parameters<typeof school.make>[0]) => cancelRun(world.deps, { schoolId: school.schoolId, id, actor });

test("stopping lets the class that it is at end well; what is made stands, the rest is not made", async () => {
  const runId = await school.prepare();
  const { db } = world.deps;
  const unhurried: typeof db.forSchools = async (ids, work) => {
    await pause(300);
    return db.forSchools(ids, work);
  };
  const making = school.make(runId, { ...world.deps, db: { ...db, forSchools: unhurried } });
  await expect.poll(async () => statesOf(await school.look(runId))[0]).toBe("made");
  await stop(runId);
  await making;
  const run = await school.look(runId);
  expect(run.state).toBe("stopped");
  const made = statesOf(run).filter((state) => state === "made").length;
  expect(made).toBeLessThan(classNames.length);
  expect(await school.live()).toHaveLength(made * perClass);
  await school.make(runId);
  expect(await school.live()).toHaveLength(made * perClass);
  expect(await auditOf("activation.cancelled")).toHaveLength(1);
});

test("stopped before the first class, a run has nothing to fetch and no key", async () => {
  const runId = await school.prepare();
  await stop(runId);
  await school.make(runId);
  expect(await school.live()).toEqual([]);
  expect((await school.look(runId)).state).toBe("cancelled");
  expect(await school.hasSeed(runId)).toBe(false);
});

test("what is ready can't be stopped any more", async () => {
  const runId = await school.prepareAndMake();
  await stop(runId);
  expect((await school.look(runId)).state).toBe("ready");
});

test("where nobody needs a card the run is done at once, without a key", async () => {
  await school.prepareAndMake();
  const ids = school.pupils.map(({ pupilId }) => pupilId);
  await query("update credential set used_at = now() where pupil_id = any ($1::uuid[])", [ids]);
  const runId = await school.prepareAndMake();
  expect(await school.look(runId)).toMatchObject({
    state: "done",
    parts: [{ given: 0, skipped: perClass }, {}, {}, {}, {}],
  });
  expect(await school.hasSeed(runId)).toBe(false);
});

test("who acts for the school can't read the key of a run", async () => {
  const runId = await school.prepare();
  const reading = world.deps.db.forSchools([school.schoolId], ({ client }) =>
    client.query("select seed from activation_run where id = $1", [runId]),
  );
  await expect(reading).rejects.toThrow("permission denied");
});

const later = (ms: number) => {
  world.clock.now = new Date(world.clock.now.getTime() + ms);
};
const day = 86_400_000;

test("a run that stands still gets another job when somebody asks for it, one that moves doesn't", async () => {
  const runId = await school.prepare();
  const resume = () => resumeRun(world.deps, { schoolId: school.schoolId, id: runId });
  await resume();
  expect(await jobsOf(runId)).toHaveLength(1);
  later(60_000);
  expect((await school.look(runId)).still).toBe(true);
  await resume();
  expect(await jobsOf(runId)).toHaveLength(2);
  await school.make(runId);
  later(60_000);
  expect((await school.look(runId)).still).toBe(false);
});

test("what nobody fetched in seven days loses its key, and that stands in the log", async () => {
  const runId = await school.prepareAndMake();
  later(6 * day);
  await purgeRuns(world.deps.db.platform, world.clock.now);
  expect([(await school.look(runId)).state, await school.hasSeed(runId)]).toEqual(["ready", true]);
  later(1.01 * day);
  await purgeRuns(world.deps.db.platform, world.clock.now);
  const run = await school.look(runId);
  expect([run.state, await school.hasSeed(runId)]).toEqual(["expired", false]);
  expect(new Set(statesOf(run))).toEqual(new Set(["lost"]));
  expect(await auditOf("cards.expired")).toEqual([{ actor: "job:purge", details: { runId } }]);
  expect((await school.print(runId)).outcome).toBe("over");
});

test("a job that comes a week late makes nothing any more", async () => {
  const runId = await school.prepare();
  later(8 * day);
  await purgeRuns(world.deps.db.platform, world.clock.now);
  await school.make(runId);
  expect(await school.live()).toEqual([]);
  expect((await school.look(runId)).state).toBe("cancelled");
});

test("runs are forgotten after 30 days", async () => {
  const runId = await school.prepareAndMake();
  later(29 * day);
  await purgeRuns(world.deps.db.platform, world.clock.now);
  await school.look(runId);
  later(2 * day);
  expect((await purgeRuns(world.deps.db.platform, world.clock.now)).deleted).toBeGreaterThan(0);
  await expect(school.look(runId)).rejects.toThrow("no run");
});

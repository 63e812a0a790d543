import { spawn } from "node:child_process";
import { once } from "node:events";
import { PassThrough, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  addTestPupils,
  addTestSchool,
  liveSecrets,
  openActivationWorld,
  type ActivationWorld,
} from "../../test/support/activation.ts";
import type { ActivationRunId, SchoolId } from "../ids.ts";
import { addRun, cancelRun, findRun, purgeRuns, startPrinting, type Run } from "./activation.ts";

let world: ActivationWorld;
let schoolId: SchoolId;
let pupilIds: string[];
const classNames = ["1A", "1B", "2A", "2B", "3A"];

beforeAll(async () => {
  world = await openActivationWorld();
});
beforeEach(async () => {
  schoolId = await addTestSchool(world);
  pupilIds = [];
  for (const className of classNames) {
    const added = await addTestPupils(world, schoolId, { count: 12, className });
    pupilIds.push(...added.map(({ pupilId }) => pupilId));
  }
});
afterAll(() => world.close());

const actor = "staff:test";
const prepare = (names: string[] = classNames) =>
  addRun(world.deps, {
    schoolId,
    classNames: names,
    secret: "words",
    again: false,
    paper: { document: "cards", locale: "nl" },
    actor,
  });
const start = (runId: ActivationRunId) =>
  startPrinting(world.deps, { schoolId, schoolName: "De Klimboom", runId, actor });
const look = async (id: ActivationRunId): Promise<Run> => {
  const run = await world.deps.db.forSchools([schoolId], (tx) => findRun(tx, { schoolId, id, now: world.clock.now }));
  if (!run) throw new Error("no run");
  return run;
};
const statesOf = ({ parts }: Run) => parts.map(({ state }) => state);

/** Makes a file. @param stopAfter breaks the line once so many bytes came */
async function print(runId: ActivationRunId, { stopAfter = Infinity } = {}) {
  const printing = await start(runId);
  if (!printing.ok) return { outcome: printing.reason, pdf: "" };
  let [pdf, length] = ["", 0];
  const out = new Writable({
    highWaterMark: 1,
    write: (chunk: Buffer, _encoding, done) => {
      pdf += chunk.toString("latin1");
      length += chunk.length;
      if (length > stopAfter) out.destroy();
      else done();
    },
  });
  return { outcome: await printing.print(out, Promise.resolve()), pdf };
}

/** Exactly one secret each: nobody has two, nobody none. */
async function expectOneEach(): Promise<void> {
  const live = await liveSecrets(world, pupilIds);
  expect(live.map(({ pupilId }) => pupilId)).toEqual([...pupilIds].sort());
}

test("a file that came whole ends the run, and every pupil has one secret", async () => {
  const runId = await prepare();
  const { outcome, pdf } = await print(runId);
  expect(outcome).toBe("whole");
  expect(pdf).toMatch(/%%EOF\s*$/);
  expect(await look(runId)).toMatchObject({ state: "done", parts: classNames.map(() => ({ given: 12, skipped: 0 })) });
  await expectOneEach();
});

test("a line that breaks leaves the run at once where it was, and the next file has everybody", async () => {
  const runId = await prepare();
  expect((await print(runId, { stopAfter: 1_000 })).outcome).toBe("broken");
  const broken = await look(runId);
  expect(broken.state).toBe("interrupted");
  expect(statesOf(broken)[0]).toBe("lost");
  expect(statesOf(broken).at(-1)).toBe("waiting");
  expect((await print(runId)).outcome).toBe("whole");
  expect((await look(runId)).state).toBe("done");
  await expectOneEach();
});

test("a process that is killed in the middle leaves nobody with two secrets, and the next one finishes", async () => {
  const runId = await prepare();
  const program = fileURLToPath(new URL("../../test/support/print-cards.ts", import.meta.url));
  const { clock } = world;
  const child = spawn(process.execPath, [program, schoolId, runId, clock.now.toISOString()], {
    env: { ...world.env, PATH: process.env["PATH"] },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  await expect
    .poll(async () => statesOf(await look(runId)).filter((state) => state === "made").length)
    .toBeGreaterThan(0);
  child.kill("SIGKILL");
  await once(child, "exit");
  const given = await liveSecrets(world, pupilIds);
  expect(new Set(given.map(({ pupilId }) => pupilId)).size).toBe(given.length);
  expect(given.length % 12).toBe(0);
  expect((await print(runId)).outcome).toBe("busy");
  clock.now = new Date(clock.now.getTime() + 16_000);
  expect((await look(runId)).state).toBe("interrupted");
  expect((await print(runId)).outcome).toBe("whole");
  expect((await look(runId)).state).toBe("done");
  await expectOneEach();
});

test("two files at the same moment: one is made, the others are told that it is", async () => {
  const runId = await prepare();
  const all = await Promise.all([1, 2, 3, 4].map(() => start(runId)));
  expect(all.filter(({ ok }) => ok)).toHaveLength(1);
  expect(all.filter(({ ok }) => !ok)).toEqual(Array.from({ length: 3 }, () => ({ ok: false, reason: "busy" })));
  for (const one of all) if (one.ok) await one.print(new PassThrough().resume(), Promise.resolve());
  await expectOneEach();
});

test("who was taken for dead and wakes up makes no further class", async () => {
  const runId = await prepare();
  const asleep = await start(runId);
  world.clock.now = new Date(world.clock.now.getTime() + 16_000);
  const second = await start(runId);
  expect(asleep.ok && (await asleep.print(new PassThrough().resume(), Promise.resolve()))).toBe("broken");
  expect(await liveSecrets(world, pupilIds)).toEqual([]);
  expect((await look(runId)).state).toBe("printing");
  expect(second.ok && (await second.print(new PassThrough().resume(), Promise.resolve()))).toBe("whole");
  await expectOneEach();
});

test("stopping ends the file with the class that it is at: what is on it holds, the rest was never made", async () => {
  const runId = await prepare();
  const printing = await start(runId);
  if (!printing.ok) throw new Error(printing.reason);
  let stopped: Promise<void> | undefined;
  let pdf = "";
  const out = new Writable({
    highWaterMark: 1,
    write: (chunk: Buffer, _encoding, done) => {
      pdf += chunk.toString("latin1");
      // More than the head of the file: the first class is made.
      if (pdf.length > 1_000) stopped ??= cancelRun(world.deps, { schoolId, id: runId, actor });
      void (stopped ?? Promise.resolve()).then(() => setImmediate(done));
    },
  });
  expect(await printing.print(out, Promise.resolve())).toBe("whole");
  expect(pdf).toMatch(/%%EOF\s*$/);
  const run = await look(runId);
  expect(run.state).toBe("cancelled");
  const onPaper = run.parts.filter(({ state }) => state === "handed-out");
  expect(onPaper.length).toBeGreaterThan(0);
  expect(onPaper.length).toBeLessThan(classNames.length);
  expect(await liveSecrets(world, pupilIds)).toHaveLength(onPaper.length * 12);
  expect((await print(runId)).outcome).toBe("over");
});

test("a card that somebody used meanwhile is left alone when its broken file is made again", async () => {
  const runId = await prepare(["1A"]);
  expect((await print(runId, { stopAfter: 1_000 })).outcome).toBe("broken");
  const [used] = await liveSecrets(world, pupilIds);
  await world.database.owner.query("update credential set used_at = now() where pupil_id = $1", [used?.pupilId]);
  await print(runId);
  expect((await look(runId)).parts).toMatchObject([{ given: 11, skipped: 1 }]);
  const [after] = await liveSecrets(world, [used?.pupilId ?? ""]);
  expect(after?.hash).toEqual(used?.hash);
});

test("when the database gives up in the middle, what came before is a good file and the rest can be fetched", async () => {
  const runId = await prepare();
  await world.database.owner.query(
    `create or replace function refuse() returns trigger language plpgsql as $$ begin
       if new.school_id = '${schoolId}' and new.position = 3 and new.attempt = 1 then raise 'no more room'; end if; return new;
     end $$;
     create or replace trigger refuse before update on activation_part for each row execute function refuse()`,
  );
  const first = await print(runId);
  expect(first.pdf).toMatch(/%%EOF\s*$/);
  expect(statesOf(await look(runId))).toEqual(["handed-out", "handed-out", "waiting", "waiting", "waiting"]);
  const before = await liveSecrets(world, pupilIds);
  expect(before).toHaveLength(24);
  expect((await print(runId)).outcome).toBe("whole");
  expect(
    (await liveSecrets(world, pupilIds)).filter((now) =>
      before.some(({ hash }) => hash?.equals(now.hash ?? Buffer.alloc(0))),
    ),
  ).toHaveLength(24);
  await expectOneEach();
});

test("what a run says in the database is no secret and no name", async () => {
  const runId = await prepare();
  await print(runId);
  const { rows } = await world.database.owner.query(
    "select r.*, p.* from activation_run r join activation_part p on p.run_id = r.id where r.id = $1",
    [runId],
  );
  expect(JSON.stringify(rows)).not.toMatch(/lotte|P00/i);
});

test("runs are forgotten after 30 days", async () => {
  const runId = await prepare();
  const later = (days: number) => new Date(world.clock.now.getTime() + days * 86_400_000);
  expect(await purgeRuns(world.deps.db.platform, later(29))).toBe(0);
  expect(await purgeRuns(world.deps.db.platform, later(31))).toBeGreaterThan(0);
  await expect(look(runId)).rejects.toThrow("no run");
});

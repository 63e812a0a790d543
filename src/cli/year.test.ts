import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { csv } from "../../test/support/rosters.ts";
import { moments, nextYear, openYear, thisYear, type YearWorld } from "../../test/support/year.ts";
import type { Deps } from "../deps.ts";
import { createLog } from "../lib/log.ts";
import type { Output } from "./command.ts";
import { pupilCommands } from "./pupil.ts";
import { rosterCommands } from "./roster.ts";
import { yearCommands } from "./year.ts";

let world: YearWorld;
let deps: Deps;
const folder = mkdtempSync(join(tmpdir(), "leerid-year-"));
const list = join(folder, "volgend jaar.csv");
const unused = () => {
  throw new Error("not part of this test");
};

beforeEach(async () => {
  world = await openYear();
  const jobs = { enqueue: async () => {}, work: unused, schedule: unused, stop: unused };
  deps = Object.assign(Object.create(new Proxy({}, { get: unused })), {
    ...world.deps,
    log: createLog("silent"),
    jobs,
  });
  writeFileSync(list, csv(...nextYear));
});
afterEach(() => world.drop());
afterAll(() => rmSync(folder, { recursive: true }));

async function leerid(...args: string[]): Promise<Output> {
  let output: Output | undefined;
  const program = new Command().exitOverride();
  const cli = {
    program,
    run: async (work: (deps: Deps) => Promise<Output>) => {
      output = await work(deps);
    },
  };
  for (const commands of [rosterCommands, yearCommands, pupilCommands]) commands(cli);
  await program.parseAsync(["node", "leerid", ...args]);
  if (!output) throw new Error("The command printed nothing");
  return output;
}
const ofSchool = ["--school", "000001"];
const coming = ["--year", "2027-2028", ...ofSchool];

test("a plan for the coming year is shown class by class, and changes nothing", async () => {
  const { text, json } = await leerid("roster", "plan", list, ...coming);
  expect(text).toContain("3A -> 4A: 10");
  expect(text).toContain("6A -> leave: 2");
  expect(json).toMatchObject({ status: "rehearsal", counts: { added: 1, moved: 10, left: 2 } });
  expect(await world.classes("2026-2027")).toHaveLength(12);
});

test("what is applied for the coming year waits for 1 September, and takes effect by hand when the job was late", async () => {
  expect((await leerid("roster", "apply", list, ...coming)).json).toMatchObject({ status: "agreed" });
  expect((await leerid("year", "run")).json).toMatchObject({ inEffect: 0 });
  world.clock.now = moments.september;
  expect((await leerid("year", "run")).json).toEqual({ inEffect: 1, stopped: 0, failed: 0 });
  expect((await leerid("year", "status", ...ofSchool)).json).toMatchObject({ plans: [{ status: "in-effect" }] });
  expect(await world.classes("2027-2028")).toHaveLength(11);
});

test("a list that looks wrong is refused with what to add, and taken with it", async () => {
  writeFileSync(list, csv(...thisYear.slice(0, 4)));
  await expect(leerid("roster", "apply", list, ...coming)).rejects.toMatchObject({
    code: "roster-too-many-leavers",
    message: expect.stringContaining("--allow leavers this-year"),
  });
  const allowed = ["--allow", "leavers", "this-year"];
  expect((await leerid("roster", "apply", list, ...coming, ...allowed)).json).toMatchObject({ status: "agreed" });
});

test("what waits is withdrawn", async () => {
  await leerid("roster", "apply", list, ...coming);
  expect((await leerid("year", "withdraw", ...ofSchool)).json).toEqual({ withdrawn: 1 });
  expect((await leerid("year", "withdraw", ...ofSchool)).json).toEqual({ withdrawn: 0 });
});

test("another year than the coming one is refused, and so is any before June", async () => {
  const wrong = leerid("roster", "plan", list, "--year", "2028-2029", ...ofSchool);
  await expect(wrong).rejects.toMatchObject({ code: "bad-request", message: expect.stringContaining("2027-2028") });
  world.clock.now = moments.lastOfMay;
  await expect(leerid("roster", "plan", list, ...coming)).rejects.toMatchObject({ code: "bad-request" });
});

test("an operator merges two records, and splits them again", async () => {
  const [keep, other] = await world.enrolled();
  if (!keep || !other) throw new Error("not enrolled");
  // each has a final number
  await expect(leerid("pupil", "merge", keep.loginName, other.loginName)).rejects.toThrow(/--reason/);
  await leerid(
    "pupil",
    "merge",
    keep.loginName,
    other.loginName,
    "--reason",
    "The registry gave this child a second number",
  );
  expect((await leerid("pupil", "show", other.loginName)).json).toMatchObject({ status: "suspended", enrolments: [] });
  await expect(leerid("pupil", "merge", other.loginName, keep.loginName)).rejects.toMatchObject({
    code: "bad-request",
  });
  expect((await leerid("pupil", "split", other.loginName)).json).toMatchObject({
    status: "active",
    classes: [{ name: "3A" }],
  });
  await expect(leerid("pupil", "split", other.loginName)).rejects.toMatchObject({ code: "pupil-not-found" });
});

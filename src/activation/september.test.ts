import { afterAll, beforeAll, expect, test } from "vitest";
import {
  addTestPupils,
  addTestSchool,
  openActivationWorld,
  type ActivationWorld,
  type TestPupil,
} from "../../test/support/activation.ts";
import type { SchoolId } from "../ids.ts";
import { addRun } from "./activation.ts";
import { selectPupils } from "./selection.ts";

let world: ActivationWorld;
let schoolId: SchoolId;
let old: TestPupil[];
const september = new Date("2027-09-10T08:00:00Z");
const october = new Date("2027-10-01T08:00:00Z");

beforeAll(async () => {
  world = await openActivationWorld();
  schoolId = await addTestSchool(world);
  // a class of 2026-2027 of which nobody has a class of 2027-2028 yet
  old = await addTestPupils(world, schoolId, { count: 2, className: "3B" });
});
afterAll(() => world.close());

const chosen = async (now: Date, classNames?: string[]) =>
  (await selectPupils(world.deps, { schoolId, classNames }, now)).chunks.flat().map(({ className }) => className);

test("in September pupils are chosen by last year's class, as long as they have none of this year", async () => {
  expect(await chosen(september, ["3B"])).toEqual(["3B", "3B"]);
  expect(await chosen(september)).toEqual(["3B", "3B"]);
});

test("in October last year's class is no class any more", async () => {
  await expect(chosen(october, ["3B"])).rejects.toMatchObject({ code: "bad-request" });
  expect(await chosen(october)).toEqual([undefined, undefined]);
});

const run = { secret: undefined, again: false, paper: { document: "cards", locale: "nl" }, actor: "test" } as const;

test("cards are prepared for last year's class until September is over", async () => {
  expect(old).toHaveLength(2);
  world.clock.now = september;
  await expect(addRun(world.deps, { ...run, schoolId, classNames: ["3B"] })).resolves.toBeTypeOf("string");
  world.clock.now = october;
  await expect(addRun(world.deps, { ...run, schoolId, classNames: ["3B"] })).rejects.toMatchObject({
    code: "not-found",
  });
});

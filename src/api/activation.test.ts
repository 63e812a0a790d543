import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  addTestPupils,
  addTestSchool,
  countStatements,
  openActivationWorld,
  type ActivationWorld,
} from "../../test/support/activation.ts";
import { PackageId, SchoolNumber, type SchoolId } from "../ids.ts";
import { countActivation, listPupilStates } from "./activation.ts";
import type { Caller } from "./caller.ts";
import { cursorAfter } from "./cursor.ts";
import { PupilsQuery } from "./schemas.ts";

let world: ActivationWorld;
let schoolId: SchoolId;
beforeAll(async () => {
  world = await openActivationWorld();
});
beforeEach(async () => {
  schoolId = await addTestSchool(world);
});
afterAll(() => world.close());

const caller = (): Caller => ({
  packageId: PackageId.parse("01920000-0000-7000-8000-000000000001"),
  packageName: "Schoolbeheer",
  schoolId,
  schoolNumber: SchoolNumber.parse("012345"),
});
const list = (query: Record<string, unknown> = {}) => listPupilStates(world.deps, caller(), PupilsQuery.parse(query));
const statement = (text: string, values: unknown[]) => world.database.owner.query(text, values);
const number = (pupilId: string, value: string) =>
  statement("update enrolment set stamboeknummer = $2 where pupil_id = $1", [pupilId, value]);

test("pupils without a number are counted, and are in no list", async () => {
  const [first] = await addTestPupils(world, schoolId, { count: 3, className: "3A" });
  await number(first?.pupilId ?? "", "77");
  expect((await list()).pupils).toEqual([{ pupilNumber: "77", classes: ["3A"], state: "none" }]);
  expect(await countActivation(world.deps, caller())).toMatchObject({ totals: { pupils: 3 }, withoutPupilNumber: 2 });
});

test("a number that passed from a leaver to another pupil is the other's", async () => {
  const [leaver, stays] = await addTestPupils(world, schoolId, { count: 2, className: "3A" });
  await statement("update enrolment set during = '[2026-09-01,2026-12-31)' where pupil_id = $1", [leaver?.pupilId]);
  for (const pupil of [leaver, stays]) await number(pupil?.pupilId ?? "", "77");
  expect((await list()).pupils).toEqual([{ pupilNumber: "77", classes: ["3A"], state: "none" }]);
});

test("pages join without a gap or a double, also when somebody goes in between", async () => {
  const pupils = await addTestPupils(world, schoolId, { count: 7, className: "3A" });
  for (const [at, { pupilId }] of pupils.entries()) await number(pupilId, `n${at}`);
  const first = await list({ limit: 3 });
  expect(first.pupils.map(({ pupilNumber }) => pupilNumber)).toEqual(["n0", "n1", "n2"]);
  await statement("delete from enrolment where pupil_id = $1", [pupils[2]?.pupilId]);
  const second = await list({ limit: 4, cursor: first.next });
  expect(second.pupils.map(({ pupilNumber }) => pupilNumber)).toEqual(["n3", "n4", "n5", "n6"]);
  expect(second.next).toBeNull();
  expect((await list({ cursor: cursorAfter("zzz") })).pupils).toEqual([]);
});

test("2,500 pupils cost as many statements as one, for the counts and for a page", async () => {
  const counted = countStatements(world.deps);
  const measure = async () => {
    counted.reset();
    await countActivation(counted.deps, caller());
    await listPupilStates(counted.deps, caller(), PupilsQuery.parse({}));
    return counted.count();
  };
  await addTestPupils(world, schoolId, { className: "1A" });
  expect(await measure()).toBe(2);
  await addTestPupils(world, schoolId, { count: 2500, className: "1B" });
  expect(await measure()).toBe(2);
});

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { csv, number, type Line } from "../../test/support/rosters.ts";
import { moments, nextYear, openYear, thisYear, type YearWorld } from "../../test/support/year.ts";
import { sql } from "../lib/db.ts";
import { decideYearDoubt, rehearseYear, withdrawYear } from "./rosters.ts";

let world: YearWorld;
beforeEach(async () => {
  world = await openYear();
});
afterEach(() => world.drop());

const rehearsal = () =>
  rehearseYear(world.deps, { schoolId: world.schoolId, bytes: csv(...nextYear), actor: world.actor });

test("next year's list comes in from the first moment of June in Brussels until the last of August", async () => {
  world.clock.now = moments.lastOfMay;
  await expect(rehearsal()).rejects.toMatchObject({ code: "bad-request" });
  world.clock.now = moments.firstOfJune;
  expect(await rehearsal()).toMatchObject({ ok: true });
  world.clock.now = moments.lastOfAugust;
  expect(await rehearsal()).toMatchObject({ ok: true });
  world.clock.now = moments.firstOfSeptember;
  await expect(rehearsal()).rejects.toMatchObject({ code: "bad-request" });
});

test("a rehearsal says who changes class, who leaves and who is new", async () => {
  const view = await world.view(await world.rehearse(...nextYear));
  expect(view?.plan.counts).toMatchObject({ rows: 11, added: 1, moved: 10, left: 2 });
  expect(view?.stops).toEqual([]);
  const [first] = view?.plan.pupils ?? [];
  expect(first).toMatchObject({ action: "moved-class", classNames: ["4A"], yearGroup: 4 });
  expect(first?.before).toMatchObject({ classNames: [], classNamesBefore: ["3A"] });
});

test("a rehearsal changes nothing, and neither does agreeing to it", async () => {
  const before = await world.classes("2026-2027");
  await world.agreeTo(nextYear);
  expect(await world.classes("2026-2027")).toEqual(before);
  expect((await world.classes("2027-2028")).join()).not.toContain("4A");
  const { rows } = await world.database.owner.query("select count(*)::int as n from pupil");
  expect(rows).toEqual([{ n: 12 }]);
});

test("a list that looks wrong takes a person's word for each thing that does", async () => {
  const planId = await world.rehearse(...thisYear.slice(0, 4));
  expect(await world.agree(planId)).toEqual({ ok: false, problem: "missing", missing: ["leavers", "this-year"] });
  expect(await world.agree(planId, "leavers")).toMatchObject({ missing: ["this-year"] });
  expect(await world.agree(planId, "leavers", "this-year")).toEqual({ ok: true });
});

test("a newer rehearsal leaves alone what was agreed, until it is agreed to itself", async () => {
  const first = await world.agreeTo(nextYear);
  const second = await world.rehearse(...nextYear.slice(0, 10));
  expect([await world.status(first), await world.status(second)]).toEqual(["agreed", "rehearsal"]);
  await world.agree(second);
  expect([await world.status(first), await world.status(second)]).toEqual(["replaced", "agreed"]);
  expect(await world.agree(first)).toEqual({ ok: false, problem: "ended" });
});

test("a list that is withdrawn is forgotten, line by line, and never takes effect", async () => {
  const planId = await world.agreeTo(nextYear);
  const key = { schoolId: world.schoolId, planId, actor: world.actor };
  expect([await withdrawYear(world.deps, key), await withdrawYear(world.deps, key)]).toEqual([true, false]);
  expect(await world.view(planId)).toBeUndefined();
  world.clock.now = moments.firstOfSeptember;
  expect(await world.runJob()).toEqual({ inEffect: 0, stopped: 0, failed: 0 });
  expect((await world.classes("2027-2028")).join()).not.toContain("4A");
});

test("another school finds nothing of it", async () => {
  const planId = await world.agreeTo(nextYear);
  const { schoolB: schoolId, actor } = world;
  await expect(withdrawYear(world.deps, { schoolId, planId, actor })).rejects.toMatchObject({ code: "not-found" });
  const seen = await world.database.db.forSchools([schoolId], (tx) => tx.run(sql`select from school_year_plan`));
  expect(seen).toBe(0);
});

test("no national number is kept, only its keyed hash", async () => {
  await world.rehearse(...nextYear);
  const { rows } = await world.database.owner.query("select content::text as kept from school_year_plan");
  expect(rows[0].kept).toContain("FamilieA");
  expect(rows[0].kept).not.toContain(number(1));
});

const namesake: Line = ["Anders", "Kind", "4A"];

test("a doubt that a person settled is settled in what takes effect, whatever the list has become by then", async () => {
  await world.importFile(csv(...thisYear, ["Anders", "Kind", "3A"]));
  const planId = await world.rehearse(...nextYear, namesake);
  const doubtful = (await world.view(planId))?.plan.refused;
  expect(doubtful).toMatchObject([{ line: 13, code: "name-only" }]);
  const key = { schoolId: world.schoolId, planId, actor: world.actor, line: 13 };
  const loginName = (await world.enrolled()).find(({ familyName }) => familyName === "Anders")?.loginName;
  if (!loginName) throw new Error("not enrolled");
  expect(await decideYearDoubt(world.deps, { ...key, decision: { is: "same", loginName } })).toEqual({ ok: true });
  await world.agree(planId);
  world.clock.now = moments.firstOfSeptember;
  await world.runJob();
  const after = await world.enrolled(world.schoolId, "2027-2028");
  expect(after.find(({ familyName }) => familyName === "Anders")).toMatchObject({ loginName, classNames: ["4A"] });
});

test("a doubt can be opened again, and can't be settled against a number", async () => {
  await world.importFile(csv(...thisYear, ["Anders", "Kind", "3A"]));
  const planId = await world.rehearse(...nextYear, namesake);
  const key = { schoolId: world.schoolId, planId, actor: world.actor, line: 13 };
  const stranger = (await world.enrolled()).find(({ familyName }) => familyName === "FamilieA")?.loginName;
  if (!stranger) throw new Error("not enrolled");
  expect(await decideYearDoubt(world.deps, { ...key, decision: { is: "same", loginName: stranger } })).toEqual({
    ok: false,
    problem: "contradicts",
  });
  expect(await decideYearDoubt(world.deps, { ...key, decision: { is: "new" } })).toEqual({ ok: true });
  expect((await world.view(planId))?.plan).toMatchObject({ refused: [], counts: { added: 2, left: 3 } });
  expect(await decideYearDoubt(world.deps, { ...key, decision: { is: "open" } })).toEqual({ ok: true });
  expect((await world.view(planId))?.plan.refused).toHaveLength(1);
});

describe("a number that comes with another child's name on next year's list", () => {
  const [first, ...others] = nextYear;
  const other: Line = ["Vreemd", "Iemand", first?.[2] ?? "4A", first?.[3] ?? ""];

  test("is a question, and the answer that it is another child gives it to the new pupil in September", async () => {
    const planId = await world.rehearse(other, ...others);
    const asked = await world.view(planId);
    expect(asked?.plan.refused).toMatchObject([{ line: 2, code: "other-name", doubt: { mayBeNew: true } }]);
    expect(asked?.plan.counts.added).toBe(1);
    const key = { schoolId: world.schoolId, planId, line: 2, actor: world.actor };
    expect(await decideYearDoubt(world.deps, { ...key, decision: { is: "new" } })).toEqual({ ok: true });
    const decided = await world.view(planId);
    expect(decided?.plan.refused).toEqual([]);
    expect(decided?.plan.pupils.find(({ line }) => line === 2)).toMatchObject({
      action: "added",
      familyName: "Vreemd",
    });
  });
});

test("a line that is a pupil of next year's list once more is left out by a person's word", async () => {
  const planId = await world.rehearse(...nextYear, ["Dubbel", "Kind", "4A"], ["Dubbel", "Kind", "4A"]);
  const line = nextYear.length + 3;
  expect((await world.view(planId))?.plan.refused).toMatchObject([{ line, code: "twice" }]);
  const key = { schoolId: world.schoolId, planId, line, actor: world.actor };
  expect(await decideYearDoubt(world.deps, { ...key, decision: { is: "twice" } })).toEqual({ ok: true });
  const decided = await world.view(planId);
  expect([
    decided?.plan.refused,
    decided?.plan.pupils.filter(({ familyName }) => familyName === "Dubbel").length,
  ]).toEqual([[], 1]);
});

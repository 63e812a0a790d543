import { afterEach, beforeEach, expect, test } from "vitest";
import { countStatements } from "../../test/support/activation.ts";
import { csv, number, type Line } from "../../test/support/rosters.ts";
import { nextYear, openYear, thisYear, type YearWorld } from "../../test/support/year.ts";
import { addApplication, releaseApplication } from "../applications/applications.ts";
import { wish } from "../../test/support/applications.ts";
import type { YearChoice } from "../pupils/pupils.ts";
import { rehearseYear } from "../rosters/rosters.ts";
import { yearHomeOf, yearPlanOf } from "./year.ts";

let world: YearWorld;
beforeEach(async () => {
  world = await openYear();
});
afterEach(() => world.drop());

async function difference(...lines: Line[]) {
  const planId = await world.rehearse(...lines);
  const view = await yearPlanOf(world.deps, { schoolId: world.schoolId, planId });
  if (!view) throw new Error("no such list");
  return view.difference;
}

test("a head sees where each class goes, who leaves and who is new", async () => {
  expect(await difference(...nextYear)).toMatchObject({
    flows: [
      { from: "3A", to: [{ name: "4A", pupils: 10 }], left: 0 },
      { from: "6A", to: [], left: 2 },
    ],
    exceptions: [],
    leavers: [{ name: "Anna Zesde", from: ["6A"] }, { name: "Bram Zesde" }],
    newcomers: [{ name: "Nora Nieuw", to: ["1A"], returns: false }],
  });
});

test("who stays in the year, goes back, or skips one is named", async () => {
  const [a, b, c, ...rest] = nextYear;
  if (!a || !b || !c) throw new Error("too few lines");
  const named = (line: Line, className: string): Line => [line[0], line[1], className, line[3] ?? ""];
  const { exceptions } = await difference(named(a, "3C"), named(b, "5A"), named(c, "2A"), ...rest);
  expect(exceptions).toEqual([
    { name: "Kind FamilieA", from: ["3A"], to: ["3C"], what: "repeats" },
    { name: "Kind FamilieB", from: ["3A"], to: ["5A"], what: "skips" },
    { name: "Kind FamilieC", from: ["3A"], to: ["2A"], what: "back" },
  ]);
});

test("nothing is told of a newcomer whom another school knows", async () => {
  await world.importFile(csv(["Elders", "Ella", "2B", number(91)]), world.schoolB);
  const { newcomers } = await difference(...nextYear, ["Elders", "Ella", "3B", number(91)]);
  expect(newcomers).toContainEqual({ name: "Ella Elders", from: [], to: ["3B"], returns: false });
});

async function release(scope: { classNames?: string[]; yearChoices?: YearChoice[] }): Promise<void> {
  const { applicationId } = await addApplication(world.deps, wish({ name: `Lezen ${Object.keys(scope).join()}` }));
  await releaseApplication(world.deps, { applicationId, schoolId: world.schoolId, actor: "test", ...scope });
}

test("a release by year group is lost on 1 September, one by class on 1 October, and everything by who leaves", async () => {
  await release({ yearChoices: ["lager-3"] });
  await release({ classNames: ["3A", "6A"] });
  await release({});
  const { losses } = await difference(...nextYear);
  const counted = losses.map((loss) => [loss.application, loss.september.length, loss.october.length, loss.leavers]);
  expect(counted).toEqual([
    ["Lezen", 0, 0, 2],
    ["Lezen classNames", 0, 10, 2],
    ["Lezen yearChoices", 10, 0, 0],
  ]);
});

test("the number of statements doesn't grow with the pupils", async () => {
  const counted = countStatements(world.deps);
  const measure = async (lines: Line[]) => {
    const read = await rehearseYear(world.deps, { schoolId: world.schoolId, bytes: csv(...lines), actor: "test" });
    if (!read.ok) throw new Error(read.message);
    counted.reset();
    await yearPlanOf(counted.deps, { schoolId: world.schoolId, planId: read.planId });
    const plan = counted.count();
    counted.reset();
    await yearHomeOf(counted.deps, world.schoolId);
    return [plan, counted.count()];
  };
  const few = await measure(nextYear);
  const many = Array.from({ length: 400 }, (_, at): Line => [`Veel${at}`, "Kind", "2B", number(200 + at)]);
  await world.importFile(csv(...thisYear, ...many));
  const more = await measure([
    ...nextYear,
    ...many.map(([family, given, , id]): Line => [family, given, "3B", id ?? ""]),
  ]);
  expect(few).toEqual([2, 1]);
  expect(more).toEqual(few);
});

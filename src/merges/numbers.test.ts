import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openMerges, type MergeWorld } from "../../test/support/merges.ts";
import { csv, number, type Line } from "../../test/support/rosters.ts";
import { makeNationalNumber } from "../pupils/pupils.ts";
import { mergePupils } from "./merges.ts";

let world: MergeWorld;
const actor = "cli";
/** Of a child without a final number: the month is raised by 20. */
const bis = makeNationalNumber({ year: 2017, month: 23, day: 4, serial: 7 });

beforeAll(async () => {
  world = await openMerges();
});
afterAll(() => world.drop());
beforeEach(() => world.database.owner.query("truncate pupil, class_group, roster_import cascade"));

async function pair(schools: "one school" | "two schools", one: string, two: string) {
  const lines: Line[] = [
    ["Peeters", "Lotte", "3A", one],
    ["Peters", "Lotte", "3B", two],
  ];
  const there = schools === "one school" ? world.schoolA : world.schoolB;
  if (schools === "one school") await world.importFile(csv(...lines));
  else
    for (const [at, schoolId] of [world.schoolA, world.schoolB].entries())
      await world.importFile(csv(...lines.slice(at, at + 1)), schoolId);
  const [keep] = await world.enrolled(world.schoolA);
  const other = (await world.enrolled(there)).at(-1);
  if (!keep || !other) throw new Error("not enrolled");
  return { keep: keep.pupilId, other: other.pupilId };
}

test("two children of one school with different final numbers don't become one by one tick", async () => {
  const both = await pair("one school", number(1), number(2));
  expect(await mergePupils(world.deps, { ...both, actor, within: [world.schoolA] })).toEqual({
    ok: false,
    problem: "needs-reason",
  });
});

test("why two final numbers are one child stays in the audit", async () => {
  const both = await pair("one school", number(1), number(2));
  const reason = "The registry gave this child a second number";
  expect(await mergePupils(world.deps, { ...both, actor, reason, within: [world.schoolA] })).toMatchObject({
    ok: true,
  });
  const { rows } = await world.database.owner.query("select details from audit_event where what = 'pupil.merged'");
  expect(rows).toMatchObject([{ details: { reason } }]);
});

test("a bis number and a final one become one without a reason, and the school's list finds the child by both", async () => {
  const both = await pair("one school", bis, number(1));
  expect(await mergePupils(world.deps, { ...both, actor, within: [world.schoolA] })).toMatchObject({ ok: true });
  for (const known of [number(1), bis])
    expect((await world.plan(csv(["Peeters", "Lotte", "3A", known]))).counts).toMatchObject({ unchanged: 1, added: 0 });
  const { rows } = await world.database.owner.query(
    "select number_bis, former_number_bis from enrolment where upper_inf(during)",
  );
  expect(rows).toEqual([{ number_bis: false, former_number_bis: true }]);
});

test("numbers at two schools become one by nobody's word alone, whoever decides for both and whatever the reason", async () => {
  for (const there of [number(1), number(2), bis]) {
    await world.database.owner.query("truncate pupil, class_group, roster_import cascade");
    const both = await pair("two schools", number(1), there);
    for (const within of [undefined, [world.schoolA, world.schoolB]])
      expect(await mergePupils(world.deps, { ...both, actor, within, reason: "because" })).toEqual({
        ok: false,
        problem: "through-links",
      });
  }
});

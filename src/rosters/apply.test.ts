import { afterEach, beforeEach, expect, test } from "vitest";
import { csv, openRosters, ten, type Line } from "../../test/support/rosters.ts";
import { demoRoster } from "../demo/roster.ts";

let rosters: Awaited<ReturnType<typeof openRosters>>;
beforeEach(async () => {
  rosters = await openRosters();
});
afterEach(() => rosters.drop());

const powerCut = () =>
  rosters.database.owner.query(`
    create function fail() returns trigger language plpgsql as $$ begin
      if (select count(*) from enrolment) > 1500 then raise exception 'power cut'; end if; return null; end $$;
    create trigger fail after insert on enrolment for each statement execute function fail()`);
const powerBack = () => rosters.database.owner.query("drop trigger fail on enrolment");

test("a plan that was made while another import stood half-way is stale once that one went on", async () => {
  const { bytes } = demoRoster({ seed: 3, pupils: 2500, kind: "secundair" });
  const { importId } = await rosters.plan(bytes);
  await powerCut();
  await expect(rosters.apply(importId)).rejects.toThrow("power cut");
  const second = await rosters.plan(bytes);
  await powerBack();
  await rosters.apply(importId);
  const refused = await rosters.apply(second.importId);
  expect(refused).toMatchObject({ ok: false, problem: "stale" });
  expect(await rosters.enrolled()).toHaveLength(2500);
});

test("after a crash in the middle the same import goes on, and every pupil is there once", async () => {
  const { bytes } = demoRoster({ seed: 3, pupils: 2500, kind: "secundair" });
  const { importId } = await rosters.plan(bytes);
  await powerCut();
  await expect(rosters.apply(importId)).rejects.toThrow("power cut");
  expect(await rosters.enrolled()).toHaveLength(1000);
  await powerBack();
  expect(await rosters.apply(importId)).toMatchObject({ ok: true, counts: { added: 2500 } });
  const { rows } = await rosters.database.owner.query(
    "select count(*)::int as pupils, count(distinct login_name)::int as names from pupil",
  );
  expect(rows).toEqual([{ pupils: 2500, names: 2500 }]);
  expect((await rosters.plan(bytes)).counts.unchanged).toBe(2500);
});

test("the same import applied four times at once adds every pupil once", async () => {
  const { importId } = await rosters.plan(demoRoster({ seed: 4, pupils: 2200, kind: "secundair" }).bytes);
  const results = await Promise.all([1, 2, 3, 4].map(() => rosters.apply(importId)));
  expect(results.map((result) => result.ok)).toEqual([true, true, true, true]);
  expect(await rosters.enrolled()).toHaveLength(2200);
});

test("of two plans for one school that are applied at once, one wins and the other is stale", async () => {
  const lines = csv(...Array.from({ length: 1500 }, (_, at): Line => [`Peeters ${at}`, "Lotte", "3A"]));
  const plans = [await rosters.plan(lines), await rosters.plan(lines)];
  const results = await Promise.all(plans.map(({ importId }) => rosters.apply(importId)));
  expect(results.map((result) => (result.ok ? "applied" : result.problem)).sort()).toEqual(["applied", "stale"]);
  expect(await rosters.enrolled()).toHaveLength(1500);
});

test("a plan is stale once another import was applied, and changes nothing", async () => {
  const old = await rosters.plan(csv(...ten.slice(0, 5)));
  await rosters.importFile(csv(...ten));
  const refused = await rosters.apply(old.importId);
  expect(refused).toMatchObject({ ok: false, problem: "stale" });
  expect(await rosters.enrolled()).toHaveLength(10);
});

test("a plan of last school year is stale", async () => {
  const old = await rosters.plan(csv(...ten));
  rosters.clock.now = new Date("2027-09-01T08:00:00Z");
  expect(await rosters.apply(old.importId)).toMatchObject({ problem: "stale" });
});

test("an import of another school can't be applied", async () => {
  const planned = await rosters.plan(csv(...ten), rosters.schoolB);
  const stolen = rosters.apply(planned.importId);
  await expect(stolen).rejects.toMatchObject({ code: "not-found" });
});

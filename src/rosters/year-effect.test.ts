import { afterEach, beforeEach, expect, test } from "vitest";
import { number } from "../../test/support/rosters.ts";
import { moments, nextYear, openYear, type YearWorld } from "../../test/support/year.ts";
import { getPupil } from "../pupils/pupils.ts";
import { planPupil, applyRoster, purgeYearPlans, takeEffect, type PupilByHand } from "./rosters.ts";

let world: YearWorld;
beforeEach(async () => {
  world = await openYear();
});
afterEach(() => world.drop());

const key = (planId: Awaited<ReturnType<YearWorld["rehearse"]>>) => ({
  schoolId: world.schoolId,
  planId,
  actor: "cli",
});

test("nothing takes effect a millisecond before midnight in Brussels, and all of it at midnight", async () => {
  const planId = await world.agreeTo(nextYear);
  world.clock.now = moments.lastOfAugust;
  expect(await world.runJob()).toEqual({ inEffect: 0, stopped: 0, failed: 0 });
  expect(await takeEffect(world.deps, key(planId))).toEqual({ is: "too-early" });
  expect(await world.classes("2026-2027")).toHaveLength(12);
  world.clock.now = moments.firstOfSeptember;
  expect(await world.runJob()).toEqual({ inEffect: 1, stopped: 0, failed: 0 });
  const after = await world.classes("2027-2028");
  expect(after).toHaveLength(11);
  expect(after).toEqual(expect.arrayContaining(["Kind FamilieA 4A", "Nora Nieuw 1A"]));
});

test("a pupil goes up with the LeerID of before, and the classes of before stay history", async () => {
  const [before] = await world.enrolled();
  await world.agreeTo(nextYear);
  world.clock.now = moments.firstOfSeptember;
  await world.runJob();
  const pupil = await getPupil(world.database.db.platform, before?.loginName ?? "");
  expect(pupil.id).toBe(before?.pupilId);
  expect(pupil.classes).toMatchObject([
    { name: "3A", schoolYear: "2026-2027" },
    { name: "4A", schoolYear: "2027-2028" },
  ]);
});

test("who leaves keeps the LeerID", async () => {
  const anna = (await world.enrolled()).find(({ givenName }) => givenName === "Anna");
  await world.agreeTo(nextYear);
  world.clock.now = moments.firstOfSeptember;
  await world.runJob();
  const gone = await getPupil(world.database.db.platform, anna?.loginName ?? "");
  expect(gone).toMatchObject({ status: "active", enrolments: [{ until: "2027-09-01" }] });
});

test("a job that is days late counts from 1 September, and who came after that day stays", async () => {
  await world.agreeTo(nextYear);
  world.clock.now = moments.september;
  await addByHand();
  await world.runJob();
  const { rows } = await world.database.owner.query(
    `select lower(during)::text as "from", upper(during)::text as until, e.given_name from enrolment e
      where e.given_name in ('Anna', 'Nora', 'Mila') order by e.given_name`,
  );
  expect(rows).toMatchObject([
    { given_name: "Anna", until: "2027-09-01" },
    { given_name: "Mila", from: "2027-09-06", until: null },
    { given_name: "Nora", from: "2027-09-01" },
  ]);
});

const mila: PupilByHand = {
  givenName: "Mila",
  familyName: "Wouters",
  className: "2A",
  level: "lager",
  kind: "gewoon",
  yearGroup: "2",
  nationalNumber: number(81),
  stamboeknummer: "",
};
async function addByHand(): Promise<void> {
  const planned = await planPupil(world.deps, { schoolId: world.schoolId, pupil: mila });
  if (!planned.ok) throw new Error(planned.code);
  await applyRoster(world.deps, { schoolId: world.schoolId, importId: planned.importId });
}

test("a list stays good when the school's list changes in summer; who came after it was read stays", async () => {
  const planId = await world.agreeTo(nextYear);
  world.clock.now = new Date("2027-08-25T08:00:00Z");
  await addByHand();
  expect((await world.view(planId))?.plan.counts.left).toBe(2);
  world.clock.now = moments.firstOfSeptember;
  expect(await world.runJob()).toMatchObject({ inEffect: 1 });
  expect(await world.classes("2027-2028")).toEqual(expect.arrayContaining(["Mila Wouters", "Kind FamilieA 4A"]));
});

test("called again, and by four at once, it takes effect once", async () => {
  const planId = await world.agreeTo(nextYear);
  world.clock.now = moments.firstOfSeptember;
  const effects = await Promise.all(Array.from({ length: 4 }, () => takeEffect(world.deps, key(planId))));
  expect(new Set(effects.map(({ is }) => is))).toEqual(new Set(["in-effect"]));
  expect(await world.runJob()).toEqual({ inEffect: 0, stopped: 0, failed: 0 });
  const { rows } = await world.database.owner.query(
    "select what, count(*)::int as n from audit_event where what in ('school-year.in-effect', 'pupil.added') group by what",
  );
  expect(rows).toEqual([{ what: "school-year.in-effect", n: 1 }]);
  expect(await world.classes("2027-2028")).toHaveLength(11);
});

test("cut off in the middle, it goes on where it stopped", async () => {
  const planId = await world.agreeTo(nextYear);
  world.clock.now = moments.firstOfSeptember;
  let draws = 0;
  const broken = {
    ...world.deps,
    random: {
      ...world.deps.random,
      int: (end: number) => {
        draws += 1;
        if (draws > 0) throw new Error("the plug was pulled");
        return end;
      },
    },
  };
  await expect(takeEffect(broken, key(planId))).rejects.toThrow("plug");
  expect(await world.status(planId)).toBe("running");
  expect(await world.runJob()).toMatchObject({ inEffect: 1 });
  expect(await world.classes("2027-2028")).toHaveLength(11);
});

test("it stops for a person when it would do much more than what was agreed", async () => {
  const planId = await world.agreeTo([...nextYear.slice(0, 6)], "leavers");
  // as if nobody had left in June, and six had come since
  await world.database.owner.query(`update school_year_plan set agreed = '{"stops": [], "left": 2}'`);
  world.clock.now = moments.firstOfSeptember;
  expect(await world.runJob()).toEqual({ inEffect: 0, stopped: 1, failed: 0 });
  expect(await world.classes("2026-2027")).toHaveLength(12);
  expect(await world.runJob()).toEqual({ inEffect: 0, stopped: 0, failed: 0 });
  expect(await world.agree(planId, "leavers")).toEqual({ ok: true });
  expect(await world.runJob()).toMatchObject({ inEffect: 1 });
  expect(await world.classes("2027-2028")).toHaveLength(6);
});

test("one school that fails holds up no other", async () => {
  await world.agreeTo(nextYear);
  await world.database.owner.query(
    `insert into school_year_plan (school_id, school_year, status, created_at, created_by, content, agreed_at)
      values ($1, '2027-2028', 'agreed', $2, 'test', '{"rows": "broken"}', $2)`,
    [world.schoolB, moments.lastOfMay],
  );
  world.clock.now = moments.firstOfSeptember;
  expect(await world.runJob()).toEqual({ inEffect: 1, stopped: 0, failed: 1 });
});

test("lists are forgotten 30 days after they have ended", async () => {
  await world.agreeTo(nextYear);
  world.clock.now = moments.firstOfSeptember;
  await world.runJob();
  const purge = (day: string) => purgeYearPlans(world.database.db.platform, new Date(`${day}T12:00:00Z`));
  expect([await purge("2027-09-29"), await purge("2027-10-02")]).toEqual([0, 1]);
});

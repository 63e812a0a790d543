import { afterAll, beforeAll, expect, test } from "vitest";
import { openLinks, type LinkWorld } from "../../test/support/links.ts";
import { number, type Line } from "../../test/support/rosters.ts";
import type { SchoolId } from "../ids.ts";
import { sql } from "../lib/db.ts";
import { listLinks, viewLinks, workOnLinks } from "./links.ts";

let world: LinkWorld;
beforeAll(async () => {
  world = await openLinks();
});
afterAll(() => world.drop());

const letters = (at: number) => String.fromCharCode(65 + Math.floor(at / 26), 65 + (at % 26));
/** Ten classes' worth of children; the same child is the same serial at every school. */
const child = (serial: number, className: string): Line => [
  `Familie${letters(serial)}`,
  `Kind${letters(serial)}`,
  className,
  number(serial + 1),
];
const classes = (from: number, to: number, className: string): Line[] =>
  Array.from({ length: to - from }, (_, at) => child(from + at, className));

test(
  "on 1 September a sixth of all pupils changes school, and nobody is asked anything",
  { timeout: 120_000 },
  async () => {
    const { schoolA, schoolB, clock } = world;
    const third = await world.addSchool("000021");
    clock.now = new Date("2026-03-02T08:00:00Z");
    // a primary school with its last year, and another one
    await world.hand(schoolA, ...classes(0, 60, "5A"), ...classes(60, 80, "6A"));
    await world.hand(third, ...classes(80, 120, "3A"));
    const before = new Map((await world.enrolledAt(schoolA, "2025-2026")).map((one) => [one.loginName, one.pupilId]));

    // in the night of 31 August the secondary school's list takes effect; the primary school has handed in nothing yet
    clock.now = new Date("2026-08-31T22:05:00Z");
    expect(await world.hand(schoolB, ...classes(60, 80, "1A"))).toEqual({ opened: 20, linked: 20 });
    const linked = await world.enrolledAt(schoolB);
    expect(linked.every(({ loginName, pupilId }) => before.get(loginName) === pupilId)).toBe(true);

    // some of the fifth year go to the third school, and their own school says so some days later
    clock.now = new Date("2026-09-02T08:00:00Z");
    await world.hand(third, ...classes(80, 120, "4A"), ...classes(50, 60, "6A"));
    expect(await world.hand(schoolA, ...classes(0, 50, "6A"))).toEqual({ opened: 0, linked: 10 });

    await workOnLinks(world.deps, { schoolId: null });
    expect(await listLinks(world.deps)).toEqual([]);
    for (const schoolId of [schoolA, schoolB, third])
      expect((await viewLinks(world.deps, schoolId)).questions).toEqual([]);
    expect((await viewLinks(world.deps, schoolA)).told).toHaveLength(30);
  },
);

test("before 31 August is over, a child in the last year group is still the school's own: it is asked", async () => {
  await world.empty();
  const { schoolA, schoolB, clock } = world;
  clock.now = new Date("2026-03-02T08:00:00Z");
  await world.hand(schoolA, ...classes(0, 2, "6A"));
  clock.now = new Date("2026-08-31T21:30:00Z");
  expect(await world.hand(schoolB, ...classes(0, 1, "1A"), child(40, "6A"))).toEqual({ opened: 1, linked: 0 });
  expect(await world.asked(schoolA)).toHaveLength(1);
  clock.now = new Date("2026-08-31T22:20:00Z");
  expect(await workOnLinks(world.deps, { schoolId: null })).toEqual({ opened: 0, linked: 1 });
});

test("from 1 September on, the school that the child left has no say any more, though it has handed in nothing yet", async () => {
  await world.empty();
  const { schoolA, schoolB, clock, database } = world;
  clock.now = new Date("2026-03-02T08:00:00Z");
  await world.hand(schoolA, child(0, "6A"), child(1, "6A"), child(2, "5A"));
  clock.now = new Date("2026-09-01T08:00:00Z");
  await world.hand(schoolB, child(0, "1A"));
  const { pupilId } = await world.onlyOne(schoolB);
  const reset = (schoolId: SchoolId) =>
    database.db.forSchools([schoolId], (tx) =>
      tx.run(sql`update pupil set generation = generation + 1 where id = ${pupilId}`),
    );
  expect(await reset(schoolA)).toBe(0);
  expect(await reset(schoolB)).toBe(1);
  // whom nobody else enrols stays until the school's own list
  const { rows } = await database.owner.query(
    "select count(*)::int as open from enrolment where school_id = $1 and upper_inf(during)",
    [schoolA],
  );
  expect(rows).toEqual([{ open: 2 }]);
  // its own list goes in as ever
  await world.hand(schoolA, child(1, "6A"), child(2, "6A"));
  expect(await world.onlyOne(schoolB)).toMatchObject({ pupilId });
});

test("a school that let its last year go before 31 August still enrols the year below", async () => {
  await world.empty();
  const { schoolA, schoolB, clock } = world;
  clock.now = new Date("2026-03-02T08:00:00Z");
  await world.hand(schoolA, child(0, "5A"), child(1, "6A"));
  clock.now = new Date("2026-07-02T08:00:00Z");
  await world.hand(schoolA, child(0, "5A"));
  clock.now = new Date("2026-09-01T08:00:00Z");
  expect(await world.hand(schoolB, child(0, "6A"))).toEqual({ opened: 1, linked: 0 });
  expect(await world.asked(schoolA)).toHaveLength(1);
});

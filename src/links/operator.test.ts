import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openLinks, type LinkWorld } from "../../test/support/links.ts";
import { number, type Line } from "../../test/support/rosters.ts";
import { claimMail, decideLinks, listLinks, listMailsDue, takeOver, workOnLinks } from "./links.ts";

let world: LinkWorld;
const class3A = (count: number): Line[] =>
  Array.from({ length: count }, (_, at): Line => [
    `Familie${String.fromCharCode(65 + at)}`,
    "Kind",
    "3A",
    number(at + 1),
  ]);
const actor = "cli";
const reason = "The parents showed both cards";

beforeAll(async () => {
  world = await openLinks();
});
afterAll(() => world.drop());
beforeEach(async () => {
  world.clock.now = new Date("2026-10-01T08:00:00Z");
  await world.empty();
  await world.hand(world.schoolA, ...class3A(3));
  await world.hand(world.schoolB, ...class3A(3));
});

const later = (days: number) => {
  world.clock.now = new Date(world.clock.now.getTime() + days * 24 * 60 * 60 * 1000);
};
const ids = async () => (await listLinks(world.deps)).map(({ id }) => id);
const merged = async () =>
  (await world.database.owner.query("select count(*)::int as count from pupil where merged_into is not null")).rows[0]
    .count;

test("the operator decides after twenty school days and not before, for all or none", async () => {
  const wish = { linkIds: await ids(), says: "yes", reason, actor } as const;
  later(28);
  await expect(decideLinks(world.deps, wish)).rejects.toThrow(/20 school days/);
  expect(await merged()).toBe(0);
  later(1);
  expect(await decideLinks(world.deps, wish)).toBe(3);
  expect(await merged()).toBe(3);
});

test("the operator's no closes the question for good", async () => {
  later(40);
  expect(await decideLinks(world.deps, { linkIds: await ids(), says: "another", reason, actor })).toBe(0);
  await workOnLinks(world.deps, { schoolId: null });
  expect(await ids()).toEqual([]);
  expect(await world.say("yes", world.schoolA, world.schoolB)).toBe(0);
});

test("a list for the operator has no name of a child in it", async () => {
  const listed = JSON.stringify(await listLinks(world.deps));
  expect(listed).not.toMatch(/familie|kind/i);
});

test("a takeover of a school is one act, at once, and stands in the audit of both with its reason", async () => {
  const done = await takeOver(world.deps, { from: world.schoolA, to: world.schoolB, reason, actor });
  expect(done).toBe(3);
  for (const schoolId of [world.schoolA, world.schoolB]) {
    const events = (await world.audit(schoolId)).filter(({ what }) => what === "link.taken-over");
    expect(events).toMatchObject([{ actor, details: { reason, links: 3, says: "yes" } }]);
  }
});

test("a takeover leaves alone what stands between other schools", async () => {
  const third = await world.addSchool("000009");
  expect(await takeOver(world.deps, { from: third, to: world.schoolB, reason, actor })).toBe(0);
  expect(await ids()).toHaveLength(3);
});

/** Somebody who decides for that school. */
const head = async (schoolId: string, email: string) =>
  world.database.owner.query(
    `with s as (insert into staff (given_name, family_name, email, email_key, created_at) values ('Griet', 'Wouters', $2, $2, now()) returning id)
      insert into staff_role (staff_id, role, school_id, granted_at, granted_by) select id, 'school-admin', $1, now(), 'test' from s`,
    [schoolId, email],
  );

test("the day's mail says how many questions wait at a school whose turn it is, once a day, and nothing to the newer side before", async () => {
  await head(world.schoolA, "a@school.example");
  await head(world.schoolB, "b@school.example");
  const due = (today: string) => listMailsDue(world.database.db.platform, today);
  const mails = await due("2026-10-02");
  expect(mails).toMatchObject([{ email: "a@school.example", schools: [{ name: "A", questions: 3 }] }]);
  const [mail] = mails;
  if (!mail) throw new Error("no mail");
  const claims = Array.from({ length: 4 }, () =>
    claimMail(world.database.db.platform, { staffId: mail.staffId, today: "2026-10-02" }),
  );
  expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1);
  expect(await due("2026-10-02")).toEqual([]);
  await world.say("yes", world.schoolA);
  expect(await due("2026-10-05")).toMatchObject([
    { email: "b@school.example", schools: [{ name: "B", questions: 3 }] },
  ]);
});

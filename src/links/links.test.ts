import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openLinks, type LinkWorld } from "../../test/support/links.ts";
import { number, type Line } from "../../test/support/rosters.ts";
import { LinkId } from "../ids.ts";
import { answerLinks, viewLinks, workOnLinks } from "./links.ts";

let world: LinkWorld;
const lotte: Line = ["Peeters", "Lotte", "3A", number(1)];
const noor: Line = ["Janssens", "Noor", "3A", number(2)];

beforeAll(async () => {
  world = await openLinks();
});
afterAll(() => world.drop());
beforeEach(() => world.empty());

/** One number at both schools, each with a LeerID of its own. */
async function both(there: Line = lotte) {
  const { schoolA, schoolB } = world;
  await world.hand(schoolA, lotte, noor);
  const older = (await world.enrolledAt(schoolA)).find(({ loginName }) => loginName.startsWith("lotte"));
  await world.hand(schoolB, there);
  const newer = await world.onlyOne(schoolB);
  if (!older) throw new Error("not enrolled");
  return { older, newer };
}

test("one number at two schools is two LeerIDs and one question, however often the job runs", async () => {
  const { older, newer } = await both();
  expect(newer.pupilId).not.toBe(older.pupilId);
  await Promise.all([
    workOnLinks(world.deps, { schoolId: null }),
    workOnLinks(world.deps, { schoolId: world.schoolB }),
  ]);
  expect(await world.links()).toEqual([
    { older_id: older.pupilId, newer_id: newer.pupilId, state: "open", ended_by: null },
  ]);
});

test("the older side is asked first, with the name that it wrote itself, and the newer side sees nothing before its yes", async () => {
  const { older } = await both(["Peters", "Charlotte", "3A", number(1)]);
  const { schoolA, schoolB } = world;
  expect(await world.asked(schoolA)).toMatchObject([
    { pupilId: older.pupilId, givenName: "Lotte", familyName: "Peeters", otherName: "B", otherNumber: "000002" },
  ]);
  expect(await viewLinks(world.deps, schoolB)).toEqual({ questions: [], told: [] });
  await world.say("yes", schoolA);
  expect(await world.asked(schoolA)).toEqual([]);
  expect(await world.asked(schoolB)).toMatchObject([{ givenName: "Charlotte", otherName: "A" }]);
  await world.say("yes", schoolB);
  expect(await world.onlyOne(schoolB)).toMatchObject({ pupilId: older.pupilId, loginName: older.loginName });
});

test("a yes of the newer side before its turn counts for nothing", async () => {
  const { newer } = await both();
  const [link] = (await world.database.owner.query("select id from link")).rows;
  const linkIds = [LinkId.parse(link.id)];
  expect(await answerLinks(world.deps, { schoolIds: [world.schoolB], linkIds, says: "yes", actor: "staff:x" })).toBe(0);
  await world.say("yes", world.schoolA);
  expect(await world.mergedInto(newer.pupilId)).toBeNull();
});

test("who decides for both schools says it once", async () => {
  const { older, newer } = await both();
  expect(await world.say("yes", world.schoolA, world.schoolB)).toBe(1);
  expect(await world.mergedInto(newer.pupilId)).toBe(older.pupilId);
});

test("another child closes the question for good, by either side", async () => {
  for (const side of ["older", "newer"]) {
    await world.empty();
    const { newer } = await both();
    if (side === "newer") await world.say("yes", world.schoolA);
    await world.say("another", side === "newer" ? world.schoolB : world.schoolA);
    expect(await world.say("yes", world.schoolA, world.schoolB)).toBe(0);
    await workOnLinks(world.deps, { schoolId: null });
    expect(await world.asked(world.schoolA)).toEqual([]);
    expect(await world.mergedInto(newer.pupilId)).toBeNull();
  }
});

test("a yes counts only while the school that said it still enrols the pupil", async () => {
  const { newer } = await both(["Peters", "Charlotte", "3A", number(1)]);
  await world.say("yes", world.schoolA);
  const other = await world.addSchool("000003");
  await world.database.owner.query(
    `insert into enrolment (pupil_id, school_id, given_name, family_name, level, during)
      select older_id, $1, 'Lotte', 'Peeters', 'lager', '[2026-09-01,)' from link`,
    [other],
  );
  await world.hand(world.schoolA, noor);
  expect(await world.asked(world.schoolB)).toEqual([]);
  expect(await world.asked(other)).toHaveLength(1);
  expect(await world.mergedInto(newer.pupilId)).toBeNull();
});

test("a child who left before the question is linked without one when the names agree, and the last school is told", async () => {
  const { schoolA, schoolB } = world;
  await world.hand(schoolA, lotte, noor);
  const older = (await world.enrolledAt(schoolA)).find(({ loginName }) => loginName.startsWith("lotte"));
  await world.hand(schoolA, noor);
  expect(await world.hand(schoolB, ["PEETERS", "Lotte Marie", "4A", number(1)])).toEqual({ opened: 1, linked: 1 });
  expect(await world.onlyOne(schoolB)).toMatchObject({ pupilId: older?.pupilId, classNames: ["4A"] });
  expect(await world.told(schoolA)).toMatchObject([{ givenName: "Lotte", familyName: "Peeters", otherName: "B" }]);
  expect(await world.told(schoolB)).toEqual([]);
});

test("a list of the older school without the pupil, handed in after the question, ends the enrolment and so the question", async () => {
  const { older, newer } = await both();
  expect(await world.hand(world.schoolA, noor)).toEqual({ opened: 0, linked: 1 });
  expect(await world.mergedInto(newer.pupilId)).toBe(older.pupilId);
});

test("names that don't agree are a question to the last school, and then to the newer side", async () => {
  const { newer } = await both(["Peeters", "Charlotte", "3A", number(1)]);
  await world.hand(world.schoolA, noor);
  expect(await world.mergedInto(newer.pupilId)).toBeNull();
  expect(await world.asked(world.schoolA)).toHaveLength(1);
  await world.say("yes", world.schoolA);
  expect(await world.asked(world.schoolB)).toHaveLength(1);
});

test("while a third record claims the number, people have to say which of them is the child's", async () => {
  const { schoolA, schoolB } = world;
  // somebody registered the number first and let it go; the child's own school comes after
  const third = await world.addSchool("000004");
  await world.hand(third, lotte);
  await world.hand(third, noor);
  await world.hand(schoolA, ["Peeters", "Charlotte", "3A", number(1)]);
  await world.hand(schoolB, lotte);
  const { rows } = await world.database.owner.query(
    "select count(*)::int as merged from pupil where merged_into is not null",
  );
  expect(rows).toEqual([{ merged: 0 }]);
});

test("an older LeerID that the platform has suspended is a question to its last school, also when the names agree", async () => {
  const { older, newer } = await both();
  await world.database.owner.query("update pupil set status = 'suspended' where id = $1", [older.pupilId]);
  await world.hand(world.schoolA, noor);
  expect(await world.mergedInto(newer.pupilId)).toBeNull();
  expect(await world.asked(world.schoolA)).toHaveLength(1);
});

test("a number that was corrected is no question any more", async () => {
  await both();
  await world.database.owner.query("update enrolment set number_hash = sha256('9') where school_id = $1", [
    world.schoolB,
  ]);
  expect(await world.asked(world.schoolA)).toEqual([]);
});

/** Somebody of before, who is given Lotte's number and name when Lotte has long been a pupil of the other school. */
async function lateClaim() {
  const { schoolA, schoolB } = world;
  const tom: Line = ["Valk", "Tom", "3A", ""];
  await world.hand(schoolA, tom, noor);
  const record = (await world.enrolledAt(schoolA)).find(({ loginName }) => loginName.startsWith("tom"));
  await world.hand(schoolB, lotte);
  const child = await world.onlyOne(schoolB);
  await world.hand(schoolA, ["Valk", "Tom", "3A", number(1)], noor);
  return { record, child };
}

test("an old record that is given a number today is asked nothing: whose number was claimed first comes first", async () => {
  const { record, child } = await lateClaim();
  expect(await viewLinks(world.deps, world.schoolA)).toEqual({ questions: [], told: [] });
  expect(await world.asked(world.schoolB)).toMatchObject([{ pupilId: child.pupilId, givenName: "Lotte" }]);
  expect(await world.links()).toMatchObject([{ older_id: child.pupilId, newer_id: record?.pupilId }]);
});

test("an old record that is given a child's number and name and is let go takes nothing of the child", async () => {
  const { child } = await lateClaim();
  await world.hand(world.schoolA, ["Peeters", "Tom", "3A", number(1)], noor);
  await world.hand(world.schoolA, ["Peeters", "Lotte", "3A", number(1)], noor);
  expect(await world.hand(world.schoolA, noor)).toEqual({ opened: 0, linked: 0 });
  expect(await world.onlyOne(world.schoolB)).toEqual(child);
});

test("a child who had a LeerID before anybody claimed the number is taken by nobody, also when the child's school adds it last", async () => {
  const { schoolA, schoolB } = world;
  await world.hand(schoolB, ["Peeters", "Lotte", "3A", ""]);
  const child = await world.onlyOne(schoolB);
  await world.hand(schoolA, lotte, noor);
  await world.hand(schoolA, noor);
  expect(await world.hand(schoolB, lotte)).toEqual({ opened: 1, linked: 0 });
  expect(await world.onlyOne(schoolB)).toEqual(child);
  await world.say("yes", schoolA);
  expect(await world.onlyOne(schoolB)).toEqual(child);
  expect(await world.asked(schoolB)).toHaveLength(1);
});

test("a number that comes back, or that a final one replaces, is claimed since it was first", async () => {
  const { newer } = await both();
  const { owner } = world.database;
  const since = async () =>
    (await owner.query("select claimed_since($1, $2) as id", [older.id, newer.pupilId])).rows[0]?.id;
  const [older] = (await owner.query("select id from pupil where id <> $1 order by login_name", [newer.pupilId])).rows;
  const first = await since();
  expect(first).toBeTruthy();
  for (const change of [
    "former_number_hash = number_hash, former_number_bis = true, number_hash = sha256('9')",
    "number_hash = former_number_hash, former_number_hash = null",
    "given_name = 'Lot'",
  ]) {
    await owner.query(`update enrolment set ${change} where pupil_id = $1`, [older.id]);
    expect(await since()).toBe(first);
  }
  await owner.query("update enrolment set number_hash = null where pupil_id = $1", [older.id]);
  await owner.query(
    "update enrolment e set number_hash = n.number_hash from enrolment n where e.pupil_id = $1 and n.pupil_id = $2",
    [older.id, newer.pupilId],
  );
  expect((await since()) > first).toBe(true);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { SchoolNumber } from "../ids.ts";
import { addSchool, ensureSites, getSchoolByNumber, listSchools, resumeSchool, suspendSchool } from "./schools.ts";

let database: TestDatabase;
let now = new Date("2026-09-01T08:00:00Z");
const deps = () => ({ db: database.db, now: () => now });
const number = (text: string) => SchoolNumber.parse(text);

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test("an added school is found by its number, with the zero in front", async () => {
  const added = await addSchool(deps(), { number: number("012345"), name: "De Linde", groupName: "Groep Oost" });
  expect(await getSchoolByNumber(database.db.platform, "012345")).toEqual(added);
  expect(added).toMatchObject({ number: "012345", name: "De Linde", groupName: "Groep Oost", status: "active" });
});

test("a second school joins the group that exists", async () => {
  await addSchool(deps(), { number: number("012346"), name: "De Eik", groupName: "Groep Oost" });
  const { rows } = await database.owner.query("select count(*)::int as groups from school_group");
  expect(rows).toEqual([{ groups: 1 }]);
});

test("a number that is taken is refused and nothing is added", async () => {
  const again = addSchool(deps(), { number: number("012345"), name: "Dubbel", groupName: "Groep West" });
  await expect(again).rejects.toMatchObject({ code: "school-number-taken" });
  expect((await listSchools(database.db.platform)).map((school) => school.name)).toEqual(["De Linde", "De Eik"]);
});

test("an unknown number is an error with a code", async () => {
  await expect(getSchoolByNumber(database.db.platform, "999999")).rejects.toMatchObject({ code: "school-not-found" });
});

test("a number of the past still finds its school", async () => {
  await database.owner.query(`update school_number set valid_until = '2026-09-01' where number = '012346'`);
  await database.owner.query(
    `insert into school_number (number, school_id, valid_from) select '012399', school_id, '2026-09-01' from school_number where number = '012346'`,
  );
  expect(await getSchoolByNumber(database.db.platform, "012346")).toMatchObject({ name: "De Eik", number: "012399" });
});

test("what was issued before a suspension is dead after the school is resumed", async () => {
  expect(await suspendSchool(deps(), "012345")).toMatchObject({ status: "suspended" });
  now = new Date("2026-10-01T08:00:00Z");
  expect(await resumeSchool(deps(), "012345")).toMatchObject({ status: "active", validFrom: now });
});

test("suspending twice is recorded once", async () => {
  await suspendSchool(deps(), "012345");
  await suspendSchool(deps(), "012345");
  const { rows } = await database.owner.query(`select what from audit_event order by id`);
  expect(rows.map((row) => row.what)).toEqual([
    "school.added",
    "school.added",
    "school.suspended",
    "school.resumed",
    "school.suspended",
  ]);
});

test("a site is added once for its school", async () => {
  const { id } = await getSchoolByNumber(database.db.platform, "012345");
  const first = await database.db.forSchools([id], (tx) => ensureSites(tx, id, ["Noord", "Zuid"]));
  const second = await database.db.forSchools([id], (tx) => ensureSites(tx, id, ["Noord"]));
  expect([...first.keys()].sort()).toEqual(["Noord", "Zuid"]);
  expect(second.get("Noord")).toBe(first.get("Noord"));
});

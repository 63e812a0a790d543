import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { enrolment } from "../../test/support/enrolments.ts";
import type { Jobs } from "../deps.ts";
import { SchoolId } from "../ids.ts";
import type { Random } from "../lib/random.ts";
import { systemRandom } from "../lib/random.ts";
import {
  changeEnrolments,
  endEnrolments,
  enrolNewPupils,
  getPupil,
  listEnrolled,
  newGeneration,
  resumePupil,
  setClasses,
  suspendPupil,
} from "./pupils.ts";

let database: TestDatabase;
let here: SchoolId;
let there: SchoolId;
const at = new Date("2026-09-02T08:00:00Z");
const enqueued: object[] = [];
const jobs: Jobs = {
  enqueue: async (name, data) => {
    enqueued.push({ name, data });
  },
  work: async () => {},
  schedule: async () => {},
  rest: () => {},
  stop: async () => {},
};
const deps = () => ({ db: database.db, now: () => at, jobs });

beforeAll(async () => {
  database = await createTestDatabase();
  const { rows } = await database.owner.query(
    `with s as (insert into school (name, valid_from, created_at) values ('Hier', now(), now()), ('Daar', now(), now()) returning id, name)
    select id from s order by name desc`,
  );
  here = SchoolId.parse(rows[0].id);
  there = SchoolId.parse(rows[1].id);
  await database.owner.query(
    `insert into school_number (number, school_id, valid_from) values ('000001', $1, '2020-01-01')`,
    [here],
  );
});
afterAll(() => database.drop());

async function add(schoolId: SchoolId, names: string[], random: Random = systemRandom) {
  const pupils = names.map((givenName) => enrolment({ givenName }));
  await database.db.forSchools([schoolId], async (tx) => {
    await enrolNewPupils(tx, pupils, { schoolId, from: "2026-09-01", random, at });
    const classes = pupils.map(({ pupilId }) => ({ pupilId, className: "3B" }));
    await setClasses(tx, { schoolId, schoolYear: "2026-2027", known: [] }, classes);
  });
  const all = await database.db.forSchools([schoolId], (tx) => listEnrolled(tx, { schoolId, schoolYear: "2026-2027" }));
  return all.filter((pupil) => pupils.some(({ pupilId }) => pupilId === pupil.pupilId));
}

async function one(schoolId: SchoolId, name: string) {
  const [pupil] = await add(schoolId, [name]);
  if (!pupil) throw new Error("not added");
  return pupil;
}

test("where names are crowded each pupil still gets one of its own, with more digits", async () => {
  const crowded: Random = { ...systemRandom, int: (end) => (end <= 100_000 ? 7 : systemRandom.int(end)) };
  const pupils = await add(here, ["Lucas", "Lucas", "Lucas"], crowded);
  expect(new Set(pupils.map((pupil) => pupil.loginName)).size).toBe(3);
  expect(pupils.map((pupil) => pupil.loginName.length).sort((a, b) => a - b)).toEqual([12, 13, 13]);
});

test("a suspended pupil gets a new generation, and the sessions of the old one are to end", async () => {
  const { loginName, pupilId } = await one(here, "Lotte");
  expect(await suspendPupil(deps(), loginName)).toMatchObject({ status: "suspended", generation: 2 });
  expect(enqueued).toEqual([{ name: "end-sessions", data: { accountId: `${pupilId}.1` } }]);
  await suspendPupil(deps(), loginName);
  expect(enqueued).toHaveLength(1);
  expect(await resumePupil(deps(), loginName)).toMatchObject({ status: "active", generation: 2 });
  const { rows } = await database.owner.query(`select what from audit_event where pupil_id = $1 order by id`, [
    pupilId,
  ]);
  expect(rows.map((row) => row.what)).toEqual(["pupil.suspended", "pupil.resumed"]);
});

test("a pupil is shown with enrolments and classes", async () => {
  const { loginName } = await one(here, "Noor");
  expect(await getPupil(database.db.platform, loginName.toUpperCase())).toMatchObject({
    loginName,
    enrolments: [
      { schoolNumber: "000001", schoolName: "Hier", level: "lager", yearGroup: 3, from: "2026-09-01", until: null },
    ],
    classes: [{ name: "3B", schoolYear: "2026-2027" }],
  });
});

test("an unknown login name and one with a typing error are told apart", async () => {
  const { loginName } = await one(here, "Jef");
  const typo = loginName.slice(0, -1) + ((Number(loginName.at(-1)) + 1) % 10);
  await expect(getPupil(database.db.platform, typo)).rejects.toMatchObject({
    code: "pupil-not-found",
    message: expect.stringContaining("typing"),
  });
  await expect(getPupil(database.db.platform, "jef")).rejects.toMatchObject({ code: "pupil-not-found" });
});

test("a school sees, renames and resets its own pupils only", async () => {
  const stranger = await one(there, "Mila");
  const touched = await database.db.forSchools([here], async (tx) => ({
    renamed: await changeEnrolments(tx, there, [enrolment({ pupilId: stranger.pupilId, givenName: "X" })]),
    reset: await newGeneration(tx, [stranger.pupilId]),
    moved: await setClasses(tx, { schoolId: there, schoolYear: "2026-2027", known: [stranger.pupilId] }, []),
  }));
  expect(touched).toEqual({ renamed: undefined, reset: [], moved: { made: [] } });
  expect(await getPupil(database.db.platform, stranger.loginName)).toMatchObject({
    givenName: "Mila",
    generation: 1,
    classes: [],
  });
  const own = await database.db.forSchools([there], (tx) =>
    listEnrolled(tx, { schoolId: there, schoolYear: "2026-2027" }),
  );
  expect(own.find((pupil) => pupil.pupilId === stranger.pupilId)?.classNames).toEqual(["3B"]);
});

test("pupils are listed by class, year group or login name", async () => {
  const { loginName } = await one(here, "Uniek");
  const count = (filter: object) =>
    database.db.forSchools(
      [here],
      async (tx) => (await listEnrolled(tx, { schoolId: here, schoolYear: "2026-2027", ...filter })).length,
    );
  const all = await count({});
  expect([await count({ classNames: ["3B", "4A"] }), await count({ classNames: ["4A"] })]).toEqual([all, 0]);
  expect([await count({ yearChoices: ["lager-3"] }), await count({ yearChoices: ["lager-4", "kleuter-3"] })]).toEqual([
    all,
    0,
  ]);
  expect(await count({ loginNames: [loginName] })).toBe(1);
});

test("an ended enrolment leaves the classes and keeps its history", async () => {
  const { loginName, pupilId } = await one(here, "Tess");
  await database.db.forSchools([here], (tx) =>
    endEnrolments(tx, { schoolId: here, pupilIds: [pupilId], on: "2026-10-01", schoolYear: "2026-2027" }),
  );
  expect(await getPupil(database.db.platform, loginName)).toMatchObject({
    enrolments: [{ until: "2026-10-01" }],
    classes: [],
  });
});

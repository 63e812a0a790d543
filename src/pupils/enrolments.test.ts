import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { enrolment } from "../../test/support/enrolments.ts";
import { PupilId, SchoolId } from "../ids.ts";
import { sql, type Query, type Tx } from "../lib/db.ts";
import { systemRandom } from "../lib/random.ts";
import { endEnrolments, enrolAgain, enrolNewPupils, listElsewhere, setClasses } from "./pupils.ts";

let database: TestDatabase;
let here: SchoolId;
let there: SchoolId;
const at = new Date("2026-09-02T08:00:00Z");
const newId = () => PupilId.parse(systemRandom.uuid());

beforeAll(async () => {
  database = await createTestDatabase();
  const { rows } = await database.owner.query(
    `insert into school (name, valid_from, created_at) values ('Hier', now(), now()), ('Daar', now(), now()) returning id`,
  );
  here = SchoolId.parse(rows[0].id);
  there = SchoolId.parse(rows[1].id);
});
afterAll(() => database.drop());

/** A pupil of 3B. */
async function one(schoolId: SchoolId) {
  const pupil = enrolment();
  const { pupilId } = pupil;
  await database.db.forSchools([schoolId], async (tx) => {
    await enrolNewPupils(tx, [pupil], { schoolId, from: "2026-09-01", random: systemRandom, at });
    await setClasses(tx, { schoolId, schoolYear: "2026-2027", known: [] }, [{ pupilId, className: "3B" }]);
  });
  return pupil;
}

const asSchool = <T>(schoolId: SchoolId, work: (tx: Tx) => Promise<T>) => database.db.forSchools([schoolId], work);
const enrolHere = (pupilId: PupilId) =>
  asSchool(here, (tx) => enrolAgain(tx, { schoolId: here, from: "2026-10-02" }, [enrolment({ pupilId })]));
const leaveHere = (pupilId: PupilId) =>
  asSchool(here, (tx) =>
    endEnrolments(tx, { schoolId: here, pupilIds: [pupilId], on: "2026-10-01", schoolYear: "2026-2027" }),
  );
const enrolThere = (pupilId: PupilId) =>
  database.owner.query(
    `insert into enrolment (pupil_id, school_id, given_name, family_name, level, during)
      values ($1, $2, 'Lot', 'P', 'lager', '[2026-10-01,)')`,
    [pupilId, there],
  );

test("a school makes no pupil at another school", async () => {
  const foreign = asSchool(here, (tx) =>
    enrolNewPupils(tx, [enrolment()], { schoolId: there, from: "2026-09-01", random: systemRandom, at }),
  );
  await expect(foreign).rejects.toThrow("not a school of this transaction");
});

test("a school puts its own pupil in no class of another school", async () => {
  const [{ pupilId }, { pupilId: other }] = [await one(here), await one(there)];
  const { rows } = await database.owner.query("select class_group_id as id from class_membership where pupil_id = $1", [
    other,
  ]);
  const added = asSchool(here, (tx) =>
    tx.run(
      sql`insert into class_membership (class_group_id, pupil_id, school_id) values (${rows[0].id}, ${pupilId}, ${here})`,
    ),
  );
  await expect(added).rejects.toThrow("class_membership_of_school");
});

test("a school enrols nobody of whom it only knows the id", async () => {
  const { pupilId } = await one(there);
  await expect(enrolHere(pupilId)).rejects.toThrow("no former pupil");
  await expect(enrolHere(newId())).rejects.toThrow();
});

test("a former pupil comes back, unless another school enrols that pupil now", async () => {
  const { pupilId } = await one(here);
  await leaveHere(pupilId);
  await enrolHere(pupilId);
  await asSchool(here, (tx) =>
    endEnrolments(tx, { schoolId: here, pupilIds: [pupilId], on: "2026-10-05", schoolYear: "2026-2027" }),
  );
  await enrolThere(pupilId);
  const asked = { schoolId: here, pupilIds: [pupilId], today: "2026-10-06" };
  expect(await asSchool(here, (tx) => listElsewhere(tx, asked))).toEqual(new Set([pupilId]));
  await expect(enrolHere(pupilId)).rejects.toThrow("no former pupil");
});

test("a school learns of none but its own former pupils where they are now", async () => {
  const { pupilId } = await one(there);
  const asked = { schoolId: here, pupilIds: [pupilId], today: "2026-10-06" };
  expect(await asSchool(here, (tx) => listElsewhere(tx, asked))).toEqual(new Set());
});

test("of two schools that take back one former pupil at the same moment one does", async () => {
  const { pupilId } = await one(here);
  await enrolThere(pupilId);
  await database.owner.query("update enrolment set during = '[2026-09-01,2026-10-02)' where pupil_id = $1", [pupilId]);
  const back = (schoolId: SchoolId) =>
    asSchool(schoolId, (tx) => enrolAgain(tx, { schoolId, from: "2026-10-02" }, [enrolment({ pupilId })]));
  const both = await Promise.allSettled([back(here), back(there)]);
  expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

describe("a school that the child left", () => {
  const writes: [string, (pupilId: PupilId) => Query][] = [
    ["the account", (id) => sql`update pupil set generation = generation + 1 where id = ${id}`],
    ["its own enrolment of then", (id) => sql`update enrolment set given_name = 'X' where pupil_id = ${id}`],
    ["the end of that enrolment", (id) => sql`update enrolment set during = '[2026-09-01,)' where pupil_id = ${id}`],
    ["secrets", (id) => sql`update credential set revoked_at = now() where pupil_id = ${id}`],
  ];
  test.each(writes)("changes nothing of %s", async (_, write) => {
    const { pupilId } = await one(here);
    await database.owner.query(
      "insert into credential (id, pupil_id, kind, phc, created_at) values (uuidv7(), $1, 'password', 'x', now())",
      [pupilId],
    );
    expect(await asSchool(here, (tx) => tx.run(write(pupilId)))).toBe(1);
    await leaveHere(pupilId);
    expect(await asSchool(here, (tx) => tx.run(write(pupilId)))).toBe(0);
  });

  const inserts: [string, (pupilId: PupilId) => Query][] = [
    [
      "an enrolment",
      (id) => sql`insert into enrolment (pupil_id, school_id, given_name, family_name, level, during)
        values (${id}, ${here}, 'X', 'Y', 'lager', '[2026-09-01,)')`,
    ],
    [
      "a place in a class",
      (id) =>
        sql`insert into class_membership select g.id, ${id}::uuid, g.school_id from class_group g where g.school_id = ${here}`,
    ],
    [
      "a secret",
      (id) => sql`insert into credential (id, pupil_id, kind, secret_hash, created_at)
        values (uuidv7(), ${id}, 'badge', sha256('x'), now())`,
    ],
    ["a pupil", () => sql`insert into pupil (id, login_name, created_at) values (uuidv7(), 'lotte.123456', now())`],
  ];
  test.each(inserts)("adds nothing: %s", async (_, write) => {
    const { pupilId } = await one(here);
    await leaveHere(pupilId);
    await expect(asSchool(here, (tx) => tx.run(write(pupilId)))).rejects.toThrow(
      /row-level security|permission denied/,
    );
  });
});

describe("an enrolment in the school's last year group is over when the school year has turned", () => {
  const outlived = async (pupilId: PupilId, today: string) => {
    const { rows } = await database.owner.query(
      "select is_outlived(e, $2) as over from enrolment e where e.pupil_id = $1",
      [pupilId, today],
    );
    return rows.map(({ over }) => over);
  };
  const ofYear = async (yearGroup: number) => {
    const { pupilId } = await one(here);
    await database.owner.query("update enrolment set year_group = $2 where pupil_id = $1", [pupilId, yearGroup]);
    return pupilId;
  };
  test("and not before, and not in any other year group", async () => {
    const [last, other] = [await ofYear(6), await ofYear(5)];
    expect(await outlived(last, "2027-08-31")).toEqual([false]);
    expect(await outlived(last, "2027-09-01")).toEqual([true]);
    expect(await outlived(other, "2027-09-01")).toEqual([false]);
  });
  test("unless a list has put the pupil into a class of the new year", async () => {
    const pupilId = await ofYear(6);
    await asSchool(here, (tx) =>
      setClasses(tx, { schoolId: here, schoolYear: "2027-2028", known: [] }, [{ pupilId, className: "6A" }]),
    );
    expect(await outlived(pupilId, "2027-09-02")).toEqual([false]);
  });
});

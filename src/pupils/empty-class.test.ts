import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { enrolment } from "../../test/support/enrolments.ts";
import { ClassGroupId, SchoolId } from "../ids.ts";
import { sql } from "../lib/db.ts";
import { systemRandom } from "../lib/random.ts";
import { endEnrolments, enrolNewPupils, removeEmptyClass, setClasses } from "./pupils.ts";

let database: TestDatabase;
let here: SchoolId;
let there: SchoolId;
const now = () => new Date("2026-11-16T08:00:00Z");

beforeAll(async () => {
  database = await createTestDatabase();
  const { rows } = await database.owner.query(
    `insert into school (name, valid_from, created_at) values ('Hier', now(), now()), ('Daar', now(), now()) returning id`,
  );
  here = SchoolId.parse(rows[0].id);
  there = SchoolId.parse(rows[1].id);
});
beforeEach(() => database.owner.query("delete from class_group"));
afterAll(() => database.drop());

/** A pupil who is in 3B of this year, and in a class of another year. @returns the class */
async function arrange(other: { schoolYear: string; className: string } | undefined) {
  const pupil = enrolment();
  const row = (className: string) => [{ pupilId: pupil.pupilId, className }];
  await database.db.forSchools([here], async (tx) => {
    await enrolNewPupils(tx, [pupil], { schoolId: here, from: "2026-09-01", random: systemRandom, at: now() });
    await setClasses(tx, { schoolId: here, schoolYear: "2026-2027", known: [] }, row("3B"));
    if (other) await setClasses(tx, { schoolId: here, schoolYear: other.schoolYear, known: [] }, row(other.className));
  });
  const { rows } = await database.owner.query("select id from class_group where school_year = '2026-2027'");
  return { pupil, classId: ClassGroupId.parse(rows[0].id) };
}
const leave = (pupilId: Parameters<typeof endEnrolments>[1]["pupilIds"][number]) =>
  database.owner.query(
    "delete from class_membership m using class_group g where g.id = m.class_group_id and g.school_year = '2026-2027' and pupil_id = $1",
    [pupilId],
  );
const remove = (classId: ClassGroupId, schoolId = here) =>
  database.db.forSchools([schoolId], (tx) => removeEmptyClass(tx, { now }, { schoolId, classId, actor: "staff:test" }));

describe("a class", () => {
  test("in which nobody is can be removed, once, and the audit says which", async () => {
    const { pupil, classId } = await arrange(undefined);
    await leave(pupil.pupilId);
    expect([await remove(classId), await remove(classId)]).toEqual([true, false]);
    const { rows } = await database.owner.query("select actor, details from audit_event where what = 'class.removed'");
    expect(rows).toEqual([{ actor: "staff:test", details: { class: "3B" } }]);
  });

  test("stays while somebody is in it, and for another school", async () => {
    const { pupil, classId } = await arrange(undefined);
    expect(await remove(classId)).toBe(false);
    await leave(pupil.pupilId);
    expect(await remove(classId, there)).toBe(false);
  });

  test("stays while somebody is in the one of that name next year, and not for the sake of last year", async () => {
    const next = await arrange({ schoolYear: "2027-2028", className: "3B" });
    await leave(next.pupil.pupilId);
    expect(await remove(next.classId)).toBe(false);
    await database.owner.query("delete from class_group");
    const last = await arrange({ schoolYear: "2025-2026", className: "3B" });
    await leave(last.pupil.pupilId);
    expect(await remove(last.classId)).toBe(true);
  });

  test("with pupils can't be deleted by a school, whatever it sends to the database", async () => {
    const { classId } = await arrange(undefined);
    const deleted = await database.db.forSchools([here], (tx) =>
      tx.run(sql`delete from class_group where id = ${classId}`),
    );
    expect(deleted).toBe(0);
  });
});

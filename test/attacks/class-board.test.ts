import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { StaffId } from "../../src/ids.ts";
import { givePasses } from "../../src/sessions/sessions.ts";
import type { Role } from "../../src/staff/staff.ts";
import { classIdOf, codesOn, openBoard, press, type Teacher } from "../support/class-board.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeStaff, signInStaff } from "../support/staff.ts";
import { expectPage, Visitor, words, type Answer } from "../support/visitor.ts";
import { arrangePupil, arrangeSchool, type ArrangedPupil } from "../support/world.ts";

type School = Awaited<ReturnType<typeof arrangeSchool>>;

/** A teacher sees and helps the pupils of the own classes, and nobody else's. */
describe("the class board", () => {
  let world: TestServer;
  let school: School;
  let other: School;
  let teacher: Teacher;
  let [mine, theirs, elsewhere]: ArrangedPupil[] = [];

  beforeAll(async () => {
    world = await startTestServer();
    [school, other] = [await arrangeSchool(world, "Eigen"), await arrangeSchool(world, "Ander")];
    mine = await arrangePupil(world, school, { className: "3B", givenName: "Noor", familyName: "Adams" });
    theirs = await arrangePupil(world, school, { className: "4A", givenName: "Wout", familyName: "Zeegers" });
    elsewhere = await arrangePupil(world, other, { className: "3B", givenName: "Ines", familyName: "Quintens" });
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await sql("delete from class_pass");
    teacher = await openBoard(world, school);
  });

  const sql = (text: string, values: unknown[] = []) => world.database.owner.query(text, values);
  const count = async (table: string) => Number((await sql(`select count(*)::int as n from ${table}`)).rows[0].n);
  const post = (visitor: Visitor, path: string, fields: Record<string, string> = {}): Promise<Answer> => {
    const headers = { origin: world.issuer, "sec-fetch-site": "same-origin" };
    return visitor.go(new URL(path, world.issuer), { body: new URLSearchParams(fields), headers });
  };
  const refused = (page: Answer) => expectPage(page, { status: 403, says: /Deze klas staat niet bij jou/ });
  const signedIn = async (roles: Role[], path: string) => {
    const visitor = new Visitor();
    return signInStaff(world, { visitor, staff: await arrangeStaff(world, { roles }), path });
  };
  const buttons = ["secret", "lesson", "unlock", "card"] as const;

  /** Boards that are not this teacher's, each with a pupil of it. */
  const foreign = async () => {
    const [otherClass, otherSchool] = [await classIdOf(world, school, "4A"), await classIdOf(world, other, "3B")];
    const own = `/school/${school.number}/class`;
    return [
      { path: `${own}/${otherClass}`, pupil: theirs },
      { path: `${own}/${otherSchool}`, pupil: elsewhere },
      { path: `/school/${other.number}/class/${otherSchool}`, pupil: elsewhere },
      { path: `/school/${other.number}/class/${teacher.classId}`, pupil: mine },
      { path: `${own}/01920000-0000-7000-8000-000000000009`, pupil: mine },
      { path: `${own}/not-an-id`, pupil: mine },
    ];
  };

  test("shows a teacher the own class at once, and no name of another one", async () => {
    const page = await teacher.visitor.go(`/school/${school.number}`);
    expectPage(page, { says: /Klas 3B.*Noor Adams/ });
    expect(page.text).not.toMatch(/Zeegers|Quintens|4A/);
  });

  test("shows a teacher of two classes both, and an admin all of the school", async () => {
    const at = { schoolId: school.id };
    const two: Role[] = ["3B", "4A"].map((className) => ({ role: "teacher", ...at, className }));
    const path = `/school/${school.number}`;
    expectPage(await signedIn(two, path), { says: /Klassen.*3B 1 leerling 4A 1 leerling/ });
    expectPage(await signedIn([{ role: "school-admin", ...at }], `${path}/class`), { says: /3B 1 leerling 4A/ });
    const nobody = await signedIn([{ role: "teacher", ...at, className: "9Z" }], `${path}/class`);
    expectPage(nobody, { says: /nog geen klassen bij jou/ });
  });

  test("answers alike for a class of a colleague, of another school, and none at all", async () => {
    for (const { path } of await foreign()) refused(await teacher.visitor.go(new URL(path, world.issuer)));
  });

  test("refuses every deed on a class that isn't the teacher's, and does nothing", async () => {
    const before = [await count("class_pass"), await count("audit_event"), await count("activation_run")];
    for (const { path, pupil } of await foreign()) {
      for (const button of buttons)
        refused(await post(teacher.visitor, path, { [`pupil.${pupil?.pupilId}`]: "yes", do: button }));
      refused(await post(teacher.visitor, `${path}/passes/01920000-0000-7000-8000-000000000009/end`));
      refused(await post(teacher.visitor, `${path}/card/${pupil?.pupilId}`));
      refused(await teacher.visitor.go(new URL(`${path}/card/${pupil?.pupilId}`, world.issuer)));
    }
    expect([await count("class_pass"), await count("audit_event"), await count("activation_run")]).toEqual(before);
  });

  test("refuses a pupil of another class or school in the form of the own class, and helps none of the others", async () => {
    for (const stranger of [theirs, elsewhere, { pupilId: "01920000-0000-7000-8000-000000000009" }]) {
      for (const button of ["secret", "lesson", "unlock"]) {
        const ticks = { [`pupil.${mine?.pupilId}`]: "yes", [`pupil.${stranger?.pupilId}`]: "yes" };
        expectPage(await post(teacher.visitor, teacher.path, { ...ticks, do: button }), { status: 404 });
      }
      expectPage(await post(teacher.visitor, `${teacher.path}/card/${stranger?.pupilId}`), { status: 404 });
    }
    expect(await count("class_pass")).toBe(0);
  });

  test("doesn't end the code of a colleague's pupil", async () => {
    const colleague = await openBoard(world, school, "4A");
    await press(world, colleague, { button: "lesson", pupils: theirs ? [theirs] : [] });
    const { rows } = await sql("select id from class_pass");
    await post(teacher.visitor, `${teacher.path}/passes/${rows[0].id}/end`);
    expect(codesOn(await colleague.visitor.go(colleague.path))).toHaveLength(1);
  });

  test("keeps its word when a check is forgotten: the database gives no pass for a class that isn't theirs", async () => {
    const [classId, now] = [await classIdOf(world, school, "4A"), new Date()];
    const staffId = StaffId.parse(teacher.staffId);
    const give = (of: ArrangedPupil | undefined, at = classId) =>
      world.deps.db.forSchools([school.id], (tx) => {
        const pupils = of ? [{ pupilId: of.pupilId, gives: "lesson" as const }] : [];
        return givePasses(tx, { schoolId: school.id, classId: at, staffId, pupils, now });
      });
    await expect(give(theirs)).rejects.toThrow(/row-level security/);
    await expect(give(elsewhere, teacher.classId)).rejects.toThrow(/row-level security/);
    await expect(give(mine, teacher.classId)).resolves.toBeUndefined();
  });

  test("is clear to a teacher whose class was taken away while they looked at it", async () => {
    await sql("update staff_role set class_name = '4A' where staff_id = $1", [teacher.staffId]);
    const ticks = { [`pupil.${mine?.pupilId}`]: "yes", do: "lesson" };
    refused(await post(teacher.visitor, teacher.path, ticks));
    await sql("delete from staff_role where staff_id = $1", [teacher.staffId]);
    refused(await post(teacher.visitor, teacher.path, ticks));
    refused(await teacher.visitor.go(teacher.path));
    await sql("update staff set status = 'suspended' where id = $1", [teacher.staffId]);
    const page = await post(teacher.visitor, teacher.path, ticks);
    expectPage(page, { status: 403, says: /Meld je eerst aan/ });
    expect([await count("class_pass"), page.text.includes("Adams")]).toEqual([0, false]);
  });

  test("stops a pupil, and somebody who isn't signed in, before any name", async () => {
    const child = new Visitor();
    await child.go(`${world.issuer}/sign-in`);
    await child.submit({ login_name: mine?.loginName ?? "", secret: mine?.password ?? "" });
    for (const visitor of [child, new Visitor()]) {
      const page = await visitor.go(new URL(teacher.path, world.issuer));
      expect([page.url.pathname.endsWith("/staff"), words(page).includes("Adams")]).toEqual([true, false]);
      expectPage(await post(visitor, teacher.path, { do: "lesson" }), { status: 403 });
    }
  });

  test("asks to tick somebody first, and prints cards for one pupil at a time", async () => {
    const more = await arrangePupil(world, school, { className: "3B", givenName: "Kaan" });
    const page = await press(world, teacher, { button: "lesson", pupils: [] });
    expectPage(page, { status: 422, says: /Tik eerst aan/ });
    const two = await press(world, teacher, { button: "card", pupils: mine ? [mine, more] : [] });
    expectPage(two, { status: 422, says: /één voor één/ });
    expect(two.text.match(/checked/g)).toHaveLength(2);
  });

  test("writes every deed in the audit of the school, with who and whom, and no code", async () => {
    const pupils = mine ? [mine] : [];
    await sql("delete from audit_event");
    const codes = codesOn(await press(world, teacher, { button: "secret", pupils }));
    await teacher.visitor.submit({}, { to: /\/end$/ });
    await press(world, teacher, { button: "unlock", pupils });
    const { rows } = await sql("select what, actor, school_id, details::text from audit_event order by at, id");
    const actor = `staff:${teacher.staffId}`;
    expect(rows.map(({ what, actor: who, school_id }) => [what, who, school_id])).toEqual([
      ["pass.given", actor, school.id],
      ["pass.ended", actor, school.id],
      ["pupil.unlocked", actor, school.id],
    ]);
    expect(JSON.stringify(rows)).not.toContain(codes[0]);
  });
});

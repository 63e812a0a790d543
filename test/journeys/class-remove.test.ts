import { afterAll, beforeAll, expect, test } from "vitest";
import { classIdOf } from "../support/class-board.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeStaff, signInStaff } from "../support/staff.ts";
import { expectPage, Visitor } from "../support/visitor.ts";
import { arrangePupil, arrangeSchool } from "../support/world.ts";

let world: TestServer;
beforeAll(async () => {
  world = await startTestServer();
});
afterAll(() => world.close());

test("an admin removes a class that nobody is in; a teacher doesn't, and one that somebody came to meanwhile stays", async () => {
  const school = await arrangeSchool(world);
  const { pupilId } = await arrangePupil(world, school, { className: "3B" });
  const classId = await classIdOf(world, school, "3B");
  const path = `/school/${school.number}/class/${classId}`;
  const admin = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
  const teacher = await arrangeStaff(world, { roles: [{ role: "teacher", schoolId: school.id, className: "3B" }] });
  const [head, helper] = [new Visitor(), new Visitor()];
  expect((await signInStaff(world, { visitor: head, staff: admin, path })).text).not.toContain("/remove");

  await world.database.owner.query("delete from class_membership where pupil_id = $1", [pupilId]);
  expect((await signInStaff(world, { visitor: helper, staff: teacher, path })).text).not.toContain("/remove");
  expectPage(await head.go(path), { says: /In deze klas zit nog niemand. .* Verwijder deze klas/ });

  const back = "insert into class_membership (class_group_id, pupil_id, school_id) values ($1, $2, $3)";
  await world.database.owner.query(back, [classId, pupilId, school.id]);
  expectPage(await head.submit({}, { to: /\/remove$/ }), { status: 422, says: /Er zit intussen iemand in deze klas/ });

  await world.database.owner.query("delete from class_membership where pupil_id = $1", [pupilId]);
  await head.go(path);
  const list = await head.submit({}, { to: /\/remove$/ });
  expectPage(list, { says: /Er zijn nog geen klassen/ });
  expect(list.url.pathname).toBe(`/school/${school.number}/class`);
});

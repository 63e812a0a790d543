import { afterAll, beforeAll, expect, test } from "vitest";
import { arrangeStaff, signInStaff } from "../support/staff.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { Visitor, expectPage, words } from "../support/visitor.ts";
import { arrangePupil, arrangeSchool } from "../support/world.ts";

let world: TestServer;
beforeAll(async () => {
  world = await startTestServer();
});
afterAll(() => world.close());

test("a head sees what is done, what to do next, and the activation of each class", async () => {
  const school = await arrangeSchool(world, "De Linde");
  await arrangePupil(world, school, { className: "3B" });
  const staff = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
  const visitor = new Visitor();
  const page = await signInStaff(world, { visitor, staff });
  expectPage(page, { says: /Start.*De Linde|De Linde.*Start/ });
  expect(words(page)).toMatch(/1 van 1 leerlingen zijn al eens binnen geweest/);
  expect(words(page)).toMatch(/3B 1 1 0 0/);
});

test("who works at several schools switches in the header, and only to those", async () => {
  const one = await arrangeSchool(world, "De Eik");
  const two = await arrangeSchool(world, "De Beuk");
  const other = await arrangeSchool(world, "De Els");
  const staff = await arrangeStaff(world, {
    roles: [
      { role: "school-admin", schoolId: one.id },
      { role: "school-admin", schoolId: two.id },
    ],
  });
  const visitor = new Visitor();
  await signInStaff(world, { visitor, staff });
  for (const school of [one, two]) {
    const page = await visitor.submit({ school: school.number });
    expect(page.text).toMatch(new RegExp(`selected[^<]*>\\s*${school.name}`));
  }
  expectPage(await visitor.go(`/school/choose?school=${other.number}`), { status: 404 });
  expectPage(await visitor.go(`/school/${other.number}`), { status: 404 });
});

test("a teacher sees no part that is for school admins, and can't open one by its address", async () => {
  const school = await arrangeSchool(world);
  const staff = await arrangeStaff(world, { roles: [{ role: "teacher", schoolId: school.id, className: "3B" }] });
  const visitor = new Visitor();
  expect((await signInStaff(world, { visitor, staff })).text).not.toContain("/activation");
  expectPage(await visitor.go(`/school/${school.number}/activation`), { status: 403 });
});

test("nobody gets in without signing in", async () => {
  const visitor = new Visitor();
  const page = await visitor.go(new URL("/school", world.issuer));
  expect(page.url.pathname).toMatch(/^\/interaction\//);
});

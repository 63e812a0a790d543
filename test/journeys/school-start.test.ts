import { afterAll, beforeAll, expect, test } from "vitest";
import { releaseApplication } from "../../src/applications/applications.ts";
import { record } from "../../src/audit/audit.ts";
import { listSchoolApplications } from "../../src/school/applications.ts";
import { overviewOf } from "../../src/school/school.ts";
import { addTestPupils, countStatements } from "../support/activation.ts";
import { ageSessions, arrangeStaff, passSignIn, signInStaff } from "../support/staff.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { Visitor, expectPage, words } from "../support/visitor.ts";
import { arrangeApplication, arrangePupil, arrangeSchool } from "../support/world.ts";

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
  expect(words(page)).toMatch(/3B 1 1 0 0 0/);
});

test("a pupil of two classes is one pupil, and one without a class is not forgotten", async () => {
  const school = await arrangeSchool(world);
  const both = await arrangePupil(world, school, { className: "3A" });
  const alone = await arrangePupil(world, school, { className: "3B" });
  const { owner } = world.database;
  await owner.query("update class_membership set pupil_id = $1 where pupil_id = $2", [both.pupilId, alone.pupilId]);
  const staff = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
  const page = await signInStaff(world, { visitor: new Visitor(), staff });
  expect(words(page)).toMatch(/2 van 2 leerlingen zijn al eens binnen geweest/);
  expect(words(page)).toMatch(/3A 1 1 0 0 0 3B 1 1 0 0 0 Zonder klas 1 1 0 0 0/);
});

test("what pupils asked for is a thing to do, until the school has decided", async () => {
  const school = await arrangeSchool(world);
  const { pupilId } = await arrangePupil(world, school);
  const settings = { name: "Leeshoek", status: "live", redirectUris: ["https://leeshoek.example/callback"] } as const;
  const { applicationId } = await arrangeApplication(world, { ...settings, redirectUris: [...settings.redirectUris] });
  const at = world.deps.now();
  const wish = { what: "application.wished", actor: "pupil", pupilId, schoolId: school.id, at } as const;
  await record(world.deps.db.platform, { ...wish, details: { applicationId } });
  const staff = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
  const visitor = new Visitor();
  expect(words(await signInStaff(world, { visitor, staff }))).toMatch(/Leerlingen vroegen naar: Leeshoek/);
  await releaseApplication(world.deps, { applicationId, schoolId: school.id, actor: "test" });
  const after = words(await visitor.go(`/school/${school.number}`));
  expect(after).toMatch(/Toepassingen toestaan gedaan Toepassingen die aan staan: 1\./);
  expect(after).not.toContain("Leeshoek");
});

test("the table of classes goes along as a file, for who signed in a moment ago", async () => {
  const school = await arrangeSchool(world);
  await arrangePupil(world, school, { className: "3B" });
  const staff = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
  const visitor = new Visitor();
  await signInStaff(world, { visitor, staff });
  await ageSessions(world, 16);
  const take = () => visitor.submit({}, { to: /export$/, button: { name: "format", value: "csv" } });
  expectPage(await take(), { says: /Bewijs even dat jij het bent/ });
  expect((await passSignIn(world, visitor, staff)).url.pathname).toBe(`/school/${school.number}`);
  const file = await take();
  expect(file.headers.get("content-disposition")).toMatch(
    /^attachment; filename="leerid-Activeren-\d{4}-\d\d-\d\d\.csv"$/,
  );
  expect(file.text).toContain('"3B";1;0;0;1;0;0;0');
});

test("the page takes as many statements for 300 pupils and 50 wishes as for none", async () => {
  const school = await arrangeSchool(world);
  const counted = countStatements(world.deps);
  const measure = async () => {
    counted.reset();
    await overviewOf(counted.deps, school.id);
    const start = counted.count();
    await listSchoolApplications(counted.deps, school.id);
    return [start, counted.count() - start];
  };
  expect(await measure()).toEqual([2, 1]);
  const pupils = await addTestPupils(world, school.id, { count: 300, className: "3B" });
  const { applicationId } = await arrangeApplication(world);
  for (const { pupilId } of pupils.slice(0, 50))
    await record(world.deps.db.platform, {
      what: "application.wished",
      actor: "pupil",
      pupilId,
      schoolId: school.id,
      at: world.deps.now(),
      details: { applicationId },
    });
  expect(await measure()).toEqual([2, 1]);
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

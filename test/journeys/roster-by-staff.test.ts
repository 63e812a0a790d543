import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listEnrolled } from "../../src/pupils/pupils.ts";
import { schoolYearOf } from "../../src/schools/schools.ts";
import type { Role } from "../../src/staff/staff.ts";
import { openBrowser } from "../support/browser.ts";
import { csv, number, ten } from "../support/rosters.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeStaff, signInStaff, signInStaffInBrowser } from "../support/staff.ts";
import { expectPage, Visitor } from "../support/visitor.ts";
import { arrangeSchool } from "../support/world.ts";

let world: TestServer;
let browser: Browser;
beforeAll(async () => {
  world = await startTestServer();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

async function arrangeAdmin() {
  const school = await arrangeSchool(world, "Basisschool De Wingerd");
  const staff = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
  return { school, staff };
}
const enrolled = (schoolId: Awaited<ReturnType<typeof arrangeAdmin>>["school"]["id"]) =>
  world.deps.db.forSchools([schoolId], (tx) =>
    listEnrolled(tx, { schoolId, schoolYear: schoolYearOf(world.deps.now()) }),
  );

test("a head signs in, reads the list in without JavaScript, carries it out and takes the result along", async () => {
  const { school, staff } = await arrangeAdmin();
  const context = await browser.newContext({ locale: "nl-BE", javaScriptEnabled: false });
  const page = await context.newPage();
  await signInStaffInBrowser(world, { page, staff, path: `/school/${school.number}/roster` });
  await page.setInputFiles("#file", { name: "lijst.csv", mimeType: "text/csv", buffer: csv(...ten) });
  await page.getByRole("button", { name: "Bekijk wat er verandert" }).click();
  await page.getByRole("button", { name: "Voer 10 veranderingen door" }).click();
  await page.getByRole("heading", { name: "De lijst is doorgevoerd" }).waitFor();
  expect(await enrolled(school.id)).toHaveLength(10);
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "CSV" }).click()]);
  expect(file.suggestedFilename()).toMatch(new RegExp(`^leerid-${school.number}-[0-9-]{10}\\.csv$`));
  await context.close();
});

test("the child who walks in is added by hand, and the card is one step away", async () => {
  const { school, staff } = await arrangeAdmin();
  const visitor = new Visitor();
  await signInStaff(world, { visitor, staff, path: `/school/${school.number}/roster/pupil` });
  const typed = { given_name: "Mila", family_name: "Wouters", class_name: "2A", level: "lager", year_group: "2" };
  const answer = await visitor.submit(
    { ...typed, kind: "gewoon", national_number: number(1), stamboeknummer: "" },
    { to: /pupil$/ },
  );
  expectPage(answer, { says: /Mila Wouters staat in de lijst/ });
  const [pupil] = await enrolled(school.id);
  const href = /href="(\/school\/\d+\/activation\?pupil=[^"]*)"/.exec(answer.text)?.[1];
  expect(href).toBe(`/school/${school.number}/activation?pupil=${pupil?.loginName}`);
  expectPage(await visitor.go(href ?? ""), { says: /Mila/ });
});

test("nobody gets at the list of a school without signing in, as a teacher, or from another school", async () => {
  const { school, staff } = await arrangeAdmin();
  const head = new Visitor();
  await signInStaff(world, { visitor: head, staff, path: `/school/${school.number}/roster/pupil` });
  const typed = { given_name: "Mila", family_name: "Wouters", class_name: "2A", level: "lager", year_group: "2" };
  const added = await head.submit(
    { ...typed, kind: "gewoon", national_number: "", stamboeknummer: "" },
    { to: /pupil$/ },
  );
  const path = added.url.pathname;

  expect((await new Visitor().go(new URL(path, world.issuer))).url.pathname).not.toBe(path);

  const other = await arrangeAdmin();
  const stranger = new Visitor();
  await signInStaff(world, { visitor: stranger, staff: other.staff, path: `/school/${other.school.number}/roster` });
  expect((await stranger.go(path)).status).toBe(404);
  expect((await stranger.go(`${path}/lines`)).status).toBe(404);

  const teacher = new Visitor();
  const roles: Role[] = [{ role: "teacher", schoolId: school.id, className: "2A" }];
  const teaching = await arrangeStaff(world, { roles });
  await signInStaff(world, { visitor: teacher, staff: teaching, path: "/school" });
  for (const page of [
    `/school/${school.number}/roster`,
    `/school/${school.number}/roster/pupil`,
    path,
    `${path}/lines`,
  ])
    expect([page, (await teacher.go(page)).status]).toEqual([page, 403]);
});

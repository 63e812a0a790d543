import { Buffer } from "node:buffer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pdfTexts } from "../support/pdf.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeStaff, signInStaff } from "../support/staff.ts";
import { expectPage, Visitor, words } from "../support/visitor.ts";
import { arrangePupil, arrangeSchool } from "../support/world.ts";

let world: TestServer;
beforeAll(async () => {
  world = await startTestServer();
});
afterAll(() => world.close());

/** A pupil of the roster who has nothing yet. */
async function arrangeNewPupil(school: { id: Awaited<ReturnType<typeof arrangeSchool>>["id"] }, className: string) {
  const pupil = await arrangePupil(world, school, { className });
  await world.database.owner.query("delete from credential where pupil_id = $1", [pupil.pupilId]);
  return pupil;
}

/** Presses the button that fetches the cards. @returns what is on paper, page by page */
async function fetchCards(visitor: Visitor): Promise<string[][]> {
  const page = visitor.page;
  if (!page) throw new Error("There is no page");
  const headers = { origin: page.url.origin, "sec-fetch-site": "same-origin" };
  const answer = await visitor.send(new URL(`${page.url.pathname}/cards`, page.url), { method: "POST", headers });
  expect({ status: answer.status, type: answer.headers.get("content-type") }).toEqual({
    status: 200,
    type: "application/pdf",
  });
  return pdfTexts(Buffer.from(await answer.arrayBuffer()).toString("latin1"));
}

async function expectSignedIn(loginName: string, secret: string): Promise<void> {
  const child = new Visitor();
  await child.go(`${world.issuer}/sign-in`);
  expectPage(await child.submit({ login_name: loginName, secret }), { says: /Dag Noor/ });
}

const form = { secret: "words", paper: "cards.nl" };

test("a head signs in, activates two classes, and a pupil gets in with the words on the card", async () => {
  const school = await arrangeSchool(world, "Basisschool De Wingerd");
  const pupils = [await arrangeNewPupil(school, "3A"), await arrangeNewPupil(school, "3B")];
  const staff = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
  const visitor = new Visitor();
  expectPage(await signInStaff(world, { visitor, staff, path: `/school/${school.number}/activation` }), {
    says: /Nog geen kaartje/,
  });
  expectPage(await visitor.go(`/school/${school.number}/activation/new?class=3A&class=3B`), {
    says: /nieuw kaartje: 2/,
  });
  expectPage(await visitor.submit(form, { to: /activation\/runs/ }), { says: /Alles staat klaar/ });
  const sheets = await fetchCards(visitor);
  expect(sheets).toHaveLength(2);
  // the mark comes when the answer has left the server, a moment after it has arrived
  await expect
    .poll(async () => words(await visitor.go(visitor.page?.url ?? "")))
    .toMatch(/Klaar\. Druk het bestand af/);
  for (const [at, { loginName }] of pupils.entries()) {
    const secret = sheets[at]?.find((text) => /^[a-z]+ [a-z]+ [a-z]+$/.test(text)) ?? "";
    expect(sheets[at]).toContain(loginName);
    expect(visitor.page?.text).not.toContain(secret);
    await expectSignedIn(loginName, secret);
  }
  expectPage(await visitor.go(`/school/${school.number}/activation?state=active`), { says: /Actief \(2\)/ });
});

test("a child who walks in today: from the link of the roster to signed in, by two clicks", async () => {
  const school = await arrangeSchool(world);
  const pupil = await arrangeNewPupil(school, "3B");
  const staff = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
  const visitor = new Visitor();
  const path = `/school/${school.number}/activation?pupil=${pupil.loginName}`;
  expectPage(await signInStaff(world, { visitor, staff, path }), { says: /nieuw kaartje: 1/ });
  await visitor.submit(form, { to: /activation\/runs/ });
  const [sheet = []] = await fetchCards(visitor);
  await expectSignedIn(pupil.loginName, sheet.find((text) => /^[a-z]+ [a-z]+ [a-z]+$/.test(text)) ?? "");
});

test("a teacher finds no way onto the board, and a pupil none at all", async () => {
  const school = await arrangeSchool(world);
  const pupil = await arrangePupil(world, school);
  const staff = await arrangeStaff(world, { roles: [{ role: "teacher", schoolId: school.id, className: "3B" }] });
  const visitor = new Visitor();
  expectPage(await signInStaff(world, { visitor, staff, path: "/school" }), {});
  for (const path of ["", "/class/3B", "/new?class=3B", `/new?pupil=${pupil.loginName}`])
    expectPage(await visitor.go(`/school/${school.number}/activation${path}`), { status: 403 });
  const child = new Visitor();
  await child.go(`${world.issuer}/sign-in`);
  await child.submit({ login_name: pupil.loginName, secret: pupil.password });
  expect((await child.go(`/school/${school.number}/activation`)).text).not.toContain("Kaartje");
});

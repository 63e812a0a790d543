import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { releaseApplication } from "../../src/applications/applications.ts";
import { ageSessions, arrangeStaff, passSignIn, signInStaff } from "../support/staff.ts";
import { startFlow, walkIn } from "../support/attacker.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { expectPage, Visitor, words } from "../support/visitor.ts";
import {
  arrangeApplication,
  arrangePupil,
  arrangeSchool,
  type ArrangedApplication,
  type ArrangedPupil,
} from "../support/world.ts";

const origin = "https://rekenland.example";
const reason = "om het resultaat bij de juiste leerling te zetten";
let world: TestServer;
let school: Awaited<ReturnType<typeof arrangeSchool>>;
let application: ArrangedApplication;
let names = 0;
beforeAll(async () => {
  world = await startTestServer();
});
afterAll(() => world.close());

let name: string;
let home: string;
let page: string;
let pupils: ArrangedPupil[];
beforeEach(async () => {
  names += 1;
  name = `Rekenland ${String.fromCodePoint(64 + names)}`;
  school = await arrangeSchool(world, "Basisschool De Wingerd");
  pupils = [
    await arrangePupil(world, school, { className: "3A", yearGroup: 3 }),
    await arrangePupil(world, school, { className: "4B", yearGroup: 4 }),
  ];
  application = await arrangeApplication(world, {
    name,
    status: "live",
    redirectUris: [`${origin}/callback`],
    bundle: "personalised",
    attributes: ["given_name", "email"],
    reasons: { given_name: reason },
  });
  home = `/school/${school.number}/applications`;
  page = `${home}/${application.applicationId}`;
});

async function enterAsHead(path = home) {
  const staff = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
  const visitor = new Visitor();
  await signInStaff(world, { visitor, staff, path });
  return { staff, visitor };
}

/** Where a pupil ends who opens the application: in it, or before its door. */
async function isLetIn(pupil: ArrangedPupil | undefined): Promise<boolean> {
  const visitor = new Visitor({ stopAt: [origin] });
  const at = await walkIn(visitor, startFlow(world.issuer, application), pupil);
  return at.url.origin === origin;
}

/** "Tell my teacher." */
async function wish(pupil: ArrangedPupil | undefined): Promise<void> {
  const visitor = new Visitor({ stopAt: [origin] });
  await walkIn(visitor, startFlow(world.issuer, application), pupil);
  await visitor.submit({}, { to: /(tell|wish)/ });
}

const audit = async (what: string) =>
  (
    await world.database.owner.query("select actor, details from audit_event where school_id = $1 and what = $2", [
      school.id,
      what,
    ])
  ).rows;

test("a head reads what an application would receive, switches it on for a class, and only that class gets in", async () => {
  const { visitor, staff } = await enterAsHead();
  expectPage(await visitor.go(home), { says: new RegExp(`${name} .*staat uit`) });
  const read = await visitor.go(page);
  expectPage(read, { says: /de voornaam Waarom, volgens de leverancier: om het resultaat/ });
  expect(words(read)).toMatch(/een schuiladres voor e-mail/);
  expect(words(read)).toMatch(/geen enkele toepassing ooit krijgt Rijksregisternummer/);
  expect(await isLetIn(pupils[0])).toBe(false);
  const asked = await visitor.submit({ whole: "no", class: "3A" }, { to: /confirm$/ });
  expectPage(asked, { says: /Voor: klas 3A\. Nu is dat 1 leerling/ });
  expect(await isLetIn(pupils[0])).toBe(false);
  expectPage(await visitor.submit({}, { to: /\/release\?/ }), { says: /staat aan sinds .*klas 3A/i });
  expect([await isLetIn(pupils[0]), await isLetIn(pupils[1])]).toEqual([true, false]);
  expect(await audit("application.released")).toEqual([
    { actor: `staff:${staff.staffId}`, details: expect.objectContaining({ classes: 1, yearChoices: null }) },
  ]);
});

test.each([
  ["whole=yes", /Voor: de hele school\. Nu is dat 2/, [true, true]],
  ["year=lager-4", /Voor: 4e leerjaar lager\. Nu is dat 1/, [false, true]],
  ["year=lager-4&class=3A", /Voor: 4e leerjaar lager, klas 3A\. Nu is dat 2/, [true, true]],
])("it can be on for %s", async (scope, says, inside) => {
  const { visitor } = await enterAsHead();
  expectPage(await visitor.go(`${page}/confirm?${scope}`), { says });
  await visitor.submit({}, { to: /\/release\?/ });
  expect([await isLetIn(pupils[0]), await isLetIn(pupils[1])]).toEqual(inside);
});

test("switched off, nobody gets in from that moment", async () => {
  const { visitor } = await enterAsHead();
  await visitor.go(`${page}/confirm?whole=yes`);
  await visitor.submit({}, { to: /\/release\?/ });
  expect(await isLetIn(pupils[0])).toBe(true);
  expectPage(await visitor.submit({}, { to: /withdraw$/ }), { says: /staat uit/ });
  expect(await isLetIn(pupils[0])).toBe(false);
  expect(await audit("application.withdrawn")).toHaveLength(1);
});

describe("what pupils wished", () => {
  test("is counted by pupil, and stands on top when it is asked for", async () => {
    for (const pupil of [pupils[0], pupils[0], pupils[1]]) await wish(pupil);
    const { visitor } = await enterAsHead();
    expectPage(await visitor.go(`${home}?show=wished`), { says: new RegExp(`${name} .*2 leerlingen`) });
    expectPage(await visitor.go(page), { says: /2 leerlingen wilden hier/ });
  });

  test("is done with once the school has decided", async () => {
    await wish(pupils[0]);
    const { visitor } = await enterAsHead();
    await visitor.go(`${page}/confirm?whole=yes`);
    await visitor.submit({}, { to: /\/release\?/ });
    expect(words(await visitor.go(`${home}?show=wished`))).not.toContain(name);
  });

  test("at another school is not seen here", async () => {
    const other = await arrangeSchool(world);
    await wish(await arrangePupil(world, other));
    const { visitor } = await enterAsHead();
    expect(words(await visitor.go(`${home}?show=wished`))).not.toContain(name);
  });
});

test("a choice that waited too long asks both factors again, leads back to it, and then holds", async () => {
  const { visitor, staff } = await enterAsHead();
  await visitor.go(`${page}/confirm?year=lager-4&class=3A`);
  await ageSessions(world, 16);
  expectPage(await visitor.submit({}, { to: /\/release\?/ }), { says: /Bewijs even dat jij het bent/ });
  expect(await audit("application.released")).toEqual([]);
  expectPage(await passSignIn(world, visitor, staff), { says: /Voor: 4e leerjaar lager, klas 3A/ });
  expectPage(await visitor.submit({}, { to: /\/release\?/ }), { says: /staat aan/ });
});

test("switching off that waited too long asks both factors again, and leads back to the application", async () => {
  const { visitor, staff } = await enterAsHead();
  await visitor.go(`${page}/confirm?whole=yes`);
  await visitor.submit({}, { to: /\/release\?/ });
  await ageSessions(world, 16);
  expectPage(await visitor.submit({}, { to: /withdraw$/ }), { says: /Bewijs even/ });
  expect(await isLetIn(pupils[0])).toBe(true);
  expect((await passSignIn(world, visitor, staff)).url.pathname).toBe(page);
});

test("an application that asks for more while somebody reads is not switched on unread", async () => {
  const { visitor } = await enterAsHead();
  await visitor.go(`${page}/confirm?whole=yes`);
  await world.database.owner.query(
    `insert into manifest (application_id, version, bundle, attributes, created_at)
      values ($1, 2, 'personalised', '{"given_name": "x", "family_name": "voor het rapport dat wij drukken"}', now())`,
    [application.applicationId],
  );
  const again = await visitor.submit({}, { to: /\/release\?/ });
  expectPage(again, { status: 409, says: /heeft zijn vraag veranderd.*de familienaam/ });
  expect(await audit("application.released")).toEqual([]);
  expectPage(await visitor.submit({}, { to: /\/release\?/ }), { says: /staat aan/ });
});

test("what it asks for beyond what was allowed stands apart, and does not flow", async () => {
  const { visitor } = await enterAsHead();
  await visitor.go(`${page}/confirm?whole=yes`);
  await visitor.submit({}, { to: /\/release\?/ });
  await world.database.owner.query(
    `insert into manifest (application_id, version, bundle, attributes, created_at)
      values ($1, 2, 'personalised', '{"given_name": "x", "family_name": "voor het rapport dat wij drukken"}', now())`,
    [application.applicationId],
  );
  expectPage(await visitor.go(home), { says: /vraagt meer dan je toestond/ });
  expectPage(await visitor.go(page), { says: /Wat ze er nu bij vraagt de familienaam .*Dit krijgt ze niet/ });
});

test("choosing nobody is told on the page", async () => {
  const { visitor } = await enterAsHead();
  expectPage(await visitor.go(`${page}/confirm?whole=no`), { status: 422, says: /minstens één leerjaar of klas/ });
});

test.each(["class=9Z", "year=secundair-7"])("%s, which this school doesn't have, is not found", async (scope) => {
  const { visitor } = await enterAsHead();
  expectPage(await visitor.go(`${page}/confirm?${scope}`), { status: 404 });
});

test.each(["class=%00", "year=3", "year=lager-7", "year=x"])("%s is no scope anywhere", async (scope) => {
  const { visitor } = await enterAsHead();
  expectPage(await visitor.go(`${page}/confirm?${scope}`), { status: 400 });
});

test("the page shows how many pupils each choice stands for, with the level of each year", async () => {
  const toddler = await arrangePupil(world, school, { className: "K3", yearGroup: 3 });
  await world.database.owner.query("update enrolment set level = 'kleuter' where pupil_id = $1", [toddler.pupilId]);
  const { visitor } = await enterAsHead();
  expectPage(await visitor.go(page), { says: /3e kleuterklas \(1\) 3e leerjaar lager \(1\) 4e leerjaar lager \(1\)/ });
  expectPage(await visitor.go(`${page}/confirm?year=lager-3&class=4B`), {
    says: /Nu is dat 2 leerlingen\. 3e leerjaar lager: 1 leerling klas 4B: 1 leerling/,
  });
  await visitor.submit({}, { to: /\/release\?/ });
  expect([await isLetIn(pupils[0]), await isLetIn(pupils[1]), await isLetIn(toddler)]).toEqual([true, true, false]);
});

describe("what waits until the school says again for whom it is on", () => {
  beforeEach(async () => {
    const { applicationId } = application;
    await releaseApplication(world.deps, { applicationId, schoolId: school.id, classNames: ["3A"], actor: "test" });
    await world.database.owner.query(
      `update release set bare_year_numbers = '{3}', withdrawn_at = now(), paused = true where application_id = $1`,
      [applicationId],
    );
  });

  test("lets nobody in, has a card on the start page, and leads to choosing again", async () => {
    expect(await isLetIn(pupils[0])).toBe(false);
    const { visitor } = await enterAsHead(`/school/${school.number}`);
    const start = await visitor.go(`/school/${school.number}`);
    expectPage(start, { says: new RegExp(`Kies opnieuw voor wie.*op pauze.*${name} aanstaat`) });
    expect(start.text).toContain(`href="${page}#who"`);
    expectPage(await visitor.go(page), { says: /staat op pauze\. Ze stond aan voor: leerjaar 3, klas 3A/ });
    await visitor.go(`${page}/confirm?year=lager-4`);
    await visitor.submit({}, { to: /\/release\?/ });
    expect([await isLetIn(pupils[0]), await isLetIn(pupils[1])]).toEqual([false, true]);
    expect(words(await visitor.go(`/school/${school.number}`))).not.toContain("Kies opnieuw");
  });

  test("can be left off, and then asks no more", async () => {
    const { visitor } = await enterAsHead();
    expectPage(await visitor.go(home), { says: /wacht op je keuze/ });
    await visitor.go(page);
    expectPage(await visitor.submit({}, { to: /withdraw$/ }), { says: /staat uit/ });
    expect(words(await visitor.go(`/school/${school.number}`))).not.toContain("Kies opnieuw");
    expect(await audit("application.withdrawn")).toHaveLength(1);
  });
});

test("a teacher switches nothing on, and a head nothing for another school", async () => {
  const other = await arrangeSchool(world, "Een andere school");
  const roles = [{ role: "teacher", schoolId: school.id, className: "3A" } as const];
  const teacher = await arrangeStaff(world, { roles });
  const visitor = new Visitor();
  await signInStaff(world, { visitor, staff: teacher });
  for (const path of [home, page, `${page}/confirm?whole=yes`])
    expectPage(await visitor.go(new URL(path, world.issuer)), { status: 403 });
  const { visitor: head } = await enterAsHead();
  for (const path of ["", `/${application.applicationId}`, `/${application.applicationId}/confirm?whole=yes`])
    expectPage(await head.go(`/school/${other.number}/applications${path}`), { status: 404 });
});

test("a sandbox application of a vendor is not offered to schools", async () => {
  const sandbox = await arrangeApplication(world, { name: "Nog in de maak" });
  const { visitor } = await enterAsHead();
  expect(words(await visitor.go(home))).not.toContain("Nog in de maak");
  expectPage(await visitor.go(`${home}/${sandbox.applicationId}`), { status: 404 });
});

test("the table goes along as a file", async () => {
  const { visitor } = await enterAsHead();
  await visitor.go(`${home}?q=${encodeURIComponent(name)}`);
  const file = await visitor.submit({ format: "csv" }, { to: /export/, button: { name: "format", value: "csv" } });
  expect(file.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(file.text).toContain(
    `"${name}";"staat uit";"";"een schuiladres voor e-mail, zonder naam erin, de voornaam";0`,
  );
});

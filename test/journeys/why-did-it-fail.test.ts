import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startFlow, walkIn } from "../support/attacker.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeStaff, signInStaff, type ArrangedStaff } from "../support/staff.ts";
import { expectPage, Visitor, words, type Answer } from "../support/visitor.ts";
import { arrangeApplication, arrangePupil, arrangeSchool } from "../support/world.ts";
import { drawLoginName } from "../../src/pupils/login-name.ts";
import { releaseApplication, suspendApplication } from "../../src/applications/applications.ts";

type School = Awaited<ReturnType<typeof arrangeSchool>>;
let world: TestServer;
let school: School;
let other: School;
let head: Visitor;
/** Of another school. */
let stranger: Visitor;

/** Everybody at school comes from one network. */
const atSchool = { headers: { "x-forwarded-for": "192.0.2.7" } };
const elsewhere = { headers: { "x-forwarded-for": "198.51.100.9" } };

beforeAll(async () => {
  world = await startTestServer({ TRUSTED_HOPS: "1" });
  school = await arrangeSchool(world, "Basisschool De Wingerd");
  other = await arrangeSchool(world, "Elders");
  head = (await staffOf(school)).visitor;
  stranger = (await staffOf(other)).visitor;
});
afterAll(() => world.close());

async function staffOf(at: School, className?: string): Promise<{ visitor: Visitor; staff: ArrangedStaff }> {
  const role = className === undefined ? "school-admin" : "teacher";
  const staff = await arrangeStaff(world, {
    roles: [role === "teacher" ? { role, schoolId: at.id, className: className ?? "" } : { role, schoolId: at.id }],
  });
  const visitor = new Visitor(atSchool);
  expectPage(await signInStaff(world, { visitor, staff, path: `/school/${at.number}/help` }), { says: /Waarom/ });
  return { visitor, staff };
}

async function ask(visitor: Visitor, code: string, at = school): Promise<Answer> {
  // codes are written a tenth of a second later
  await pause(300);
  await visitor.go(`${world.issuer}/school/${at.number}/help`);
  return visitor.submit({ code }, { to: /help$/ });
}

/** The code on the page, as somebody would read it out. */
const codeOn = ({ text }: Answer): string => /<strong class="code">([^<]+)</.exec(text)?.[1] ?? "no code";

async function failToSignIn(loginName: string, from = atSchool): Promise<string> {
  const child = new Visitor(from);
  await child.go(`${world.issuer}/sign-in`);
  for (let tries = 0; tries < 3; tries += 1) await child.submit({ login_name: loginName, secret: "maan boom vis" });
  return codeOn(child.page ?? expect.fail("no page"));
}

const unknown = /Deze code kennen we niet voor een leerling van deze school/;

describe("a pupil who can't sign in", () => {
  test("tells the teacher a code, and the teacher reads the cause and goes to the class", async () => {
    const pupil = await arrangePupil(world, school, { givenName: "Wout", familyName: "Maes", className: "3B" });
    const code = await failToSignIn(pupil.loginName);
    expect(code).toMatch(/^[A-Z0-9]{4}$/);
    const { visitor } = await staffOf(school, "3B");
    const answer = await ask(visitor, code.toLowerCase());
    expectPage(answer, { says: /Het geheim klopte niet .*Ligt bij de leerling .*Wout Maes \(3B\)/ });
    const link = /href="(\/school\/\d+\/class\/[^"]+)"/.exec(answer.text)?.[1] ?? "";
    expectPage(await visitor.go(link), { says: /Wout/ });
  });

  test("and has no card yet is the school's to help: the link leads to a new card", async () => {
    const pupil = await arrangePupil(world, school, { className: "3B" });
    await world.database.owner.query("delete from credential where pupil_id = $1", [pupil.pupilId]);
    const answer = await ask(head, await failToSignIn(pupil.loginName));
    expectPage(answer, { says: /nog geen kaartje .*Ligt bij de school/ });
    expect(answer.text).toContain(`/activation/new?pupil=${pupil.loginName}`);
  });

  test("and typed too often is told so", async () => {
    const pupil = await arrangePupil(world, school);
    for (let turn = 0; turn < 3; turn += 1) await failToSignIn(pupil.loginName);
    expectPage(await ask(head, await failToSignIn(pupil.loginName)), { says: /Te vaak iets fout getypt/ });
  });

  test("is nobody's business at another school: there the code is unknown", async () => {
    const pupil = await arrangePupil(world, school);
    const code = await failToSignIn(pupil.loginName);
    expectPage(await ask(stranger, code, other), { status: 422, says: unknown });
    const never = words(await ask(stranger, "XXXX", other));
    expect(words(await ask(stranger, code, other)).replaceAll(code, "XXXX")).toBe(never);
    expectPage(await ask(head, code), {});
  });

  test("keeps the name from a teacher of another class", async () => {
    const pupil = await arrangePupil(world, school, { givenName: "Geheim", className: "6A" });
    const { visitor } = await staffOf(school, "1A");
    const answer = await ask(visitor, await failToSignIn(pupil.loginName));
    expectPage(answer, { says: /Het geheim klopte niet/ });
    expect(words(answer)).not.toMatch(/Geheim Peeters|geheim\.\d/);
  });

  test("with a login name that nobody has is found from the same network only", async () => {
    const name = drawLoginName(world.deps.random, "nobody", 7);
    const code = await failToSignIn(name);
    const there = await failToSignIn(name, elsewhere);
    // a name that nobody has gets a code as any other, so that it tells nothing
    for (const one of [code, there]) expect(one).toMatch(/^[A-Z0-9]{4}$/);
    expectPage(await ask(head, code), { says: /Die gebruikersnaam bestaat niet/ });
    expectPage(await ask(head, there), { status: 422, says: unknown });
  });
});

describe("a pupil at an application", () => {
  test("that the school has not switched on reads a code; staff reads that, switches it on, and reads that too", async () => {
    const pupil = await arrangePupil(world, school, { givenName: "Ines" });
    const application = await arrangeApplication(world, { name: "Leeshoek" });
    const page = await walkIn(new Visitor(atSchool), startFlow(world.issuer, application), pupil);
    expectPage(page, { status: 403, says: /Leeshoek/ });
    const answer = await ask(head, codeOn(page));
    expectPage(answer, { says: /gebruikt dit leerprogramma nog niet .*Ligt bij de school .*Ines Peeters.* Leeshoek/ });
    expect(answer.text).toContain(`/school/${school.number}/applications/${application.applicationId}`);
    expectPage(await ask(stranger, codeOn(page), other), { status: 422, says: unknown });
    const { applicationId } = application;
    await releaseApplication(world.deps, { applicationId, schoolId: school.id, actor: "test" });
    expectPage(await ask(head, codeOn(page)), { says: /staat intussen aan/ });
    await suspendApplication(world.deps, { applicationId, actor: "test" });
    expectPage(await ask(head, codeOn(page)), { says: /Dit leerprogramma is stilgelegd/ });
  });

  test("with a wrong address: staff read that its makers have to mend it", async () => {
    const application = await arrangeApplication(world, { name: "Rekenland Fout", releaseTo: school });
    const flow = startFlow(world.issuer, application, { redirect_uri: "https://elsewhere.example/" });
    const page = await new Visitor(elsewhere).go(flow.url);
    expectPage(page, { status: 400, says: /Aanmelden lukt hier niet/ });
    expect(codeOn(page)).toMatch(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/);
    const answer = await ask(head, codeOn(page).replace("-", " "));
    expectPage(answer, { says: /verkeerd adres op .*Ligt bij de makers van het leerprogramma .*Rekenland Fout/ });
  });

  test("that LeerID doesn't know: staff read that as well", async () => {
    const application = await arrangeApplication(world);
    const page = await new Visitor(atSchool).go(startFlow(world.issuer, application, { client_id: "no-such" }).url);
    expectPage(await ask(head, codeOn(page)), { says: /LeerID kent dit leerprogramma niet/ });
  });

  test("that was stopped: staff read so, and not that its makers sent something wrong", async () => {
    const application = await arrangeApplication(world, { name: "Stilgelegd", releaseTo: school });
    await suspendApplication(world.deps, { applicationId: application.applicationId, actor: "test" });
    const page = await new Visitor(atSchool).go(startFlow(world.issuer, application).url);
    expectPage(await ask(head, codeOn(page)), { says: /Dit leerprogramma is stilgelegd/ });
  });

  test("while signed in, is named to the own school only", async () => {
    const pupil = await arrangePupil(world, school, { givenName: "Tibo" });
    const application = await arrangeApplication(world, { releaseTo: school });
    const child = new Visitor({ ...atSchool, stopAt: ["http://localhost:9"] });
    await walkIn(child, startFlow(world.issuer, application), pupil);
    const page = await child.go(
      startFlow(world.issuer, application, { redirect_uri: "https://elsewhere.example/" }).url,
    );
    expectPage(await ask(head, codeOn(page)), { says: /verkeerd adres op .*Tibo/ });
    expectPage(await ask(stranger, codeOn(page), other), { status: 422, says: unknown });
  });
});

test("a page that is not there has a code that says so", async () => {
  const page = await new Visitor(atSchool).go(`${world.issuer}/nowhere`);
  expectPage(await ask(head, codeOn(page)), { says: /Die pagina is er niet/ });
});

test("the page is found without the number of the school, as it is said in a leaflet", async () => {
  const answer = await head.go(`${world.issuer}/school/help`);
  expectPage(answer, { says: /Waarom lukte het niet/ });
  expect(answer.url.pathname).toBe(`/school/${school.number}/help`);
});

test("what can't be a code is told so beside the field, and stays there", async () => {
  const answer = await ask(head, "geen code");
  expectPage(answer, { status: 422, says: /Een code heeft vier of acht tekens/ });
  expect(answer.text).toContain('value="geen code"');
});

test("that somebody looked is in the school's log, with the pupil", async () => {
  const pupil = await arrangePupil(world, school, { givenName: "Emma" });
  await ask(head, await failToSignIn(pupil.loginName));
  const page = await head.go(`${world.issuer}/school/${school.number}/audit`);
  expect(words(page)).toMatch(/Nagekeken waarom iets niet lukte Emma Peeters 192\.0\.2\.0\/24/);
});

test("who guesses codes is stopped", async () => {
  const { visitor } = await staffOf(school);
  const path = `${world.issuer}/school/${school.number}/help`;
  let answer = await visitor.go(path);
  for (let guess = 0; guess < 31; guess += 1) answer = await visitor.submit({ code: "XXXX-4444" }, { to: /help$/ });
  expectPage(answer, { status: 429 });
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { resetStaff, resumeStaff, suspendStaff } from "../../src/staff/staff.ts";
import type { School } from "../../src/schools/schools.ts";
import { stores } from "../support/attacker.ts";
import { relyingParty } from "../support/relying-party.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeStaff, passSignIn, signInStaff, totpCode, type ArrangedStaff } from "../support/staff.ts";
import { Visitor, expectPage, withoutAddress, words } from "../support/visitor.ts";
import { arrangeApplication, arrangePupil, arrangeSchool } from "../support/world.ts";

describe.each(stores)("staff sign in, with %s", (_store, settings) => {
  let world: TestServer;
  let school: School;
  const actor = "test";

  beforeAll(async () => {
    world = await startTestServer(settings);
    school = await arrangeSchool(world, "De Linde");
  });
  afterAll(() => world.close());

  const admin = () => arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });

  /** Somebody whose password was right, before the second step. */
  async function halfway(staff: ArrangedStaff): Promise<Visitor> {
    const visitor = new Visitor();
    await visitor.go(`${world.issuer}/school`);
    expectPage(await visitor.submit({ email: staff.email, password: staff.password }), { says: /authenticator/ });
    return visitor;
  }
  const typeCode = (visitor: Visitor, code: string) => visitor.submit({ code }, { to: /\/code$/ });
  const typeRecovery = (visitor: Visitor, code: string) => visitor.submit({ code }, { to: /\/recovery$/ });

  test("with a password and a code, and come out at the page they wanted", async () => {
    const visitor = new Visitor();
    const page = await signInStaff(world, { visitor, staff: await admin(), path: "/school/me?x=1" });
    expect(`${page.url.pathname}${page.url.search}`).toBe("/school/me?x=1");
    expectPage(page, { says: /Zo meld je je aan/ });
    expect(visitor.setCookies.filter((line) => line.startsWith("leerid=") && /expires=/i.test(line))).toEqual([]);
  });

  test("a wrong password, an unknown address and somebody suspended get the same answer", async () => {
    const [staff, out] = [await admin(), await admin()];
    await suspendStaff(world.deps, { email: out.email, actor });
    const tries = [
      { email: staff.email, password: "niet het wachtwoord" },
      { email: "nobody@school.example", password: staff.password },
      { email: out.email, password: out.password },
    ];
    const answers = [];
    for (const typed of tries) {
      const visitor = new Visitor();
      await visitor.go(`${world.issuer}/school`);
      const page = await visitor.submit(typed);
      expectPage(page, { status: 422, says: /klopt niet/ });
      answers.push(words(page));
    }
    expect(new Set(answers).size).toBe(1);
  });

  test("a password alone opens nothing", async () => {
    const visitor = await halfway(await admin());
    expectPage(await visitor.go("/school"), { says: /Aanmelden voor personeel/ });
  });

  test("the second step is not to be had without the first", async () => {
    const visitor = new Visitor();
    const { url } = await visitor.go(`${world.issuer}/school`);
    expectPage(await visitor.go(`${url.pathname}/code`), { status: 400 });
    const headers = { origin: world.issuer, "sec-fetch-site": "same-origin" };
    for (const step of ["code", "recovery"]) {
      const forged = await visitor.go(`${url.pathname}/${step}`, {
        body: new URLSearchParams({ code: "123456" }),
        headers,
      });
      expectPage(forged, { status: 400 });
    }
  });

  test("a right password counts in the sign-in where it was typed, and in no other", async () => {
    const visitor = await halfway(await admin());
    const other = new Visitor();
    const { url } = await other.go(`${world.issuer}/school`);
    expectPage(await other.go(`${url.pathname}/code`), { status: 400 });
    expectPage(await visitor.go(visitor.page?.url ?? ""), { status: 200 });
  });

  test.each(["000000", "12345", "1234567", "abcdef", " "])("the code %o is refused", async (code) => {
    const visitor = await halfway(await admin());
    expect((await typeCode(visitor, code)).status).toBe(422);
  });

  test("a code works once, also for who looked over the shoulder", async () => {
    const staff = await admin();
    const [first, second] = [await halfway(staff), await halfway(staff)];
    const code = totpCode(staff.totpKey);
    expectPage(await typeCode(first, code), { says: /Dag Griet/ });
    expectPage(await typeCode(second, code), { status: 422, says: /al gebruikt/ });
    expectPage(await typeCode(second, totpCode(staff.totpKey, 1)), { says: /Dag Griet/ });
  });

  test("of eight who type the same code at the same moment one gets in", async () => {
    const staff = await admin();
    const visitors = await Promise.all(Array.from({ length: 8 }, () => halfway(staff)));
    const code = totpCode(staff.totpKey);
    const pages = await Promise.all(visitors.map((visitor) => typeCode(visitor, code)));
    expect(pages.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test("guessing codes behind a right password ends after ten in an hour, from wherever", async () => {
    const staff = await admin();
    const visitors: Visitor[] = [];
    for (let one = 0; one < 12; one += 1) visitors.push(await halfway(staff));
    const pages = await Promise.all(visitors.map((visitor) => typeCode(visitor, "000000")));
    expect(pages.filter(({ status }) => status === 422)).toHaveLength(10);
    expect(pages.filter(({ status }) => status === 429)).toHaveLength(2);
    expectPage(await typeCode(await halfway(staff), totpCode(staff.totpKey)), { status: 429 });
  });

  test("guessing a password ends after ten from one network", async () => {
    const staff = await admin();
    const visitor = new Visitor();
    await visitor.go(`${world.issuer}/school`);
    for (let guess = 0; guess < 10; guess += 1) {
      expect((await visitor.submit({ email: staff.email, password: `geraden ${guess}` })).status).toBe(422);
    }
    const page = await visitor.submit({ email: staff.email.toUpperCase(), password: staff.password });
    expectPage(page, { status: 429, says: /Even wachten/ });
  });

  test("a recovery code stands in for the app, once", async () => {
    const staff = await admin();
    const { rows } = await world.database.owner.query("select count(*)::int as codes from staff_recovery_code");
    const code = "CDFGH-JKMNP";
    await world.database.owner.query("insert into staff_recovery_code (staff_id, code_hash) values ($1, $2)", [
      staff.staffId,
      world.deps.keys.mac("staffAccess", "recovery-code", staff.staffId, code.replace("-", "")),
    ]);
    const other = await admin();
    expectPage(await typeRecovery(await halfway(other), code), { status: 422 });
    expectPage(await typeRecovery(await halfway(staff), "cdfgh jkmnp"), { says: /Dag Griet/ });
    expectPage(await typeRecovery(await halfway(staff), code), { status: 422, says: /al gebruikt/ });
    expect(rows).toHaveLength(1);
  });

  test.each([
    ["suspended", (email: string) => suspendStaff(world.deps, { email, actor })],
    ["reset", (email: string) => resetStaff(world.deps, { email, actor })],
  ])("somebody who is %s is out at once, also halfway in", async (_what, deed) => {
    const staff = await admin();
    const visitor = new Visitor();
    await signInStaff(world, { visitor, staff });
    const half = await halfway(staff);
    await deed(staff.email);
    expectPage(await visitor.go("/school"), { says: /Aanmelden voor personeel/ });
    expect((await typeCode(half, totpCode(staff.totpKey, 1))).status).toBe(422);
  });

  test("somebody who is resumed signs in anew: what was open before stays shut", async () => {
    const staff = await admin();
    const visitor = new Visitor();
    await signInStaff(world, { visitor, staff });
    await suspendStaff(world.deps, { email: staff.email, actor });
    await resumeStaff(world.deps, { email: staff.email, actor });
    expectPage(await visitor.go("/school"), { says: /Aanmelden voor personeel/ });
    expectPage(await passSignIn(world, visitor, staff), { says: /Dag Griet/ });
  });

  test("a role that is taken away is gone at the next page", async () => {
    const staff = await admin();
    const visitor = new Visitor();
    await signInStaff(world, { visitor, staff });
    await world.database.owner.query("delete from staff_role where staff_id = $1", [staff.staffId]);
    expect(words(await visitor.go("/school"))).not.toMatch(/De Linde/);
  });

  test("a form without a session is refused and leads nowhere", async () => {
    const visitor = new Visitor();
    const headers = { origin: world.issuer, "sec-fetch-site": "same-origin" };
    const page = await visitor.go(`${world.issuer}/welcome/mine`, {
      body: new URLSearchParams({ invitation: "x" }),
      headers,
    });
    expectPage(page, { status: 403, says: /eerst aan/ });
  });

  describe("and pupils are kept apart:", () => {
    test("a session of staff opens no application and no launcher", async () => {
      const party = await relyingParty(world.issuer, await arrangeApplication(world, { releaseTo: school }));
      const visitor = new Visitor({ stopAt: ["http://localhost:9"] });
      await signInStaff(world, { visitor, staff: await admin() });
      const page = await visitor.go((await party.start()).url);
      expect(page.url.origin).toBe(world.issuer);
      expect(page.url.pathname).toMatch(/^\/interaction\/[\w-]+$/);
      expect(words(await visitor.go(world.issuer))).not.toMatch(/Dag Griet/);
    });

    test("a pupil's session opens no page of staff, and a pupil's secret doesn't sign in there", async () => {
      const pupil = await arrangePupil(world, school);
      const visitor = new Visitor();
      await visitor.go(`${world.issuer}/sign-in`);
      expectPage(await visitor.submit({ login_name: pupil.loginName, secret: pupil.password }), { says: /Dag Noor/ });
      expectPage(await visitor.go("/school"), { says: /Aanmelden voor personeel/ });
      expect((await visitor.submit({ email: pupil.loginName, password: pupil.password })).status).toBe(422);
    });

    test("staff who sign in on a device end the session that a pupil left open", async () => {
      const pupil = await arrangePupil(world, school);
      const visitor = new Visitor();
      await visitor.go(`${world.issuer}/sign-in`);
      await visitor.submit({ login_name: pupil.loginName, secret: pupil.password });
      await signInStaff(world, { visitor, staff: await admin() });
      expect(words(await visitor.go(world.issuer))).not.toMatch(/Dag Noor/);
    });

    test("the pages of pupils do nothing in a sign-in of staff, nor the other way round", async () => {
      const pupil = await arrangePupil(world, school);
      const headers = { origin: world.issuer, "sec-fetch-site": "same-origin" };
      const visitor = new Visitor();
      const forStaff = (await visitor.go(`${world.issuer}/school`)).url;
      // Browsers keep the cookie to the path of staff; this one sends it everywhere.
      const moved = visitor.cookies(forStaff);
      const asPupil = await visitor.go(forStaff.pathname.replace("/staff", ""), {
        body: new URLSearchParams({ login_name: pupil.loginName, secret: pupil.password }),
        headers: { ...headers, cookie: moved },
      });
      expectPage(asPupil, { status: 400 });
      const other = new Visitor();
      const forPupil = (await other.go(`${world.issuer}/sign-in`)).url;
      expectPage(await other.go(`${forPupil.pathname}/staff`), { status: 400 });
    });
  });

  test("the page to come back to is one of ours", async () => {
    const visitor = new Visitor();
    const staff = await admin();
    for (const state of ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
      const page = await visitor.go(`${world.issuer}/school/start?state=${encodeURIComponent(state)}`);
      expect(page.url.origin).toBe(world.issuer);
    }
    expectPage(await signInStaff(world, { visitor, staff }), { says: /Dag Griet/ });
  });

  test("the password never comes back in a page", async () => {
    const staff = await admin();
    const visitor = new Visitor();
    await visitor.go(`${world.issuer}/school`);
    const page = await visitor.submit({ email: staff.email, password: "een heel ander geheim" });
    expect(withoutAddress(page)).not.toContain("een heel ander geheim");
    expect(page.text).toContain(staff.email);
  });
});

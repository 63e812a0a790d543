import { afterAll, beforeAll, expect, test } from "vitest";
import type { School } from "../../src/schools/schools.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeStaff, passSignIn, signInStaff } from "../support/staff.ts";
import { Visitor, expectPage } from "../support/visitor.ts";
import { arrangeSchool } from "../support/world.ts";

let world: TestServer;
let school: School;

beforeAll(async () => {
  world = await startTestServer();
  school = await arrangeSchool(world, "De Linde");
});
afterAll(() => world.close());

/** Makes every session as old as this. */
const age = (minutes: number) =>
  world.database.owner.query(
    `update oidc_artifact set payload = jsonb_set(payload::jsonb, '{loginTs}',
      to_jsonb(extract(epoch from now())::int - $1::int * 60))::json where model = 'Session'`,
    [minutes],
  );

async function signedIn() {
  const staff = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
  const visitor = new Visitor();
  await signInStaff(world, { visitor, staff });
  return { staff, visitor };
}

test("within a quarter of an hour nothing is asked again", async () => {
  const { visitor } = await signedIn();
  await age(14);
  expectPage(await visitor.go("/school/me"), { says: /Zo meld je je aan/ });
});

test("after a quarter of an hour both factors are asked again, and the way leads back to the page", async () => {
  const { staff, visitor } = await signedIn();
  await age(16);
  const asked = await visitor.go("/school/me");
  expectPage(asked, { says: /Bewijs even dat jij het bent/ });
  expect(asked.text).toContain(staff.email);
  const back = await passSignIn(world, visitor, staff);
  expect(back.url.pathname).toBe("/school/me");
  expectPage(back, { says: /Zo meld je je aan/ });
});

test("an ordinary page goes on opening meanwhile", async () => {
  const { visitor } = await signedIn();
  await age(60);
  await visitor.go("/school/me");
  expectPage(await visitor.go("/school"), { says: /Dag Griet/ });
});

test("a form that was opened in time and sent too late does nothing, and leads back to its page", async () => {
  const { staff, visitor } = await signedIn();
  const before = await visitor.go("/school/me");
  await age(16);
  expectPage(await visitor.submit({}, { to: /recovery$/ }), { says: /Bewijs even/ });
  const { rows } = await world.database.owner.query("select from staff_recovery_code where staff_id = $1", [
    staff.staffId,
  ]);
  expect(rows).toEqual([]);
  const back = await passSignIn(world, visitor, staff);
  expect(back.url.pathname).toBe(before.url.pathname);
  expectPage(back, { says: /Zo meld je je aan.*Je hebt nog 0 herstelcodes/ });
});

test("new recovery codes replace the old ones", async () => {
  const { staff, visitor } = await signedIn();
  const codesOn = (text: string) => [...text.matchAll(/<li>(\w{5}-\w{5})<\/li>/g)].map(([, code = ""]) => code);
  await visitor.go("/school/me");
  const first = codesOn((await visitor.submit({}, { to: /recovery$/ })).text);
  await visitor.go("/school/me");
  const second = codesOn((await visitor.submit({}, { to: /recovery$/ })).text);
  expect(new Set([...first, ...second]).size).toBe(20);
  const other = new Visitor();
  await other.go(`${world.issuer}/school`);
  await other.submit({ email: staff.email, password: staff.password });
  expect((await other.submit({ code: first[0] ?? "" }, { to: /recovery$/ })).status).toBe(422);
  expectPage(await other.submit({ code: second[0] ?? "" }, { to: /recovery$/ }), { says: /Dag Griet/ });
});

test("somebody else who proves who they are gets their own session and nobody's page", async () => {
  const { visitor } = await signedIn();
  const other = await arrangeStaff(world, { roles: [], givenName: "Ruth" });
  await age(16);
  await visitor.go("/school/me");
  expect((await passSignIn(world, visitor, other)).text).toContain(other.email);
  expectPage(await visitor.go("/school"), { status: 403 });
});

test("a session of staff ends ten hours after signing in, however busy it was", async () => {
  const { visitor } = await signedIn();
  const { rows } = await world.database.owner.query(
    `select extract(epoch from expires_at - now())::int / 60 as minutes from oidc_artifact
      where model = 'Session' and account_id like 'staff.%' order by expires_at desc limit 1`,
  );
  expect(rows[0].minutes).toBeGreaterThan(9 * 60);
  expect(rows[0].minutes).toBeLessThanOrEqual(10 * 60);
  await world.database.owner.query("update oidc_artifact set expires_at = now() where model = 'Session'");
  expectPage(await visitor.go("/school"), { says: /Aanmelden voor personeel/ });
});

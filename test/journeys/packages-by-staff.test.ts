import { afterAll, beforeAll, expect, test } from "vitest";
import type { School } from "../../src/schools/schools.ts";
import { verdict } from "../support/api.ts";
import { arrangePackage, askApi, getPackageToken, type ArrangedPackage } from "../support/packages.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeStaff, passSignIn, signInStaff } from "../support/staff.ts";
import { expectPage, Visitor } from "../support/visitor.ts";
import { arrangeSchool } from "../support/world.ts";

let world: TestServer;
let school: School;
let pack: ArrangedPackage;

beforeAll(async () => {
  world = await startTestServer();
  school = await arrangeSchool(world, "Basisschool De Wingerd");
  pack = await arrangePackage(world);
});
afterAll(() => world.close());

async function signIn(role: "school-admin" | "teacher" = "school-admin") {
  const held =
    role === "teacher"
      ? { role, schoolId: school.id, className: "3B" }
      : ({ role: "school-admin", schoolId: school.id } as const);
  const staff = await arrangeStaff(world, { roles: [held] });
  const visitor = new Visitor();
  await signInStaff(world, { visitor, staff });
  return { staff, visitor };
}
const path = () => `/school/${school.number}/packages`;
const activation = async (token: string) =>
  verdict(await askApi(world.issuer, `/schools/${school.number}/activation`, { token }));
const events = async () =>
  (
    await world.database.owner.query(
      "select what, actor, details from audit_event where school_id = $1 and what like 'package.%' order by id",
      [school.id],
    )
  ).rows;

test("a head allows a package one thing, changes that, and stops it: each holds at the package's next request", async () => {
  const { staff, visitor } = await signIn();
  expectPage(await visitor.go(path()), { says: /Je hebt nog geen pakket toegelaten/ });
  expectPage(await visitor.go(`${path()}/${pack.packageId}`), { says: new RegExp(`Wat mag ${pack.name}\\?`) });
  const allowed = await visitor.submit({ "activation.read": "yes" }, { to: /packages/ });
  expectPage(allowed, { says: /Bewaard\. Het geldt vanaf nu/ });
  const token = await getPackageToken(world, pack);
  expect(await activation(token)).toEqual([200, ""]);

  await visitor.go(`${path()}/${pack.packageId}`);
  expectPage(await visitor.submit({ "roster.read": "yes" }, { to: /packages/ }), {
    says: /wat zijn lijsten veranderen/,
  });
  expect(await activation(token)).toEqual([403, "not-granted"]);

  await visitor.go(`${path()}/${pack.packageId}`);
  expectPage(await visitor.submit({}, { to: /withdraw$/ }), { says: /Gestopt/ });
  expect(await activation(await getPackageToken(world, pack))).toEqual([403, "not-granted"]);
  const { packageId } = pack;
  const actor = `staff:${staff.staffId}`;
  expect(await events()).toEqual([
    { what: "package.granted", actor, details: { packageId, scopes: ["activation.read"] } },
    { what: "package.granted", actor, details: { packageId, scopes: ["roster.read"] } },
    { what: "package.withdrawn", actor, details: { packageId } },
  ]);
});

test("nothing chosen is no answer: the page comes back with what to do", async () => {
  const { visitor } = await signIn();
  await visitor.go(`${path()}/${pack.packageId}`);
  expectPage(await visitor.submit({}, { to: new RegExp(`${pack.packageId}$`) }), {
    status: 422,
    says: /Kies minstens één ding/,
  });
});

test("who signed in long ago proves it again before the form shows", async () => {
  const { staff, visitor } = await signIn();
  await world.database.owner.query(
    `update oidc_artifact set payload = jsonb_set(payload::jsonb, '{loginTs}',
      to_jsonb(extract(epoch from now())::int - 16 * 60))::json where model = 'Session'`,
  );
  expectPage(await visitor.go(path()), { says: /Koppelingen/ });
  expectPage(await visitor.go(`${path()}/${pack.packageId}`), { says: /Bewijs even dat jij het bent/ });
  const back = await passSignIn(world, visitor, staff);
  expectPage(back, { says: /Wat mag/ });
});

test("a form that was opened in time and sent too late allows nothing", async () => {
  const { visitor } = await signIn();
  await visitor.go(`${path()}/${pack.packageId}`);
  await world.database.owner.query(
    `update oidc_artifact set payload = jsonb_set(payload::jsonb, '{loginTs}',
      to_jsonb(extract(epoch from now())::int - 16 * 60))::json where model = 'Session'`,
  );
  const before = await events();
  expectPage(await visitor.submit({ "roster.write": "yes" }, { to: /packages/ }), { says: /Bewijs even/ });
  expect(await events()).toEqual(before);
});

test("a teacher has no say, and staff of another school find no page", async () => {
  const { visitor: teacher } = await signIn("teacher");
  for (const at of [path(), `${path()}/${pack.packageId}`]) expectPage(await teacher.go(at), { status: 403 });
  const elsewhere = await arrangeSchool(world, "Elders");
  const { visitor } = await signIn();
  expectPage(await visitor.go(`/school/${elsewhere.number}/packages/${pack.packageId}`), { status: 404 });
  expectPage(await visitor.go(`${path()}/${crypto.randomUUID()}`), { status: 404 });
  expectPage(await visitor.go(`${path()}/x`), { status: 404 });
});

test("the page for programmers is open to all, in the reader's language around English, and leads to the document", async () => {
  const visitor = new Visitor();
  const page = await visitor.go(`${world.issuer}/api/v1`);
  expectPage(page, { says: /LeerID voor administratiepakketten/ });
  expect(page.text).toContain('<div lang="en">');
  const answer = await fetch(new URL(/href="([^"]*openapi\.json)"/.exec(page.text)?.[1] ?? "", world.issuer));
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json; charset=utf-8"]);
});

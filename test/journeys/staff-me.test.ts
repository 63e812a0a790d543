import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { School } from "../../src/schools/schools.ts";
import { removePasskey } from "../../src/staff/staff.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeStaff, signInStaff, type ArrangedStaff } from "../support/staff.ts";
import { Visitor, expectPage, words } from "../support/visitor.ts";
import { arrangeSchool } from "../support/world.ts";

let world: TestServer;
let school: School;

beforeAll(async () => {
  world = await startTestServer();
  school = await arrangeSchool(world, "De Linde");
});
afterAll(() => world.close());

const admin = () => arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
/** A passkey that nobody holds: enough to be named and taken away. */
const givePasskey = ({ staffId }: ArrangedStaff, credentialId: string) =>
  world.database.owner.query(
    `insert into staff_passkey (credential_id, staff_id, public_key, counter, transports, synced, created_at)
      values ($1, $2, 'x', 0, '{}', false, '2026-09-01')`,
    [credentialId, staffId],
  );
const takePassword = ({ staffId }: ArrangedStaff) =>
  world.database.owner.query("delete from staff_password where staff_id = $1", [staffId]);
const passkeysOf = async ({ staffId }: ArrangedStaff) => {
  const { rows } = await world.database.owner.query(
    "select credential_id, name from staff_passkey where staff_id = $1 order by credential_id",
    [staffId],
  );
  return rows.map(({ credential_id: id, name }) => [id, name]);
};
const headers = () => ({ origin: world.issuer, "sec-fetch-site": "same-origin" });
const post = (visitor: Visitor, path: string, fields: Record<string, string>) =>
  visitor.go(new URL(path, world.issuer), { body: new URLSearchParams(fields), headers: headers() });

async function atMe(staff: ArrangedStaff): Promise<Visitor> {
  const visitor = new Visitor();
  await signInStaff(world, { visitor, staff, path: "/school/me" });
  return visitor;
}

test("somebody of staff sees what they may do, and how they came in lately", async () => {
  const staff = await arrangeStaff(world, {
    roles: [
      { role: "school-admin", schoolId: school.id },
      { role: "teacher", schoolId: school.id, className: "3B" },
    ],
  });
  const { page } = await atMe(staff);
  expect(page && words(page)).toMatch(/Alles voor de school: De Linde.*Leerkracht van klas 3B: De Linde/);
  expect(page && words(page)).toMatch(/Zo kwam je laatst binnen .*202\d.*: wachtwoord en app/);
});

test("only one's own sign-ins are shown, the ten latest", async () => {
  const [staff, other] = [await admin(), await admin()];
  await atMe(other);
  for (let one = 0; one < 12; one += 1) {
    await world.database.owner.query(
      "insert into staff_sign_in (staff_id, at, method) values ($1, now() - interval '1 day', 'passkey')",
      [staff.staffId],
    );
  }
  const { page } = await atMe(staff);
  expect(page?.text.match(/: passkey<\/li>/g)).toHaveLength(9);
  expect(page?.text.match(/: wachtwoord en app<\/li>/g)).toHaveLength(1);
});

describe("a passkey", () => {
  test("gets a name, which can go again", async () => {
    const staff = await admin();
    await givePasskey(staff, "named-1");
    const visitor = await atMe(staff);
    const named = await visitor.submit({ name: "  gsm   van mij " }, { to: /name$/ });
    expectPage(named, { says: /De naam is bewaard.*gsm van mij/ });
    expect(await passkeysOf(staff)).toEqual([["named-1", "gsm van mij"]]);
    await visitor.submit({ name: " " }, { to: /name$/ });
    expect(await passkeysOf(staff)).toEqual([["named-1", null]]);
  });

  test("with a name of markup or endless length harms nobody", async () => {
    const staff = await admin();
    await givePasskey(staff, "named-2");
    const visitor = await atMe(staff);
    const page = await visitor.submit({ name: `<script>${"x".repeat(150)}` }, { to: /name$/ });
    expect(page.text).not.toContain("<script>x");
    const [[, name] = []] = await passkeysOf(staff);
    expect(name).toHaveLength(60);
  });

  test("is taken away while another way in remains", async () => {
    const staff = await admin();
    await givePasskey(staff, "gone-1");
    const visitor = await atMe(staff);
    expectPage(await visitor.submit({}, { to: /remove$/ }), { says: /Je passkey is weg/ });
    expect(await passkeysOf(staff)).toEqual([]);
  });

  test("is not taken away when it is the last way in", async () => {
    const staff = await admin();
    await givePasskey(staff, "last-1");
    const visitor = await atMe(staff);
    await takePassword(staff);
    expectPage(await visitor.submit({}, { to: /remove$/ }), { says: /niet meer binnen raken/ });
    expect(await passkeysOf(staff)).toHaveLength(1);
  });

  test("is not taken away when only an account elsewhere would remain", async () => {
    const staff = await admin();
    await givePasskey(staff, "last-2");
    await world.database.owner.query(
      "insert into staff_upstream_link (issuer, subject, staff_id, linked_at) values ('https://idp.example', 'x', $1, now())",
      [staff.staffId],
    );
    const visitor = await atMe(staff);
    await takePassword(staff);
    expectPage(await visitor.submit({}, { to: /passkey\/remove$/ }), { says: /niet meer binnen raken/ });
  });

  test("remains when the last two are taken away at the same moment, each time", async () => {
    const staff = await admin();
    await takePassword(staff);
    const { staffId } = staff;
    for (let round = 0; round < 12; round += 1) {
      const both = [`race-a-${round}`, `race-b-${round}`];
      for (const credentialId of both) await givePasskey(staff, credentialId);
      const removals = await Promise.all(
        both.map((credentialId) => removePasskey(world.deps, { staffId, credentialId })),
      );
      expect(removals.sort()).toEqual(["last", "removed"]);
      await world.database.owner.query("delete from staff_passkey where staff_id = $1", [staffId]);
    }
  });

  test("of somebody else is neither named nor taken away", async () => {
    const [staff, other] = [await admin(), await admin()];
    await givePasskey(other, "other-1");
    const visitor = await atMe(staff);
    await post(visitor, "/school/me/passkey/remove", { credential: "other-1" });
    await post(visitor, "/school/me/passkey/name", { credential: "other-1", name: "van mij" });
    expect(await passkeysOf(other)).toEqual([["other-1", null]]);
  });
});

test("an account elsewhere can't be unlinked when it is the last way in", async () => {
  const staff = await admin();
  await world.database.owner.query(
    "insert into staff_upstream_link (issuer, subject, staff_id, linked_at) values ('https://idp.example', 'y', $1, now())",
    [staff.staffId],
  );
  const visitor = await atMe(staff);
  await takePassword(staff);
  expectPage(await visitor.submit({}, { to: /unlink$/ }), { says: /niet meer binnen raken/ });
});

test("signing out everywhere ends every session of the person, and of nobody else", async () => {
  const [staff, other] = [await admin(), await admin()];
  const [here, there, elsewhere] = [await atMe(staff), await atMe(staff), await atMe(other)];
  await here.submit({}, { to: /out$/ });
  for (const visitor of [here, there]) {
    expectPage(await visitor.go("/school/me"), { says: /Aanmelden voor personeel/ });
  }
  expectPage(await elsewhere.go("/school/me"), { says: /Zo meld je je aan/ });
});

test("each change asks for a fresh sign-in, and does nothing until then", async () => {
  const staff = await admin();
  await givePasskey(staff, "fresh-1");
  const visitor = await atMe(staff);
  await world.database.owner.query(
    `update oidc_artifact set payload = jsonb_set(payload::jsonb, '{loginTs}',
      to_jsonb(extract(epoch from now())::int - 1000))::json where model = 'Session'`,
  );
  const posts: [string, Record<string, string>][] = [
    ["passkey/remove", { credential: "fresh-1" }],
    ["passkey/name", { credential: "fresh-1", name: "x" }],
    ["link", { upstream: "platform" }],
    ["unlink", { issuer: "x", subject: "x" }],
    ["out", {}],
  ];
  for (const [path, fields] of posts) {
    expectPage(await post(visitor, `/school/me/${path}`, fields), { says: /Bewijs even dat jij het bent/ });
  }
  expect(await passkeysOf(staff)).toEqual([["fresh-1", null]]);
});

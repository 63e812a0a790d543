import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { invitationTokenFrom } from "../../src/staff/staff.ts";
import type { School } from "../../src/schools/schools.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeInvitation, arrangeStaff, passSignIn, totpCode } from "../support/staff.ts";
import { Visitor, expectPage, words } from "../support/visitor.ts";
import { arrangeSchool } from "../support/world.ts";

let world: TestServer;
let school: School;
const password = "zeven gele olifanten op zolder";

beforeAll(async () => {
  world = await startTestServer();
  school = await arrangeSchool(world, "De Linde");
});
afterAll(() => world.close());

const adminHere = () => ({ role: "school-admin", schoolId: school.id }) as const;

/** Somebody with this invitation open. */
async function openInvitation(typed: string) {
  const visitor = new Visitor();
  await visitor.go(`${world.issuer}/welcome`);
  const page = await visitor.submit({ token: typed });
  return { visitor, page };
}

const keyOn = (text: string): string => /<p class="key">([A-Z2-7 ]+)<\/p>/.exec(text)?.[1]?.replaceAll(" ", "") ?? "";

/** From an opened invitation to the page with the recovery codes. */
async function choosePassword(visitor: Visitor) {
  const page = await visitor.submit({ password, repeat: password });
  expectPage(page, { says: /Koppel je app/ });
  const totpKey = keyOn(page.text);
  const kept = await visitor.submit({ code: totpCode(totpKey) });
  return { totpKey, kept, codes: [...kept.text.matchAll(/<li>(\w{5}-\w{5})<\/li>/g)].map(([, code = ""]) => code) };
}

test("an invited person chooses a password, connects an app, keeps ten recovery codes and signs in, without JavaScript", async () => {
  const { token, email } = await arrangeInvitation(world, { role: adminHere() });
  const { visitor, page } = await openInvitation(`${world.issuer}/welcome#${token}`);
  expectPage(page, { says: /Dag An!.*beheerder van.*De Linde/ });
  const { totpKey, codes } = await choosePassword(visitor);
  expect(new Set(codes).size).toBe(10);
  await visitor.go("/school");
  expectPage(await visitor.submit({ email, password }), { says: /authenticator/ });
  const arrived = await visitor.submit({ code: totpCode(totpKey, 1) }, { to: /\/code$/ });
  expect(arrived.url.pathname).toMatch(/^\/school\/\d+$/);
  expectPage(arrived, { says: /Dag An!.*De Linde/ });
});

test("the token of an invitation stands in no address that a server is asked for", async () => {
  const { token } = await arrangeInvitation(world, { role: adminHere() });
  const { visitor } = await openInvitation(token);
  await choosePassword(visitor);
  expect(visitor.visited.filter((address) => address.includes(token))).toEqual([]);
});

test("an invitation works once", async () => {
  const { token } = await arrangeInvitation(world, { role: adminHere() });
  const { visitor } = await openInvitation(token);
  await choosePassword(visitor);
  expectPage((await openInvitation(token)).page, { status: 422, says: /al gebruikt/ });
});

test("of two who have the same link open, the second can't finish", async () => {
  const { token } = await arrangeInvitation(world, { role: adminHere() });
  const first = await openInvitation(token);
  const second = await openInvitation(token);
  await choosePassword(first.visitor);
  const late = await second.visitor.submit({ password, repeat: password });
  expectPage(late, { status: 422, says: /al gebruikt/ });
});

test("of fifty who finish at the same moment exactly one gets in", async () => {
  const { token, email } = await arrangeInvitation(world, { role: adminHere() });
  const { visitor } = await openInvitation(token);
  const page = await visitor.submit({ password, repeat: password });
  const code = totpCode(keyOn(page.text));
  const headers = { origin: world.issuer, "sec-fetch-site": "same-origin" };
  const answers = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const body = new URLSearchParams({ token, code });
      return (await visitor.send(new URL("/welcome/code", world.issuer), { body, headers })).status;
    }),
  );
  expect(answers.filter((status) => status === 200)).toHaveLength(1);
  const { rows } = await world.database.owner.query(
    "select (select count(*)::int from staff_role where staff_id = s.id) as roles, (select count(*)::int from staff_recovery_code where staff_id = s.id) as codes from staff s where email = $1",
    [email],
  );
  expect(rows).toEqual([{ roles: 1, codes: 10 }]);
});

test("an invitation ends after 72 hours", async () => {
  const { token, email } = await arrangeInvitation(world, { role: adminHere() });
  const hours = (count: number) =>
    world.database.owner.query(
      "update staff_invitation set expires_at = created_at + interval '72 hours' - make_interval(hours => $2), created_at = created_at - make_interval(hours => $2) where email = $1",
      [email, count],
    );
  const { rows } = await world.database.owner.query(
    "select extract(epoch from expires_at - created_at)::int / 3600 as hours from staff_invitation where email = $1",
    [email],
  );
  expect(rows).toEqual([{ hours: 72 }]);
  await hours(71);
  expectPage((await openInvitation(token)).page, { says: /Dag An/ });
  await hours(1);
  expectPage((await openInvitation(token)).page, { status: 422, says: /te oud/ });
});

test("a second invitation to the same ends the first one", async () => {
  const first = await arrangeInvitation(world, { role: adminHere() });
  const second = await arrangeInvitation(world, { role: adminHere(), email: first.email });
  expectPage((await openInvitation(first.token)).page, { status: 422, says: /geldt niet meer/ });
  expectPage((await openInvitation(second.token)).page, { says: /Dag An/ });
});

describe("an invitation for the address of somebody who has an account", () => {
  test("never opens that account: it is taken by signing in", async () => {
    const other = await arrangeSchool(world, "De Eik");
    const staff = await arrangeStaff(world, { roles: [{ role: "teacher", schoolId: other.id, className: "3B" }] });
    const { token } = await arrangeInvitation(world, { role: adminHere(), email: staff.email.toUpperCase() });
    const { visitor, page } = await openInvitation(token);
    expectPage(page, { status: 422, says: /al een account/ });
    const forged = await visitor.go("/welcome/password", {
      body: new URLSearchParams({ token, password, repeat: password }),
      headers: { origin: world.issuer, "sec-fetch-site": "same-origin" },
    });
    expectPage(forged, { status: 422, says: /al een account/ });
    await visitor.go("/welcome/mine");
    expectPage(await passSignIn(world, visitor, staff), { says: /De Linde/ });
    expectPage(
      await visitor.submit({ invitation: /value="([0-9a-f-]{36})"/.exec(visitor.page?.text ?? "")?.[1] ?? "" }),
      {
        says: /De Eik.*De Linde/,
      },
    );
  });

  test("can't be taken by somebody else who is signed in", async () => {
    const staff = await arrangeStaff(world, { roles: [] });
    const { email } = await arrangeInvitation(world, { role: adminHere() });
    const { rows } = await world.database.owner.query("select id from staff_invitation where email = $1", [email]);
    const visitor = new Visitor();
    await visitor.go(`${world.issuer}/welcome/mine`);
    expect(words(await passSignIn(world, visitor, staff))).not.toMatch(/De Linde/);
    await visitor.go("/welcome/mine", {
      body: new URLSearchParams({ invitation: rows[0].id }),
      headers: { origin: world.issuer, "sec-fetch-site": "same-origin" },
    });
    expect(words(await visitor.go("/school"))).not.toMatch(/De Linde/);
  });
});

test.each(["", "  ", "ABC", "A".repeat(30), "x".repeat(399)])("%o is no invitation", async (typed) => {
  const { page } = await openInvitation(typed);
  expect(page.status).toBe(422);
});

test("a token is found in a whole link, with spaces, dashes and small letters", () => {
  const token = "CDFGHJKMNPQRTVWX34679CDFGHJKMN";
  const typed = `  https://leerid.example/welcome#${token.toLowerCase().replace(/(.{5})/g, "$1 ")}`;
  expect(invitationTokenFrom(typed)).toBe(token);
});

test("a password that is easy to guess is refused, and the page comes back with the reason", async () => {
  const { token } = await arrangeInvitation(world, { role: adminHere() });
  const { visitor } = await openInvitation(token);
  expectPage(await visitor.submit({ password: "wachtwoord123", repeat: "wachtwoord123" }), {
    status: 422,
    says: /makkelijk/,
  });
  expectPage(await visitor.submit({ password, repeat: "iets anders" }), { status: 422, says: /niet gelijk/ });
  const { totpKey } = await choosePassword(visitor);
  expect(totpKey).toMatch(/^[A-Z2-7]{32}$/);
});

test("a wrong first code uses nothing up, and the same key is shown again", async () => {
  const { token } = await arrangeInvitation(world, { role: adminHere() });
  const { visitor } = await openInvitation(token);
  const shown = keyOn((await visitor.submit({ password, repeat: password })).text);
  const again = await visitor.submit({ code: totpCode(shown, 9) });
  expectPage(again, { status: 422, says: /klopt niet/ });
  expect(keyOn(again.text)).toBe(shown);
  expectPage(await visitor.submit({ code: totpCode(shown) }), { says: /herstelcodes/ });
});

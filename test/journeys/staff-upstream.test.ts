import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callbackOf } from "../../src/access/upstream-client.ts";
import { SchoolGroupId, SchoolNumber, type UpstreamId } from "../../src/ids.ts";
import { addUpstream, removeUpstream, suspendStaff } from "../../src/staff/staff.ts";
import { addSchool, type School } from "../../src/schools/schools.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import {
  arrangeInvitation,
  arrangeStaff,
  passSignIn,
  signInStaff,
  totpCode,
  type ArrangedStaff,
} from "../support/staff.ts";
import { startUpstream, type TestUpstream } from "../support/upstream.ts";
import { Visitor, expectPage, words } from "../support/visitor.ts";

let world: TestServer;
let platform: TestUpstream;
let ofGroup: TestUpstream;
let groupUpstreamId: UpstreamId;
let inGroup: School;
let outside: School;
let people = 0;
const mfa = () => ({ sub: `person-${(people += 1)}`, amr: ["pwd", "mfa"] });
const actor = "test";

beforeAll(async () => {
  platform = await startUpstream();
  ofGroup = await startUpstream();
  world = await startTestServer({
    UPSTREAM_ISSUER: platform.issuer,
    UPSTREAM_CLIENT_ID: platform.clientId,
    UPSTREAM_CLIENT_SECRET: platform.clientSecret,
    UPSTREAM_BUTTON: "Aanmelden met ACM",
    UPSTREAM_MFA_ACR: "two",
  });
  platform.accept(callbackOf(world.issuer, "platform"));
  inGroup = await addSchool(world.deps, { number: SchoolNumber.parse("011111"), name: "De Linde", groupName: "Leie" });
  outside = await addSchool(world.deps, { number: SchoolNumber.parse("022222"), name: "De Eik", groupName: "Schelde" });
  const { rows } = await world.database.owner.query("select id from school_group where name = 'Leie'");
  const { issuer, clientId, clientSecret } = ofGroup;
  groupUpstreamId = await addUpstream(world.deps, {
    groupId: SchoolGroupId.parse(rows[0].id),
    issuer,
    clientId,
    clientSecret,
    button: "Microsoft 365",
    mfaAcr: [],
    actor,
  });
  ofGroup.accept(callbackOf(world.issuer, groupUpstreamId));
});
afterAll(async () => {
  await world.close();
  await platform.close();
  await ofGroup.close();
});
beforeEach(() => {
  for (const one of [platform, ofGroup]) Object.assign(one, { person: mfa(), ageSeconds: 0, asked: 0 });
});

const adminOf = (...schools: School[]) =>
  arrangeStaff(world, { roles: schools.map(({ id }) => ({ role: "school-admin", schoolId: id }) as const) });
const upstreamOf = (id = "platform") => ({ upstream: id });

/** Signs in with two factors of ours and links the account that the person has there. */
async function link(staff: ArrangedStaff, id = "platform"): Promise<Visitor> {
  const visitor = new Visitor();
  await signInStaff(world, { visitor, staff, path: "/school/me" });
  expectPage(await press(visitor, id, /\/link$/), { says: /Je account is gekoppeld/ });
  return visitor;
}
/** The button of this provider; a form with the same field stands there for each. */
async function press(visitor: Visitor, id: string, to: RegExp) {
  const page = visitor.page;
  if (!page?.text.includes(`value="${id}"`)) throw new Error("No such button");
  const action = [...page.text.matchAll(/action="([^"]*)"/g)]
    .map(([, found = ""]) => found)
    .find((found) => to.test(found));
  const body = new URLSearchParams({ ...hiddenToken(page.text), ...upstreamOf(id) });
  return visitor.go(new URL(action ?? "", page.url), {
    body,
    headers: { origin: world.issuer, "sec-fetch-site": "same-origin" },
  });
}
const hiddenToken = (text: string): Record<string, string> => {
  const token = /name="token" value="([^"]+)"/.exec(text)?.[1];
  return token === undefined ? {} : { token };
};
async function signInBy(id = "platform", path = "/school") {
  const visitor = new Visitor();
  await visitor.go(new URL(path, world.issuer));
  return { visitor, page: await press(visitor, id, /staff\/upstream$/) };
}
const codeAfter = (visitor: Visitor, staff: ArrangedStaff) =>
  visitor.submit({ code: totpCode(staff.totpKey, 1) }, { to: /\/code$/ });

test("somebody links an account elsewhere by their own second factor, and signs in with it from then on", async () => {
  const staff = await adminOf(inGroup);
  await link(staff);
  const { page } = await signInBy("platform", "/school?x=1");
  expectPage(page, { says: /Dag Griet!.*De Linde/ });
  const { rows } = await world.database.owner.query(
    "select issuer, subject from staff_upstream_link where staff_id = $1",
    [staff.staffId],
  );
  expect(rows).toEqual([{ issuer: platform.issuer, subject: platform.person.sub }]);
});

test("an account that nobody linked lets nobody in, also where its address is somebody's of staff", async () => {
  const staff = await adminOf(inGroup);
  platform.person = { sub: staff.email, amr: ["mfa"] };
  expectPage((await signInBy()).page, { status: 422, says: /nog niet gekoppeld/ });
});

test("the buttons are those of the platform and of the groups", async () => {
  const visitor = new Visitor();
  const page = await visitor.go(new URL("/school", world.issuer));
  expectPage(page, { says: /Aanmelden met ACM.*Microsoft 365 \(Leie\)/ });
});

describe("what the other provider vouches for", () => {
  test("is one factor where it says nothing of two: the app is asked for as well", async () => {
    const staff = await adminOf(inGroup);
    await link(staff);
    platform.person = { sub: platform.person.sub, amr: ["pwd"] };
    const { visitor, page } = await signInBy();
    expectPage(page, { says: /authenticator/ });
    expectPage(await visitor.go("/school"), { says: /Aanmelden voor personeel/ });
    const again = await signInBy();
    expectPage(await codeAfter(again.visitor, staff), { says: /Dag Griet/ });
  });

  test("is two where it says so by a configured acr, and not by another one", async () => {
    const staff = await adminOf(inGroup);
    await link(staff);
    platform.person = { sub: platform.person.sub, acr: "two" };
    expectPage((await signInBy()).page, { says: /Dag Griet/ });
    platform.person = { sub: platform.person.sub, acr: "one" };
    expectPage((await signInBy()).page, { says: /authenticator/ });
  });

  test("does for nobody without an app of ours where it is one factor only", async () => {
    const staff = await adminOf(inGroup);
    await link(staff);
    await world.database.owner.query("delete from staff_totp where staff_id = $1", [staff.staffId]);
    platform.person = { sub: platform.person.sub };
    expectPage((await signInBy()).page, { status: 422, says: /bewijst maar één stap/ });
  });

  test("counts from when it was given: a quarter of an hour later a fresh sign-in is asked, there too", async () => {
    const staff = await adminOf(inGroup);
    await link(staff);
    platform.ageSeconds = 3600;
    const { visitor, page } = await signInBy();
    expectPage(page, { says: /Dag Griet/ });
    expectPage(await visitor.go("/school/me"), { says: /Bewijs even dat jij het bent/ });
    // asked for it now, it still says an hour ago: then it is one factor
    expectPage(await press(visitor, "platform", /staff\/upstream$/), { says: /authenticator/ });
    platform.ageSeconds = 0;
    await visitor.go("/school/me");
    const fresh = await press(visitor, "platform", /staff\/upstream$/);
    expect(fresh.url.pathname).toBe("/school/me");
    expect(platform.asked).toBeGreaterThanOrEqual(3);
  });
});

describe("a provider of a school group", () => {
  test("vouches for two factors of who works in that group alone", async () => {
    const staff = await adminOf(inGroup);
    await link(staff, groupUpstreamId);
    expectPage((await signInBy(groupUpstreamId)).page, { says: /Dag Griet/ });
  });

  test("is one factor for who works elsewhere as well: it opens no school of others by itself", async () => {
    const staff = await adminOf(inGroup, outside);
    await link(staff, groupUpstreamId);
    expectPage((await signInBy(groupUpstreamId)).page, { says: /authenticator/ });
  });

  test("can't be linked by who works in none of its schools", async () => {
    const staff = await adminOf(outside);
    const visitor = new Visitor();
    const page = await signInStaff(world, { visitor, staff, path: "/school/me" });
    expect(words(page)).not.toContain("Microsoft 365");
    const forged = await visitor.go("/school/me/link", {
      body: new URLSearchParams(upstreamOf(groupUpstreamId)),
      headers: { origin: world.issuer, "sec-fetch-site": "same-origin" },
    });
    expectPage(forged, { says: /Koppelen is niet gelukt/ });
  });

  test("that is removed lets nobody in, and who came by it is out", async () => {
    const other = await startUpstream();
    const { rows } = await world.database.owner.query("select id from school_group where name = 'Leie'");
    const { issuer, clientId, clientSecret } = other;
    const given = {
      groupId: SchoolGroupId.parse(rows[0].id),
      issuer,
      clientId,
      clientSecret,
      button: "Oud",
      mfaAcr: [],
    };
    const id = await addUpstream(world.deps, { ...given, actor });
    other.accept(callbackOf(world.issuer, id));
    other.person = mfa();
    await link(await adminOf(inGroup), id);
    const { visitor, page } = await signInBy(id);
    expectPage(page, { says: /Dag Griet/ });
    expect(await removeUpstream(world.deps, { id, actor })).toBe(1);
    expectPage(await visitor.go("/school"), { says: /Aanmelden voor personeel/ });
    expect(visitor.page?.text).not.toContain(id);
    await other.close();
  });
});

describe("an account elsewhere", () => {
  test("is one person's: nobody else can link it", async () => {
    await link(await adminOf(inGroup));
    const visitor = new Visitor();
    await signInStaff(world, { visitor, staff: await adminOf(inGroup), path: "/school/me" });
    expectPage(await press(visitor, "platform", /\/link$/), { says: /al aan iemand gekoppeld/ });
  });

  test("of somebody who is suspended lets nobody in, and tells nothing", async () => {
    const staff = await adminOf(inGroup);
    await link(staff);
    await suspendStaff(world.deps, { email: staff.email, actor });
    expectPage((await signInBy()).page, { status: 422, says: /nog niet gekoppeld/ });
  });

  test("can be unlinked, and then lets nobody in", async () => {
    const staff = await adminOf(inGroup);
    const visitor = await link(staff);
    expectPage(await visitor.submit({}, { to: /unlink$/ }), { says: /De koppeling is weg/ });
    expectPage((await signInBy()).page, { status: 422, says: /nog niet gekoppeld/ });
  });

  test("is linked by whoever proved in the last quarter of an hour who they are, and by nobody else", async () => {
    const staff = await adminOf(inGroup);
    const visitor = new Visitor();
    await signInStaff(world, { visitor, staff, path: "/school/me" });
    await world.database.owner.query(
      `update oidc_artifact set payload = jsonb_set(payload::jsonb, '{loginTs}',
        to_jsonb(extract(epoch from now())::int - 1000))::json where model = 'Session'`,
    );
    expectPage(await press(visitor, "platform", /\/link$/), { says: /Bewijs even/ });
    expectPage(await passSignIn(world, visitor, staff), { says: /Zo meld je je aan/ });
    const { rows } = await world.database.owner.query("select from staff_upstream_link where staff_id = $1", [
      staff.staffId,
    ]);
    expect(rows).toEqual([]);
  });
});

describe("an invitation", () => {
  const open = async () => {
    const { token } = await arrangeInvitation(world, { role: { role: "school-admin", schoolId: inGroup.id } });
    const visitor = new Visitor();
    await visitor.go(`${world.issuer}/welcome`);
    await visitor.submit({ token });
    return { visitor, token };
  };

  test("is taken by an account elsewhere that proves two factors, and lets in by that", async () => {
    const { visitor, token } = await open();
    await press(visitor, "platform", /welcome\/upstream$/);
    expectPage((await signInBy()).page, { says: /Dag An!.*De Linde/ });
    expect([...visitor.visited, ...visitor.locations].filter((address) => address.includes(token))).toEqual([]);
    const guest = new Visitor();
    await guest.go(`${world.issuer}/welcome`);
    expectPage(await guest.submit({ token }), { status: 422, says: /al gebruikt/ });
  });

  test("is not taken by one that proves one factor: it would be the only way in", async () => {
    platform.person = { sub: "one-factor", amr: ["pwd"] };
    const { visitor, token } = await open();
    expectPage(await press(visitor, "platform", /welcome\/upstream$/), { status: 422, says: /bewijst maar één stap/ });
    const guest = new Visitor();
    await guest.go(`${world.issuer}/welcome`);
    expectPage(await guest.submit({ token }), { says: /Dag An/ });
  });

  test("is not taken by an account that is somebody's already", async () => {
    await link(await adminOf(inGroup));
    const { visitor } = await open();
    expectPage(await press(visitor, "platform", /welcome\/upstream$/), {
      status: 422,
      says: /al aan iemand gekoppeld/,
    });
  });

  test("opens no account of who has only an account elsewhere", async () => {
    const { token, email } = await arrangeInvitation(world, { role: { role: "school-admin", schoolId: inGroup.id } });
    const first = new Visitor();
    await first.go(`${world.issuer}/welcome`);
    await first.submit({ token });
    await press(first, "platform", /welcome\/upstream$/);
    const next = await arrangeInvitation(world, { role: { role: "school-admin", schoolId: outside.id }, email });
    const thief = new Visitor();
    await thief.go(`${world.issuer}/welcome`);
    expectPage(await thief.submit({ token: next.token }), { status: 422, says: /al een account/ });
  });
});

test("the secret of a group's provider stands in the database sealed", async () => {
  const { rows } = await world.database.owner.query("select s::text as line from staff_upstream s");
  const hex = Buffer.from(ofGroup.clientSecret).toString("hex");
  expect(rows.length).toBeGreaterThan(0);
  for (const { line } of rows) {
    expect(line).not.toContain(ofGroup.clientSecret);
    expect(line).not.toContain(hex);
  }
});

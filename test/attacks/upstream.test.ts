import { createServer } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { freePort } from "../../adapters/embedded-postgres.ts";
import { SchoolGroupId } from "../../src/ids.ts";
import { addUpstream, linkUpstream } from "../../src/staff/staff.ts";
import type { School } from "../../src/schools/schools.ts";
import { stores } from "../support/attacker.ts";
import { falseClient, startFalseUpstream, type FalseUpstream, type Lie } from "../support/false-upstream.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeStaff, signInStaff } from "../support/staff.ts";
import { Visitor, expectPage, words } from "../support/visitor.ts";
import { arrangeSchool } from "../support/world.ts";

const sameSite = (world: TestServer) => ({ origin: world.issuer, "sec-fetch-site": "same-origin" });

describe.each(stores)("signing in by another provider, with %s", (_store, settings) => {
  let world: TestServer;
  let upstream: FalseUpstream;
  let second: FalseUpstream;
  let secondId: string;
  let school: School;
  let subject = "";
  let people = 0;

  beforeAll(async () => {
    upstream = await startFalseUpstream();
    second = await startFalseUpstream();
    world = await startTestServer({
      ...settings,
      UPSTREAM_ISSUER: upstream.issuer,
      UPSTREAM_CLIENT_ID: falseClient.clientId,
      UPSTREAM_CLIENT_SECRET: falseClient.clientSecret,
      UPSTREAM_MFA_ACR: "two",
    });
    school = await arrangeSchool(world, "De Linde");
    const { rows } = await world.database.owner.query(
      "with added as (insert into school_group (name) values ('Leie') returning id) update school set school_group_id = (select id from added) returning school_group_id as id",
    );
    const given = { ...falseClient, issuer: second.issuer, button: "Tweede", mfaAcr: [], actor: "test" };
    secondId = await addUpstream(world.deps, { ...given, groupId: SchoolGroupId.parse(rows[0].id) });
  });
  afterAll(async () => {
    await world.close();
    await upstream.close();
    await second.close();
  });
  beforeEach(async () => {
    for (const one of [upstream, second]) Object.assign(one, { lie: {}, asked: [], redeemed: [] });
    subject = `somebody-${(people += 1)}`;
    const { staffId } = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
    await linkUpstream(world.deps, { staffId, account: { issuer: upstream.issuer, subject } });
  });

  const lieOf = (lie: Lie = {}): Lie => ({ ...lie, claims: { sub: subject, ...lie.claims } });

  /** Up to the other provider, and not further. */
  async function goAway(id = "platform", to: FalseUpstream = upstream) {
    const visitor = new Visitor({ stopAt: [to.issuer] });
    const { url } = await visitor.go(`${world.issuer}/school`);
    const away = await visitor.go(new URL(`${url.pathname}/upstream`, world.issuer), {
      body: new URLSearchParams({ upstream: id }),
      headers: sameSite(world),
    });
    return { visitor, interaction: url, away: away.url };
  }
  /** Where the other provider would send the browser back to. */
  async function answerOf(away: URL): Promise<URL> {
    const response = await fetch(away, { redirect: "manual" });
    return new URL(response.headers.get("location") ?? "");
  }
  async function signIn(lie: Lie = {}) {
    upstream.lie = lieOf(lie);
    const { visitor, away } = await goAway();
    return { visitor, page: await visitor.go(await answerOf(away)) };
  }
  const expectOut = async (visitor: Visitor) =>
    expectPage(await visitor.go(`${world.issuer}/school`), { says: /Aanmelden voor personeel/ });

  test("works, and sends a state, a nonce, a challenge and nothing of who is asked", async () => {
    const { page } = await signIn();
    expectPage(page, { says: /Dag Griet/ });
    const [asked] = upstream.asked;
    expect([...(asked?.keys() ?? [])].sort()).toEqual(
      [
        "acr_values",
        "client_id",
        "code_challenge",
        "code_challenge_method",
        "max_age",
        "nonce",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
        "ui_locales",
      ].sort(),
    );
    expect([asked?.get("scope"), asked?.get("code_challenge_method")]).toEqual(["openid", "S256"]);
    const [redeemed] = upstream.redeemed;
    expect(redeemed?.body.get("code_verifier")).toHaveLength(43);
  });

  test("works with PS256 as well", async () => {
    expectPage((await signIn({ signedBy: "rsa-pss" })).page, { says: /Dag Griet/ });
  });

  const now = () => Math.floor(Date.now() / 1000);
  const lies: [what: string, lie: () => Lie][] = [
    ["is signed by a key that the provider doesn't publish", () => ({ signedBy: "other" })],
    ["is signed with the shared secret", () => ({ signedBy: "shared" })],
    ["is not signed", () => ({ signedBy: "none" })],
    ["is of another issuer", () => ({ claims: { iss: "https://evil.example" } })],
    ["is of an issuer that differs by a slash", () => ({ claims: { iss: `${upstream.issuer}/` } })],
    ["is for another client", () => ({ claims: { aud: "another" } })],
    ["is for others as well", () => ({ claims: { aud: ["leerid", "another"], azp: "leerid" } })],
    ["was asked for by another client", () => ({ claims: { azp: "another" } })],
    ["has no nonce", () => ({ claims: { nonce: undefined } })],
    ["has another nonce", () => ({ claims: { nonce: "n" } })],
    ["has expired", () => ({ claims: { iat: now() - 7200, exp: now() - 3600 } })],
    ["never expires", () => ({ claims: { exp: undefined } })],
    ["has no subject", () => ({ claims: { sub: undefined } })],
    ["has an empty subject", () => ({ claims: { sub: "" } })],
    ["has a subject that is no text", () => ({ claims: { sub: 1 } })],
    ["has a subject with a NUL", () => ({ claims: { sub: "a\0b" } })],
    ["has a subject longer than any", () => ({ claims: { sub: "a".repeat(256) } })],
  ];
  test.each(lies)("an ID token that %s lets nobody in", async (_what, lie) => {
    const { visitor, page } = await signIn(lie());
    expectPage(page, { status: 422, says: /Aanmelden daar is niet gelukt/ });
    await expectOut(visitor);
  });

  test.each([
    ["in capitals", (sub: string) => sub.toUpperCase()],
    ["with a space", (sub: string) => `${sub} `],
    ["that only begins alike", (sub: string) => sub.slice(0, 6)],
  ])("a subject %s is somebody else", async (_what, change) => {
    const { page } = await signIn({ claims: { sub: change(subject) } });
    expectPage(page, { status: 422, says: /nog niet gekoppeld/ });
  });

  test("the same subject at another provider is somebody else", async () => {
    second.lie = lieOf();
    const { visitor, away } = await goAway(secondId, second);
    expectPage(await visitor.go(await answerOf(away)), { status: 422, says: /nog niet gekoppeld/ });
  });

  test.each([
    ["nothing of when", { auth_time: undefined }],
    ["eleven hours ago", { auth_time: Math.floor(Date.now() / 1000) - 11 * 3600 }],
    ["a text for when", { auth_time: "now" }],
    ["amr as a text", { amr: "mfa" }],
    ["another acr", { amr: [], acr: "one" }],
  ])("who says %s gets no further than the second step", async (_what, claims) => {
    const { visitor, page } = await signIn({ claims });
    expect(words(page)).toMatch(/authenticator|niet gelukt/);
    await expectOut(visitor);
  });

  describe("mix-up:", () => {
    test("an answer that names another issuer is refused, and its code goes nowhere", async () => {
      const { page } = await signIn({ answerIssuer: "https://evil.example" });
      expectPage(page, { status: 422, says: /niet gelukt/ });
      expect(upstream.redeemed).toEqual([]);
    });

    test("an answer that names no issuer is refused where the provider said that it would", async () => {
      const { page } = await signIn({ answerIssuer: null });
      expectPage(page, { status: 422 });
      expect(upstream.redeemed).toEqual([]);
    });

    test("an answer at the address of another provider is refused, and its code goes nowhere", async () => {
      upstream.lie = lieOf();
      const { visitor, away } = await goAway();
      const answer = await answerOf(away);
      answer.pathname = answer.pathname.replace("platform", secondId);
      expectPage(await visitor.go(answer), { status: 400 });
      expect([...upstream.redeemed, ...second.redeemed]).toEqual([]);
      await expectOut(visitor);
    });

    test("a provider that calls itself by another name is not gone to", async () => {
      second.lie = { metadata: { issuer: upstream.issuer } };
      const page = await freshlyAsked({ issuer: upstream.issuer });
      expectPage(page, { status: 422, says: /niet gelukt/ });
    });

    test("a provider that signs with nothing that counts is not gone to", async () => {
      const page = await freshlyAsked({ id_token_signing_alg_values_supported: ["HS256", "none"] });
      expectPage(page, { status: 422, says: /niet gelukt/ });
    });

    /** A provider that nobody asked yet, so that what it says of itself is read now. */
    async function freshlyAsked(metadata: Record<string, unknown>) {
      const third = await startFalseUpstream();
      third.lie = { metadata };
      const { rows } = await world.database.owner.query("select id from school_group");
      const given = { ...falseClient, issuer: third.issuer, button: "Derde", mfaAcr: [], actor: "test" };
      const id = await addUpstream(world.deps, { ...given, groupId: SchoolGroupId.parse(rows[0].id) });
      const { visitor } = await goAway(id, third);
      await third.close();
      return visitor.page ?? expect.fail("no page");
    }
  });

  describe("a state", () => {
    test("counts once", async () => {
      upstream.lie = lieOf();
      const { visitor, away } = await goAway();
      const answer = await answerOf(away);
      const cookies = visitor.cookies(answer);
      expectPage(await visitor.go(answer), { says: /Dag Griet/ });
      const again = await visitor.go(answer, { headers: { cookie: cookies } });
      expectPage(again, { status: 400 });
      expect(upstream.redeemed).toHaveLength(1);
    });

    test("of twenty who bring the same answer at the same moment, one is heard", async () => {
      upstream.lie = lieOf();
      const { visitor, away } = await goAway();
      const answer = await answerOf(away);
      const cookie = visitor.cookies(answer);
      await Promise.all(Array.from({ length: 20 }, () => visitor.send(answer, { headers: { cookie } })));
      expect(upstream.redeemed).toHaveLength(1);
    });

    test("is worth nothing in another browser: a victim who is sent there gets nobody's session", async () => {
      upstream.lie = lieOf();
      const { away } = await goAway();
      const victim = new Visitor();
      await victim.go(`${world.issuer}/school`);
      expectPage(await victim.go(await answerOf(away)), { status: 400 });
      expect(upstream.redeemed).toEqual([]);
      await expectOut(victim);
    });

    test("is worth nothing with a cookie that somebody made up", async () => {
      upstream.lie = lieOf();
      const { away } = await goAway();
      const answer = await answerOf(away);
      const victim = new Visitor();
      victim.plant(answer, `leerid-away=${answer.searchParams.get("state")}; path=/upstream`);
      expectPage(await victim.go(answer), { status: 400 });
      expect(upstream.redeemed).toEqual([]);
    });

    test.each(["", "x", "a".repeat(5000), "%00", "__proto__"])("made up as %o is none", async (state) => {
      const visitor = new Visitor();
      const url = `${world.issuer}/upstream/platform/callback?code=x&state=${state}`;
      expect((await visitor.go(url)).status).toBe(400);
    });
  });

  test("the code of an attacker, put into the answer of a victim, is refused: the challenge was another one", async () => {
    upstream.lie = lieOf();
    const attacker = await answerOf((await goAway()).away);
    const { visitor, away } = await goAway();
    const answer = await answerOf(away);
    answer.searchParams.set("code", attacker.searchParams.get("code") ?? "");
    expectPage(await visitor.go(answer), { status: 422, says: /niet gelukt/ });
    await expectOut(visitor);
  });

  test("a proof is for the sign-in that asked for it: another one of the same browser can't take it", async () => {
    upstream.lie = lieOf();
    const { visitor, away, interaction } = await goAway();
    const other = await goAway();
    await visitor.send(await answerOf(away));
    const taken = await other.visitor.go(new URL(`${interaction.pathname}/upstream`, world.issuer));
    expectPage(taken, { status: 400 });
    await expectOut(other.visitor);
  });

  test("a victim who is signed in can't be made to link the account of an attacker", async () => {
    const [attacker, victim] = [await admin(), await admin()];
    upstream.lie = { claims: { sub: "attacker" } };
    const begun = new Visitor({ stopAt: [upstream.issuer] });
    await signInStaff(world, { visitor: begun, staff: attacker, path: "/school/me" });
    const { url } = await begun.go("/school/me/link", {
      body: new URLSearchParams({ upstream: "platform" }),
      headers: sameSite(world),
    });
    const answer = await answerOf(url);
    const visitor = new Visitor();
    await signInStaff(world, { visitor, staff: victim, path: "/school/me" });
    expectPage(await visitor.go(answer), { status: 400 });
    // not even with the attacker's own cookie planted, as from a neighbouring subdomain
    for (const pair of begun.cookies(answer).split("; ")) {
      if (pair.startsWith("leerid-away")) visitor.plant(answer, `${pair}; path=/upstream`);
    }
    await visitor.go(answer);
    const { rows } = await world.database.owner.query("select from staff_upstream_link where subject = 'attacker'");
    expect(rows).toEqual([]);
  });
  const admin = () => arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });

  test("a token endpoint that redirects is not followed, and our secret goes nowhere else", async () => {
    const heard: string[] = [];
    const port = await freePort();
    const server = createServer((request, response) => {
      heard.push(request.url ?? "");
      response.end();
    });
    await new Promise<void>((resolve) => {
      server.listen(port, "127.0.0.1", resolve);
    });
    const { page } = await signIn({ tokenRedirect: `http://localhost:${port}/token` });
    expectPage(page, { status: 422 });
    expect(heard).toEqual([]);
    server.close();
  });

  test("an error that the other provider sends back is an ordinary way to fail", async () => {
    const { visitor, away } = await goAway();
    const answer = await answerOf(away);
    const refusal = { error: "access_denied", error_description: "<b>x</b>", state: answer.searchParams.get("state") ?? "" };
    answer.search = new URLSearchParams({ ...refusal, iss: upstream.issuer }).toString();
    const page = await visitor.go(answer);
    expectPage(page, { status: 422, says: /niet gelukt/ });
    expect(page.text).not.toContain("<b>x</b>");
  });
});

test("no address of an inner network is asked, whatever somebody configures", async () => {
  const world = await startTestServer({
    ISSUER: "https://leerid.example",
    UPSTREAM_ISSUER: "https://169.254.169.254",
    UPSTREAM_CLIENT_ID: "x",
    UPSTREAM_CLIENT_SECRET: "x",
  });
  try {
    const visitor = new Visitor({ reach: { "https://leerid.example": `http://localhost:${world.config.port}` } });
    const { url } = await visitor.go(`${world.issuer}/school`);
    const began = performance.now();
    const page = await visitor.go(new URL(`${url.pathname}/upstream`, world.issuer), {
      body: new URLSearchParams({ upstream: "platform" }),
      headers: sameSite(world),
    });
    expectPage(page, { status: 422, says: /niet gelukt/ });
    expect(performance.now() - began).toBeLessThan(4000);
  } finally {
    await world.close();
  }
});

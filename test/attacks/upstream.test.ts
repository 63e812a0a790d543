import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { stores } from "../support/attacker.ts";
import type { Lie } from "../support/false-upstream.ts";
import { startTestServer } from "../support/server.ts";
import { answerOf, expectOut, openUpstreamAttack, sameSite, type UpstreamAttack } from "../support/upstream-attack.ts";
import { Visitor, expectPage, words } from "../support/visitor.ts";

describe.each(stores)("what another provider says, with %s:", (_store, settings) => {
  let at: UpstreamAttack;
  beforeAll(async () => {
    at = await openUpstreamAttack(settings);
  });
  afterAll(() => at.close());
  beforeEach(() => at.begin());

  test("works, and sends a state, a nonce, a challenge and nothing of who is asked", async () => {
    const { page } = await at.signIn();
    expectPage(page, { says: /Dag Griet/ });
    const [asked] = at.upstream.asked;
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
    const [redeemed] = at.upstream.redeemed;
    expect(redeemed?.body.get("code_verifier")).toHaveLength(43);
  });

  test("works with PS256 as well", async () => {
    expectPage((await at.signIn({ signedBy: "rsa-pss" })).page, { says: /Dag Griet/ });
  });

  const now = () => Math.floor(Date.now() / 1000);
  const lies: [what: string, lie: () => Lie][] = [
    ["is signed by a key that the provider doesn't publish", () => ({ signedBy: "other" })],
    ["is signed with the shared secret", () => ({ signedBy: "shared" })],
    ["is not signed", () => ({ signedBy: "none" })],
    ["is of another issuer", () => ({ claims: { iss: "https://evil.example" } })],
    ["is of an issuer that differs by a slash", () => ({ claims: { iss: `${at.upstream.issuer}/` } })],
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
    const { visitor, page } = await at.signIn(lie());
    expectPage(page, { status: 422, says: /Aanmelden daar is niet gelukt/ });
    await expectOut(at, visitor);
  });

  test.each([
    ["in capitals", (sub: string) => sub.toUpperCase()],
    ["with a space", (sub: string) => `${sub} `],
    ["that only begins alike", (sub: string) => sub.slice(0, 6)],
  ])("a subject %s is somebody else", async (_what, change) => {
    const { page } = await at.signIn({ claims: { sub: change(at.subject) } });
    expectPage(page, { status: 422, says: /nog niet gekoppeld/ });
  });

  test("the same subject at another provider is somebody else", async () => {
    at.second.lie = at.lieOf();
    const { visitor, away } = await at.goAway(at.secondId, at.second);
    expectPage(await visitor.go(await answerOf(away)), { status: 422, says: /nog niet gekoppeld/ });
  });

  test.each([
    ["nothing of when", { auth_time: undefined }],
    ["eleven hours ago", { auth_time: Math.floor(Date.now() / 1000) - 11 * 3600 }],
    ["a text for when", { auth_time: "now" }],
    ["amr as a text", { amr: "mfa" }],
    ["another acr", { amr: [], acr: "one" }],
  ])("who says %s gets no further than the second step", async (_what, claims) => {
    const { visitor, page } = await at.signIn({ claims });
    expect(words(page)).toMatch(/authenticator|niet gelukt/);
    await expectOut(at, visitor);
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

import { createServer } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { freePort } from "../../adapters/embedded-postgres.ts";
import { stores } from "../support/attacker.ts";
import { startFalseUpstream } from "../support/false-upstream.ts";
import { arrangeStaff, signInStaff } from "../support/staff.ts";
import { answerOf, expectOut, openUpstreamAttack, sameSite, type UpstreamAttack } from "../support/upstream-attack.ts";
import { Visitor, expectPage } from "../support/visitor.ts";

describe.each(stores)("the way to another provider and back, with %s:", (_store, settings) => {
  let at: UpstreamAttack;
  beforeAll(async () => {
    at = await openUpstreamAttack(settings);
  });
  afterAll(() => at.close());
  beforeEach(() => at.begin());

  describe("mix-up:", () => {
    test("an answer that names another issuer is refused, and its code goes nowhere", async () => {
      const { page } = await at.signIn({ answerIssuer: "https://evil.example" });
      expectPage(page, { status: 422, says: /niet gelukt/ });
      expect(at.upstream.redeemed).toEqual([]);
    });

    test("an answer that names no issuer is refused where the provider said that it would", async () => {
      const { page } = await at.signIn({ answerIssuer: null });
      expectPage(page, { status: 422 });
      expect(at.upstream.redeemed).toEqual([]);
    });

    test("an answer at the address of another provider is refused, and its code goes nowhere", async () => {
      at.upstream.lie = at.lieOf();
      const { visitor, away } = await at.goAway();
      const answer = await answerOf(away);
      answer.pathname = answer.pathname.replace("platform", at.secondId);
      expectPage(await visitor.go(answer), { status: 400 });
      expect([...at.upstream.redeemed, ...at.second.redeemed]).toEqual([]);
      await expectOut(at, visitor);
    });

    test("a provider that calls itself by another name is not gone to", async () => {
      const page = await freshlyAsked({ issuer: at.upstream.issuer });
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
      const id = await at.addToGroup(third);
      const { visitor } = await at.goAway(id, third);
      await third.close();
      return visitor.page ?? expect.fail("no page");
    }
  });

  describe("a state", () => {
    test("counts once", async () => {
      at.upstream.lie = at.lieOf();
      const { visitor, away } = await at.goAway();
      const answer = await answerOf(away);
      const cookies = visitor.cookies(answer);
      expectPage(await visitor.go(answer), { says: /Dag Griet/ });
      const again = await visitor.go(answer, { headers: { cookie: cookies } });
      expectPage(again, { status: 400 });
      expect(at.upstream.redeemed).toHaveLength(1);
    });

    test("of twenty who bring the same answer at the same moment, one is heard", async () => {
      at.upstream.lie = at.lieOf();
      const { visitor, away } = await at.goAway();
      const answer = await answerOf(away);
      const cookie = visitor.cookies(answer);
      await Promise.all(Array.from({ length: 20 }, () => visitor.send(answer, { headers: { cookie } })));
      expect(at.upstream.redeemed).toHaveLength(1);
    });

    test("is worth nothing in another browser: a victim who is sent there gets nobody's session", async () => {
      at.upstream.lie = at.lieOf();
      const { away } = await at.goAway();
      const victim = new Visitor();
      await victim.go(`${at.world.issuer}/school`);
      expectPage(await victim.go(await answerOf(away)), { status: 400 });
      expect(at.upstream.redeemed).toEqual([]);
      await expectOut(at, victim);
    });

    test("is worth nothing with a cookie that somebody made up", async () => {
      at.upstream.lie = at.lieOf();
      const { away } = await at.goAway();
      const answer = await answerOf(away);
      const victim = new Visitor();
      victim.plant(answer, `leerid-away=${answer.searchParams.get("state")}; path=/upstream`);
      expectPage(await victim.go(answer), { status: 400 });
      expect(at.upstream.redeemed).toEqual([]);
    });

    test.each(["", "x", "a".repeat(5000), "%00", "__proto__"])("made up as %o is none", async (state) => {
      const visitor = new Visitor();
      const url = `${at.world.issuer}/upstream/platform/callback?code=x&state=${state}`;
      expect((await visitor.go(url)).status).toBe(400);
    });
  });

  test("the code of an attacker, put into the answer of a victim, is refused: the challenge was another one", async () => {
    at.upstream.lie = at.lieOf();
    const attacker = await answerOf((await at.goAway()).away);
    const { visitor, away } = await at.goAway();
    const answer = await answerOf(away);
    answer.searchParams.set("code", attacker.searchParams.get("code") ?? "");
    expectPage(await visitor.go(answer), { status: 422, says: /niet gelukt/ });
    await expectOut(at, visitor);
  });

  test("who copied the cookies of an open sign-in page, and waits, doesn't get in with what somebody brings back", async () => {
    at.upstream.lie = at.lieOf();
    const { visitor, interaction, away } = await at.goAway();
    const attacker = new Visitor();
    attacker.adopt(visitor);
    await visitor.send(await answerOf(away));
    const next = new URL(`${interaction.pathname}/upstream`, at.world.issuer);
    await attacker.go(next);
    await expectOut(at, attacker);
    expectPage(await visitor.go(next), { says: /Dag Griet/ });
  });

  test("a proof is for the sign-in that asked for it: another one of the same browser can't take it", async () => {
    at.upstream.lie = at.lieOf();
    const { visitor, away, interaction } = await at.goAway();
    const other = await at.goAway();
    await visitor.send(await answerOf(away));
    const taken = await other.visitor.go(new URL(`${interaction.pathname}/upstream`, at.world.issuer));
    expectPage(taken, { status: 400 });
    await expectOut(at, other.visitor);
  });

  test("a victim who is signed in can't be made to link the account of an attacker", async () => {
    const [attacker, victim] = [await admin(), await admin()];
    at.upstream.lie = { claims: { sub: "attacker" } };
    const begun = new Visitor({ stopAt: [at.upstream.issuer] });
    await signInStaff(at.world, { visitor: begun, staff: attacker, path: "/school/me" });
    const { url } = await begun.go("/school/me/link", {
      body: new URLSearchParams({ upstream: "platform" }),
      headers: sameSite(at.world),
    });
    const answer = await answerOf(url);
    const visitor = new Visitor();
    await signInStaff(at.world, { visitor, staff: victim, path: "/school/me" });
    expectPage(await visitor.go(answer), { status: 400 });
    // not even with the attacker's own cookie planted, as from a neighbouring subdomain
    for (const pair of begun.cookies(answer).split("; ")) {
      if (pair.startsWith("leerid-away")) visitor.plant(answer, `${pair}; path=/upstream`);
    }
    await visitor.go(answer);
    const { rows } = await at.world.database.owner.query("select from staff_upstream_link where subject = 'attacker'");
    expect(rows).toEqual([]);
  });
  const admin = () => arrangeStaff(at.world, { roles: [{ role: "school-admin", schoolId: at.school.id }] });

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
    const { page } = await at.signIn({ tokenRedirect: `http://localhost:${port}/token` });
    expectPage(page, { status: 422 });
    expect(heard).toEqual([]);
    server.close();
  });

  test("an error that the other provider sends back is an ordinary way to fail", async () => {
    const { visitor, away } = await at.goAway();
    const answer = await answerOf(away);
    const refusal = {
      error: "access_denied",
      error_description: "<b>x</b>",
      state: answer.searchParams.get("state") ?? "",
    };
    answer.search = new URLSearchParams({ ...refusal, iss: at.upstream.issuer }).toString();
    const page = await visitor.go(answer);
    expectPage(page, { status: 422, says: /niet gelukt/ });
    expect(page.text).not.toContain("<b>x</b>");
  });
});

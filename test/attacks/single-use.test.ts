import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  applicationOrigin,
  basic,
  getCode,
  getTokens,
  newBrowser,
  post,
  redeem,
  refresh,
  startFlow,
  stores,
  tally,
  times,
  tokensOf,
  userInfo,
} from "../support/attacker.ts";
import { startLoopbackApplication } from "../support/loopback.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import {
  arrangeApplication,
  arrangeFirstSecret,
  arrangePupil,
  arrangeSchool,
  type ArrangedApplication,
} from "../support/world.ts";

/** Group A: what works once works once, also when everybody comes at the same moment. */
describe.each(stores)("single use, with %s", (_store, settings) => {
  let world: TestServer;
  let school: Awaited<ReturnType<typeof arrangeSchool>>;
  let application: ArrangedApplication;

  beforeAll(async () => {
    world = await startTestServer(settings);
    school = await arrangeSchool(world);
    application = await arrangeApplication(world, { releaseTo: school });
  });
  afterAll(() => world.close());

  const codeOfNewPupil = async () => {
    const pupil = await arrangePupil(world, school);
    return getCode(newBrowser(), { issuer: world.issuer, application, pupil });
  };
  const tokensOfNewPupil = async () =>
    getTokens(newBrowser(), world, { application, pupil: await arrangePupil(world, school) });

  test.each([5, 5, 5, 40])(
    "of %i redemptions of one authorization code at the same moment exactly one gets tokens",
    async (count) => {
      const got = await codeOfNewPupil();
      const replies = await times(count, () => redeem(world.issuer, application, got));
      expect(tally(replies)).toEqual({ "200": 1, "400 invalid_grant": count - 1 });
    },
  );

  test("a code that comes a second time is refused, and what it once gave dies with it", async () => {
    const got = await codeOfNewPupil();
    const { accessToken } = tokensOf(await redeem(world.issuer, application, got));
    expect((await userInfo(world.issuer, accessToken)).status).toBe(200);
    expect(tally([await redeem(world.issuer, application, got)])).toEqual({ "400 invalid_grant": 1 });
    expect((await userInfo(world.issuer, accessToken)).status).toBe(401);
  });

  test("of 30 uses of one refresh token at the same moment exactly one gets tokens", async () => {
    const { refreshToken } = await tokensOfNewPupil();
    const replies = await times(30, () => refresh(world.issuer, application, refreshToken));
    expect(tally(replies)).toEqual({ "200": 1, "400 invalid_grant": 29 });
  });

  test("a refresh token that was replaced kills its whole family when it comes back", async () => {
    const first = await tokensOfNewPupil();
    const second = tokensOf(await refresh(world.issuer, application, first.refreshToken));
    expect((await userInfo(world.issuer, second.accessToken)).status).toBe(200);
    expect((await refresh(world.issuer, application, first.refreshToken)).status).toBe(400);
    expect((await refresh(world.issuer, application, second.refreshToken)).status).toBe(400);
    expect((await userInfo(world.issuer, second.accessToken)).status).toBe(401);
    expect((await userInfo(world.issuer, first.accessToken)).status).toBe(401);
  });

  test("of 8 browsers that choose a password with one activation code exactly one gets in, and only its password works", async () => {
    const pupil = await arrangePupil(world, school);
    await arrangeFirstSecret(world, { pupilId: pupil.pupilId, kind: "code", secret: "CDFG-HJKM-NPQR" });
    const browsers = await times(8, async () => {
      const browser = newBrowser();
      await browser.go(startFlow(world.issuer, application).url);
      await browser.submit({ login_name: pupil.loginName, secret: "CDFG-HJKM-NPQR" });
      return browser;
    });
    const passwordOf = (index: number) => `vrolijke olifanten dansen ${index} keer op zolder`;
    const ends = await times(8, (index) =>
      (browsers[index] ?? newBrowser()).submit({ password: passwordOf(index), repeat: passwordOf(index) }),
    );
    const inside = ends.map((at) => at.url.origin === applicationOrigin);
    expect(inside.filter(Boolean)).toHaveLength(1);
    expect(ends.filter((at) => at.status === 422)).toHaveLength(7);

    const works = await times(8, async (index) => {
      const browser = newBrowser();
      await browser.go(startFlow(world.issuer, application).url);
      const at = await browser.submit({ login_name: pupil.loginName, secret: passwordOf(index) });
      return at.url.origin === applicationOrigin;
    });
    expect(works).toEqual(inside);
  });

  test("words that 6 browsers use for the first time at the same moment turn into one Argon2id hash, and work on", async () => {
    const { pupilId, loginName } = await arrangePupil(world, school);
    await arrangeFirstSecret(world, { pupilId, kind: "words", secret: "appel boom vis" });
    const signIn = async () => {
      const browser = newBrowser();
      await browser.go(startFlow(world.issuer, application).url);
      return (await browser.submit({ login_name: loginName, secret: "appel boom vis" })).url.origin;
    };
    expect(new Set(await times(6, signIn))).toEqual(new Set([applicationOrigin]));
    const { rows: live } = await world.database.owner.query(
      "select kind, secret_hash, phc like '$argon2id$%' as hashed from credential where pupil_id = $1 and revoked_at is null",
      [pupilId],
    );
    expect(live).toEqual([{ kind: "words", secret_hash: null, hashed: true }]);
    const { rowCount } = await world.database.owner.query(
      "select from audit_event where pupil_id = $1 and what = 'pupil.first-sign-in'",
      [pupilId],
    );
    expect(rowCount).toBe(1);
  });

  test("40 wrong passwords at the same moment get no more looks than ten one after the other", async () => {
    const { loginName } = await arrangePupil(world, school);
    // of one sign-in one secret waits at a time: an attacker begins forty
    const flows = await times(40, async () => {
      const browser = newBrowser();
      return { browser, page: (await browser.go(startFlow(world.issuer, application).url)).url };
    });
    const statuses = await times(40, async (index) => {
      const { browser, page } = flows[index] ?? flows[0] ?? expect.fail();
      const body = new URLSearchParams({ login_name: loginName, secret: `gok ${index}` });
      const response = await browser.send(page, { body, headers: { origin: world.issuer } });
      await response.text();
      return response.status;
    });
    expect(statuses.filter((status) => status === 422)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(30);
  });

  test("of 20 authorizations from one pushed request at the same moment exactly one gets a code", async () => {
    const pupil = await arrangePupil(world, school);
    const browser = newBrowser();
    await getCode(browser, { issuer: world.issuer, application, pupil });
    const { url } = startFlow(world.issuer, application);
    const pushed = await post(`${world.issuer}/par`, [...url.searchParams], basic(application));
    const again = new URL("/authorize", world.issuer);
    again.searchParams.set("client_id", application.clientId);
    again.searchParams.set("request_uri", pushed.body.request_uri ?? "");
    const ends = await times(20, async () => {
      const response = await browser.send(again);
      await response.text();
      return new URL(response.headers.get("location") ?? "none:").searchParams.has("code");
    });
    expect(ends.filter(Boolean)).toHaveLength(1);
  });

  describe("a client assertion", () => {
    let vendor: Awaited<ReturnType<typeof startLoopbackApplication>>;
    let client: ArrangedApplication;
    let sign: (expires?: string | number) => Promise<string>;

    beforeAll(async () => {
      vendor = await startLoopbackApplication();
      const { privateKey, publicKey } = await generateKeyPair("ES256");
      vendor.jwks.keys.push({ ...(await exportJWK(publicKey)), kid: "1", use: "sig", alg: "ES256" });
      client = await arrangeApplication(world, { authMethod: "private_key_jwt", jwksUri: `${vendor.origin}/jwks` });
      sign = (expires = "1m") =>
        new SignJWT({ jti: world.deps.random.uuid() })
          .setProtectedHeader({ alg: "ES256", kid: "1" })
          .setIssuer(client.clientId)
          .setSubject(client.clientId)
          .setAudience(world.issuer)
          .setExpirationTime(expires)
          .sign(privateKey);
    });
    afterAll(() => vendor.close());

    // revocation answers 200 to every client that proves who it is, whatever the token
    const use = (assertion: string) =>
      post(`${world.issuer}/revoke`, {
        token: "whatever",
        client_id: client.clientId,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: assertion,
      });

    test("proves who the client is once, not twice", async () => {
      const assertion = await sign();
      expect((await use(assertion)).status).toBe(200);
      expect((await use(assertion)).status).toBe(401);
      expect((await use(await sign())).status).toBe(200);
    });

    test("works once of 20 times at the same moment", async () => {
      const assertion = await sign();
      const replies = await times(20, () => use(assertion));
      expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(replies.filter(({ status }) => status >= 500)).toEqual([]);
    });

    test("that says it lives for ever is refused, not a failure of ours", async () => {
      const { status } = await use(await sign(1e300));
      expect(status).toBeLessThan(500);
    });
  });
});

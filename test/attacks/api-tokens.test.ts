import { SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { everyScope as scope, openApi, six, verdict, type ApiWorld } from "../support/api.ts";
import { basic, getTokens, newBrowser, post, startFlow, stores, tally, times, userInfo } from "../support/attacker.ts";
import { arrangePackage, assertionOf } from "../support/packages.ts";
import { arrangeApplication, arrangePupil, type ArrangedApplication } from "../support/world.ts";

const bearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** Groups A and D for programs: a package proves itself by its key, once per proof, and its token is no other kind of token. */
describe.each(stores)("tokens of the API, with %s", (_store, settings) => {
  let api: ApiWorld;
  let application: ArrangedApplication;
  let pupilToken: string;
  beforeAll(async () => {
    api = await openApi(settings);
    const { world, school } = api;
    application = await arrangeApplication(world, { releaseTo: school });
    const pupil = await arrangePupil(world, school);
    pupilToken = (await getTokens(newBrowser(), world, { application, pupil })).accessToken;
  });
  afterAll(() => api.close());

  test("nobody gets in without a token, and is told how to get one", async () => {
    expect(await api.atEveryDoor(api.school)).toEqual(six([401, "not-authenticated"]));
    expect((await api.activation(api.school)).headers.get("www-authenticate")).toBe(
      `Bearer realm="${api.world.issuer}"`,
    );
  });

  test("the access token of a pupil opens nothing", async () => {
    expect((await userInfo(api.world.issuer, pupilToken)).status).toBe(200);
    expect(await api.atEveryDoor(api.school, pupilToken)).toEqual(six([401, "not-authenticated"]));
  });

  test.each([["x"], ["x".repeat(10_000)], ["a b"], [""], ["'--"], ["../../x"]])("%s is no token", async (nonsense) => {
    expect(verdict(await api.activation(api.school, nonsense))).toEqual([401, "not-authenticated"]);
  });

  test("a token in the address or a cookie is none", async () => {
    const path = `/schools/${api.school.number}/activation`;
    expect((await api.ask(`${path}?access_token=${api.token}`)).status).toBe(401);
    expect(
      (await api.ask(path, { headers: { cookie: `leerid=${api.token}; access_token=${api.token}` } })).status,
    ).toBe(401);
  });

  test("a package's token is no pupil's: userinfo doesn't know it", async () => {
    expect((await userInfo(api.world.issuer, api.token)).status).toBe(401);
  });

  test("a package is nobody whom a pupil could sign in at", async () => {
    const at = { clientId: api.pack.clientId, redirectUri: "https://package.example/callback" };
    for (const change of [{}, { response_type: "none" }, { scope: "openid roster.read" }]) {
      const answer = await newBrowser().go(startFlow(api.world.issuer, at, change).url);
      expect([answer.status, answer.url.origin]).toEqual([400, api.world.issuer]);
    }
    const client_assertion = await assertionOf(api.world, api.pack);
    const { url } = startFlow(api.world.issuer, at);
    const fields = { ...Object.fromEntries(url.searchParams), client_assertion, client_assertion_type: bearer };
    expect((await post(`${api.world.issuer}/par`, fields)).status).toBe(400);
  });

  test("an application gets no token for itself, nor one of a pupil for the API", async () => {
    const answer = await post(
      `${api.world.issuer}/token`,
      { grant_type: "client_credentials", scope },
      basic(application),
    );
    expect([answer.status, answer.body.access_token]).toEqual([400, undefined]);
    const at = await newBrowser().go(startFlow(api.world.issuer, application, { scope: "openid roster.read" }).url);
    expect(at.url.searchParams.get("error")).toBe("invalid_scope");
  });

  describe("the assertion", () => {
    const ask = async (fields: Record<string, string | undefined>) =>
      post(`${api.world.issuer}/token`, {
        grant_type: "client_credentials",
        scope,
        client_assertion_type: bearer,
        ...fields,
      });
    const now = () => Math.floor(Date.now() / 1000);

    test("works once, also when it is sent thirty times at once", async () => {
      const client_assertion = await assertionOf(api.world, api.pack);
      const counts = tally(await times(30, () => ask({ client_assertion })));
      expect(counts["200"]).toBe(1);
      expect(Object.keys(counts).filter((key) => key.startsWith("5"))).toEqual([]);
    });

    test.each([
      ["for another audience", () => assertionOf(api.world, api.pack, { aud: "https://elsewhere.example" })],
      ["for our API instead of us", () => assertionOf(api.world, api.pack, { aud: `${api.world.issuer}/api/v1` })],
      ["that has expired", () => assertionOf(api.world, api.pack, { exp: now() - 60 })],
      ["that lives for a day", () => assertionOf(api.world, api.pack, { exp: now() + 86_400 })],
      ["that never expires", () => assertionOf(api.world, api.pack, { exp: undefined })],
      ["without an id of its own", () => assertionOf(api.world, api.pack, { jti: undefined })],
      ["by another issuer", () => assertionOf(api.world, api.pack, { iss: "package-other" })],
      [
        "of another package's key",
        async () => assertionOf(api.world, { ...(await arrangePackage(api.world)), clientId: api.pack.clientId }),
      ],
      ["without a signature", async () => unsigned()],
      ["signed by a secret", async () => signedBySecret()],
      ["that is nonsense", async () => "a.b.c"],
    ])("%s is refused", async (_what, make) => {
      const { status, body } = await ask({ client_assertion: await make() });
      expect([status, body.access_token]).toEqual([expect.toBeOneOf([400, 401]), undefined]);
    });

    const claims = () => ({
      iss: api.pack.clientId,
      sub: api.pack.clientId,
      aud: api.world.issuer,
      jti: crypto.randomUUID(),
      exp: now() + 60,
    });
    const unsigned = () => new UnsecuredJWT(claims()).encode();
    const signedBySecret = () =>
      new SignJWT(claims())
        .setProtectedHeader({ alg: "HS256" })
        .sign(new TextEncoder().encode(api.pack.clientId.repeat(2)));

    test("the client id alone, or with a secret, proves nothing", async () => {
      for (const client_secret of [undefined, "", "x"]) {
        const { status } = await ask({ client_assertion_type: undefined, client_id: api.pack.clientId, client_secret });
        expect(status).toBeOneOf([400, 401]);
      }
    });

    test.each([["openid"], ["roster.read openid"], ["offline_access"], ["everything"], [""], [undefined]])(
      "the scope %s gives no token",
      async (wanted) => {
        const { status, body } = await ask({ client_assertion: await assertionOf(api.world, api.pack), scope: wanted });
        expect([status, body.error, body.access_token]).toEqual([400, "invalid_scope", undefined]);
      },
    );

    test("a package gets no refresh token and redeems no code", async () => {
      const { body } = await ask({ client_assertion: await assertionOf(api.world, api.pack) });
      expect([typeof body.access_token, body.refresh_token, body.id_token]).toEqual(["string", undefined, undefined]);
      for (const grant_type of ["authorization_code", "refresh_token"]) {
        const client_assertion = await assertionOf(api.world, api.pack);
        const refused = await ask({ grant_type, client_assertion, code: "x", refresh_token: "x" });
        expect(refused.status).toBe(400);
      }
    });
  });
});

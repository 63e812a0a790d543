import { exportJWK } from "jose";
import * as client from "openid-client";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { everyScope as scope, openApi, verdict, type ApiWorld } from "../support/api.ts";
import { basic, getCode, newBrowser, post, refresh, stores, tally, times, tokensOf } from "../support/attacker.ts";
import { proofKey, proofOf, type ProofKey, type ProofParts } from "../support/dpop.ts";
import { assertionOf } from "../support/packages.ts";
import { arrangeApplication, arrangePupil, type ArrangedApplication } from "../support/world.ts";

const bearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** Group D: a token that is bound to a key is worth nothing without a proof of that key, at any door. */
describe.each(stores)("tokens that are bound to a key, with %s", (_store, settings) => {
  let api: ApiWorld;
  let key: ProofKey;
  beforeAll(async () => {
    api = await openApi(settings);
    key = await proofKey();
  });
  afterAll(() => api.close());

  describe("at our API", () => {
    let url: string;
    let token: string;
    beforeAll(() => {
      url = `${api.world.issuer}/api/v1/schools/${api.school.number}/activation`;
    });
    beforeEach(async () => {
      token = await boundToken();
    });

    async function boundToken(by = key): Promise<string> {
      const at = `${api.world.issuer}/token`;
      const fields = { grant_type: "client_credentials", scope, client_assertion_type: bearer };
      const client_assertion = await assertionOf(api.world, api.pack);
      const dpop = await proofOf(by, { method: "POST", url: at });
      const { body } = await post(at, { ...fields, client_assertion }, { dpop });
      return body.access_token ?? "";
    }
    const proof = (parts: ProofParts = {}, by = key) => proofOf(by, { method: "GET", url, token }, parts);
    const ask = async (headers: Record<string, string>, at = "") => {
      const answer = await api.ask(`/schools/${api.school.number}/activation${at}`, { headers });
      return { verdict: verdict(answer), challenge: answer.headers.get("www-authenticate") ?? "" };
    };
    const asBound = async (dpop: string) => ask({ authorization: `DPoP ${token}`, dpop });
    const refused = [401, "not-authenticated"];

    test("one opens the API with a proof of its key", async () => {
      expect((await asBound(await proof())).verdict).toEqual([200, ""]);
      const withQuery = await ask({ authorization: `dpop ${token}`, dpop: await proof() }, "?x=y");
      expect(withQuery.verdict).toEqual([200, ""]);
    });

    test("openid-client gets one and uses it", async () => {
      const { issuer } = api.world;
      const prove = client.PrivateKeyJwt(api.pack.privateKey);
      const config = await client.discovery(new URL(issuer), api.pack.clientId, undefined, prove, {
        execute: [client.allowInsecureRequests],
      });
      const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair());
      const got = await client.clientCredentialsGrant(config, { scope }, { DPoP });
      expect(got.token_type).toBe("dpop");
      const answer = await client.fetchProtectedResource(
        config,
        got.access_token,
        new URL(url),
        "GET",
        null,
        new Headers(),
        { DPoP },
      );
      expect(answer.status).toBe(200);
    });

    test("one is refused as a plain bearer token, at every door, and the answer says what is missing", async () => {
      for (const [, code] of await api.atEveryDoor(api.school, token)) expect(code).toBe("not-authenticated");
      const { verdict: no, challenge } = await ask({ authorization: `Bearer ${token}` });
      expect(no).toEqual(refused);
      expect(challenge).toMatch(/^DPoP realm="[^"]*", error="invalid_token", algs="ES256 /);
      const withProof = await ask({ authorization: `Bearer ${token}`, dpop: await proof() });
      expect(withProof.verdict).toEqual(refused);
    });

    test("one is refused without a proof, and with one of another key", async () => {
      expect((await ask({ authorization: `DPoP ${token}` })).verdict).toEqual(refused);
      expect((await asBound(await proof({}, await proofKey()))).verdict).toEqual(refused);
    });

    const seconds = () => Math.floor(Date.now() / 1000);
    test.each<[string, () => ProofParts]>([
      ["for another method", () => ({ claims: { htm: "PUT" } })],
      ["for a method in small letters", () => ({ claims: { htm: "get" } })],
      ["without a method", () => ({ claims: { htm: undefined } })],
      ["for another address", () => ({ claims: { htu: `${url}/pupils` } })],
      ["for the same path elsewhere", () => ({ claims: { htu: url.replace(api.world.issuer, "https://x.example") } })],
      ["for userinfo", () => ({ claims: { htu: `${api.world.issuer}/userinfo` } })],
      ["for an address with a user in it", () => ({ claims: { htu: url.replace("http://", "http://a@") } })],
      ["without an address", () => ({ claims: { htu: undefined } })],
      ["for no address", () => ({ claims: { htu: "x" } })],
      ["for another token", () => ({ claims: { ath: "x".repeat(43) } })],
      ["for no token", () => ({ claims: { ath: undefined } })],
      ["from ten minutes ago", () => ({ claims: { iat: seconds() - 600 } })],
      ["from ten minutes ahead", () => ({ claims: { iat: seconds() + 600 } })],
      ["without a time", () => ({ claims: { iat: undefined } })],
      ["with a time in words", () => ({ claims: { iat: "now" } })],
      ["that has expired", () => ({ claims: { exp: seconds() - 60 } })],
      ["without an id", () => ({ claims: { jti: undefined } })],
      ["with an empty id", () => ({ claims: { jti: "" } })],
      ["with an id without end", () => ({ claims: { jti: "x".repeat(3_000) } })],
      ["with a nonce that we never gave", () => ({ claims: { nonce: "x" } })],
      ["of another type", () => ({ header: { typ: "JWT" } })],
      ["without a type", () => ({ header: { typ: undefined } })],
      ["without a key in it", () => ({ header: { jwk: undefined } })],
      ["with a critical header that nobody knows", () => ({ header: { crit: ["x"], x: 1 } })],
    ])("a proof %s is none", async (_what, parts) => {
      const made = await proof(parts()).catch(() => undefined);
      if (made === undefined) return expect(parts().header).toHaveProperty("crit");
      const { verdict: no, challenge } = await asBound(made);
      expect(no).toEqual(refused);
      expect(challenge).toMatch(/^DPoP realm="[^"]*", error="invalid_dpop_proof", algs="/);
    });

    test("a proof with the private key in it, an unsigned one, nonsense, and two are none", async () => {
      const jwk = await exportJWK(key.privateKey);
      expect((await asBound(await proof({ header: { jwk } }))).verdict).toEqual(refused);
      const [, payload] = (await proof()).split(".");
      const none = Buffer.from(JSON.stringify({ alg: "none", typ: "dpop+jwt", jwk: key.jwk })).toString("base64url");
      for (const bad of [`${none}.${payload}.`, "a.b.c", "x", "x".repeat(9_000), `${await proof()}, ${await proof()}`])
        expect((await asBound(bad)).verdict).toEqual(refused);
    });

    test("a proof counts once, also of twenty at the same moment", async () => {
      const once = await proof();
      expect((await asBound(once)).verdict).toEqual([200, ""]);
      expect((await asBound(once)).verdict).toEqual(refused);
      const shared = await proof();
      const verdicts = await times(20, async () => (await asBound(shared)).verdict[0]);
      expect(verdicts.filter((status) => status === 200)).toHaveLength(1);
      expect(verdicts.filter((status) => status === 401)).toHaveLength(19);
      const ahead = await proof({ claims: { iat: seconds() + 200 } });
      expect((await asBound(ahead)).verdict).toEqual([200, ""]);
      expect((await asBound(ahead)).verdict).toEqual(refused);
    });

    test("a plain token gains nothing by a proof", async () => {
      const plain = api.token;
      const dpop = await proofOf(key, { method: "GET", url, token: plain });
      expect((await ask({ authorization: `DPoP ${plain}`, dpop })).verdict).toEqual(refused);
      expect((await ask({ authorization: `Bearer ${plain}`, dpop })).verdict).toEqual(refused);
      expect((await ask({ authorization: `Bearer ${plain}` })).verdict).toEqual([200, ""]);
    });
  });

  describe("of a pupil", () => {
    let application: ArrangedApplication;
    let url: string;
    beforeAll(async () => {
      application = await arrangeApplication(api.world, { releaseTo: api.school });
      url = `${api.world.issuer}/userinfo`;
    });
    const boundTokens = async (of = application) => {
      const pupil = await arrangePupil(api.world, api.school);
      const change = { scope: "openid offline_access", prompt: "consent" };
      const got = await getCode(newBrowser(), { issuer: api.world.issuer, application: of, pupil, change });
      const at = `${api.world.issuer}/token`;
      const { redirectUri: redirect_uri, clientId: client_id } = of;
      const grant = { grant_type: "authorization_code", code: got.code, code_verifier: got.verifier, redirect_uri };
      const fields = of.clientSecret === "" ? { ...grant, client_id } : grant;
      const dpop = await proofOf(key, { method: "POST", url: at });
      return tokensOf(await post(at, fields, { ...(of.clientSecret === "" ? {} : basic(of)), dpop }));
    };
    const ask = async (headers: Record<string, string>) => (await fetch(url, { headers })).status;
    const proof = (token: string, by = key) => proofOf(by, { method: "GET", url, token });

    test("one opens userinfo with its proof, once, and never as a plain one", async () => {
      const { accessToken } = await boundTokens();
      const authorization = `DPoP ${accessToken}`;
      const once = await proof(accessToken);
      expect(await ask({ authorization, dpop: once })).toBe(200);
      expect(await ask({ authorization, dpop: once })).toBe(401);
      expect(await ask({ authorization, dpop: await proof(accessToken, await proofKey()) })).toBe(401);
      expect(await ask({ authorization, dpop: await proof("another token") })).toBe(401);
      expect(await ask({ authorization })).toBeOneOf([400, 401]);
      expect(await ask({ authorization: `Bearer ${accessToken}` })).toBe(401);
      expect((await post(url, { access_token: accessToken })).status).toBe(401);
    });

    test("the refresh token of an application without a secret needs the proof of its key too", async () => {
      const own = await arrangeApplication(api.world, { releaseTo: api.school, authMethod: "none" });
      const { refreshToken } = await boundTokens(own);
      expect(tally([await refresh(api.world.issuer, own, refreshToken)])).toEqual({ "400 invalid_grant": 1 });
    });
  });
});

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  createLocalJWKSet,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  jwtVerify,
  type JSONWebKeySet,
  type JWK,
} from "jose";
import * as client from "openid-client";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { z } from "zod";
import type { School } from "../../src/schools/schools.ts";
import { rotateSigningKeys } from "../../src/oidc/oidc.ts";
import { enter, relyingParty } from "../support/relying-party.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { Visitor } from "../support/visitor.ts";
import { arrangeApplication, arrangePupil, arrangeSchool } from "../support/world.ts";

const Document = z.looseObject({
  grant_types_supported: z.array(z.string()).default([]),
  keys: z.array(z.custom<JWK>()).default([]),
});
const newVisitor = () => new Visitor({ stopAt: ["http://localhost:9"] });

describe.each([["PostgreSQL"], ["Redis"]])("with the state of sign-ins in %s", (store) => {
  let world: TestServer;
  let school: School;
  beforeAll(async () => {
    world = await startTestServer(store === "Redis" ? { REDIS_URL: inject("redisUrl") } : {});
    school = await arrangeSchool(world);
  });
  afterAll(() => world.close());

  const document = async (path: string) => {
    const answer = await fetch(`${world.issuer}${path}`);
    return { headers: answer.headers, body: Document.parse(await answer.json()) };
  };

  test("discovery promises what there is and nothing more", async () => {
    const { body, headers } = await document("/.well-known/openid-configuration");
    expect(body).toMatchObject({
      issuer: world.issuer,
      response_types_supported: ["code", "none"],
      subject_types_supported: ["pairwise"],
      code_challenge_methods_supported: ["S256"],
      id_token_signing_alg_values_supported: expect.arrayContaining(["ES256", "RS256"]),
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"],
      authorization_response_iss_parameter_supported: true,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      pushed_authorization_request_endpoint: `${world.issuer}/par`,
    });
    expect([...body.grant_types_supported].sort()).toEqual([
      "authorization_code",
      "client_credentials",
      "refresh_token",
    ]);
    expect(body).not.toHaveProperty("device_authorization_endpoint");
    expect(headers.get("cache-control")).toBe("public, max-age=300");
  });

  test.each(["openid-configuration", "oauth-authorization-server"])(
    "%s lists the scopes that applications may ask for, and each of them is given",
    async (name) => {
      const { body } = await document(`/.well-known/${name}`);
      const scopes = ["openid", "offline_access", "email", "profile", "leerid"];
      expect(body["scopes_supported"]).toEqual(scopes);
      expect(body["acr_values_supported"]).toEqual([
        "leerid:password",
        "leerid:words",
        "leerid:badge",
        "leerid:lesson-code",
      ]);
      const pupil = await arrangePupil(world, school);
      const party = await relyingParty(world.issuer, await arrangeApplication(world, { releaseTo: school }));
      const { tokens } = await enter(newVisitor(), party, pupil, { scope: scopes.join(" "), prompt: "consent" });
      expect(tokens.scope?.split(" ").sort()).toEqual([...scopes].sort());
    },
  );

  test.each(["ES256", "RS256"] as const)(
    "an ID token signed with %s verifies against the published keys",
    async (alg) => {
      const pupil = await arrangePupil(world, school);
      const application = await arrangeApplication(world, { releaseTo: school, idTokenAlg: alg });
      const { tokens } = await enter(newVisitor(), await relyingParty(world.issuer, application), pupil);
      const keys: JSONWebKeySet = (await document("/jwks")).body;
      expect(keys.keys.every((key) => !("d" in key))).toBe(true);
      const { protectedHeader } = await jwtVerify(tokens.id_token ?? "", createLocalJWKSet(keys), {
        issuer: world.issuer,
      });
      expect(protectedHeader.alg).toBe(alg);
    },
  );

  test.each([
    ["client_secret_basic", client.ClientSecretBasic],
    ["client_secret_post", client.ClientSecretPost],
  ] as const)("an application proves itself by %s", async (authMethod, prove) => {
    const pupil = await arrangePupil(world, school);
    const application = await arrangeApplication(world, { releaseTo: school, authMethod });
    const party = await relyingParty(world.issuer, application, prove(application.clientSecret));
    expect((await enter(newVisitor(), party, pupil)).user.sub).toMatch(/^[a-z0-9]{28}$/);
  });

  test("an application proves itself by a key that it publishes", async () => {
    const { privateKey, publicKey } = await generateKeyPair("ES256");
    const jwk = { ...(await exportJWK(publicKey)), kid: "one", alg: "ES256", use: "sig" };
    const keys = await serve(JSON.stringify({ keys: [jwk] }));
    const pupil = await arrangePupil(world, school);
    const settings = { releaseTo: school, authMethod: "private_key_jwt" as const, jwksUri: keys.url };
    const application = await arrangeApplication(world, settings);
    const prove = client.PrivateKeyJwt({ key: privateKey, kid: "one" });
    const party = await relyingParty(world.issuer, application, prove);
    expect((await enter(newVisitor(), party, pupil)).claims.aud).toBe(application.clientId);
    keys.server.close();
  });

  test("a pushed authorization request is followed, once", async () => {
    const pupil = await arrangePupil(world, school);
    const application = await arrangeApplication(world, { releaseTo: school });
    const party = await relyingParty(world.issuer, application);
    const flow = await party.start();
    const pushed = await client.buildAuthorizationUrlWithPAR(party.config, flow.url.searchParams);
    const visitor = newVisitor();
    await visitor.go(pushed);
    const at = await visitor.submit({ login_name: pupil.loginName, secret: pupil.password });
    expect((await party.finish({ ...flow, url: pushed }, at)).access_token).toBeTruthy();
    const again = await visitor.go(pushed);
    expect(again.url.searchParams.has("code")).toBe(false);
  });

  test("a refresh token is exchanged for the next one", async () => {
    const pupil = await arrangePupil(world, school);
    const party = await relyingParty(world.issuer, await arrangeApplication(world, { releaseTo: school }));
    const { tokens, claims } = await enter(newVisitor(), party, pupil, {
      scope: "openid offline_access",
      prompt: "consent",
    });
    const fresh = await party.refresh(tokens.refresh_token ?? "");
    expect(fresh.refresh_token).not.toBe(tokens.refresh_token);
    expect((await party.userInfo(fresh.access_token, claims.sub)).sub).toBe(claims.sub);
  });

  test("an anonymous application learns a subject that means nothing elsewhere or later", async () => {
    const pupil = await arrangePupil(world, school);
    const party = await relyingParty(
      world.issuer,
      await arrangeApplication(world, { releaseTo: school, bundle: "anonymous" }),
    );
    const one = await enter(newVisitor(), party, pupil);
    const two = await enter(newVisitor(), party, pupil);
    expect(two.claims.sub).not.toBe(one.claims.sub);
    expect(one.user).not.toHaveProperty("given_name");
    expect(one.user).not.toHaveProperty("email");
  });

  test("new keys sign without a restart, and the old ones stay published", async () => {
    const pupil = await arrangePupil(world, school);
    const party = await relyingParty(world.issuer, await arrangeApplication(world, { releaseTo: school }));
    const visitor = newVisitor();
    const before = await enter(visitor, party, pupil);
    const { kids } = await rotateSigningKeys(world.deps, { atOnce: true, actor: "test" });
    await expect.poll(async () => (await document("/jwks")).body.keys.length, { timeout: 5000 }).toBe(4);
    const after = await enter(visitor, party, undefined);
    const kidOf = (token: string | undefined) => decodeProtectedHeader(token ?? "").kid;
    expect(kids).toContain(kidOf(after.tokens.id_token));
    expect(kidOf(after.tokens.id_token)).not.toBe(kidOf(before.tokens.id_token));
    const keys: JSONWebKeySet = (await document("/jwks")).body;
    await jwtVerify(before.tokens.id_token ?? "", createLocalJWKSet(keys));
  });
});

async function serve(body: string): Promise<{ server: Server; url: string }> {
  const server = createServer((_request, response) => response.setHeader("content-type", "application/json").end(body));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { server, url: `http://127.0.0.1:${port}/jwks.json` };
}

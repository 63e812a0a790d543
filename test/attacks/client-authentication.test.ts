import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packageScopes } from "../../src/applications/applications.ts";
import { post, startFlow, stores, type Fields } from "../support/attacker.ts";
import { startLoopbackApplication } from "../support/loopback.ts";
import { arrangePackage, assertionOf } from "../support/packages.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeApplication, type ArrangedApplication } from "../support/world.ts";

/** Group D: a proof that was made for somebody else, or for more than one, is none for us. */
describe.each(stores)("the audience of a client's assertion, with %s", (_store, settings) => {
  let world: TestServer;
  let vendor: Awaited<ReturnType<typeof startLoopbackApplication>>;
  let application: ArrangedApplication;
  let sign: (aud: unknown) => Promise<string>;
  let signForPackage: (aud: unknown) => Promise<string>;

  beforeAll(async () => {
    world = await startTestServer(settings);
    vendor = await startLoopbackApplication();
    const { privateKey, publicKey } = await generateKeyPair("ES256");
    vendor.jwks.keys.push({ ...(await exportJWK(publicKey)), kid: "1", use: "sig", alg: "ES256" });
    application = await arrangeApplication(world, { authMethod: "private_key_jwt", jwksUri: `${vendor.origin}/jwks` });
    sign = (aud) => {
      const at = Math.floor(Date.now() / 1000);
      const of = { iss: application.clientId, sub: application.clientId, iat: at, exp: at + 60 };
      return new SignJWT({ ...of, jti: crypto.randomUUID(), ...(aud === undefined ? {} : { aud: anything(aud) }) })
        .setProtectedHeader({ alg: "ES256", kid: "1" })
        .sign(privateKey);
    };
    const pack = await arrangePackage(world);
    signForPackage = (aud) => assertionOf(world, pack, { aud });
  });
  afterAll(async () => {
    await world.close();
    await vendor.close();
  });

  /** Whatever a program may write there, also what the standard has no place for. */
  const anything = (aud: unknown) => JSON.parse(JSON.stringify(aud));
  const type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  const ask = async (path: string, fields: Record<string, string>, client_assertion: string) => {
    const all: Fields = { ...fields, client_assertion_type: type, client_assertion };
    const { status, body } = await post(`${world.issuer}/${path}`, all);
    return { status, error: body.error };
  };
  /** Where applications and packages prove who they are, with what else it needs to succeed. */
  const doors = (): [string, (aud: unknown) => Promise<{ status: number; error: string | undefined }>][] => [
    [
      "par",
      async (aud) =>
        ask("par", Object.fromEntries(startFlow("http://x", application).url.searchParams), await sign(aud)),
    ],
    ["revoke", async (aud) => ask("revoke", { token: "whatever" }, await sign(aud))],
    [
      "token",
      async (aud) =>
        ask("token", { grant_type: "client_credentials", scope: packageScopes.join(" ") }, await signForPackage(aud)),
    ],
  ];

  test("is the issuer, the token endpoint or the endpoint called", async () => {
    for (const [path, at] of doors()) {
      for (const aud of [world.issuer, `${world.issuer}/token`, `${world.issuer}/${path}`]) {
        const { status } = await at(aud);
        expect([path, aud, status]).toEqual([path, aud, expect.toBeOneOf([200, 201])]);
      }
    }
  });

  test.each<[string, (issuer: string, path: string) => unknown]>([
    ["a list of the issuer alone", (issuer) => [issuer]],
    ["the issuer and somebody else", (issuer) => [issuer, "https://other.example"]],
    ["somebody else and the issuer", (issuer) => ["https://other.example", issuer]],
    ["the issuer twice", (issuer) => [issuer, issuer]],
    ["all three of ours", (issuer, path) => [issuer, `${issuer}/token`, `${issuer}/${path}`]],
    ["an empty list", () => []],
    ["a list in a list", (issuer) => [[issuer]]],
    ["an object", (issuer) => ({ 0: issuer })],
    ["several in one string", (issuer) => `${issuer} https://other.example`],
    ["the issuer with a slash", (issuer) => `${issuer}/`],
    ["the issuer in capitals", (issuer) => issuer.toUpperCase()],
    ["another endpoint of ours", (issuer) => `${issuer}/userinfo`],
    ["our API", (issuer) => `${issuer}/api/v1`],
    ["somebody else", () => "https://other.example"],
    ["a number", () => 1],
    ["true", () => true],
    ["nothing", () => null],
    ["left out", () => undefined],
  ])("is not %s", async (_what, make) => {
    for (const [path, at] of doors()) {
      const answer = await at(make(world.issuer, path));
      expect([path, answer]).toEqual([path, { status: 401, error: "invalid_client" }]);
    }
  });
});

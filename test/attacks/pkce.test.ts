import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { basic, getCode, newBrowser, post, random, redeem, startFlow, type GotCode } from "../support/attacker.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import type { Visitor } from "../support/visitor.ts";
import { arrangeApplication, arrangePupil, arrangeSchool, type ArrangedApplication } from "../support/world.ts";

/** Group H: a code is worth nothing without the verifier that goes with it, for every kind of application. */
let world: TestServer;
let school: Awaited<ReturnType<typeof arrangeSchool>>;
let visitor: Visitor;
let other: ArrangedApplication;

beforeAll(async () => {
  world = await startTestServer();
  school = await arrangeSchool(world);
  other = await arrangeApplication(world, { releaseTo: school });
  visitor = newBrowser();
  await getCode(visitor, { issuer: world.issuer, application: other, pupil: await arrangePupil(world, school) });
});
afterAll(() => world.close());

describe.each(["client_secret_basic", "none"] as const)("an application with %s", (authMethod) => {
  let application: ArrangedApplication;
  beforeAll(async () => {
    application = await arrangeApplication(world, { releaseTo: school, authMethod });
  });
  const newCode = () => getCode(visitor, { issuer: world.issuer, application });

  test("gets tokens for the right verifier, so that what follows says something", async () => {
    expect((await redeem(world.issuer, application, await newCode())).status).toBe(200);
  });

  const challenge = createHash("sha256").update(random()).digest("base64url");
  test.each<[string, Record<string, string | undefined>]>([
    ["no challenge", { code_challenge: undefined, code_challenge_method: undefined }],
    ["an empty challenge", { code_challenge: "" }],
    ["a method but no challenge", { code_challenge: undefined }],
    ["the method plain", { code_challenge_method: "plain" }],
    ["no method, which would mean plain", { code_challenge_method: undefined }],
    ["an empty method", { code_challenge_method: "" }],
    ["another spelling of the method", { code_challenge_method: "s256" }],
    ["another hash", { code_challenge_method: "S512" }],
    ["a challenge that is too short", { code_challenge: challenge.slice(1) }],
    ["a challenge that is too long", { code_challenge: "x".repeat(129) }],
    ["a challenge with other letters", { code_challenge: `${challenge.slice(1)}+` }],
  ])("gets no code with %s", async (_name, change) => {
    const flow = startFlow(world.issuer, application, change);
    const at = await visitor.go(flow.url);
    expect(at.url.searchParams.get("error")).toBe("invalid_request");
    expect(at.url.searchParams.has("code")).toBe(false);
    // nor by another response type, or pushed
    const pushed = await post(`${world.issuer}/par`, [...flow.url.searchParams], basic(application));
    expect(pushed).toMatchObject({ status: expect.toBeOneOf([400, 401]), body: { error: expect.any(String) } });
  });

  test.each(["code_challenge", "code_challenge_method", "state", "nonce", "scope", "response_type"])(
    "gets no code with two of %s",
    async (name) => {
      const { url } = startFlow(world.issuer, application);
      url.searchParams.append(name, url.searchParams.get(name) ?? "");
      const at = await visitor.go(url);
      expect(at.url.searchParams.has("code")).toBe(false);
      expect(at.url.searchParams.get("error") ?? String(at.status)).toMatch(/invalid_request|400/);
    },
  );

  test.each<[string, (got: GotCode) => string | undefined]>([
    ["no verifier", () => undefined],
    ["an empty verifier", () => ""],
    ["the verifier of another sign-in", () => random()],
    ["the challenge as the verifier", ({ url }) => url.searchParams.get("code_challenge") ?? ""],
    ["the verifier without its last letter", ({ verifier }) => verifier.slice(0, -1)],
    ["the verifier and a letter more", ({ verifier }) => `${verifier}A`],
    ["the verifier in capitals", ({ verifier }) => verifier.toUpperCase()],
    ["the verifier and a NUL", ({ verifier }) => `${verifier}\0`],
  ])("gets no tokens with %s", async (_name, wrong) => {
    const got = await newCode();
    const { status, body } = await redeem(world.issuer, application, { code: got.code, verifier: wrong(got) });
    expect({ status, error: body.error }).toEqual({
      status: 400,
      error: expect.stringMatching(/^invalid_(grant|request)$/),
    });
  });

  test.each(["code", "code_verifier", "redirect_uri", "grant_type", "client_id"])(
    "gets no tokens with two of %s",
    async (name) => {
      const got = await newCode();
      const fields = {
        grant_type: "authorization_code",
        code: got.code,
        code_verifier: got.verifier,
        redirect_uri: application.redirectUri,
        client_id: application.clientId,
      };
      const twice = new Map(Object.entries(fields)).get(name) ?? "";
      const headers = authMethod === "none" ? {} : basic(application);
      const { status } = await post(`${world.issuer}/token`, [...Object.entries(fields), [name, twice]], headers);
      expect(status).toBe(400);
    },
  );

  test("gets no tokens for the code of another application, nor the other for its code", async () => {
    const own = await newCode();
    const others = await getCode(visitor, { issuer: world.issuer, application: other });
    expect((await redeem(world.issuer, application, others)).body.error).toBe("invalid_grant");
    expect((await redeem(world.issuer, other, own)).body.error).toBe("invalid_grant");
  });

  test.each(["http://localhost:9/callback/", "http://localhost:9/", "https://evil.example", ""])(
    "gets no tokens with the redirect URI %j, which the code was not sent to",
    async (redirectUri) => {
      const got = await newCode();
      const { status, body } = await redeem(world.issuer, application, { ...got, redirectUri });
      expect({ status, error: body.error }).toEqual({
        status: 400,
        error: expect.stringMatching(/^invalid_(grant|request)$/),
      });
    },
  );
});

test("an application with a secret gets no tokens without it, with a wrong one, or with it in two places", async () => {
  const got = await getCode(visitor, { issuer: world.issuer, application: other });
  const fields = {
    grant_type: "authorization_code",
    code: got.code,
    code_verifier: got.verifier,
    redirect_uri: other.redirectUri,
    client_id: other.clientId,
  };
  const token = `${world.issuer}/token`;
  expect((await post(token, fields)).body.error).toMatch(/^invalid_/);
  expect((await post(token, fields, basic({ ...other, clientSecret: "" }))).body.error).toMatch(/^invalid_/);
  expect((await post(token, fields, basic({ ...other, clientSecret: random() }))).body.error).toBe("invalid_client");
  expect((await post(token, fields, basic({ ...other, clientSecret: "kept as a hash" }))).body.error).toBe(
    "invalid_client",
  );
  const both = await post(token, { ...fields, client_secret: other.clientSecret }, basic(other));
  expect(both.status).toBe(400);
});

test.each(["token", "id_token", "code token", "code id_token", "id_token token", "code id_token token"])(
  "nothing is given out in the address by the response type %s",
  async (responseType) => {
    const at = await visitor.go(startFlow(world.issuer, other, { response_type: responseType }).url);
    expect(at.url.href).not.toMatch(/[?#&](code|access_token|id_token)=/);
    expect(at.url.href).toMatch(/error=/);
  },
);

test("discovery promises S256 only", async () => {
  const response = await fetch(`${world.issuer}/.well-known/openid-configuration`);
  expect(await response.json()).toMatchObject({
    code_challenge_methods_supported: ["S256"],
    response_types_supported: ["code", "none"],
    grant_types_supported: expect.not.arrayContaining(["implicit", "password"]),
  });
});

import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  basic,
  getCode,
  getTokens,
  newBrowser,
  offline,
  post,
  redeem,
  refresh,
  startFlow,
  stores,
  userInfo,
  type GotCode,
  type Tokens,
} from "../support/attacker.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { withoutAddress, type Visitor } from "../support/visitor.ts";
import { arrangeApplication, arrangePupil, arrangeSchool, type ArrangedApplication } from "../support/world.ts";

/** Group D: one kind of token is never taken for another, and nonsense gets a clear answer. */
describe.each(stores)("kinds of tokens, with %s", (_store, settings) => {
  let world: TestServer;
  let application: ArrangedApplication;
  let visitor: Visitor;
  let tokens: Tokens;
  let unused: GotCode;
  let kinds: Record<string, string>;

  beforeAll(async () => {
    world = await startTestServer(settings);
    const school = await arrangeSchool(world);
    application = await arrangeApplication(world, {
      releaseTo: school,
      postLogoutRedirectUris: ["http://localhost:9/out"],
    });
    const pupil = await arrangePupil(world, school);
    visitor = newBrowser();
    tokens = await getTokens(visitor, world, { application, pupil });
    unused = await getCode(visitor, { issuer: world.issuer, application, change: offline });
    kinds = {
      "access token": tokens.accessToken,
      "refresh token": tokens.refreshToken,
      "id token": tokens.idToken,
      "authorization code": unused.code,
      "session cookie": cookieOf(visitor, "leerid"),
      "client secret": application.clientSecret,
      nonsense: "nonsense",
      empty: "",
      truncated: tokens.accessToken.slice(0, -1),
      "with a NUL": `${tokens.accessToken}\0`,
      "10,000 characters": "x".repeat(10_000),
    };
  });
  afterAll(() => world.close());

  const cookieOf = (of: Visitor, name: string) =>
    new RegExp(`(?:^|; )${name}=([^;]*)`).exec(of.cookies(new URL(world.issuer)))?.[1] ?? "";
  const others = (right: string) => Object.entries(kinds).filter(([name]) => name !== right);

  test("only an access token opens userinfo", async () => {
    const fields = (token: string) => post(`${world.issuer}/userinfo`, { access_token: token });
    for (const [name, token] of others("access token")) {
      const { status, headers } = await fields(token);
      expect({ name, status }).toEqual({ name, status: expect.toBeOneOf([400, 401]) });
      expect(headers.get("www-authenticate")).toMatch(/^Bearer /);
      if (/^[\w.~-]+$/.test(token)) expect([name, (await userInfo(world.issuer, token)).status]).toEqual([name, 401]);
    }
    expect((await fields(tokens.accessToken)).status).toBe(200);
  });

  test("an access token in the address is not taken: addresses end up in logs", async () => {
    const at = new URL(`/userinfo?access_token=${tokens.accessToken}`, world.issuer);
    expect((await fetch(at)).status).toBe(400);
  });

  test("only a refresh token refreshes", async () => {
    for (const [name, token] of others("refresh token")) {
      const { status, body } = await refresh(world.issuer, application, token);
      expect({ name, status, error: body.error }).toEqual({
        name,
        status: 400,
        error: expect.toBeOneOf(["invalid_grant", "invalid_request"]),
      });
    }
    expect((await userInfo(world.issuer, tokens.accessToken)).status).toBe(200);
  });

  test("only a code is redeemed", async () => {
    for (const [name, code] of others("authorization code")) {
      const { status, body } = await redeem(world.issuer, application, { code, verifier: unused.verifier });
      expect({ name, status, error: body.error }).toEqual({
        name,
        status: 400,
        error: expect.toBeOneOf(["invalid_grant", "invalid_request"]),
      });
    }
  });

  test("no token is a session", async () => {
    for (const [name, value] of Object.entries(kinds)) {
      if (name === "session cookie" || /[^\w.~-]/.test(value)) continue;
      const stranger = newBrowser();
      stranger.plant(new URL(world.issuer), `leerid=${value}; Path=/`);
      // the signature of another cookie does not fit either
      stranger.plant(new URL(world.issuer), `leerid.sig=${cookieOf(visitor, "leerid.sig")}; Path=/`);
      const at = await stranger.go(startFlow(world.issuer, application).url);
      expect([name, at.url.pathname.split("/")[1], at.status]).toEqual([name, "interaction", 200]);
    }
  });

  test("a session cookie without its own signature is none", async () => {
    const stranger = newBrowser();
    stranger.plant(new URL(world.issuer), `leerid=${kinds["session cookie"]}; Path=/`);
    const at = await stranger.go(startFlow(world.issuer, application).url);
    expect(at.url.pathname).toMatch(/^\/interaction\//);
  });

  test("an application can only revoke its own tokens", async () => {
    const other = await arrangeApplication(world);
    await post(`${world.issuer}/revoke`, { token: tokens.accessToken }, basic(other));
    await post(`${world.issuer}/revoke`, { token: tokens.refreshToken }, basic(other));
    expect((await userInfo(world.issuer, tokens.accessToken)).status).toBe(200);
  });

  test("another application can't use a refresh token or a pushed request", async () => {
    const other = await arrangeApplication(world, { redirectUris: ["http://localhost:9/other"] });
    expect((await refresh(world.issuer, other, tokens.refreshToken)).body.error).toBe("invalid_grant");
    const { url } = startFlow(world.issuer, application);
    const pushed = await post(`${world.issuer}/par`, [...url.searchParams], basic(application));
    const stolen = new URL("/authorize", world.issuer);
    stolen.searchParams.set("client_id", other.clientId);
    stolen.searchParams.set("request_uri", pushed.body.request_uri ?? "");
    const at = await visitor.go(stolen);
    expect([at.status, at.url.origin]).toEqual([400, world.issuer]);
  });

  test("an id token is signed by us, for this application, and can't pass for a logout token", async () => {
    const keys = createRemoteJWKSet(new URL("/jwks", world.issuer));
    const { payload, protectedHeader } = await jwtVerify(tokens.idToken, keys, {
      issuer: world.issuer,
      audience: application.clientId,
    });
    expect(payload).not.toHaveProperty("events");
    expect(protectedHeader.typ ?? "JWT").toBe("JWT");
  });

  test.each([
    ["an access token", () => tokens.accessToken],
    ["nonsense", () => "a.b.c"],
    ["an id token of which one letter changed", () => tokens.idToken.replace(/.{4}$/, "AAAA")],
    ["an id token without a signature", () => unsigned(tokens.idToken, { alg: "none" })],
    ["an id token signed by a secret", () => unsigned(tokens.idToken, { alg: "HS256" })],
    ["a NUL", () => "\0"],
    ["10,000 characters", () => "x".repeat(10_000)],
  ])("%s is no hint at sign-in or sign-out", async (_name, hint) => {
    const start = startFlow(world.issuer, application, { id_token_hint: hint(), prompt: "none" });
    const at = await visitor.go(start.url);
    expect(at.url.searchParams.get("error")).toBe("invalid_request");
    expect(at.url.searchParams.has("code")).toBe(false);
    const out = new URL("/session/end", world.issuer);
    out.searchParams.set("id_token_hint", hint());
    const answer = await newBrowser().go(out);
    expect([answer.status, answer.url.href]).toEqual([200, `${world.issuer}/session/end`]);
    expect(withoutAddress(answer)).not.toContain(hint());
  });

  const bad = [
    "\0",
    "%00",
    "x".repeat(12_000),
    "\u{1F600}".repeat(500),
    "' or 1=1 --",
    "{}",
    "[object Object]",
    "\uFFFF",
  ];
  const parameters = [
    ...["client_id", "redirect_uri", "state", "nonce", "scope", "response_type", "response_mode", "prompt", "max_age"],
    ...["login_hint", "ui_locales", "acr_values", "claims", "request", "request_uri", "code_challenge", "display"],
    ...["code_challenge_method", "id_token_hint", "claims_locales", "resource", "registration"],
  ];
  test.each(parameters)("a senseless %s never fails us, at the authorization endpoint or pushed", async (name) => {
    for (const value of bad) {
      const { url } = startFlow(world.issuer, application, { [name]: value });
      const browser = newBrowser();
      const statuses = [(await browser.send(url)).status, (await visitor.send(url)).status];
      statuses.push((await post(`${world.issuer}/par`, [...url.searchParams], basic(application))).status);
      expect([name, value.slice(0, 10), statuses.filter((status) => status >= 500)]).toEqual([
        name,
        value.slice(0, 10),
        [],
      ]);
    }
  });

  test.each([
    "grant_type",
    "code",
    "code_verifier",
    "redirect_uri",
    "refresh_token",
    "client_id",
    "client_secret",
    "client_assertion",
    "scope",
  ])("a senseless %s never fails the token endpoint", async (name) => {
    for (const grantType of ["authorization_code", "refresh_token"]) {
      for (const value of bad) {
        const fields = {
          grant_type: grantType,
          code: unused.code,
          refresh_token: tokens.refreshToken,
          redirect_uri: application.redirectUri,
          client_assertion_type:
            name === "client_assertion" ? "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" : undefined,
          client_id: application.clientId,
          client_secret: "wrong",
          [name]: value,
        };
        const { status } = await post(`${world.issuer}/token`, fields);
        expect([name, status >= 400 && status < 500]).toEqual([name, true]);
      }
    }
  });

  test.each([
    ["no base64", "Basic %%%"],
    ["a broken escape", `Basic ${Buffer.from("%ZZ:%ZZ").toString("base64")}`],
    ["no colon", `Basic ${Buffer.from("nobody").toString("base64")}`],
    ["a NUL", `Basic ${Buffer.from("\0:\0").toString("base64")}`],
    ["a long secret", `Basic ${Buffer.from(`nobody:${"x".repeat(9_000)}`).toString("base64")}`],
    ["another scheme", "Digest x"],
    ["two schemes at once", "Basic Bearer"],
  ])("client authentication with %s is refused", async (_name, authorization) => {
    for (const path of ["token", "par", "revoke"]) {
      const { status } = await post(
        `${world.issuer}/${path}`,
        { grant_type: "refresh_token", token: "x" },
        { authorization },
      );
      expect([path, status >= 400 && status < 500]).toEqual([path, true]);
    }
  });

  test.each(["token", "par", "revoke", "userinfo"])(
    "a body of 1 MB or of another type is refused at /%s",
    async (path) => {
      const big = await post(`${world.issuer}/${path}`, { token: "x".repeat(1_000_000) }, basic(application));
      expect(big.status >= 400 && big.status < 500).toBe(true);
      const json = await fetch(`${world.issuer}/${path}`, {
        method: "POST",
        body: "{",
        headers: { "content-type": "application/json" },
      });
      expect(json.status >= 400 && json.status < 500).toBe(true);
    },
  );

  describe("a form of ours", () => {
    const forms: [path: string, fields: string[]][] = [
      ["", ["login_name", "secret", "shared"]],
      ["/badge", ["badge", "shared"]],
      ["/password", ["password", "repeat", "login_name"]],
      ["/language", ["to", "back"]],
    ];
    const open = async (path: string) => {
      const browser = newBrowser();
      const { url } = await browser.go(startFlow(world.issuer, application).url);
      return { browser, target: new URL(path === "/language" ? path : url.pathname + path, url) };
    };
    const sendTo = async (path: string, body: URLSearchParams, headers: Record<string, string> = {}) => {
      const { browser, target } = await open(path);
      const response = await browser.send(target, { body, headers: { origin: world.issuer, ...headers } });
      await response.text();
      return response.status;
    };

    test.each(forms)("%s takes no senseless value, and never fails over one", async (path, fields) => {
      for (const field of fields) {
        for (const value of bad) {
          const status = await sendTo(
            path,
            new URLSearchParams({ ...Object.fromEntries(fields.map((name) => [name, "x"])), [field]: value }),
          );
          expect([field, value.slice(0, 5), status >= 300 && status < 500]).toEqual([field, value.slice(0, 5), true]);
        }
      }
    });

    test.each(forms.filter(([path]) => path !== "/password"))(
      "%s refuses a NUL, a field that comes twice, too much, and another type",
      async (path, [field = ""]) => {
        expect(await sendTo(path, new URLSearchParams({ [field]: "a\0b" }))).toBe(400);
        expect(
          await sendTo(
            path,
            new URLSearchParams([
              [field, "a"],
              [field, "b"],
            ]),
          ),
        ).toBe(400);
        expect(await sendTo(path, new URLSearchParams({ [field]: "x".repeat(100_000) }))).toBe(413);
        expect(await sendTo(path, new URLSearchParams({ [field]: "a" }), { "content-type": "text/plain" })).toBe(400);
        expect(
          await sendTo(
            path,
            new URLSearchParams(Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`f${n}`, "x"]))),
          ),
        ).toBe(400);
      },
    );
  });

  test.each(["%", "%00", "%ff", "%E0%A4%A", "..%2f..%2f", "x".repeat(5_000), "null", "__proto__"])(
    "an interaction that nobody has (%#) is a friendly page",
    async (id) => {
      for (const step of ["", "/password", "/badge", "/nothing"]) {
        const at = await newBrowser().go(new URL(`${world.issuer}/interaction/${id}${step}`));
        expect([step, at.status >= 400 && at.status < 500]).toEqual([step, true]);
      }
    },
  );

  function unsigned(token: string, header: { alg: string }): string {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    return `${part({ ...decodeProtectedHeader(token), ...header })}.${part(decodeJwt(token))}.`;
  }
});

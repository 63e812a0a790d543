import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { basic, getTokens, newBrowser, post, startFlow } from "../support/attacker.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { withoutAddress, type Answer, type Visitor } from "../support/visitor.ts";
import { arrangeApplication, arrangePupil, arrangeSchool, type ArrangedApplication } from "../support/world.ts";

/** Group F: nobody is sent anywhere that was not registered, letter by letter, and no page repeats what it was asked. */
const registered = "http://localhost:9/callback";
const registeredOut = "http://localhost:9/out";
const script = `"><script>alert(1)</script><img src=x onerror=alert(1)>`;

let world: TestServer;
let application: ArrangedApplication;
let signedIn: Visitor;
let idToken: string;

beforeAll(async () => {
  world = await startTestServer();
  const school = await arrangeSchool(world);
  application = await arrangeApplication(world, {
    releaseTo: school,
    redirectUris: [registered, "http://localhost:9/second?a=1"],
    postLogoutRedirectUris: [registeredOut],
  });
  signedIn = newBrowser();
  const pupil = await arrangePupil(world, school);
  ({ idToken } = await getTokens(signedIn, world, { application, pupil }));
});
afterAll(() => world.close());

/** Changes of an address that some comparison somewhere let through. */
const variations = (uri: string): string[] => {
  const { pathname } = new URL(uri);
  const origin = "http://localhost:9";
  return [
    "https://evil.example/callback",
    `http://localhost:9@evil.example${pathname}`,
    `http://user:password@localhost:9${pathname}`,
    `http://localhost:9.evil.example${pathname}`,
    `http://localhost.evil.example:9${pathname}`,
    `http://evil.example#@localhost:9${pathname}`,
    `http://evil.example\\@localhost:9${pathname}`,
    `http://LOCALHOST:9${pathname}`,
    `HTTP://localhost:9${pathname}`,
    `https://localhost:9${pathname}`,
    `http://localhost${pathname}`,
    `http://localhost:90${pathname}`,
    `http://localhost:09${pathname}`,
    `http://localhost.:9${pathname}`,
    `http://127.0.0.1:9${pathname}`,
    `http://[::1]:9${pathname}`,
    `${origin}${pathname}/`,
    `${origin}${pathname.toUpperCase()}`,
    `${origin}${pathname}/../evil`,
    `${origin}${pathname}/..${pathname}`,
    `${origin}/.${pathname}`,
    `${origin}/${pathname}`,
    `${origin}${pathname}%2f..%2fevil`,
    `${origin}/%63${pathname.slice(2)}`,
    `${origin}${pathname};x=1`,
    `${origin}${pathname}?`,
    `${origin}${pathname}?next=https://evil.example`,
    `${origin}${pathname}#`,
    `${origin}${pathname}#fragment`,
    `${origin}${pathname} `,
    ` ${origin}${pathname}`,
    `${origin}${pathname}\t`,
    `${origin}${pathname}\r\nLocation: https://evil.example`,
    `${origin}${pathname}\0`,
    `${origin}${pathname}${script}`,
    `${origin}\\${pathname.slice(1)}`,
    `//localhost:9${pathname}`,
    `http:/localhost:9${pathname}`,
    `http:localhost:9${pathname}`,
    pathname,
    "javascript:alert(1)",
    "javascript://localhost:9/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
    "urn:ietf:wg:oauth:2.0:oob",
    `custom://localhost:9${pathname}`,
    `[${uri}]`,
    `${uri},https://evil.example`,
    "",
    "null",
    "x".repeat(5_000),
  ];
};

function expectRefusedHere(answer: Answer, sent: string): void {
  expect({ sent, status: answer.status, origin: answer.url.origin }).toEqual({
    sent,
    status: 400,
    origin: world.issuer,
  });
  expect(answer.headers.get("location")).toBeNull();
  expectNothingActive(answer);
  expect(withoutAddress(answer)).not.toContain("evil.example");
}

/** Markup that was sent comes back as text, if at all. */
function expectNothingActive({ text, headers }: Answer): void {
  expect(text).not.toMatch(/<script>|<img src=x|onerror=alert\(1\)>|href="javascript:/i);
  expect(headers.get("content-security-policy")).toMatch(/default-src 'none'.*script-src 'self'/);
  expect(headers.get("x-content-type-options")).toBe("nosniff");
}

test("the registered address is let through, so that what follows says something", async () => {
  const at = await signedIn.go(startFlow(world.issuer, application).url);
  expect(`${at.url.origin}${at.url.pathname}`).toBe(registered);
});

describe("a redirect URI that is not the registered one, letter by letter,", () => {
  test.each(variations(registered))("is refused here, and nobody is sent anywhere: %j", async (redirectUri) => {
    const { url } = startFlow(world.issuer, application, { redirect_uri: redirectUri });
    expectRefusedHere(await newBrowser().go(url), redirectUri);
    expectRefusedHere(await signedIn.go(url), redirectUri);
    // also where the answer would be an error: nobody may be bounced off us
    const failing = startFlow(world.issuer, application, { redirect_uri: redirectUri, prompt: "none", scope: "x" });
    expectRefusedHere(await signedIn.go(failing.url), redirectUri);
    const formPost = startFlow(world.issuer, application, { redirect_uri: redirectUri, response_mode: "form_post" });
    expectRefusedHere(await signedIn.go(formPost.url), redirectUri);
    const pushed = await post(`${world.issuer}/par`, [...url.searchParams], basic(application));
    expect(pushed).toMatchObject({ status: 400, body: { error: expect.stringMatching(/^invalid_/) } });
  });

  test("of two, neither is taken", async () => {
    for (const pair of [
      [registered, "https://evil.example"],
      ["https://evil.example", registered],
      [registered, registered],
    ]) {
      const { url } = startFlow(world.issuer, application, { redirect_uri: undefined });
      for (const uri of pair) url.searchParams.append("redirect_uri", uri);
      expectRefusedHere(await signedIn.go(url), pair.join());
    }
  });

  test("can't be left out", async () => {
    const { url } = startFlow(world.issuer, application, { redirect_uri: undefined });
    expectRefusedHere(await signedIn.go(url), "none");
  });

  test("can't be left out when there is only one either", async () => {
    const { url } = startFlow(world.issuer, { ...(await arrangeApplication(world)), redirectUri: "" });
    url.searchParams.delete("redirect_uri");
    expectRefusedHere(await signedIn.go(url), "none");
  });

  test("of another application is refused", async () => {
    const other = await arrangeApplication(world, { redirectUris: ["http://localhost:9/other"] });
    const { url } = startFlow(world.issuer, { ...application, redirectUri: other.redirectUri });
    expectRefusedHere(await signedIn.go(url), other.redirectUri);
  });
});

test("an application that nobody knows sends nobody anywhere", async () => {
  for (const clientId of [
    "nobody",
    "",
    script,
    "../x",
    `${application.clientId} `,
    application.clientId.toUpperCase(),
  ]) {
    const { url } = startFlow(world.issuer, { clientId, redirectUri: "https://evil.example/" });
    const at = await signedIn.go(url);
    expect([clientId, at.url.origin, at.status]).toEqual([clientId, world.issuer, expect.toBeOneOf([400, 401])]);
    expectNothingActive(at);
  }
});

describe("a post_logout_redirect_uri that is not the registered one", () => {
  test.each(variations(registeredOut))(
    "asks here whether to sign out, and nobody is sent anywhere: %j",
    async (uri) => {
      for (const who of [{ client_id: application.clientId }, { id_token_hint: idToken }]) {
        const url = new URL("/session/end", world.issuer);
        for (const [name, value] of Object.entries({ ...who, post_logout_redirect_uri: uri }))
          url.searchParams.set(name, value);
        if (uri === "") continue;
        for (const answer of [await newBrowser().go(url), await signedIn.go(url)]) {
          expect([answer.status, answer.url.href]).toEqual([200, `${world.issuer}/session/end`]);
          expect(withoutAddress(answer)).not.toContain(uri);
        }
      }
    },
  );

  test("without an application to go with it leads nowhere, also after the question", async () => {
    const url = new URL("/session/end?post_logout_redirect_uri=https://evil.example/", world.issuer);
    const school = await arrangeSchool(world);
    const visitor = newBrowser();
    const own = await arrangeApplication(world, { releaseTo: school });
    await getTokens(visitor, world, { application: own, pupil: await arrangePupil(world, school) });
    const question = await visitor.go(url);
    expect(withoutAddress(question)).not.toContain("evil.example");
    const out = await visitor.submit({}, { button: { name: "logout", value: "yes" } });
    expect([out.status, out.url.origin]).toEqual([200, world.issuer]);
  });
});

test.each([
  ["state", 303],
  ["nonce", 303],
  ["scope", 303],
  ["response_type", 303],
  ["login_hint", 303],
  ["ui_locales", 303],
  ["acr_values", 303],
  ["prompt", 303],
  ["response_mode", 400],
])("markup in %s never becomes part of a page of ours", async (name) => {
  const { url } = startFlow(world.issuer, application, {
    [name]: script,
    ...(name === "prompt" ? {} : { prompt: "login" }),
  });
  const at = await newBrowser().go(url);
  if (at.url.origin === world.issuer) expectNothingActive(at);
  const posted = startFlow(world.issuer, application, { [name]: script, response_mode: "form_post" });
  expect(await (await signedIn.send(posted.url)).text()).not.toMatch(/<script>alert|<img/);
});

test.each([
  "/%3Cscript%3Ealert(1)%3C/script%3E",
  "/?x=%22%3E%3Cscript%3E",
  "/authorize?x=%22%3E%3Cscript%3E",
  "/sign-in/%3Cscript%3E",
])("markup in the address %s never becomes part of a page of ours", async (path) => {
  expectNothingActive(await newBrowser().go(new URL(path, world.issuer)));
});

test("markup in what a visitor types never becomes part of a page of ours", async () => {
  const visitor = newBrowser();
  await visitor.go(startFlow(world.issuer, application, { login_hint: script }).url);
  expectNothingActive(await visitor.submit({ login_name: script, secret: script }));
  expect(visitor.page?.text).toContain("&lt;script&gt;");
});

test("markup in an application's name never becomes part of a page of ours", async () => {
  const hostile = await arrangeApplication(world, { name: script });
  const visitor = newBrowser();
  const at = await visitor.go(startFlow(world.issuer, hostile).url);
  expect(at.text).toContain("&lt;script&gt;");
  expectNothingActive(at);
  expectNothingActive(await visitor.go(startFlow(world.issuer, hostile, { redirect_uri: "x:" }).url));
});

test.each([
  "//evil.example",
  "https://evil.example/",
  "/\\evil.example",
  "/.//evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "javascript:alert(1)",
  "evil.example",
])("the language switch leads only to our own pages: %j", async (back) => {
  const body = new URLSearchParams({ to: "fr", back });
  const response = await newBrowser().send(new URL("/language", world.issuer), {
    body,
    headers: { origin: world.issuer },
  });
  expect(new URL(response.headers.get("location") ?? "", world.issuer).origin).toBe(world.issuer);
});

import { decodeJwt, SignJWT, generateKeyPair } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { applicationOrigin, getTokens, newBrowser, startFlow } from "../support/attacker.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { expectPage, words, type Answer, type Visitor } from "../support/visitor.ts";
import { arrangeApplication, arrangePupil, arrangeSchool, type ArrangedApplication } from "../support/world.ts";

let world: TestServer;
let school: Awaited<ReturnType<typeof arrangeSchool>>;
let application: ArrangedApplication;
let other: ArrangedApplication;

beforeAll(async () => {
  world = await startTestServer();
  school = await arrangeSchool(world);
  const out = { releaseTo: school, postLogoutRedirectUris: [`${applicationOrigin}/out`] };
  [application, other] = [await arrangeApplication(world, out), await arrangeApplication(world, out)];
});
afterAll(() => world.close());

/** A pupil who is in, and what the application knows of it. */
async function signedIn(): Promise<{ visitor: Visitor; idToken: string }> {
  const visitor = newBrowser();
  const pupil = await arrangePupil(world, school);
  const { idToken } = await getTokens(visitor, world, { application, pupil });
  return { visitor, idToken };
}
const isIn = async (visitor: Visitor) =>
  (await visitor.go(startFlow(world.issuer, application, { prompt: "none" }).url)).url.searchParams.has("code");

type Pairs = [name: string, value: string][];
const crossSite = { origin: applicationOrigin, "sec-fetch-site": "cross-site" };
const ask: Record<"GET" | "POST", (visitor: Visitor, wish: Pairs) => Promise<Answer>> = {
  GET: (visitor, wish) => visitor.go(new URL(`/session/end?${new URLSearchParams(wish).toString()}`, world.issuer)),
  POST: async (visitor, wish) => {
    const url = new URL("/session/end", world.issuer);
    // what a browser does with a Lax cookie: it stays at home
    const answer = await newBrowser().send(url, { body: new URLSearchParams(wish), headers: crossSite });
    const text = await answer.text();
    expect(text).not.toContain("eyJ");
    const next = /http-equiv="refresh" content="0;url=([^"]+)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
    return visitor.go(new URL(next ?? "nowhere", world.issuer));
  },
};

const out: Pairs = [["post_logout_redirect_uri", `${applicationOrigin}/out`]];
const elsewhere: Pairs = [["post_logout_redirect_uri", "https://evil.example/"]];

/** Each of these was an error page that left the pupil in. */
const wrongs: [string, (idToken: string) => Pairs | Promise<Pairs>][] = [
  ["an address to return to that is unknown", (hint) => [["id_token_hint", hint], ...elsewhere]],
  ["an unknown address, of a named application", () => [["client_id", application.clientId], ...elsewhere]],
  ["an application that isn't one", () => [["client_id", "nobody"], ...out]],
  [
    "the name of another application than the hint's",
    (hint) => [["id_token_hint", hint], ["client_id", other.clientId], ...out],
  ],
  ["a hint that is no token", () => [["id_token_hint", "x"], ...out]],
  ["a hint of empty parts", () => [["id_token_hint", "e30.e30.e30"], ...out]],
  ["a hint that was changed", (hint) => [["id_token_hint", `${hint.slice(0, -6)}AAAAAA`], ...out]],
  ["a hint without a signature", (hint) => [["id_token_hint", `${hint.slice(0, hint.lastIndexOf("."))}.`], ...out]],
  ["a hint that somebody else signed", async (hint) => [["id_token_hint", await forged(decodeJwt(hint))], ...out]],
  [
    "a hint for several",
    async (hint) => [["id_token_hint", await forged({ ...decodeJwt(hint), aud: [application.clientId] })], ...out],
  ],
  [
    "a hint for nobody that could be",
    async (hint) => [["id_token_hint", await forged({ ...decodeJwt(hint), aud: "\0" })], ...out],
  ],
  ["a state longer than what is kept", (hint) => [["id_token_hint", hint], ["state", "x".repeat(5_000)], ...out]],
  ["a parameter twice", (hint) => [["id_token_hint", hint], ["id_token_hint", hint], ...out]],
  ["an address twice", (hint) => [["id_token_hint", hint], ...out, ...elsewhere]],
];

async function forged(claims: Record<string, unknown>): Promise<string> {
  const { privateKey } = await generateKeyPair("ES256");
  return new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: "x" }).sign(privateKey);
}

describe.each(["GET", "POST"] as const)("a wrong request to sign out, by %s", (method) => {
  test.each(wrongs)("with %s asks all the same, and leads back nowhere", async (_what, wish) => {
    const { visitor, idToken } = await signedIn();
    expectPage(await ask[method](visitor, await wish(idToken)), { says: /Afmelden|klaar/i });
    const at = await visitor.submit({}, { button: { name: "logout", value: "yes" } });
    expect([at.url.origin, at.url.pathname]).toEqual([world.issuer, "/session/end/success"]);
    expect(await isIn(visitor)).toBe(false);
  });

  test("of somebody who is out already says so", async () => {
    const visitor = newBrowser();
    await ask[method](visitor, [["id_token_hint", "x"], ...out]);
    const at = await visitor.submit({ logout: "yes" });
    expect(at.url.pathname).toBe("/session/end/success");
  });

  test("shows nothing of what it held", async () => {
    const { visitor } = await signedIn();
    const at = await ask[method](visitor, [
      ["client_id", "<script>mark"],
      ["state", "mark"],
      ["ui_locales", "fr"],
    ]);
    expect(at.url.searchParams.toString()).toBe("ui_locales=fr");
    expect(words(at)).not.toContain("mark");
  });
});

describe.each(["GET", "POST"] as const)("a right request to sign out, by %s", (method) => {
  test.each([
    ["a hint", (hint: string): Pairs => [["id_token_hint", hint], ...out, ["state", "kept"]]],
    ["a name", (): Pairs => [["client_id", application.clientId], ...out, ["state", "kept"]]],
  ])("with %s asks, and leads back with the state", async (_what, wish) => {
    const { visitor, idToken } = await signedIn();
    expectPage(await ask[method](visitor, wish(idToken)), {});
    const at = await visitor.submit({}, { button: { name: "logout", value: "yes" } });
    expect(at.url.href).toBe(`${applicationOrigin}/out?state=kept`);
    expect(await isIn(visitor)).toBe(false);
  });
});

test.each([
  ["no form at all", "text/plain", "x"],
  ["half a megabyte", "application/x-www-form-urlencoded", `state=${"x".repeat(500_000)}`],
  ["a NUL character", "application/x-www-form-urlencoded", "state=%00"],
])("a request by POST with %s leads to our own question", async (_what, type, body) => {
  const answer = await fetch(`${world.issuer}/session/end`, {
    method: "POST",
    headers: { ...crossSite, "content-type": type },
    body,
  });
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain(`content="0;url=${world.issuer}/session/end"`);
});

test.each(["state", "ui_locales"])("a form with a %s longer than an address may be asks all the same", async (name) => {
  const { visitor } = await signedIn();
  const asked = await ask.POST(visitor, [["client_id", application.clientId], [name, "x".repeat(20_000)], ...out]);
  expectPage(asked, { says: /afmelden/i });
  await visitor.submit({}, { button: { name: "logout", value: "yes" } });
  expect(await isIn(visitor)).toBe(false);
});

test("a program that asks wrongly is led to the question as well", async () => {
  const answer = await fetch(`${world.issuer}/session/end?client_id=nobody`, { redirect: "manual" });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/session/end"]);
});

test("an answer to a question that another tab replaced signs nobody out, and asks again", async () => {
  const { visitor } = await signedIn();
  await ask.GET(visitor, []);
  const first = visitor.page?.text ?? "";
  await ask.GET(visitor, []);
  const old = /name="xsrf" value="([^"]+)"/.exec(first)?.[1] ?? "";
  const headers = { origin: world.issuer, "sec-fetch-site": "same-origin" };
  const body = new URLSearchParams({ xsrf: old, logout: "yes" });
  expectPage(await visitor.go(new URL("/session/end/confirm", world.issuer), { body, headers }), { status: 400 });
  const at = await visitor.submit({}, { button: { name: "logout", value: "yes" } });
  expect(at.url.pathname).toBe("/session/end/success");
  expect(await isIn(visitor)).toBe(false);
});

test("an answer without a question leads to the question", async () => {
  const { visitor } = await signedIn();
  const headers = { origin: world.issuer, "sec-fetch-site": "same-origin" };
  const body = new URLSearchParams({ logout: "yes" });
  expectPage(await visitor.go(new URL("/session/end/confirm", world.issuer), { body, headers }), {});
  expect(visitor.page?.url.pathname).toBe("/session/end");
  expect(await isIn(visitor)).toBe(true);
});

test("who says no and comes from a named application gets to a page that is there", async () => {
  const answer = await newBrowser().go(new URL("/session/end/success?client_id=gone", world.issuer));
  expectPage(answer, { says: /Klaar!/ });
});

import { request } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import { basic, getCode, getTokens, newBrowser, post, startFlow } from "../support/attacker.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeApplication, arrangePupil, arrangeSchool, type ArrangedApplication } from "../support/world.ts";

/** Group G: what a client says about hosts, schemes and addresses changes no link, no issuer, no cookie and no limit. */
let world: TestServer;
let school: Awaited<ReturnType<typeof arrangeSchool>>;
let application: ArrangedApplication;

beforeAll(async () => {
  world = await startTestServer();
  school = await arrangeSchool(world);
  application = await arrangeApplication(world, { releaseTo: school });
});
afterAll(() => world.close());

const lies: [string, Record<string, string>][] = [
  ["Host", { host: "evil.example" }],
  ["X-Forwarded-Host", { "x-forwarded-host": "evil.example" }],
  ["X-Forwarded-Proto", { "x-forwarded-proto": "https" }],
  ["X-Forwarded-Port", { "x-forwarded-port": "666" }],
  ["X-Forwarded-Prefix", { "x-forwarded-prefix": "/evil" }],
  ["Forwarded", { forwarded: "for=1.2.3.4;host=evil.example;proto=https" }],
  ["X-Original-URL", { "x-original-url": "/evil", "x-rewrite-url": "/evil" }],
  ["all at once", { host: "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" }],
];
const ask = async (path: string, headers: Record<string, string>) => {
  const answer = await request(`${world.issuer}${path}`, { headers: { accept: "text/html", ...headers } });
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
};

test.each(lies)("%s changes no address in discovery", async (_name, headers) => {
  const path = "/.well-known/openid-configuration";
  expect((await ask(path, headers)).text).toBe((await ask(path, {})).text);
});

test.each(lies)("%s changes no redirect, no link and no cookie", async (_name, headers) => {
  const { url } = startFlow(world.issuer, application);
  for (const path of [
    `${url.pathname}${url.search}`,
    "/sign-in",
    "/badge",
    "/start",
    "/",
    "/nowhere",
    "/session/end",
  ]) {
    const answer = await ask(path, headers);
    expect(answer.text).not.toContain("evil");
    const { location } = answer.headers;
    if (typeof location === "string") expect(new URL(location, world.issuer).origin).toBe(world.issuer);
    expect(String(answer.headers["set-cookie"])).not.toMatch(/evil|secure/i);
  }
});

test("the error answers and the issuer in the redirect to the application stay ours", async () => {
  const { url } = startFlow(world.issuer, application, { prompt: "none" });
  const { headers } = await ask(`${url.pathname}${url.search}`, {
    host: "evil.example",
    "x-forwarded-host": "evil.example",
  });
  expect(new URL(String(headers.location)).searchParams.get("iss")).toBe(world.issuer);
});

test.each(["x-forwarded-for", "forwarded", "x-real-ip", "true-client-ip", "cf-connecting-ip", "client-ip"])(
  "without a trusted proxy %s is no network: the limit stays",
  async (header) => {
    const { loginName } = await arrangePupil(world, school);
    const statuses = [];
    for (let tries = 0; tries < 11; tries += 1) {
      const address = `10.${tries}.0.1`;
      const browser = newBrowser({ headers: { [header]: header === "forwarded" ? `for=${address}` : address } });
      await browser.go(startFlow(world.issuer, application).url);
      statuses.push((await browser.submit({ login_name: loginName, secret: "gok" })).status);
    }
    expect(statuses.at(-1)).toBe(429);
  },
);

test("a page of another origin reads tokens and claims only where its application lives", async () => {
  const pupil = await arrangePupil(world, school);
  const got = await getCode(newBrowser(), { issuer: world.issuer, application, pupil });
  const allowed = ({ headers }: { headers: Headers }) => [
    headers.get("access-control-allow-origin"),
    headers.get("access-control-allow-credentials"),
  ];
  const fields = {
    grant_type: "authorization_code",
    code: got.code,
    code_verifier: got.verifier,
    redirect_uri: application.redirectUri,
  };
  const evil = { origin: "https://evil.example" };
  const tokens = await post(`${world.issuer}/token`, fields, { ...basic(application), ...evil });
  // the provider takes away the whole answer, not only the header
  expect([tokens.status, tokens.body.access_token]).toEqual([400, undefined]);

  const { accessToken } = await getTokens(newBrowser(), world, { application, pupil });
  const claims = async (headers: Record<string, string>) =>
    fetch(`${world.issuer}/userinfo`, { headers: { authorization: `Bearer ${accessToken}`, ...headers } });
  const stolen = await claims(evil);
  expect([stolen.status, await stolen.text()]).toEqual([400, expect.not.stringContaining("Noor")]);
  expect(allowed(await claims({ origin: "http://localhost:9" }))).toEqual(["http://localhost:9", null]);
  for (const path of ["/", "/sign-in", "/authorize", "/session/end"]) {
    expect(allowed(await fetch(`${world.issuer}${path}`, { headers: evil, redirect: "manual" }))).toEqual([null, null]);
  }
});

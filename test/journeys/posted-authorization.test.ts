import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { basic, newBrowser, post, startFlow, walkIn } from "../support/attacker.ts";
import { openBrowser } from "../support/browser.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { startWebParty, type WebParty } from "../support/web-party.ts";
import {
  arrangeApplication,
  arrangePupil,
  arrangeSchool,
  type ArrangedApplication,
  type ArrangedPupil,
} from "../support/world.ts";

let world: TestServer;
let pupil: ArrangedPupil;
let application: ArrangedApplication;
let party: WebParty;
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
  world = await startTestServer();
  const school = await arrangeSchool(world);
  pupil = await arrangePupil(world, school);
  application = await arrangeApplication(world, { releaseTo: school });
  party = await startWebParty(world, { releaseTo: school });
});
afterAll(async () => {
  await browser.close();
  await party.close();
  await world.close();
});

/** As a page of an application sends it: from another site, without our cookies. */
const fromElsewhere = { origin: "https://application.example", "sec-fetch-site": "cross-site", accept: "text/html" };
const send = (fields: [string, string][], headers: Record<string, string> = fromElsewhere) =>
  post(`${world.issuer}/authorize`, fields, headers);
const parametersOf = (change: Record<string, string | undefined> = {}) => [
  ...startFlow(world.issuer, application, change).url.searchParams,
];

describe("a posted authorization request", () => {
  test("is repeated by a GET of our own with the same parameters, and sets no cookie", async () => {
    const fields = parametersOf({ state: 'a b&c=d+é😀%20"<', ui_locales: "fr nl", max_age: "0" });
    const { status, headers } = await send(fields);
    const to = new URL(headers.get("location") ?? "", world.issuer);
    expect([status, to.origin, to.pathname]).toEqual([303, world.issuer, "/authorize"]);
    expect([...to.searchParams]).toEqual(fields);
    expect(headers.getSetCookie()).toEqual([]);
  });

  test("leads to the same page and the same answer as one by GET", async () => {
    const visitor = newBrowser();
    const flow = startFlow(world.issuer, application);
    const body = new URLSearchParams([...flow.url.searchParams]);
    const at = await visitor.go(new URL("/authorize", world.issuer), { body, headers: fromElsewhere });
    expect([at.status, at.url.pathname.split("/")[1]]).toEqual([200, "interaction"]);
    const { url } = await visitor.submit({ login_name: pupil.loginName, secret: pupil.password });
    expect(url.searchParams.get("state")).toBe(flow.state);
    expect(url.searchParams.has("code")).toBe(true);
  });

  test("with the longest state loses nothing of it", async () => {
    for (const state of ["x".repeat(4_000), "/".repeat(4_000)]) {
      const visitor = newBrowser();
      await walkIn(visitor, startFlow(world.issuer, application), pupil);
      const body = new URLSearchParams(parametersOf({ state }));
      const { url } = await visitor.go(new URL("/authorize", world.issuer), { body, headers: fromElsewhere });
      expect(url.searchParams.get("state")).toBe(state);
      expect(url.searchParams.has("code")).toBe(true);
    }
  });

  test("keeps secrets and whatever else is no parameter of it out of the address", async () => {
    const secrets = [
      "client_secret",
      "client_assertion",
      "password",
      "code_verifier",
      "access_token",
      "x",
      "__proto__",
    ];
    const { headers } = await send([...parametersOf(), ...secrets.map((name): [string, string] => [name, "hush"])]);
    expect(headers.get("location")).not.toContain("hush");
    expect([...new URL(headers.get("location") ?? "", world.issuer).searchParams]).toHaveLength(parametersOf().length);
  });

  test("that says something twice is refused as one by GET is, and sends nobody anywhere", async () => {
    const fields = parametersOf();
    const visitor = newBrowser();
    const body = new URLSearchParams([...fields, ["redirect_uri", "https://evil.example/"]]);
    const at = await visitor.go(new URL("/authorize", world.issuer), { body, headers: fromElsewhere });
    expect([at.status, at.url.origin]).toEqual([400, world.issuer]);
  });

  test("can follow a pushed one", async () => {
    const pushed = await post(`${world.issuer}/par`, parametersOf(), basic(application));
    const visitor = newBrowser();
    await walkIn(visitor, startFlow(world.issuer, application), pupil);
    const body = new URLSearchParams({ client_id: application.clientId, request_uri: pushed.body.request_uri ?? "" });
    const { url } = await visitor.go(new URL("/authorize", world.issuer), { body, headers: fromElsewhere });
    expect(url.searchParams.has("code")).toBe(true);
  });

  test("is bounded, and nonsense is a page and no failure", async () => {
    expect((await send(parametersOf({ state: "x".repeat(20_000) }))).status).toBe(413);
    expect((await send(parametersOf({ state: "é".repeat(6_000) }))).status).toBe(413);
    const json = { method: "POST", body: "{}", headers: { ...fromElsewhere, "content-type": "application/json" } };
    expect((await fetch(`${world.issuer}/authorize`, json)).status).toBe(400);
    for (const fields of [[], [["state", "\0"]], [["client_id", ""]]] satisfies [string, string][][]) {
      const at = await newBrowser().go(new URL("/authorize", world.issuer), {
        body: new URLSearchParams(fields),
        headers: { ...fromElsewhere, "content-type": "application/x-www-form-urlencoded" },
      });
      expect([at.status, at.url.origin]).toEqual([400, world.issuer]);
    }
  });

  test("leaves nothing in the store", async () => {
    const count = async () =>
      (await world.database.owner.query("select count(*)::int as n from oidc_artifact")).rows[0].n;
    const before = await count();
    for (let n = 0; n < 20; n += 1) await send(parametersOf());
    expect(await count()).toBe(before);
  });
});

describe("in a real browser, from an application of another site,", () => {
  const open = async (): Promise<Page> => {
    const page = await (await browser.newContext({ locale: "nl-BE" })).newPage();
    page.setDefaultTimeout(8_000);
    return page;
  };
  const start = async (page: Page, extra: Record<string, string> = {}) => {
    await page.goto(party.start({ ...extra, post: "yes" }));
    await page.click("text=go");
  };

  test.each([
    ["by address", {}],
    ["by form", { response_mode: "form_post" }],
  ])("a pupil signs in, and the second time single sign-on holds, with an answer %s", async (_how, extra) => {
    const page = await open();
    await start(page, extra);
    await page.fill("[name=login_name]", pupil.loginName);
    await page.fill("[name=secret]", pupil.password);
    await page.click("form.stack button.primary");
    await page.waitForURL(`${party.home}/in*`);
    const before = page.url();
    await start(page, extra);
    await page.waitForURL(`${party.home}/in*`);
    expect(page.url()).toBe(before);
    await start(page, { ...extra, prompt: "none" });
    await page.waitForURL(`${party.home}/in*`);
    await page.context().close();
  });
});

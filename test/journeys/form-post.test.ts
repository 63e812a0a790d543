import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { startWebParty, type WebParty } from "../support/web-party.ts";
import { arrangePupil, arrangeSchool, type ArrangedPupil } from "../support/world.ts";

let world: TestServer;
let school: Awaited<ReturnType<typeof arrangeSchool>>;
let pupil: ArrangedPupil;
let party: WebParty;
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
  world = await startTestServer();
  school = await arrangeSchool(world);
  pupil = await arrangePupil(world, school);
  party = await startWebParty(world, { releaseTo: school });
});
afterAll(async () => {
  await browser.close();
  await party.close();
  await world.close();
});

/** A fresh browser. What it complains about is a failure. */
async function open(
  javaScriptEnabled: boolean,
): Promise<{ page: Page; context: BrowserContext; complaints: string[] }> {
  const context = await browser.newContext({ locale: "nl-BE", javaScriptEnabled });
  const page = await context.newPage();
  page.setDefaultTimeout(8_000);
  const complaints: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
  page.on("pageerror", (error) => complaints.push(error.message));
  return { page, context, complaints };
}

const asForm = { response_mode: "form_post" };

async function signIn(page: Page): Promise<void> {
  await page.fill("[name=login_name]", pupil.loginName);
  await page.fill("[name=secret]", pupil.password);
  await page.click("form.stack button.primary");
}

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("an answer by form, in a browser %s", (_what, javaScriptEnabled) => {
  /** Without scripts a person presses the button. */
  const arrive = async (page: Page, path: string) => {
    const there = page.waitForURL(`${party.home}${path}*`);
    if (!javaScriptEnabled) await page.click("main form button:visible");
    await there;
  };

  test("reaches an application that redirects on, after signing in and again with the session", async () => {
    const { page, context, complaints } = await open(javaScriptEnabled);
    await page.goto(party.start(asForm));
    await signIn(page);
    await arrive(page, "/in");
    expect(await page.textContent("body")).toBe("home of the application: /in");
    expect(party.answers.at(-1)?.how).toBe("POST code,iss,state");

    await page.goto(party.start(asForm), { waitUntil: "commit" });
    await arrive(page, "/in");
    expect(party.answers.at(-1)?.how).toBe("POST code,iss,state");
    expect(complaints).toEqual([]);
    await context.close();
  });

  test.each([
    ["login_required", { prompt: "none" }],
    ["invalid_scope", { scope: "openid roster.read" }],
    ["invalid_request", { code_challenge_method: "plain" }],
    ["unsupported_response_type", { response_type: "id_token" }],
  ])("tells the application of %s", async (error, extra) => {
    const { page, context, complaints } = await open(javaScriptEnabled);
    await page.goto(party.start({ ...asForm, ...extra }), { waitUntil: "commit" });
    await arrive(page, "/refused");
    expect(page.url()).toBe(`${party.home}/refused?error=${error}`);
    expect(party.answers.at(-1)?.how).toMatch(/^POST error,error_description,iss,(scope,)?state$/);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("tells the application that the pupil's school doesn't use it", async () => {
    const other = await startWebParty(world);
    const { page, context } = await open(javaScriptEnabled);
    await page.goto(other.start(asForm));
    await signIn(page);
    await page.click("form[action$='/back'] button");
    const there = page.waitForURL(`${other.home}/refused*`);
    if (!javaScriptEnabled) await page.click("main form button:visible");
    await there;
    expect(page.url()).toBe(`${other.home}/refused?error=access_denied`);
    await context.close();
    await other.close();
  });
});

test("the way back skips the page of the form, and nothing is sent twice", async () => {
  const { page, context } = await open(true);
  await page.goto(`${party.home}/before`);
  await page.goto(party.start(asForm));
  await signIn(page);
  await page.waitForURL(`${party.home}/in*`);
  const count = party.answers.length;
  await page.goBack();
  await page.waitForLoadState();
  expect(page.url()).toMatch(new RegExp(`^${world.issuer}/interaction/|^${party.home}/before`));
  expect(party.answers.length).toBe(count);
  await context.close();
});

test("the application hears where the answer comes from, but no address of ours", async () => {
  const { page, context } = await open(true);
  await page.goto(party.start({ ...asForm, prompt: "none" }), { waitUntil: "commit" });
  await page.waitForURL(`${party.home}/refused*`);
  expect(party.answers.at(-1)).toMatchObject({ origin: world.issuer, referrer: `${world.issuer}/` });
  await context.close();
});

test("only this one page may send a form elsewhere, and nothing else of its policy is looser", async () => {
  const { page, context } = await open(false);
  const answer = await page.goto(party.start({ ...asForm, prompt: "none", state: `"><script>alert(1)</script>` }));
  const policy = answer?.headers()["content-security-policy"] ?? "";
  const elsewhere = (await fetch(`${world.issuer}/`)).headers.get("content-security-policy") ?? "";
  expect(elsewhere).toContain("form-action 'self'");
  expect(policy.replace(/form-action [^;]*/, "form-action 'self'")).toBe(elsewhere);
  // http, since this application is one of the sandbox on this machine
  expect(policy).toContain("form-action http: https:");
  expect(await answer?.text()).not.toMatch(
    /<script(?! type="module" src="\/assets\/[\w.-]+"><\/script>)|<style|\son\w+=/,
  );
  expect(await page.locator("main form").getAttribute("action")).toBe(party.application.redirectUri);
  await context.close();
});

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { startWeb, type TestWeb } from "../support/web.ts";
import {
  arrangeApplication,
  arrangePupil,
  arrangeSchool,
  type ArrangedApplication,
  type ArrangedPupil,
} from "../support/world.ts";

/** To a browser 127.0.0.1 is another site than localhost, where we are: a form from there brings no Lax cookie along. */
let world: TestServer;
let application: ArrangedApplication;
let pupil: ArrangedPupil;
let there: TestWeb;
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
  world = await startTestServer();
  const school = await arrangeSchool(world);
  pupil = await arrangePupil(world, school);
  there = await startWeb(() => [
    (ctx) => {
      const fields = ctx.URL.searchParams;
      const inputs = [...fields]
        .map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
        .join("");
      ctx.type = "html";
      ctx.body =
        ctx.path === "/out"
          ? `<p>out of the application</p>`
          : `<form method="post" action="${world.issuer}/session/end">${inputs}<button>Sign out</button></form>`;
    },
  ]);
  application = await arrangeApplication(world, {
    releaseTo: school,
    redirectUris: [`${there.origin}/callback`],
    postLogoutRedirectUris: [`${there.origin}/out`],
  });
});
afterAll(async () => {
  await browser.close();
  await there.close();
  await world.close();
});

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("an application that signs out by a form, in a browser %s", (_what, javaScriptEnabled) => {
  const open = async () => {
    const context = await browser.newContext({ locale: "nl-BE", javaScriptEnabled });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    return { page, context };
  };
  const signIn = async (page: Page) => {
    await page.goto(`${world.issuer}/sign-in`);
    await page.fill("[name=login_name]", pupil.loginName);
    await page.fill("[name=secret]", pupil.password);
    await page.click("form.stack button.primary");
    await page.waitForURL(`${world.issuer}/`);
  };
  const pressThere = async (page: Page, fields: Record<string, string>) => {
    await page.goto(`${there.origin}/?${new URLSearchParams(fields).toString()}`);
    const sent = page.waitForRequest((request) => request.method() === "POST");
    await page.click("button");
    await page.waitForSelector("[name=xsrf]", { state: "attached" });
    return (await (await sent).allHeaders())["cookie"] ?? "";
  };
  const isOut = async (page: Page) => {
    await page.goto(`${world.issuer}/`);
    return (await page.locator("a[href='/sign-in']").count()) > 0;
  };

  test("brings no cookie, is asked about once more from here, and leads back after a yes", async () => {
    const { page, context } = await open();
    await signIn(page);
    const out = { post_logout_redirect_uri: `${there.origin}/out`, state: "kept" };
    expect(await pressThere(page, { client_id: application.clientId, ...out })).not.toMatch(/leerid=/);
    expect(new URL(page.url()).origin).toBe(world.issuer);
    await page.click("button[name=logout]");
    await page.waitForURL(`${there.origin}/out?state=kept`);
    expect(await isOut(page)).toBe(true);
    await context.close();
  });

  test("and does so wrongly, is asked about all the same, and stays here after a yes", async () => {
    const { page, context } = await open();
    await signIn(page);
    await pressThere(page, { id_token_hint: "wrong", post_logout_redirect_uri: "https://evil.example/" });
    await page.click("button[name=logout]");
    await page.waitForURL(`${world.issuer}/session/end/success`);
    expect(await isOut(page)).toBe(true);
    await context.close();
  });
});

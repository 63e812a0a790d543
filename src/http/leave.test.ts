import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "../../test/support/browser.ts";
import { startWeb, type TestWeb } from "../../test/support/web.ts";
import { html } from "../lib/html.ts";
import { loadAssets } from "./assets.ts";
import { securityHeaders } from "./headers.ts";
import { leaveByPage } from "./leave.ts";
import { pages, showPage } from "./pages.ts";

let browser: Browser;
let home: TestWeb;
let application: TestWeb;
let us: TestWeb;

beforeAll(async () => {
  browser = await openBrowser();
  home = await startWeb(() => [(ctx) => showText(ctx, "home of the application")]);
  application = await startWeb(() => [(ctx) => ctx.redirect(`${home.origin}/`)]);
  us = await startWeb((issuer) => [
    securityHeaders({ issuer }),
    pages({ assets: loadAssets(), issuer }),
    leaveByPage({ issuer, leadsAway: (path) => path === "/resume" }),
    (ctx) => {
      if (ctx.path === "/resume") return ctx.redirect(`${application.origin}/callback?code=x&state=y`);
      if (ctx.method === "GET") return showPage(ctx, () => html`<form method="post"><button>go</button></form>`);
      const target = { "/near": "/other", "/app": `${application.origin}/callback` }[ctx.path] ?? "/resume";
      ctx.status = 303;
      ctx.redirect(target);
    },
  ]);
});
afterAll(async () => {
  await browser.close();
  await Promise.all([home, application, us].map((web) => web.close()));
});

function showText(ctx: { body: unknown }, text: string): void {
  ctx.body = text;
}

test.each(["/", "/app"])(
  "a form at %s gets through to an application that redirects to another origin",
  async (path) => {
    const page = await browser.newPage({ javaScriptEnabled: false });
    await page.goto(`${us.origin}${path}`);
    await page.getByText("go").click();
    await page.waitForURL(`${home.origin}/`);
    expect(await page.textContent("body")).toBe("home of the application");
    await page.close();
  },
);

test("the page in between is left out of the way back", async () => {
  const page = await browser.newPage();
  await page.goto(`${us.origin}/app`);
  await page.getByText("go").click();
  await page.waitForURL(`${home.origin}/`);
  await page.goBack();
  expect(page.url()).toBe(`${us.origin}/app`);
  await page.close();
});

test("the page in between names its icon, so that no browser asks for one that isn't there", async () => {
  expect((await us.post("/app", {})).text).toMatch(/<link rel="icon" type="image\/svg\+xml" href="\/[^"]+mark/);
});

test("a form that stays with us is redirected as ever", async () => {
  const answer = await us.post("/near", {});
  expect([answer.status, answer.headers["location"]]).toEqual([303, "/other"]);
});

test("a link that leads away is redirected as ever: no form holds it back", async () => {
  expect((await us.ask("/resume")).status).toBe(302);
});

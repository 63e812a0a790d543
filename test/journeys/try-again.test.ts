import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import Router from "@koa/router";
import { errorHandling } from "../../src/http/errors.ts";
import { loadAssets } from "../../src/http/assets.ts";
import { securityHeaders } from "../../src/http/headers.ts";
import { pages } from "../../src/http/pages.ts";
import { createLog } from "../../src/lib/log.ts";
import { systemRandom } from "../../src/lib/random.ts";
import { openBrowser } from "../support/browser.ts";
import { startWeb, type TestWeb } from "../support/web.ts";

let browser: Browser;
let web: TestWeb;
let page: Page;
let isAway: boolean;
let asked: string[];

const form =
  '<form method="post" action="/send"><input name="word" id="word"><button id="send">Verstuur</button></form>';

beforeAll(async () => {
  browser = await openBrowser();
  const router = new Router();
  router.use(async (ctx, next) => {
    asked.push(`${ctx.method} ${ctx.path}`);
    if (isAway && ctx.path !== "/form")
      throw Object.assign(new Error("connect"), { code: "ECONNREFUSED", syscall: "connect" });
    await next();
  });
  const say = (path: string, body: string) =>
    router.all(path, (ctx) => {
      ctx.type = "html";
      ctx.body = body;
    });
  say("/door", "<h1>Daar is het</h1>");
  say("/form", form);
  say("/send", "<h1>Verstuurd</h1>");
  const assets = loadAssets();
  const { middleware } = errorHandling({ log: createLog("silent"), random: systemRandom });
  web = await startWeb(
    (issuer) => [securityHeaders({ issuer }), pages({ assets, issuer }), middleware, assets.middleware],
    router,
  );
});
afterAll(async () => {
  await browser.close();
  await web.close();
});
beforeEach(async () => {
  [isAway, asked] = [true, []];
  page = await browser.newPage({ locale: "nl-BE" });
});
afterEach(() => page.close());

const title = () => page.textContent("h1");
const tries = () => asked.filter((one) => one === "GET /door").length;

test("the page tries by itself, and shows what was asked for as soon as it is there", { timeout: 60_000 }, async () => {
  await page.clock.install();
  await page.goto(`${web.origin}/door`);
  expect(await title()).toBe("LeerID is er even niet");
  expect(await page.isVisible('[data-when="soon"]')).toBe(true);
  isAway = false;
  await page.clock.runFor(8000);
  await expect.poll(title).toBe("Daar is het");
});

test("it stops after six tries, with growing pauses, and says so", { timeout: 60_000 }, async () => {
  await page.clock.install();
  await page.goto(`${web.origin}/door`);
  for (const [index, seconds] of [8, 16, 31, 61, 91, 91].entries()) {
    expect(tries()).toBe(index + 1);
    await page.clock.runFor((seconds / 2) * 1000 - 2000);
    expect(tries()).toBe(index + 1);
    await page.clock.runFor((seconds / 2) * 1000 + 2000);
    await expect.poll(tries).toBe(index + 2);
    await page.waitForLoadState();
  }
  await expect.poll(() => page.isVisible('[data-when="stopped"]')).toBe(true);
  await page.clock.runFor(3_600_000);
  expect(tries()).toBe(7);
});

test("the button asks for the same page once more, also without scripts", { timeout: 60_000 }, async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "nl-BE" });
  const plain = await context.newPage();
  await plain.goto(`${web.origin}/door?to=here`);
  isAway = false;
  await plain.click("text=Probeer opnieuw");
  expect(plain.url()).toBe(`${web.origin}/door?to=here`);
  expect(await plain.textContent("h1")).toBe("Daar is het");
  await context.close();
});

test("a form that couldn't be sent stands there again, and is sent from there", { timeout: 60_000 }, async () => {
  await page.goto(`${web.origin}/form`);
  await page.fill("#word", "appel");
  await page.click("#send");
  expect(await title()).toBe("LeerID is er even niet");
  isAway = false;
  await page.click("text=Ga terug en verstuur opnieuw");
  await page.waitForSelector("#word");
  await page.click("#send");
  await expect.poll(title).toBe("Verstuurd");
  expect(asked.filter((one) => one === "POST /send")).toHaveLength(2);
});

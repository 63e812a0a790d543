import { readFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { request } from "undici";
import { z } from "zod";
import { loadAssets } from "../../src/http/assets.ts";
import { compressPages } from "../../src/http/compress.ts";
import { refuseCrossSite } from "../../src/http/cross-site.ts";
import { readForm } from "../../src/http/forms.ts";
import { allowCamera, securityHeaders } from "../../src/http/headers.ts";
import { pages, showPage } from "../../src/http/pages.ts";
import { html } from "../../src/lib/html.ts";
import { openBrowser } from "../support/browser.ts";
import { staffGallery } from "../support/gallery-staff.ts";
import { gallery } from "../support/gallery.ts";
import { startWeb, type TestWeb } from "../support/web.ts";

const views = { ...gallery(), ...staffGallery() };
let web: TestWeb;
let browser: Browser;
/** What the last form held. */
let posted: Record<string, string> = {};

beforeAll(async () => {
  browser = await openBrowser();
  web = await startWeb((issuer) => [
    securityHeaders({ issuer }),
    compressPages(),
    refuseCrossSite({ issuer }),
    pages({ assets: loadAssets(), issuer }),
    loadAssets().middleware,
    async (ctx) => {
      if (ctx.method === "POST") {
        const form = await readForm(ctx, z.record(z.string(), z.string()));
        posted = form.ok ? form.data : {};
        return showPage(
          ctx,
          () =>
            html`<!doctype html>
              <p>posted</p>`,
        );
      }
      if (ctx.path === "/badge") allowCamera(ctx);
      const view = views[ctx.path];
      if (view) showPage(ctx, view);
    },
  ]);
});
afterAll(async () => {
  await browser.close();
  await web.close();
});

/** Opens a page in a fresh context. What the browser complains about is a failure. */
async function visit(path: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ locale: "nl-BE", viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
  page.on("pageerror", (error) => void complaints.push(error.message));
  await page.goto(`${web.origin}${path}`);
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}

test("the keyboard goes through the sign-in page in the order of reading", async () => {
  await using visited = await visit("/sign-in");
  const order: unknown[] = [];
  await visited.page.locator("#login_name:focus").waitFor();
  const focused = `document.activeElement.name || document.activeElement.textContent.trim()`;
  for (let step = 0; step < 9; step += 1) {
    order.push(await visited.page.evaluate(focused));
    await visited.page.keyboard.press("Tab");
  }
  const form = ["login_name", "secret", "Toon", "shared", "Aanmelden"];
  expect(order).toEqual([...form, "Badge scannen", "Hulp", expect.stringMatching(/^Terug naar /), "to"]);
});

test("a pupil signs in with the keyboard alone", async () => {
  await using visited = await visit("/sign-in");
  const { keyboard } = visited.page;
  await visited.page.locator("#login_name:focus").waitFor();
  await keyboard.type("noor.482137");
  await keyboard.press("Tab");
  await keyboard.type("maan boom vis");
  await keyboard.press("Tab");
  await keyboard.press("Tab");
  await keyboard.press("Space");
  await keyboard.press("Enter");
  await visited.page.getByText("posted").waitFor();
  expect(posted).toEqual({ login_name: "noor.482137", secret: "maan boom vis", shared: "yes" });
});

test("a pupil signs in without JavaScript, and sees no button that does nothing", async () => {
  await using visited = await visit("/sign-in", { javaScriptEnabled: false });
  const { page } = visited;
  expect(await page.getByText("Toon", { exact: true }).isVisible()).toBe(false);
  await page.getByLabel("Gebruikersnaam").fill("noor.482137");
  await page.getByLabel("Geheime woorden of wachtwoord").fill("maan boom vis");
  await page.getByRole("button", { name: "Aanmelden" }).click();
  await page.waitForURL("**/sign-in");
  expect(posted).toEqual({ login_name: "noor.482137", secret: "maan boom vis" });
});

test("help opens without JavaScript", async () => {
  await using visited = await visit("/sign-in", { javaScriptEnabled: false });
  await visited.page.getByText("Hulp", { exact: true }).click();
  expect(await visited.page.getByText("Kaartje kwijt of wachtwoord vergeten?").isVisible()).toBe(true);
});

test("a pupil can look at the secret, and it is hidden again when it is sent", async () => {
  await using visited = await visit("/sign-in");
  const { page } = visited;
  const type = () => page.locator("#secret").getAttribute("type");
  await page.getByRole("button", { name: "Toon" }).click();
  expect([await type(), await page.getByRole("button", { name: "Verberg" }).isVisible()]).toEqual(["text", true]);
  await page.getByRole("button", { name: "Verberg" }).click();
  expect(await type()).toBe("password");
});

test("the language switch works without JavaScript and comes back to the same page", async () => {
  await using visited = await visit("/sign-in?x=1", { javaScriptEnabled: false });
  await visited.page.getByRole("button", { name: "Français" }).click();
  await visited.page.waitForURL("**/sign-in?x=1");
  expect(await visited.page.getByRole("heading", { level: 1 }).textContent()).toBe("Se connecter");
});

test.each(["/badge", "/sign-in"])(
  "a badge opened as an address is taken by %s and stays nowhere in the history",
  async (path) => {
    await using visited = await visit(`${path}#BCDEFGHIJKLNOPRSTUVXBCDEFGHIJK`);
    await visited.page.getByText("posted").waitFor();
    expect(posted["badge"]).toBe("BCDEFGHIJKLNOPRSTUVXBCDEFGHIJK");
    expect(visited.page.url()).toBe(`${web.origin}/badge`);
    await visited.page.goBack();
    expect(visited.page.url()).toBe("about:blank");
  },
);

test("the skip link is no badge", async () => {
  await using visited = await visit("/badge");
  await visited.page.keyboard.press("Shift+Tab");
  await visited.page.evaluate("document.querySelector('.skip').click()");
  expect(visited.page.url()).toBe(`${web.origin}/badge#main`);
});

test("a hand scanner types in the badge page, with or without JavaScript", async () => {
  for (const javaScriptEnabled of [true, false]) {
    await using visited = await visit("/badge", { javaScriptEnabled });
    await visited.page.locator("#badge:focus").waitFor();
    await visited.page.keyboard.type("https://leerid.example/badge#BCDEFGHIJKLNOPRSTUVXBCDEFGHIJK\n");
    await visited.page.getByText("posted").waitFor();
    expect(posted["badge"]).toBe("https://leerid.example/badge#BCDEFGHIJKLNOPRSTUVXBCDEFGHIJK");
  }
});

test("the camera button appears only where the browser can read codes", async () => {
  await using visited = await visit("/badge");
  const able = await visited.page.evaluate("'BarcodeDetector' in window");
  expect(await visited.page.getByRole("button", { name: "Open de camera" }).isVisible()).toBe(able);
});

/** A camera that sees these codes, one after the other: this machine has none, and not every browser can read codes. */
const cameraThatSees = (codes: string[]) => `
  const codes = ${JSON.stringify(codes)};
  window.BarcodeDetector = class {
    static getSupportedFormats = async () => ["qr_code"];
    detect = async () => (codes.length > 0 ? [{ rawValue: codes.shift() }] : []);
  };
  const canvas = document.createElement("canvas");
  setInterval(() => canvas.getContext("2d").fillRect(0, 0, Math.random() * 99, 9), 20);
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream();`;

test("the camera posts a badge of ours, and no code of another site", async () => {
  posted = {};
  await using visited = await visit("/signed-out");
  const { page } = visited;
  const ours = `${web.origin}/badge#BCDEFGHIJKLNOPRSTUVXBCDEFGHIJK`;
  await page.addInitScript(
    cameraThatSees(["https://evil.example/badge#BCDEFGHIJKLNOPRSTUVXBCDEFGHIJK", "hello", ours]),
  );
  await page.goto(`${web.origin}/badge`);
  await page.getByRole("button", { name: "Open de camera" }).click();
  await page.getByText("posted").waitFor();
  expect(posted["badge"]).toBe(ours);
});

test("a pupil whose camera stays shut reads what to do", async () => {
  await using visited = await visit("/signed-out");
  const { page } = visited;
  await page.addInitScript(cameraThatSees([]));
  await page.addInitScript("navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error())");
  await page.goto(`${web.origin}/badge`);
  await page.getByRole("button", { name: "Open de camera" }).click();
  await page.getByText("De camera wil niet open.").waitFor();
  expect(await page.getByRole("figure").isVisible()).toBe(false);
});

test("the one stylesheet is under 20 kB, compressed", () => {
  const stylesheet = readFileSync(new URL("../../views/assets/leerid.css", import.meta.url));
  expect(brotliCompressSync(stylesheet).length).toBeLessThan(20_000);
});

test("the sign-in page with all that it loads is at most 14 kB, compressed", async () => {
  const loaded = async (path: string) => {
    const answer = await request(`${web.origin}${path}`, { headers: { "Accept-Encoding": "br" } });
    return { bytes: Buffer.from(await answer.body.arrayBuffer()), encoding: answer.headers["content-encoding"] };
  };
  const page = await loaded("/sign-in");
  expect(page.encoding).toBe("br");
  const assets = loadAssets();
  const names = ["leerid.css", "mark.svg", "show-secret.js", "badge.js"];
  const others = await Promise.all(names.map(async (name) => (await loaded(assets.path(name))).bytes.length));
  expect(others.reduce((sum, size) => sum + size, page.bytes.length)).toBeLessThanOrEqual(14_336);
});

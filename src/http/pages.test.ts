import { brotliDecompressSync } from "node:zlib";
import { request } from "undici";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startWeb, type TestWeb } from "../../test/support/web.ts";
import { html } from "../lib/html.ts";
import { loadAssets } from "./assets.ts";
import { compressPages } from "./compress.ts";
import { forgetLanguage, localPath, pages, preferLocales, showPage } from "./pages.ts";

const issuer = "https://leerid.example";
let web: TestWeb;
beforeAll(async () => {
  web = await startWeb(() => [
    compressPages(),
    pages({ assets: loadAssets(), issuer }),
    (ctx) => {
      if (ctx.path === "/openid") preferLocales(ctx, "de");
      if (ctx.path === "/forget") forgetLanguage(ctx);
      showPage(ctx, (p) => html`<p lang="${p.locale}">${p.t.signIn.title} ${"x".repeat(2_000)}</p>`, 422);
    },
  ]);
});
afterAll(() => web.close());
const languageOf = async (path: string, headers: Record<string, string> = {}) =>
  (await web.ask(path, { headers })).headers["content-language"];

test("a page has the status that it was given", async () => {
  expect((await web.ask("/")).status).toBe(422);
});

test("a page is Dutch unless the browser asks otherwise", async () => {
  expect(await languageOf("/")).toBe("nl");
  expect(await languageOf("/", { "Accept-Language": "en" })).toBe("en");
});

test("the pages of an OpenID request follow its ui_locales", async () => {
  expect(await languageOf("/openid", { "Accept-Language": "en" })).toBe("de");
});

test("the language that a person chose wins", async () => {
  expect(await languageOf("/openid", { Cookie: "__Host-lang=fr" })).toBe("fr");
});

test("the switch keeps the choice in a cookie that scripts and other hosts can't touch", async () => {
  const { headers } = await web.post("/language", { to: "fr", back: "/interaction/abc" });
  expect(headers["set-cookie"]).toBe("__Host-lang=fr; Max-Age=31536000; Path=/; HttpOnly; SameSite=Lax; Secure");
});

test("the switch goes back to the page that one was on", async () => {
  const answer = await web.post("/language", { to: "fr", back: "/interaction/abc?x=1" });
  expect([answer.status, answer.headers["location"]]).toEqual([303, "/interaction/abc?x=1"]);
});

test("a language that we don't speak changes nothing", async () => {
  const { headers } = await web.post("/language", { to: "fr; Domain=evil.example", back: "/" });
  expect(headers["set-cookie"]).toBeUndefined();
});

test("the choice can be forgotten for the next pupil", async () => {
  expect((await web.ask("/forget")).headers["set-cookie"]).toContain("__Host-lang=; Max-Age=0;");
});

test.each([
  "//evil.example",
  "https://evil.example/",
  "/\\evil.example",
  "\\\\evil.example",
  "/.//evil.example",
  "/a/..//evil.example",
  "/%2e//evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "javascript:alert(1)",
  "",
  "evil",
  "/x\r\nSet-Cookie: a=b",
  `/${"x".repeat(5_000)}`,
])("the switch never leads to another site: %j", (path) => {
  expect(localPath(path, issuer)).toBe("/");
});

test("whatever path it is given, it stays with us", () => {
  const pieces = fc.constantFrom(
    "/",
    "//",
    ".",
    "..",
    "\\",
    "%2e",
    "%5c",
    "@",
    ":",
    "?",
    "#",
    "\t",
    "evil.example",
    "a",
  );
  const path = fc.array(pieces, { maxLength: 8 }).map((parts) => `/${parts.join("")}`);
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webUrl(), path), (tried) => {
      expect(new URL(localPath(tried, issuer), issuer).origin).toBe(issuer);
    }),
    { numRuns: 1_000 },
  );
});

test("a page is compressed for who can read that", async () => {
  const answer = await request(`${web.origin}/`, { headers: { "Accept-Encoding": "gzip, deflate, br" } });
  expect(answer.headers["content-encoding"]).toBe("br");
  const text = brotliDecompressSync(Buffer.from(await answer.body.arrayBuffer())).toString("utf8");
  expect(text).toContain("Aanmelden");
});

import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { request } from "undici";
import { startWeb, type TestWeb } from "../../test/support/web.ts";
import { loadAssets } from "./assets.ts";
import { compressPages } from "./compress.ts";

const assets = loadAssets();
const css = assets.path("leerid.css");
let web: TestWeb;
beforeAll(async () => {
  web = await startWeb(() => [compressPages(), assets.middleware]);
});
afterAll(() => web.close());

async function bytesOf(encoding: string): Promise<Buffer> {
  const answer = await request(`${web.origin}${css}`, { headers: { "Accept-Encoding": encoding } });
  expect(answer.headers["content-encoding"] ?? "identity").toBe(encoding);
  return Buffer.from(await answer.body.arrayBuffer());
}

test("an asset is kept for ever, since another content has another address", async () => {
  const { headers } = await web.ask(css);
  expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  expect(css).toMatch(/^\/assets\/leerid\.[0-9a-f]{10}\.css$/);
});

test("its type is right", async () => {
  expect((await web.ask(css)).headers["content-type"]).toBe("text/css; charset=utf-8");
  expect((await web.ask(assets.path("badge.js"))).headers["content-type"]).toBe("text/javascript; charset=utf-8");
});

test("its compressed forms hold the same", async () => {
  const plain = await bytesOf("identity");
  expect(brotliDecompressSync(await bytesOf("br")).equals(plain)).toBe(true);
  expect(gunzipSync(await bytesOf("gzip")).equals(plain)).toBe(true);
});

test("a compression that the reader refuses is not used", async () => {
  const answer = await web.ask(css, { headers: { "Accept-Encoding": "br;q=0, gzip" } });
  expect(answer.headers["content-encoding"]).toBe("gzip");
});

test.each([
  "/assets/leerid.css",
  "/assets/leerid.0000000000.css",
  "/assets/../package.json",
  "/assets/%2e%2e/layout.ts",
  "/assets/",
])("nothing else comes out: %s", async (path) => {
  expect((await web.ask(path)).status).toBeGreaterThanOrEqual(400);
});

test("a page that asks for an asset that isn't there is a bug", () => {
  expect(() => assets.path("nope.css")).toThrow("nope.css");
});

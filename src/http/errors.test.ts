import { Writable } from "node:stream";
import type { Context } from "koa";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { startWeb, type TestWeb } from "../../test/support/web.ts";
import { AppError } from "../errors.ts";
import { systemRandom } from "../lib/random.ts";
import { accessLog } from "./access-log.ts";
import { loadAssets } from "./assets.ts";
import { errorHandling } from "./errors.ts";
import { readForm } from "./forms.ts";
import { securityHeaders } from "./headers.ts";
import { pages } from "./pages.ts";

const lines: string[] = [];
const log = pino(
  { level: "debug" },
  new Writable({ write: (chunk, _encoding, done) => (lines.push(String(chunk)), done()) }),
);
const private1 = "lotte.482137";
let web: TestWeb;

const errors = errorHandling({ log, random: systemRandom });
const doors: Record<string, (ctx: Context) => unknown> = {
  bug: () => {
    throw new Error(`duplicate key: (login_name)=(${private1})`, { cause: new TypeError(private1) });
  },
  busy: () => {
    throw new AppError("busy");
  },
  form: (ctx) => readForm(ctx, z.object({})),
  thrown: (ctx) => ctx.throw(403, private1),
  text: () => Promise.reject(private1),
  download: (ctx) => {
    ctx.attachment("x.pdf");
    ctx.set("Content-Encoding", "gzip");
    throw new Error("halfway");
  },
  caught: (ctx) =>
    errors.show(ctx, new Error(private1), {
      code: "oidc-error",
      status: 400,
      backHref: "https://rekenland.example/",
      applicationName: "Rekenland",
    }),
};

beforeAll(async () => {
  web = await startWeb((issuer) => [
    accessLog({ log, random: systemRandom }),
    securityHeaders({ issuer }),
    pages({ assets: loadAssets(), issuer }),
    errors.middleware,
    (ctx) => doors[ctx.path.split("/")[1] ?? ""]?.(ctx),
  ]);
});
afterAll(() => web.close());
beforeEach(() => lines.splice(0));

const codeIn = (text: string) => /[34679CDFGHJKMNPQRTVWX]{4}-[34679CDFGHJKMNPQRTVWX]{4}/.exec(text)?.[0];

test("the code on the page is the code of one log line", async () => {
  const { text } = await web.ask("/bug");
  const code = codeIn(text);
  expect(code).toBeDefined();
  expect(lines.filter((line) => line.includes(`"errorCode":"${code}"`))).toHaveLength(1);
});

test("every error has a code of its own", async () => {
  expect(codeIn((await web.ask("/bug")).text)).not.toBe(codeIn((await web.ask("/bug")).text));
});

test("a bug answers 500 and says sorry in the reader's language", async () => {
  const answer = await web.ask("/bug", { headers: { "Accept-Language": "fr" } });
  expect(answer.status).toBe(500);
  expect(answer.text).toContain("Il y a un problème chez nous");
});

test("nothing of the request or of an error's message is on the page", async () => {
  for (const path of [`/bug/${private1}?name=${private1}`, "/text", "/thrown", `/${private1}`]) {
    const { text } = await web.ask(path, { headers: { "User-Agent": private1, Cookie: `x=${private1}` } });
    // The language switch alone leads back to where one is.
    expect(text.replace(/<input type="hidden" name="back"[^>]*>/, "")).not.toContain(private1);
  }
});

test("nothing of the request or of an error's message is in the log", async () => {
  for (const path of [
    `/bug/${private1}?name=${private1}`,
    "/text",
    "/thrown",
    "/caught",
    `/${private1}?x=${private1}`,
  ]) {
    await web.ask(path, {
      headers: { "User-Agent": private1, Referer: `http://x/${private1}`, Cookie: `x=${private1}` },
    });
  }
  expect(lines.length).toBeGreaterThanOrEqual(8);
  expect(lines.join("")).not.toContain(private1);
});

test("the log line tells where a bug rose", async () => {
  await web.ask("/bug");
  expect(lines.join("")).toContain("errors.test.ts");
});

test("a program that asks for JSON gets the reason and the code", async () => {
  const answer = await web.ask("/busy", { headers: { Accept: "application/json" } });
  expect(JSON.parse(answer.text)).toEqual({ error: "busy", code: codeIn(answer.text) });
});

test("when it is too busy the answer says when to come back", async () => {
  const answer = await web.ask("/busy");
  expect(answer.status).toBe(503);
  expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
});

test("an address that isn't there is a friendly 404", async () => {
  const answer = await web.ask("/nowhere");
  expect(answer.status).toBe(404);
  expect(answer.text).toContain("Deze pagina is er niet");
});

test("a status that a library asks for is kept, its message isn't", async () => {
  const answer = await web.ask("/thrown");
  expect(answer.status).toBe(403);
});

test("a form with a NUL is a 400, and no bug", async () => {
  const answer = await web.post("/form", { "a\0": "b" });
  expect(answer.status).toBe(400);
});

test("an error in the middle of a download is a page and no download", async () => {
  const { headers } = await web.ask("/download");
  expect([headers["content-type"], headers["content-disposition"], headers["content-encoding"]]).toEqual([
    "text/html; charset=utf-8",
    undefined,
    undefined,
  ]);
});

test("an error of the provider leads back to the application", async () => {
  const { text } = await web.ask("/caught");
  expect(text).toContain('href="https://rekenland.example/"');
  expect(text).toContain("Terug naar Rekenland");
});

test("an error page has the strict headers too", async () => {
  const { headers } = await web.ask("/bug");
  expect(headers["content-security-policy"]).toContain("default-src 'none'");
  expect(headers["cache-control"]).toBe("no-store");
});

test("an error before any page can be shown still gives the code", async () => {
  const bare = await startWeb(() => [errors.middleware]);
  const answer = await bare.ask("/");
  await bare.close();
  expect([answer.status, answer.text]).toEqual([404, `LeerID ${codeIn(answer.text)}`]);
});

test("an error that reaches koa's last resort is answered, and tells nothing", async () => {
  const bare = await startWeb(() => [
    () => {
      throw new AppError("cross-site", private1);
    },
  ]);
  const answer = await bare.ask("/");
  await bare.close();
  expect([answer.status, answer.text]).toEqual([403, "Forbidden"]);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { startWeb, type TestWeb } from "../../test/support/web.ts";
import { AppError } from "../errors.ts";
import { refuseCrossSite } from "./cross-site.ts";

const issuer = "https://leerid.example";
let web: TestWeb;
beforeAll(async () => {
  web = await startWeb(() => [
    async (ctx, next) => {
      try {
        await next();
      } catch (error) {
        ctx.status = error instanceof AppError ? error.status : 500;
        ctx.body = error instanceof AppError ? error.code : "other";
      }
    },
    refuseCrossSite({ issuer, exempt: (path) => path === "/token" }),
    (ctx) => {
      ctx.body = "through";
    },
  ]);
});
afterAll(() => web.close());

const posted = async (headers: Record<string, string>, path = "/") =>
  (await web.ask(path, { method: "POST", headers })).text;

test("a form of our own page gets through", async () => {
  expect(await posted({ "Sec-Fetch-Site": "same-origin" })).toBe("through");
});

test("what the person started, such as a reload, gets through", async () => {
  expect(await posted({ "Sec-Fetch-Site": "none" })).toBe("through");
});

test.each(["cross-site", "same-site", "nonsense"])("a form that is %s is stopped", async (site) => {
  expect(await posted({ "Sec-Fetch-Site": site })).toBe("cross-site");
});

test("a forged Origin doesn't help where the browser says that it is another site", async () => {
  expect(await posted({ "Sec-Fetch-Site": "cross-site", Origin: issuer })).toBe("cross-site");
});

test("an older browser is believed by its Origin", async () => {
  expect(await posted({ Origin: issuer })).toBe("through");
});

test.each(["https://evil.example", "null", "http://leerid.example", "https://leerid.example.evil", `${issuer}:444`])(
  "the origin %s is not ours",
  async (origin) => {
    expect(await posted({ Origin: origin })).toBe("cross-site");
  },
);

test("a form that doesn't tell where it comes from is stopped", async () => {
  expect(await posted({})).toBe("cross-site");
});

test("our own name in X-Forwarded-Host or Referer counts for nothing", async () => {
  expect(await posted({ "X-Forwarded-Host": "leerid.example", Referer: `${issuer}/` })).toBe("cross-site");
});

test("a path that acts on no cookie is open to other origins", async () => {
  expect(await posted({ "Sec-Fetch-Site": "cross-site" }, "/token")).toBe("through");
});

test("reading is never stopped", async () => {
  expect((await web.ask("/", { headers: { "Sec-Fetch-Site": "cross-site" } })).text).toBe("through");
});

test("a PUT is held to the same rule", async () => {
  const answer = await web.ask("/", { method: "PUT", headers: { "Sec-Fetch-Site": "cross-site" } });
  expect(answer.text).toBe("cross-site");
});

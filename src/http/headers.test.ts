import { expect, test } from "vitest";
import { startWeb, type Answer } from "../../test/support/web.ts";
import { allowCamera, securityHeaders } from "./headers.ts";

async function answerOf(path: string, issuer = "https://leerid.example"): Promise<Answer> {
  const web = await startWeb(() => [
    securityHeaders({ issuer, inPopup: (asked) => asked.startsWith("/interaction/") }),
    (ctx) => {
      if (ctx.path === "/badge") allowCamera(ctx);
      ctx.body = "ok";
    },
  ]);
  const answer = await web.ask(path);
  await web.close();
  return answer;
}
const policyOf = async (path: string) => String((await answerOf(path)).headers["content-security-policy"]);

test("a page may load from us only, and run nothing inline", async () => {
  expect((await policyOf("/")).split("; ")).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ]);
});

test("only a page that asks for it may use the camera", async () => {
  expect((await answerOf("/")).headers["permissions-policy"]).toContain("camera=()");
  expect((await answerOf("/badge")).headers["permissions-policy"]).toContain("camera=(self)");
});

test("no answer is kept by default", async () => {
  expect((await answerOf("/")).headers["cache-control"]).toBe("no-store");
});

test("the referrer stays inside, but our own forms tell their origin", async () => {
  expect((await answerOf("/")).headers["referrer-policy"]).toBe("same-origin");
});

test("nothing is guessed about types, and nobody may frame us", async () => {
  const { headers } = await answerOf("/");
  expect([headers["x-content-type-options"], headers["x-frame-options"]]).toEqual(["nosniff", "DENY"]);
});

test("browsers stay on https for two years", async () => {
  expect((await answerOf("/")).headers["strict-transport-security"]).toBe("max-age=63072000; includeSubDomains");
});

test("on a localhost without https no browser is bound to it", async () => {
  expect((await answerOf("/", "http://localhost:3000")).headers["strict-transport-security"]).toBeUndefined();
});

test("another site's window has no hold on ours", async () => {
  expect((await answerOf("/")).headers["cross-origin-opener-policy"]).toBe("same-origin");
});

test("an application may sign its pupils in in a window that it opened", async () => {
  expect((await answerOf("/interaction/x")).headers["cross-origin-opener-policy"]).toBeUndefined();
});

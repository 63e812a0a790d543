import { Readable } from "node:stream";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { startWeb, type TestWeb } from "../../test/support/web.ts";
import { AppError } from "../errors.ts";
import { readForm } from "./forms.ts";

const Form = z.object({ name: z.string().min(1, "missing"), secret: z.string().min(3, "too-short") });
const type = { "Content-Type": "application/x-www-form-urlencoded" };
let web: TestWeb;
beforeAll(async () => {
  web = await startWeb(() => [
    async (ctx) => {
      try {
        ctx.body = await readForm(ctx, Form, ctx.path === "/small" ? { maxBytes: 20 } : {});
      } catch (error) {
        ctx.body = { stopped: error instanceof AppError ? error.code : "unexpected" };
      }
    },
  ]);
});
afterAll(() => web.close());

const sent = async (body: string | Readable, headers: Record<string, string> = type, path = "/") =>
  JSON.parse((await web.ask(path, { method: "POST", headers, body })).text);

test("a form is read as its schema gives it", async () => {
  expect(await sent("name=Zo%C3%AB+D%27hondt&secret=abc+d")).toMatchObject({
    ok: true,
    data: { name: "Zoë D'hondt", secret: "abc d" },
  });
});

test("a problem is named by field, in a word that the page knows", async () => {
  expect(await sent("name=&secret=x")).toMatchObject({ ok: false, problems: { name: "missing", secret: "too-short" } });
});

test("a field that is not there has zod's word for it", async () => {
  expect(await sent("secret=xyz")).toMatchObject({ ok: false, problems: { name: "invalid_type" } });
});

test("what was typed comes back, but never a secret", async () => {
  const fields = "name=noor&secret=x&password=p&newPassword=q&repeat=r&code=c&badge=b&id_token=t";
  expect((await sent(fields)).typed).toEqual({ name: "noor" });
});

test("a NUL is refused, wherever it stands", async () => {
  expect(await sent("name=a%00b&secret=abc")).toEqual({ stopped: "bad-request" });
  expect(await sent("name=a&secret=abc&x%00=1")).toEqual({ stopped: "bad-request" });
});

test("a field that comes twice is refused", async () => {
  expect(await sent("name=a&name=b&secret=abc")).toEqual({ stopped: "bad-request" });
});

test("more than 50 fields are refused", async () => {
  const many = Array.from({ length: 51 }, (_, index) => `f${index}=1`).join("&");
  expect(await sent(many)).toEqual({ stopped: "bad-request" });
});

test.each(["application/json", "multipart/form-data; boundary=x", "text/plain"])("%s is no form", async (other) => {
  expect(await sent("name=a&secret=abc", { "Content-Type": other })).toEqual({ stopped: "bad-request" });
});

test("a body that says it is too large is refused before it is read", async () => {
  expect(await sent("x".repeat(16_385))).toEqual({ stopped: "body-too-large" });
});

test("a body that doesn't tell its length is cut off at the limit", async () => {
  expect(await sent(Readable.from(["a".repeat(15), "a".repeat(6)]), type, "/small")).toEqual({
    stopped: "body-too-large",
  });
});

test("a connection with an unread body is not used again", async () => {
  const answer = await web.ask("/", { method: "POST", headers: type, body: "x".repeat(20_000) });
  expect(answer.headers["connection"]).toBe("close");
});

test("names of the language itself are names like any other", async () => {
  expect((await sent("__proto__=x&constructor=y&name=a&secret=abc")).ok).toBe(true);
  expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
});

test("whatever is sent, the answer is a form, problems or a refusal", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string({ unit: "binary" }), fc.webQueryParameters()), async (body) => {
      const answer = await sent(body);
      expect(typeof answer.ok === "boolean" || ["bad-request", "body-too-large"].includes(answer.stopped)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

import { expect, test } from "vitest";
import { cookieSigner } from "./cookie-signer.ts";

const signature = cookieSigner(["new"]).sign("leerid=abc");

test("a signature of ours is recognised", () => {
  expect(cookieSigner(["new"]).verify("leerid=abc", signature)).toBe(true);
});

test.each([
  ["another value", "leerid=abd", signature],
  ["another cookie", "other=abc", signature],
  ["a changed signature", "leerid=abc", `A${signature.slice(1)}`],
  ["a shortened signature", "leerid=abc", signature.slice(0, -1)],
  ["an empty signature", "leerid=abc", ""],
  ["characters of several bytes", "leerid=abc", "é".repeat(signature.length)],
])("%s is refused", (_what, data, given) => {
  expect(cookieSigner(["new"]).verify(data, given)).toBe(false);
});

test("a signature under another secret is refused", () => {
  expect(cookieSigner(["other"]).verify("leerid=abc", signature)).toBe(false);
});

test("after a rotation the newest secret signs and the older one is still accepted", () => {
  const rotated = cookieSigner(["newest", "new"]);
  expect(rotated.index("leerid=abc", signature)).toBe(1);
  expect(rotated.index("leerid=abc", rotated.sign("leerid=abc"))).toBe(0);
});

test("there is no signing without a secret", () => {
  expect(() => cookieSigner([])).toThrow("no secret");
});

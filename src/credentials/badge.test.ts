import fc from "fast-check";
import { expect, test } from "vitest";
import { systemRandom } from "../lib/random.ts";
import { badgeAlphabet, badgeTokenFrom, badgeUrl, drawBadgeToken } from "./badge.ts";

const token = fc
  .array(fc.constantFrom(...Array.from(badgeAlphabet)), { minLength: 30, maxLength: 30 })
  .map((letters) => letters.join(""));
const issuer = "https://leerid.example";

test("a badge token is worth at least 128 bits", () => {
  expect(drawBadgeToken(systemRandom).length * Math.log2(new Set(badgeAlphabet).size)).toBeGreaterThanOrEqual(128);
});

test("the token stands behind the # of the address, so that no server sees it", () => {
  const url = new URL(badgeUrl(issuer, "B".repeat(30)));
  expect(url.pathname + url.search).toBe("/badge");
  expect(url.hash).toBe(`#${"B".repeat(30)}`);
});

test("the token is found in the whole address and on its own, in any case, with the scanner's Enter", () => {
  fc.assert(
    fc.property(token, fc.constantFrom("", "\n", "\r\n", " ", "\t"), fc.boolean(), (made, end, lower) => {
      for (const text of [badgeUrl(issuer, made), made]) {
        expect(badgeTokenFrom((lower ? text.toLowerCase() : text) + end)).toBe(made);
      }
    }),
  );
});

test("a scanner that types QWERTY on an AZERTY computer still gives the token", () => {
  const azerty = new Map(
    Object.entries({ q: "a", a: "q", w: "z", z: "w", m: ",", ":": "M", "/": "=", "#": "3", ".": ":" }),
  );
  const typed = Array.from(badgeUrl(issuer, "BCDEFGHIJKLNOPRSTUVXBCDEFGHIJK"), (key) => azerty.get(key) ?? key).join(
    "",
  );
  expect(badgeTokenFrom(typed)).toBe("BCDEFGHIJKLNOPRSTUVXBCDEFGHIJK");
});

test("a text without a token gives nothing", () => {
  for (const text of ["", issuer, `${issuer}/badge#`, `${issuer}/badge#${"B".repeat(29)}`, `${"B".repeat(29)}A`]) {
    expect(badgeTokenFrom(text)).toBeUndefined();
  }
});

test("an oversized text is not read", () => {
  expect(badgeTokenFrom("B".repeat(401))).toBeUndefined();
});

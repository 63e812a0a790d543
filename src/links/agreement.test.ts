import fc from "fast-check";
import { expect, test } from "vitest";
import { namesAgree } from "./agreement.ts";

const name = (familyName: string, givenName: string) => ({ familyName, givenName });

test.each([
  [name("Peeters", "Lotte"), name("PEETERS", "Lotte Maria")],
  [name("Van den Broeck", "Zoë"), name("van den broeck", "Zoe")],
  [name("D'hondt", "Jan-Willem"), name("Dhondt", "Willem")],
  [name("", "Yousef"), name("", "yousef")],
])("%o and %o are one name", (one, two) => {
  expect(namesAgree(one, two)).toBe(true);
});

test.each([
  [name("Peeters", "Lotte"), name("Peeters", "Noor")],
  [name("Peeters", "Lotte"), name("Pieters", "Lotte")],
  [name("Peeters", "Jan A."), name("Peeters", "Piet A.")],
  [name("Peeters", ""), name("Peeters", "")],
  [name("Peeters", "Lot"), name("Peeters", "Lotte")],
])("%o and %o are two names", (one, two) => {
  expect(namesAgree(one, two)).toBe(false);
});

test("agreeing goes both ways", () => {
  const any = fc.record({ givenName: fc.string(), familyName: fc.string() });
  fc.assert(fc.property(any, any, (one, two) => namesAgree(one, two) === namesAgree(two, one)));
});

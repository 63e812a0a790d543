import fc from "fast-check";
import { expect, test } from "vitest";
import { linesOf, runsOf } from "./phrases.ts";

const letters = (text: string) => text.length;

test("a line holds as many words as there is room for", () => {
  expect(linesOf("een twee drie vier", 8, letters)).toEqual(["een twee", "drie", "vier"]);
});

test("no word is lost or cut, and no line with a space in it is too long", () => {
  const words = fc.array(fc.stringMatching(/^[a-zé]{1,12}$/), { minLength: 1 });
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 40 }), (given, room) => {
      const lines = linesOf(given.join(" "), room, letters);
      expect(lines.join(" ")).toBe(given.join(" "));
      for (const line of lines.filter((one) => one.includes(" "))) expect(line.length).toBeLessThanOrEqual(room);
    }),
  );
});

test("a Latin name in an Arabic line is a piece of its own, and the spaces stay outside", () => {
  expect(runsOf("مع LeerID يدخل")).toEqual(["مع ", "LeerID", " يدخل"]);
  expect(runsOf("LeerID")).toEqual(["LeerID"]);
});

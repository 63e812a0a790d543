import fc from "fast-check";
import { expect, test } from "vitest";
import { systemRandom } from "../lib/random.ts";
import { codeAlphabet, drawCode, normaliseCode } from "./activation-code.ts";

const code = fc
  .array(fc.constantFrom(...Array.from(codeAlphabet)), { minLength: 12, maxLength: 12 })
  .map((characters) => characters.join(""));

test("a code is printed as three groups of four", () => {
  expect(drawCode(systemRandom)).toMatch(/^[A-Z3-9]{4}-[A-Z3-9]{4}-[A-Z3-9]{4}$/);
});

test("no character of a code can be taken for another one", () => {
  expect(Array.from(codeAlphabet).filter((character) => "0O1IL2Z5S8BU".includes(character))).toEqual([]);
});

test("a code is worth more than 50 bits", () => {
  expect(12 * Math.log2(new Set(codeAlphabet).size)).toBeGreaterThan(50);
});

test("case, spaces and dashes make no difference", () => {
  const gap = fc.constantFrom("", " ", "-", " - ", "–", ".", "\u00a0");
  fc.assert(
    fc.property(code, fc.array(fc.tuple(gap, fc.boolean()), { minLength: 12, maxLength: 12 }), (plain, noise) => {
      const typed = Array.from(plain).map((character, at) => {
        const [before, lower] = noise[at] ?? ["", false];
        return before + (lower ? character.toLowerCase() : character);
      });
      expect(normaliseCode(typed.join(""))).toBe(plain);
    }),
  );
});

test("a text of another length is no code", () => {
  expect(normaliseCode("CDFG-HJKM-NPQ")).toBeUndefined();
  expect(normaliseCode("CDFG-HJKM-NPQR-T")).toBeUndefined();
});

test("a text with a character that codes don't have is no code", () => {
  expect(normaliseCode("CDFG-HJKM-NPQ0")).toBeUndefined();
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseLocale, locales } from "./locale.ts";

test("without any wish the page is Dutch", () => {
  expect(chooseLocale({})).toBe("nl");
});

test("the language that a person chose wins from all else", () => {
  expect(chooseLocale({ chosen: "de", uiLocales: "fr", acceptLanguage: "en" })).toBe("de");
});

test("a chosen language that we don't speak counts for nothing", () => {
  expect(chooseLocale({ chosen: "tlh", uiLocales: "fr" })).toBe("fr");
});

test("the application's wish goes before the browser's", () => {
  expect(chooseLocale({ uiLocales: "es fr-BE en", acceptLanguage: "de" })).toBe("fr");
});

test("the browser's languages are weighed, whatever their order", () => {
  expect(chooseLocale({ acceptLanguage: "en;q=0.4, de-AT;q=0.9, fr;q=0.5" })).toBe("de");
});

test("a language without a weight weighs most", () => {
  expect(chooseLocale({ acceptLanguage: "en;q=0.9,fr" })).toBe("fr");
});

test("a language with weight 0 is one that the reader doesn't want", () => {
  expect(chooseLocale({ acceptLanguage: "fr;q=0, es" })).toBe("nl");
});

test("capitals and regions make no difference", () => {
  expect(chooseLocale({ acceptLanguage: "EN-us" })).toBe("en");
});

test("whatever is asked for, the answer is a language that we speak", () => {
  const anything = fc.record({ chosen: fc.string(), uiLocales: fc.string(), acceptLanguage: fc.string() });
  fc.assert(
    fc.property(anything, (wishes) => {
      expect(locales).toContain(chooseLocale(wishes));
    }),
  );
});

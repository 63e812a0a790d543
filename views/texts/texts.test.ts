import { describe, expect, test } from "vitest";
import { locales } from "../../src/lib/locale.ts";
import { catalogues } from "./texts.ts";

/** Every text by its path, functions called with something to fill in. */
function flatten(value: unknown, path: string): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, String(value(12))]];
  if (typeof value !== "object" || value === null) throw new Error(`No text at ${path}`);
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, path === "" ? key : `${path}.${key}`));
}
const nl = flatten(catalogues.nl, "");

/** Words that are the same in both languages, checked by eye. */
const same = new Set([
  "fr errors.code",
  "en errors.code",
  "de errors.code",
  "de signIn.badge",
  "de welcome.badge",
  "en pictures.star",
  "en common.help",
]);

describe.each(locales.filter((locale) => locale !== "nl"))("the catalogue of %s", (locale) => {
  const texts = new Map(flatten(catalogues[locale], ""));

  test("has the keys of the Dutch one, no more and no fewer", () => {
    expect([...texts.keys()].sort()).toEqual(nl.map(([key]) => key).sort());
  });

  test("has no text that was left in Dutch", () => {
    const left = nl.filter(([key, text]) => texts.get(key) === text && !same.has(`${locale} ${key}`));
    expect(left).toEqual([]);
  });
});

test.each(locales)("no text of %s is empty, unfilled or spaced wrongly", (locale) => {
  const bad = flatten(catalogues[locale], "").filter(
    ([, text]) => text.trim() === "" || text !== text.trim() || /undefined|NaN|\{|\}| {2}|TODO/.test(text),
  );
  expect(bad).toEqual([]);
});

test.each(locales)("no text of %s says that a pupil is wrong, or that anything is invalid", (locale) => {
  const bad = flatten(catalogues[locale], "").filter(([, text]) =>
    /ongeldig|invalid|ungültig|foutief|verboden/i.test(text),
  );
  expect(bad).toEqual([]);
});

test("texts for pupils are short: a sentence has at most 16 words", () => {
  const long = locales.flatMap((locale) =>
    flatten(catalogues[locale], "")
      .flatMap(([, text]) => text.split(/[.!?:]\s/))
      .filter((sentence) => sentence.split(/\s+/).length > 16),
  );
  expect(long).toEqual([]);
});

test("time to wait is rounded up, in the unit that fits", () => {
  const { newTryIn } = catalogues.nl.common;
  expect([0, 1, 29.2, 60, 61, 3_600, 9_000].map((seconds) => newTryIn(seconds))).toEqual([
    "Probeer opnieuw over 1 seconde.",
    "Probeer opnieuw over 1 seconde.",
    "Probeer opnieuw over 30 seconden.",
    "Probeer opnieuw over 1 minuut.",
    "Probeer opnieuw over 2 minuten.",
    "Probeer opnieuw over 1 uur.",
    "Probeer opnieuw over 3 uur.",
  ]);
});

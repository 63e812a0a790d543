import { expect, test } from "vitest";
import { locales } from "../../../src/lib/locale.ts";
import { wizardTexts } from "./texts.ts";

/** Every text by its path; functions get something to fill in, once for one and once for more. */
function flatten(value: unknown, path: string): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [1, 12].map((count) => [`${path}(${count})`, String(value(count, 99))]);
  if (typeof value !== "object" || value === null) throw new Error(`No text at ${path}`);
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, `${path}.${key}`));
}
const nl = flatten(wizardTexts.nl, "");
const others = locales.filter((locale) => locale !== "nl");

/** The same in both languages, checked by eye. */
const same: string[] = [];

test.each(others)("the wizard in %s has the words of the Dutch one, and none left in Dutch", (locale) => {
  const texts = new Map(flatten(wizardTexts[locale], ""));
  expect([...texts.keys()]).toEqual(nl.map(([key]) => key));
  const left = nl.filter(([key, text]) => texts.get(key) === text && !same.includes(`${locale} ${key}`));
  expect(left).toEqual([]);
});

test.each(locales)("no text of the wizard in %s is empty, unfilled, or blames anybody", (locale) => {
  const bad = flatten(wizardTexts[locale], "").filter(
    ([, text]) =>
      text.trim() === "" ||
      text !== text.trim() ||
      /undefined|NaN|\{|\}| {2}|[Oo]ngeldig|[Ii]nvalid|[Uu]ngültig/.test(text),
  );
  expect(bad).toEqual([]);
});

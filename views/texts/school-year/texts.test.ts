import { expect, test } from "vitest";
import { locales } from "../../../src/lib/locale.ts";
import { yearTexts } from "./texts.ts";

/** Every text by its path; functions get something to fill in, once for one and once for more. */
function flatten(value: unknown, path: string): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [1, 12].map((count) => [`${path}(${count})`, String(value(count, 99))]);
  if (typeof value !== "object" || value === null) throw new Error(`No text at ${path}`);
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, `${path}.${key}`));
}
const nl = flatten(yearTexts.nl, "");
const others = locales.filter((locale) => locale !== "nl");

test.each(others)("the school year in %s has the words of the Dutch one, and none left in Dutch", (locale) => {
  const texts = new Map(flatten(yearTexts[locale], ""));
  expect([...texts.keys()]).toEqual(nl.map(([key]) => key));
  expect(nl.filter(([key, text]) => texts.get(key) === text)).toEqual([]);
});

test.each(locales)("no text of the school year in %s is empty, unfilled, or blames anybody", (locale) => {
  const bad = flatten(yearTexts[locale], "").filter(
    ([, text]) =>
      text.trim() === "" ||
      text !== text.trim() ||
      /undefined|NaN|\{|\}| {2}|[Oo]ngeldig|[Ii]nvalid|[Uu]ngültig/.test(text),
  );
  expect(bad).toEqual([]);
});

import { expect, test } from "vitest";
import { locales } from "../../../src/lib/locale.ts";
import { classTexts } from "./texts.ts";

/** Every text by its path, functions called with something to fill in. */
function flatten(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, String(value(12))]];
  if (typeof value !== "object" || value === null) throw new Error(`No text at ${path}`);
  return Object.entries(value).flatMap(([name, inner]) => flatten(inner, `${path}.${name}`));
}
const nl = new Map(flatten(classTexts.nl));
/** The same in both languages, checked by eye. */
const same = new Set(["en .stopShort"]);

test.each(locales.filter((locale) => locale !== "nl"))("no text in %s was left in Dutch", (locale) => {
  const left = flatten(classTexts[locale]).filter(
    ([path, text]) => nl.get(path) === text && !same.has(`${locale} ${path}`),
  );
  expect(left).toEqual([]);
});

test.each(locales)("no text of %s is empty, unfilled, or says that somebody is wrong", (locale) => {
  const bad = flatten(classTexts[locale]).filter(
    ([, text]) =>
      text.trim() === "" ||
      text !== text.trim() ||
      /undefined|NaN| {2}/.test(text) ||
      /ongeldig|invalid|ungültig/i.test(text),
  );
  expect(bad).toEqual([]);
});

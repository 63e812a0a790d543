import { expect, test } from "vitest";
import { noticeTexts } from "./notice-texts.ts";
import { reasonTexts } from "./reason-texts.ts";
import { rosterLocales } from "./roster-locales.ts";
import { problemText, problemTexts, reasonText } from "./texts.ts";

const all = Object.entries({ ...problemTexts, ...reasonTexts, ...noticeTexts });
const holes = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();

test.each(all)("%s has words in every language, with the same things filled in", (_, text) => {
  expect(Object.keys(text).sort()).toEqual(rosterLocales.toSorted());
  for (const locale of rosterLocales) {
    expect(text[locale]).toMatch(/\S.*[.?)]$/);
    expect(holes(text[locale])).toEqual(holes(text.nl));
  }
});

test("values are filled in", () => {
  expect(reasonText("duplicate", { line: 9, other: 2 }, "en")).toBe(
    "The same pupil is in the same class on line 2 already (lines 2 and 9).",
  );
  expect(problemText("too-many-rows", { rows: 5 }, "fr")).toBe("Le fichier a plus de 5 lignes. Divisez-le.");
});

import fc from "fast-check";
import { expect, test } from "vitest";
import type { YearChoice } from "../pupils/pupils.ts";
import { inScope, type Place, type Scope } from "./scope.ts";

const of3B: Scope = { classNames: ["3B"], yearChoices: null, ofLastYear: true };
const now4B: Place = { classNames: ["4B"], classNamesBefore: ["3B"], yearChoice: "lager-4" };

test("in September a class of last year counts for what was decided last year", () => {
  expect(inScope(of3B, now4B)).toBe(true);
  expect(inScope(of3B, { ...now4B, classNamesBefore: [] })).toBe(false);
});

test("what is decided this year means this year's class", () => {
  expect(inScope({ ...of3B, ofLastYear: false }, now4B)).toBe(false);
});

test("who has no class of this year yet is still in last year's", () => {
  expect(inScope({ ...of3B, ofLastYear: false }, { ...now4B, classNames: [] })).toBe(true);
});

const names = fc.uniqueArray(fc.constantFrom("1A", "2A", "3A"));
const year = fc.constantFrom<YearChoice[]>(
  "instapklas",
  "kleuter-3",
  "lager-3",
  "secundair-3",
  "okan",
  "buitengewoon-lager",
);
const scope = fc.record({
  classNames: fc.option(names),
  yearChoices: fc.option(fc.uniqueArray(year)),
  ofLastYear: fc.boolean(),
});
const place = fc.record({
  classNames: names,
  classNamesBefore: names,
  yearChoice: year,
});

test("last year's classes let in more and never fewer", () => {
  fc.assert(
    fc.property(scope, place, (to, at) => {
      if (inScope(to, { ...at, classNamesBefore: [] })) expect(inScope(to, at)).toBe(true);
    }),
  );
});

test("years are those of this year, whatever class a pupil was in", () => {
  fc.assert(
    fc.property(scope, place, (to, at) => {
      const byYear = { ...to, classNames: null, yearChoices: to.yearChoices ?? ["lager-3" as const] };
      expect(inScope(byYear, at)).toBe(byYear.yearChoices.includes(at.yearChoice));
    }),
  );
});

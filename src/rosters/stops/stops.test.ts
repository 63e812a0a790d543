import fc from "fast-check";
import { expect, test } from "vitest";
import { stopsOf, type Stop } from "./stops.ts";

type Facts = {
  enrolled: number;
  left?: number;
  finishing?: number;
  rows?: number;
  here?: number;
  lastYear?: number;
  unread?: number;
};
function stops({
  enrolled,
  left = 0,
  finishing = 0,
  rows = enrolled - left,
  here = rows,
  lastYear = 0,
  unread = 0,
}: Facts): Stop[] {
  const counts = { rows, added: rows - here, changed: 0, moved: 0, left, unchanged: here };
  return stopsOf({ counts, enrolled, signs: { here, lastYear, finishing, unread } });
}

test("more than a fifth of the pupils who leave need a person's word", () => {
  expect(stops({ enrolled: 100, left: 20 })).toEqual([]);
  expect(stops({ enrolled: 100, left: 21 })).toEqual(["leavers"]);
});

test("at a large school more than fifty do", () => {
  expect(stops({ enrolled: 2000, left: 50 })).toEqual([]);
  expect(stops({ enrolled: 2000, left: 51 })).toEqual(["leavers"]);
});

test("who is at the end of what the school has isn't counted, unless half the school leaves", () => {
  expect(stops({ enrolled: 600, left: 150, finishing: 100 })).toEqual([]);
  expect(stops({ enrolled: 600, left: 151, finishing: 100 })).toEqual(["leavers"]);
  expect(stops({ enrolled: 600, left: 301, finishing: 301 })).toEqual(["leavers"]);
});

test("at a school of three pupils one may leave without a question, two may not", () => {
  expect(stops({ enrolled: 3, left: 1 })).toEqual([]);
  expect(stops({ enrolled: 3, left: 2 })).toEqual(["leavers"]);
  expect(stops({ enrolled: 1, left: 1 })).toEqual([]);
});

test("the first list of a school is never stopped", () => {
  fc.assert(
    fc.property(fc.nat(5000), (rows) => {
      expect(stops({ enrolled: 0, rows, here: 0 })).toEqual([]);
    }),
  );
});

test("who is missing while lines couldn't be read may be in one of them, and leaves only when a person says so", () => {
  expect(stops({ enrolled: 100, left: 1, unread: 1 })).toEqual(["leavers"]);
  expect(stops({ enrolled: 100, left: 0, unread: 9 })).toEqual([]);
  expect(stops({ enrolled: 100, left: 5, finishing: 5, unread: 1 })).toEqual([]);
});

test("a list that lacks most pupils of the school is another school's", () => {
  expect(stops({ enrolled: 100, left: 90, rows: 100, here: 10 })).toEqual(["foreign", "leavers"]);
  expect(stops({ enrolled: 100, left: 20, rows: 200, here: 80 })).toEqual([]);
});

test("a list that puts most pupils back in their class of last year is last year's", () => {
  expect(stops({ enrolled: 100, lastYear: 50 })).toEqual([]);
  expect(stops({ enrolled: 100, lastYear: 51 })).toEqual(["last-year"]);
  expect(stops({ enrolled: 2, lastYear: 2 })).toEqual([]);
});

test("fewer leavers never need a word that more didn't need", () => {
  fc.assert(
    fc.property(fc.nat(3000), fc.nat(3000), (enrolled, left) => {
      fc.pre(left > 0 && left <= enrolled);
      if (stops({ enrolled, left, here: enrolled }).includes("leavers")) return;
      expect(stops({ enrolled, left: left - 1, here: enrolled })).not.toContain("leavers");
    }),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { unheardStops, yearStops, type YearSigns } from "./year-rules.ts";

/** A school of 200 where everybody goes up, 30 finish, 30 are new. */
const usual: YearSigns = {
  rows: 200,
  enrolled: 200,
  left: 30,
  finishing: 30,
  unread: 0,
  classesNow: 10,
  classesNext: 10,
  here: 170,
  sameClasses: 4,
};

test("an ordinary 1 September asks nothing", () => {
  expect(yearStops(usual)).toEqual([]);
});

test("more than a fifth of the pupils who leave before the end of the school need a person's word", () => {
  expect(yearStops({ ...usual, left: 30 + 40 })).toEqual([]);
  expect(yearStops({ ...usual, left: 30 + 41 })).toEqual(["leavers"]);
});

test("who is missing while a line of the list couldn't be read needs a person's word", () => {
  expect(yearStops({ ...usual, unread: 1 })).toEqual([]);
  expect(yearStops({ ...usual, left: 31, unread: 1 })).toEqual(["leavers"]);
});

test("half of the school leaving needs a person's word, however many finish", () => {
  expect(yearStops({ ...usual, left: 100, finishing: 100 })).toEqual([]);
  expect(yearStops({ ...usual, left: 101, finishing: 101 })).toEqual(["leavers"]);
});

test("half as many classes as now need a person's word, except where there are few", () => {
  expect(yearStops({ ...usual, classesNext: 6 })).toEqual([]);
  expect(yearStops({ ...usual, classesNext: 5 })).toEqual(["classes"]);
  expect(yearStops({ ...usual, classesNow: 3, classesNext: 1 })).toEqual([]);
});

test("a list that leaves most pupils in their classes is probably this year's", () => {
  expect(yearStops({ ...usual, sameClasses: 85 })).toEqual([]);
  expect(yearStops({ ...usual, sameClasses: 86 })).toEqual(["this-year"]);
});

test("a list that knows nearly nobody of the school is another school's", () => {
  expect(yearStops({ ...usual, here: 49, left: 30 })).toContain("foreign");
  expect(yearStops({ ...usual, here: 50, left: 30 })).not.toContain("foreign");
  expect(yearStops({ ...usual, enrolled: 0, here: 0, left: 0, finishing: 0, classesNow: 0, sameClasses: 0 })).toEqual(
    [],
  );
});

test("what a person said yes to in June holds on 1 September, unless many more would leave by then", () => {
  const many = { ...usual, left: 90 };
  expect(unheardStops(many, { stops: ["leavers"], left: 90 })).toEqual([]);
  expect(unheardStops({ ...many, left: 100 }, { stops: ["leavers"], left: 90 })).toEqual([]);
  expect(unheardStops({ ...many, left: 101 }, { stops: ["leavers"], left: 90 })).toEqual(["leavers"]);
  expect(unheardStops(many, { stops: [], left: 30 })).toEqual(["leavers"]);
});

const signs = fc.record({
  rows: fc.nat(500),
  enrolled: fc.nat(500),
  left: fc.nat(500),
  finishing: fc.nat(100),
  unread: fc.nat(3),
  classesNow: fc.nat(30),
  classesNext: fc.nat(30),
  here: fc.nat(500),
  sameClasses: fc.nat(500),
});

test("nothing stops what a person has just said yes to", () => {
  fc.assert(
    fc.property(signs, (one) => {
      expect(unheardStops(one, { stops: yearStops(one), left: one.left })).toEqual([]);
    }),
  );
});

test("more leavers never need less of a person's word", () => {
  fc.assert(
    fc.property(signs, fc.nat(200), (one, more) => {
      const stops = new Set(yearStops({ ...one, left: one.left + more }));
      for (const stop of yearStops(one)) expect(stops).toContain(stop);
    }),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { PupilId } from "../ids.ts";
import { understoodClasses } from "./class-names.ts";

const pupil = (n: number) => PupilId.parse(`019ab000-0000-7000-8000-${String(n).padStart(12, "0")}`);
const lotte = pupil(1);
const noor = pupil(2);
const before = new Map([
  [lotte, ["3A"]],
  [noor, ["2A"]],
]);

test("who has no class of this year yet is still in last year's", () => {
  expect(understoodClasses(new Map(), before, [])(lotte)).toEqual(["3A"]);
});

test("a name that no class has any more means those who were in it", () => {
  const now = new Map([[lotte, ["4A"]]]);
  expect(understoodClasses(now, before, ["3A"])(lotte)).toEqual(["4A", "3A"]);
});

test("a name that a class of this year has means that class, and not last year's", () => {
  const now = new Map([
    [lotte, ["4A"]],
    [noor, ["3A"]],
  ]);
  const classesOf = understoodClasses(now, before, ["3A"]);
  expect([classesOf(lotte), classesOf(noor)]).toEqual([["4A"], ["3A"]]);
});

const name = fc.constantFrom("1A", "2A", "3A", "4A");
const classes = fc
  .array(fc.tuple(fc.nat(5), fc.uniqueArray(name, { minLength: 1 })))
  .map((entries) => new Map(entries.map(([n, names]) => [pupil(n), names])));

test("last year takes nobody out of a class of this year, and outside of September it says nothing", () => {
  fc.assert(
    fc.property(classes, classes, fc.array(name), fc.nat(5), (now, old, named, n) => {
      const own = now.get(pupil(n)) ?? [];
      expect(understoodClasses(now, old, named)(pupil(n)).slice(0, own.length)).toEqual(own);
      expect(understoodClasses(now, new Map(), named)(pupil(n))).toEqual(own);
    }),
  );
});

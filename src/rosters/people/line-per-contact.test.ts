import { expect, test } from "vitest";
import { id, known, plan, row } from "../../../test/support/roster-plan.ts";

const names = ["Peeters", "Maes", "Claes", "Wouters", "Jacobs", "El Amrani"];
/** As many lines of each pupil as there are parents, one below the other. */
const lines = (times: (at: number) => number, more: Parameters<typeof row>[1] = {}) =>
  names
    .flatMap((familyName, at) => Array.from({ length: times(at) }, () => ({ familyName, ...more })))
    .map((one, at) => row(at + 2, one));

test("where half the pupils of a list stand there more than once, each is one pupil, and the other lines are told", () => {
  const { done, refused } = plan(lines((at) => (at === 0 ? 1 : 2)));
  expect(done.map(([line, action]) => [line, action])).toEqual([2, 3, 5, 7, 9, 11].map((line) => [line, "added"]));
  expect(refused).toEqual([4, 6, 8, 10, 12].map((line) => [line, "rejected", "duplicate"]));
});

test("and the next such list finds them all again", () => {
  const pupils = names.map((familyName, at) => known(at, { familyName }));
  const { done } = plan(
    lines(() => 3),
    pupils,
  );
  expect(done).toEqual(names.map((_, at) => [2 + at * 3, "unchanged", id(at)]));
});

test("a few of them are questions: they may be namesakes", () => {
  const { refused } = plan(lines((at) => (at < 2 ? 2 : 1)));
  expect(refused.map(([, , code]) => code)).toEqual(["twice", "twice"]);
});

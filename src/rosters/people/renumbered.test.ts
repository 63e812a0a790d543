import { expect, test } from "vitest";
import { hash, id, known, plan, row } from "../../../test/support/roster-plan.ts";

const names = ["Peeters", "Maes", "Claes", "Wouters", "Jacobs", "El Amrani"];
const pupils = names.map((familyName, at) =>
  known(at, { familyName, givenName: "Kind", stamboeknummer: `100${at}`, hashes: at === 5 ? [hash("5")] : [] }),
);
const lines = (numberOf: (at: number) => string) =>
  names.map((familyName, at) => row(at + 2, { familyName, givenName: "Kind", stamboeknummer: numberOf(at) }));
const everybody = names.map((_, at) => [at + 2, "changed", id(at)]);

test("a list of another package, with numbers of its own, is of the pupils who are called so in these classes", () => {
  const { done, refused, made } = plan(
    lines((at) => `7${at}`),
    pupils,
  );
  expect([done, refused]).toEqual([everybody, []]);
  expect(made.pupils.map(({ stamboeknummer }) => stamboeknummer)).toEqual(["70", "71", "72", "73", "74", "75"]);
  expect(made.notices).toEqual([{ code: "renumbered", params: { count: 6 } }]);
});

test("and so is one whose numbers were those of the others before: each gets its own, and nobody another name", () => {
  const { done, made } = plan(
    lines((at) => `100${(at + 1) % 6}`),
    pupils,
  );
  expect(done).toEqual(everybody);
  expect(made.pupils.map(({ took }) => took?.stamboeknummer)).toEqual([1, 2, 3, 4, 5, 0].map((at) => id(at)));
});

test("a few other numbers among many that are the same are questions, as they always were", () => {
  const { done, refused } = plan(
    lines((at) => (at < 2 ? `7${at}` : `100${at}`)),
    pupils,
  );
  expect(done).toHaveLength(4);
  expect(refused).toEqual([
    [2, "doubtful", "name-only"],
    [3, "doubtful", "name-only"],
  ]);
});

test("whoever changed class as well is a question: a name alone proves nothing", () => {
  const moved = lines((at) => `7${at}`).map((one) => (one.line === 2 ? { ...one, classNames: ["4A"] } : one));
  expect(plan(moved, pupils).refused).toEqual([[2, "doubtful", "name-only"]]);
});

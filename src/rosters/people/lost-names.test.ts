import { expect, test } from "vitest";
import { hash, id, known, plan, row } from "../../../test/support/roster-plan.ts";

const lost = { givenName: "Zo?", familyName: "?ahin", lost: true };
const zoe = { givenName: "Zoë", familyName: "Şahin" };

test("a name that lost letters is never a new pupil's, also where the file says that it is one", () => {
  const { done, refused } = plan([
    row(2, lost),
    row(3, { ...lost, leerId: "new" }),
    row(4, { ...lost, hash: hash("a") }),
  ]);
  expect([done, refused.map(([line, , code]) => [line, code])]).toEqual([
    [],
    [
      [2, "letters-lost"],
      [3, "letters-lost"],
      [4, "letters-lost"],
    ],
  ]);
});

test("a pupil whose number says who it is keeps the name, takes the rest of the line, and the line is told", () => {
  const pupil = known(1, { ...zoe, hashes: [hash("a")] });
  const { made } = plan([row(2, { ...lost, hash: hash("a"), classNames: ["4A"] })], [pupil]);
  expect(made.pupils).toMatchObject([{ pupilId: id(1), action: "moved-class", ...zoe, classNames: ["4A"] }]);
  expect([made.refused, made.notices]).toEqual([[], [{ code: "names-kept", params: { lines: "2" } }]]);
});

test("a school's own number says it as well, where what is left of the name fits", () => {
  const pupil = known(1, { ...zoe, stamboeknummer: "77" });
  expect(plan([row(2, { ...lost, stamboeknummer: "77" })], [pupil]).done).toEqual([[2, "unchanged", id(1)]]);
  const other = known(1, { familyName: "Maes", stamboeknummer: "77" });
  expect(plan([row(2, { ...lost, stamboeknummer: "77" })], [other]).refused).toMatchObject([
    [2, "doubtful", "other-person"],
  ]);
});

test("without a number a person chooses among those whose name has what is left, and nobody of them leaves", () => {
  const pupils = [known(1, zoe), known(2, { ...zoe, givenName: "Zora" }), known(3, { givenName: "Noor" })];
  const { done, made } = plan([row(2, lost)], pupils);
  expect(done).toEqual([[-1, "left", id(3)]]);
  expect(made.refused).toMatchObject([
    {
      code: "letters-lost",
      shown: { givenName: "Zo?", familyName: "?ahin" },
      doubt: { choices: [known(1).loginName, known(2).loginName], mayBeNew: false },
    },
  ]);
});

test("so they do when the class changed, too", () => {
  const { done, refused } = plan([row(2, { ...lost, classNames: ["4A"] })], [known(1, zoe)]);
  expect([done, refused]).toEqual([[], [[2, "doubtful", "letters-lost"]]]);
});

test("of two lines with one number the name is the one that is whole", () => {
  const rows = [row(2, { ...lost, hash: hash("a") }), row(3, { ...zoe, hash: hash("a"), classNames: ["4A"] })];
  expect(plan(rows).made.pupils).toMatchObject([{ action: "added", ...zoe, classNames: ["3B", "4A"] }]);
});

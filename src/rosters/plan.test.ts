import { expect, test } from "vitest";
import { hash, id, known, plan, row } from "../../test/support/roster-plan.ts";

test("lines of one pupil in two classes are one pupil in both", () => {
  const { made } = plan([row(2, { hash: hash("a") }), row(3, { hash: hash("a"), classNames: ["Latijn"] })]);
  expect(made.pupils).toMatchObject([{ line: 2, action: "added", classNames: ["3B", "Latijn"] }]);
});

test("the same pupil twice in one class is rejected once, and named with both lines", () => {
  const { done, made } = plan([row(2, { hash: hash("a") }), row(9, { hash: hash("a") })]);
  expect(done).toEqual([[2, "added", null]]);
  expect(made.refused).toMatchObject([{ line: 9, code: "duplicate", params: { line: 9, other: 2 } }]);
});

test("two names with one national number are both rejected", () => {
  const { done, refused, made } = plan([row(2, { hash: hash("a") }), row(3, { hash: hash("a"), givenName: "Jef" })]);
  expect(done).toEqual([]);
  expect(refused).toEqual([
    [2, "rejected", "same-number"],
    [3, "rejected", "same-number"],
  ]);
  expect(made.refused[0]?.params).toEqual({ lines: "2, 3" });
});

test("one stamboeknummer for two national numbers is rejected", () => {
  const { refused } = plan([
    row(2, { hash: hash("a"), stamboeknummer: "7" }),
    row(3, { hash: hash("b"), stamboeknummer: "7" }),
  ]);
  expect(refused.map(([, , code]) => code)).toEqual(["same-stamboek", "same-stamboek"]);
});

test("two lines with one name and no number in two classes are doubtful", () => {
  const { done, refused } = plan([row(2), row(3, { classNames: ["4A"] })]);
  expect([done, refused]).toEqual([
    [],
    [
      [2, "doubtful", "same-name"],
      [3, "doubtful", "same-name"],
    ],
  ]);
});

test("two children with one name and numbers of their own are two pupils", () => {
  const { done } = plan([row(2, { hash: hash("a") }), row(3, { hash: hash("b") })]);
  expect(done.map(([, action]) => action)).toEqual(["added", "added"]);
});

test("the national number wins over the name", () => {
  const { done } = plan([row(2, { hash: hash("a"), givenName: "Charlotte" })], [known(1, { hashes: [hash("a")] })]);
  expect(done).toEqual([[2, "changed", id(1)]]);
});

test("numbers that point to two pupils are doubtful, and neither of them leaves", () => {
  const pupils = [known(1, { hashes: [hash("a")] }), known(2, { stamboeknummer: "7", givenName: "Jef" })];
  const { refused, made } = plan([row(2, { hash: hash("a"), stamboeknummer: "7" })], pupils);
  expect([refused, made.counts.left]).toEqual([[[2, "doubtful", "two-pupils"]], 0]);
});

test("a stamboeknummer with half the name is the same pupil, with quite another name it is doubtful", () => {
  const pupils = [known(1, { stamboeknummer: "7" })];
  expect(plan([row(2, { stamboeknummer: "7", familyName: "Maes" })], pupils).done).toEqual([[2, "changed", id(1)]]);
  const other = plan([row(2, { stamboeknummer: "7", familyName: "Maes", givenName: "Jef" })], pupils);
  expect(other.refused).toEqual([[2, "doubtful", "other-person"]]);
});

test("a stamboeknummer of a pupil who left may be given to a new one", () => {
  const pupils = [known(1, { stamboeknummer: "7", open: false, givenName: "Oud", familyName: "Ander" })];
  expect(plan([row(2, { stamboeknummer: "7" })], pupils).done).toEqual([[2, "added", null]]);
});

test("a name and class with another national number is doubtful when nobody else is that pupil", () => {
  const { refused } = plan([row(2, { hash: hash("final") })], [known(1, { hashes: [hash("bis")] })]);
  expect(refused).toEqual([[2, "doubtful", "name-only"]]);
});

test("a namesake in the class of a pupil who is in the file is a new pupil", () => {
  const { done } = plan(
    [row(2, { hash: hash("a") }), row(3, { hash: hash("b") })],
    [known(1, { hashes: [hash("a")] })],
  );
  expect(done).toEqual([
    [2, "unchanged", id(1)],
    [3, "added", null],
  ]);
});

test("two pupils of one name in one class can't be told apart without numbers", () => {
  const { refused, made } = plan([row(2)], [known(1), known(2)]);
  expect([refused, made.counts.left]).toEqual([[[2, "doubtful", "name-only"]], 0]);
});

test("before the new classes are known, the class of last year proves a name", () => {
  const { done } = plan([row(2)], [known(1, { classNames: [], classNamesBefore: ["3B"] })]);
  expect(done).toEqual([[2, "moved-class", id(1)]]);
});

test("an empty cell changes nothing that is known", () => {
  const pupils = [known(1, { hashes: [hash("a")], stamboeknummer: "7", siteName: "Noord", kind: "okan" })];
  expect(plan([row(2, { hash: hash("a"), yearGroup: null })], pupils).done).toEqual([[2, "unchanged", id(1)]]);
});

test("a number that nobody here has or had is of somebody new", () => {
  expect(plan([row(2, { hash: hash("a") })]).done).toEqual([[2, "added", null]]);
});

test("a former pupil comes back to the same LeerID, and the new enrolment gets the number", () => {
  const { made } = plan([row(2, { hash: hash("a") })], [known(1, { open: false, hashes: [hash("a")] })]);
  expect(made.pupils).toMatchObject([{ action: "moved-school", pupilId: id(1), hash: hash("a") }]);
});

test("of two who had one number here, one after the other, the one who is here now is meant", () => {
  const pupils = [known(1, { hashes: [hash("a")] }), known(2, { open: false, hashes: [hash("a")] })];
  expect(plan([row(2, { hash: hash("a") })], pupils).done).toEqual([[2, "unchanged", id(1)]]);
  expect(plan([row(2, { hash: hash("a") })], pupils.toReversed()).done).toEqual([[2, "unchanged", id(1)]]);
});

test("lines that point to one pupil by different signs are doubtful", () => {
  const pupils = [known(1, { hashes: [hash("a")], stamboeknummer: "7" })];
  const { refused } = plan([row(2, { hash: hash("a") }), row(3, { stamboeknummer: "7" })], pupils);
  expect(refused).toEqual([
    [2, "doubtful", "same-pupil"],
    [3, "doubtful", "same-pupil"],
  ]);
});

test("100,000 lines are planned in seconds", () => {
  const rows = Array.from({ length: 100_000 }, (_, at) =>
    row(at + 2, { stamboeknummer: String(at), familyName: `P${at}` }),
  );
  const pupils = Array.from({ length: 100_000 }, (_, at) =>
    known(at, { stamboeknummer: String(at), familyName: `P${at}` }),
  );
  const started = performance.now();
  expect(plan(rows, pupils).made.counts.unchanged).toBe(100_000);
  expect(performance.now() - started).toBeLessThan(20_000);
});

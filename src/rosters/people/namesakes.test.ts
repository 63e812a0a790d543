import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hash, id, known, plan, row } from "../../../test/support/roster-plan.ts";

const in3B = { classNames: ["3B"] };
const in4A = { classNames: ["4A"] };
const told = ({ made }: ReturnType<typeof plan>) =>
  made.refused.map(({ line, action, code, params }) => [line, action, code, params["other"]]);

describe("two lines of one name in one class, without numbers,", () => {
  test("are two pupils when their days of birth differ", () => {
    expect(plan([row(2, { person: 0 }), row(3, { person: 1 })])).toMatchObject({
      done: [
        [2, "added", null],
        [3, "added", null],
      ],
      refused: [],
    });
  });

  test.each([
    ["have one day of birth", 0],
    ["have no day of birth", undefined],
  ])("are a question at the second when they %s, and the page shows both", (_how, person) => {
    const made = plan([row(2, { person }), row(3, { person })]);
    expect([made.done, told(made)]).toEqual([[[2, "added", null]], [[3, "doubtful", "twice", 2]]]);
    expect(made.made.refused[0]?.doubt).toMatchObject({
      mayBeNew: true,
      mayBeTwice: true,
      others: [{ line: 2, name: "Lotte Peeters", className: "3B" }],
    });
  });

  test("of which one has a day of birth are a question at the other", () => {
    const made = plan([row(2), row(3, { person: 0 })]);
    expect([made.done, told(made)]).toEqual([[[3, "added", null]], [[2, "doubtful", "twice", 3]]]);
  });

  test("are nobody's change when two pupils of that name are in it", () => {
    const pupils = [known(1), known(2)];
    for (const persons of [
      [0, 1],
      [0, 0],
      [undefined, undefined],
    ]) {
      const made = plan(
        persons.map((person, at) => row(at + 2, { person })),
        pupils,
      );
      expect([made.done.map(([, action]) => action), told(made)]).toEqual([["unchanged", "unchanged"], []]);
    }
  });

  test("are a question when one pupil of that name is in it: a namesake came", () => {
    const made = plan([row(2, { person: 0 }), row(3, { person: 1 })], [known(1)]);
    expect(told(made).map(([line, action]) => [line, action])).toEqual([
      [2, "doubtful"],
      [3, "doubtful"],
    ]);
    expect(made.made.counts.left).toBe(0);
  });
});

test("a line with a number beside a line without one, of one name in one class, is the pupil, and the other one is asked", () => {
  const made = plan([row(2), row(3, { hash: hash("a") })]);
  expect([made.done, told(made)]).toEqual([[[3, "added", null]], [[2, "doubtful", "twice", 3]]]);
});

test("namesakes in two classes are each themselves at the next import, without numbers and days of birth", () => {
  const pupils = [known(1, in3B), known(2, in4A)];
  expect(plan([row(2, in4A), row(3, in3B)], pupils)).toMatchObject({
    done: [
      [2, "unchanged", id(2)],
      [3, "unchanged", id(1)],
    ],
    refused: [],
  });
});

test("a namesake who moves to the class of another is a question for both lines, and neither leaves", () => {
  const made = plan([row(2, { ...in3B, person: 0 }), row(3, { ...in3B, person: 1 })], [known(1, in3B), known(2, in4A)]);
  expect([told(made).length, made.made.counts.left]).toEqual([2, 0]);
});

test("one of two namesakes in one class who moves is a question for both lines", () => {
  const made = plan([row(2, { ...in3B, person: 0 }), row(3, { ...in4A, person: 1 })], [known(1), known(2)]);
  expect(told(made).map(([line, action, code]) => [line, action, code])).toEqual([
    [2, "doubtful", "name-only"],
    [3, "doubtful", "name-only"],
  ]);
});

test("a namesake with a day of birth of its own who comes to another class is a new pupil", () => {
  const lines = [row(2, { ...in3B, person: 0 }), row(3, { ...in4A, person: 1 })];
  expect(plan(lines, [known(1, in3B)]).done).toEqual([
    [2, "unchanged", id(1)],
    [3, "added", null],
  ]);
});

test("lines of one name and one day of birth in two classes are one pupil in both", () => {
  const { made } = plan([row(2, { ...in3B, person: 0 }), row(3, { ...in4A, person: 0 })]);
  expect(made.pupils).toMatchObject([{ action: "added", classNames: ["3B", "4A"] }]);
});

test("the only pupil of a name, in two classes, is that pupil at the next import of a line for each class", () => {
  const pupil = known(1, { classNames: ["3B", "Latijn"] });
  expect(plan([row(2, in3B), row(3, { classNames: ["Latijn"] })], [pupil]).done).toEqual([[2, "unchanged", id(1)]]);
});

test("a number of another day of birth than the line says is a question, unless the number is known of that very name", () => {
  const wrong = row(2, { hash: hash("a"), bornOther: true });
  expect(told(plan([wrong])).map(([, , code]) => code)).toEqual(["born-other"]);
  expect(plan([wrong], [known(1, { hashes: [hash("a")] })]).done).toEqual([[2, "unchanged", id(1)]]);
});

test("whatever namesakes a file has: each line is a pupil or told, no pupil stands in two lines, and the same file again changes nobody", () => {
  const line = fc.record({
    className: fc.constantFrom("3A", "3B", "4A"),
    person: fc.constantFrom(undefined, 0, 1, 2),
    hash: fc.constantFrom(null, null, "a", "b"),
  });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
      const rows = () =>
        lines.map(({ className, person, hash: number }, at) =>
          row(at + 2, { classNames: [className], person, hash: number === null ? null : hash(number) }),
        );
      const { made } = plan(rows());
      const told = made.refused.flatMap(({ line: at, doubt }) => doubt?.row.lines ?? [at]);
      const used = made.pupils.flatMap(({ classNames }) => classNames);
      expect(told.length + used.length).toBe(lines.length);
      const pupils = made.pupils.map(({ classNames, hash: number }, at) =>
        known(at, { classNames, hashes: number === null ? [] : [number] }),
      );
      const again = plan(rows(), pupils);
      const ids = again.made.pupils.flatMap(({ pupilId }) => pupilId ?? []);
      expect(new Set(ids).size).toBe(ids.length);
      expect(again.made.counts.left).toBe(0);
      if (made.refused.length === 0)
        expect(again.done.map(([, action]) => action)).toEqual(pupils.map(() => "unchanged"));
    }),
    { numRuns: 1000 },
  );
});

test("twenty thousand lines of a name that two thousand pupils have are matched in seconds", () => {
  const pupils = Array.from({ length: 2000 }, (_, at) => known(at));
  const lines = Array.from({ length: 20_000 }, (_, at) => row(at + 2, { person: at }));
  const started = performance.now();
  expect(plan(lines, pupils).made.refused).toHaveLength(20_000);
  expect(performance.now() - started).toBeLessThan(8000);
});

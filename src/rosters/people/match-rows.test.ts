import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hash, id, known, plan, row } from "../../../test/support/roster-plan.ts";

const lotte = { givenName: "Lotte", familyName: "Peeters" };
const emma = { givenName: "Emma", familyName: "Peeters" };
const wout = { givenName: "Wout", familyName: "Maes" };
/** Who each line may be about, of the lines of which nothing is applied. */
const asked = ({ made }: ReturnType<typeof plan>) =>
  made.refused.map(({ line, code, doubt }) => [line, code, doubt?.choices.length, doubt?.mayBeNew]);

describe("one child is never made another one", () => {
  const pupils = [known(1, { ...lotte, hashes: [hash("l")], stamboeknummer: "1" })];

  test("by a national number that comes with another first and another family name", () => {
    const made = plan([row(2, { ...wout, hash: hash("l") })], pupils);
    expect([made.done, asked(made)]).toEqual([[], [[2, "other-name", 1, true]]]);
  });

  test("by a stamboeknummer that comes with another first and another family name", () => {
    const made = plan([row(2, { ...wout, stamboeknummer: "1" })], pupils);
    expect([made.done, asked(made)]).toEqual([[], [[2, "other-person", 1, true]]]);
  });

  test("also when that child has left the school", () => {
    const gone = known(1, { ...lotte, hashes: [hash("l")], open: false });
    expect(asked(plan([row(2, { ...wout, hash: hash("l") })], [gone]))).toEqual([[2, "other-name", 1, true]]);
  });
});

describe("numbers that two children have of each other are a question, with both children for each line:", () => {
  const twins = [
    known(1, { ...lotte, hashes: [hash("l")], stamboeknummer: "1" }),
    known(2, { ...emma, hashes: [hash("e")], stamboeknummer: "2" }),
  ];

  test.each([
    ["national numbers of twins", { hash: hash("e") }, { hash: hash("l") }, "other-name"],
    ["stamboeknummers of twins", { stamboeknummer: "2" }, { stamboeknummer: "1" }, "other-person"],
  ])("%s", (_what, ofLotte, ofEmma, code) => {
    const made = plan([row(2, { ...lotte, ...ofLotte }), row(3, { ...emma, ...ofEmma })], twins);
    expect(made.done).toEqual([]);
    expect(asked(made)).toEqual([
      [2, code, 2, true],
      [3, code, 2, true],
    ]);
  });

  test("national and school numbers of twins together", () => {
    const lines = [
      row(2, { ...lotte, hash: hash("e"), stamboeknummer: "2" }),
      row(3, { ...emma, hash: hash("l"), stamboeknummer: "1" }),
    ];
    expect(plan(lines, twins).refused.map(([, , code]) => code)).toEqual(["other-name", "other-name"]);
  });

  test("a line shifted in one column of a whole class", () => {
    const names = ["Peeters", "Maes", "Claes", "Wouters", "Jacobs"];
    const pupils = names.map((familyName, at) => known(at, { familyName, givenName: "Kind", hashes: [hash(`${at}`)] }));
    const lines = names.map((familyName, at) =>
      row(at + 2, { familyName, givenName: "Kind", hash: hash(`${(at + 1) % names.length}`) }),
    );
    const { done, made } = plan(lines, pupils);
    expect([done, made.refused.map(({ code }) => code)]).toEqual([[], names.map(() => "other-name")]);
  });
});

test("the number of a twin on the line of a newcomer is a question: the twin has a line, too", () => {
  const noor = known(1, { givenName: "Noor", hashes: [hash("n")] });
  const made = plan([row(2, { ...emma, hash: hash("n") }), row(3, { givenName: "Noor" })], [noor]);
  expect(made.done).toEqual([[3, "unchanged", id(1)]]);
  expect(asked(made)).toEqual([[2, "other-name", 0, true]]);
});

describe("what a column LeerID says", () => {
  const pupils = [
    known(1, { ...lotte, hashes: [hash("l")], stamboeknummer: "1" }),
    known(2, { ...emma, hashes: [hash("e")], stamboeknummer: "2" }),
  ];
  const [ofLotte, ofEmma] = pupils.map(({ loginName }) => loginName);

  test("answers whose a line with another child's number is: the one whose name it has", () => {
    const { done, made } = plan([row(2, { ...emma, hash: hash("l"), leerId: ofEmma ?? null }), row(3, lotte)], pupils);
    expect(done).toEqual([
      [2, "changed", id(2)],
      [3, "unchanged", id(1)],
    ]);
    expect(made.pupils[0]?.took).toEqual({ number: id(1) });
  });

  test("answers that a line with another child's number is a new pupil, who gets the number", () => {
    const { done, made } = plan([row(2, { ...wout, hash: hash("l"), leerId: "new" }), row(3, lotte)], pupils);
    expect(done.slice(0, 2)).toEqual([
      [2, "added", null],
      [3, "unchanged", id(1)],
    ]);
    expect(made.pupils[0]).toMatchObject({ hash: hash("l"), took: { number: id(1) } });
  });

  test("is that very pupil when the file comes once more", () => {
    expect(plan([row(2, { ...lotte, hash: hash("l"), leerId: "new" })], pupils).done[0]).toEqual([
      2,
      "unchanged",
      id(1),
    ]);
  });

  test("is a question when the column was sorted without the names", () => {
    const lines = [row(2, { ...emma, leerId: ofLotte ?? null }), row(3, { ...lotte, leerId: ofEmma ?? null })];
    expect(plan(lines, pupils).refused.map(([, , code]) => code)).toEqual(["two-pupils", "two-pupils"]);
  });
});

test("a child may come to be called as a namesake whom the list has with the own number", () => {
  const pupils = [known(1, { ...lotte, hashes: [hash("l")] }), known(2, { ...emma, hashes: [hash("e")] })];
  const lines = [row(2, { ...emma, hash: hash("l") }), row(3, { ...emma, hash: hash("e") })];
  expect(plan(lines, pupils).done).toEqual([
    [2, "changed", id(1)],
    [3, "unchanged", id(2)],
  ]);
});

test("twins are two children who differ in their first names only", () => {
  const pupils = [known(1, { ...lotte, hashes: [hash("l")] }), known(2, { ...emma, hashes: [hash("e")] })];
  const lines = [row(2, { ...emma, hash: hash("e") }), row(3, { ...lotte, hash: hash("l") })];
  expect(plan(lines, pupils).done).toEqual([
    [2, "unchanged", id(2)],
    [3, "unchanged", id(1)],
  ]);
});

test("a stamboeknummer is known without the zeros that a spreadsheet took, and stays as it is", () => {
  const pupils = [known(1, { stamboeknummer: "0020001" }), known(2, { ...emma, stamboeknummer: "0020002" })];
  const lines = [
    row(2, { stamboeknummer: "20001", classNames: ["4A"] }),
    row(3, { ...emma, stamboeknummer: "20002", familyName: "Maes" }),
  ];
  const { done, made } = plan(lines, pupils);
  expect(done).toEqual([
    [2, "moved-class", id(1)],
    [3, "changed", id(2)],
  ]);
  expect(made.pupils.map(({ stamboeknummer }) => stamboeknummer)).toEqual(["0020001", "0020002"]);
});

test("a stamboeknummer that comes with its zeros for the first time gets them", () => {
  const { made } = plan([row(2, { stamboeknummer: "0020001" })], [known(1, { stamboeknummer: "20001" })]);
  expect(made.pupils).toMatchObject([{ action: "changed", pupilId: id(1), stamboeknummer: "0020001" }]);
});

test("of two stamboeknummers that differ in their zeros only, each is its own pupil's", () => {
  const pupils = [known(1, { stamboeknummer: "001" }), known(2, { ...emma, stamboeknummer: "01" })];
  expect(plan([row(2, { stamboeknummer: "001" }), row(3, { ...emma, stamboeknummer: "01" })], pupils).done).toEqual([
    [2, "unchanged", id(1)],
    [3, "unchanged", id(2)],
  ]);
});

test("whatever is mixed up in a list, nobody gets both names of another child, and every line is a pupil or told", () => {
  const names = [lotte, emma, wout, { givenName: "Wout", familyName: "Claes" }];
  const line = fc.record({
    name: fc.constantFrom(...names),
    className: fc.constantFrom("3A", "3B"),
    hash: fc.constantFrom(null, "0", "1", "2", "3", "4"),
    stamboeknummer: fc.constantFrom(null, "0", "1", "2", "3", "4"),
  });
  const pupils = names.map((name, at) =>
    known(at, { ...name, hashes: [hash(String(at))], stamboeknummer: String(at) }),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
      const rows = lines.map(({ name, className, ...one }, at) =>
        row(at + 2, { ...name, ...one, classNames: [className], hash: one.hash === null ? null : hash(one.hash) }),
      );
      const { made } = plan(rows, pupils);
      for (const { action, givenName, familyName, before } of made.pupils)
        if (action !== "left" && before)
          expect([before.givenName === givenName, before.familyName === familyName]).toContain(true);
      const told = made.refused.flatMap(({ line: at, doubt }) => doubt?.row.lines ?? [at]);
      const used = made.pupils.filter(({ action }) => action !== "left").flatMap(({ classNames }) => classNames);
      expect(told.length + used.length).toBe(rows.length);
    }),
  );
});

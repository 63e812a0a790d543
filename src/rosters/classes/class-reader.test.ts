import { expect, test } from "vitest";
import { createClassReader } from "./class-reader.ts";

/** What becomes of one class of a list: its name, or what is asked. */
function readOne(text: string, { known = [], beside = ["2A", "3B"] }: { known?: string[]; beside?: string[] } = {}) {
  const read = createClassReader(known, [text, ...beside])(text);
  return read.is === "class" ? read.className : read.candidates.map((name) => `${name}?`).join(" ");
}

/** What Excel makes of these names, in a workbook and in each way in which it writes it to a CSV. */
const spoiled: [string, string[]][] = [
  [
    "1-2",
    [
      "2026-02-01",
      "1/feb",
      "1-feb",
      "01/02/2026",
      "1/02/2026",
      "1-2-2026",
      "01-Feb",
      "1/févr",
      "1-febr.".replace("r.", ""),
      "1/02/26",
    ],
  ],
  ["2/1", ["2026-01-02", "2-jan", "2/jan", "2/01/2026", "2-janv"]],
  ["1.2", ["2026-02-01", "1/feb"]],
  ["6-3", ["2026-03-06", "6/mrt", "6-mars", "06/03/2026", "6-Mar"]],
  ["2-24", ["2024-02-01", "feb/24", "feb-24", "févr-24"]],
  ["feb1", ["2026-02-01", "1-feb"]],
  ["1DEC", ["2026-12-01", "1/dec"]],
  ["1-2-3", ["2003-02-01", "1/02/2003", "1/02/03"]],
  ["1E2", ["1,00E+02", "1.00E+02", "1E+02", "1E+2", "100"]],
  ["2E3", ["2,00E+03", "2E+3", "2000"]],
  ["12E1", ["1,20E+02", "120"]],
  ["01", ["1"]],
  ["1,2", ["1.2"]],
  ["1:2", ["1:02", "01:02:00"]],
];

test.each(spoiled)("a class %s of the school is known again in %j", (name, texts) => {
  const read = texts.map((text) => readOne(text, { known: ["2A", name, "3B"] }));
  expect(read).toEqual(texts.map(() => name));
});

/** A number that is written otherwise, like 01, says nothing of the other numbers in the list. */
const typed = spoiled.filter(([name]) => !["01", "1,2"].includes(name));

test.each(typed)("a class %s in other lines of the list is known again in %j", (name, texts) => {
  const read = texts.map((text) => readOne(text, { beside: ["2A", name] }));
  expect(read).toEqual(texts.map(() => name));
});

test.each([
  ["2026-02-01", "1-2? 2-1?"],
  ["1/feb", "1-2? 2-1?"],
  ["01/02/2026", "1-2? 2-1?"],
  ["feb/01", "1-2? 2-1?"],
  ["2026-03-03", "3-3?"],
  ["1,00E+02", "1E2?"],
  ["100", "1E2?"],
  ["2000", "2E3?"],
])("%s is a question where the school has no class that it can have been", (text, asked) => {
  expect(readOne(text, { known: ["1A", "1B"] })).toBe(asked);
});

test("one that can have been two of the school's classes is a question", () => {
  expect(readOne("2026-02-01", { known: ["1-2", "2-1"] })).toBe("1-2? 2-1?");
  expect(readOne("100", { known: ["100", "1E2"] })).toBe("100? 1E2?");
});

test("where some days of a list fit in one order only, the others are read in that order", () => {
  const known = ["1-1", "1-2", "2-1", "2-2", "6-1", "6-2"];
  const read = createClassReader(known, ["6/jan", "1/feb", "2/jan"]);
  expect(["6/jan", "1/feb", "2/jan"].map((text) => read(text))).toMatchObject([
    { className: "6-1" },
    { className: "1-2" },
    { className: "2-1" },
  ]);
});

test.each([
  "1A",
  "1-2",
  "2/1",
  "1E2",
  "1.2",
  "3 mei",
  "mei",
  "1ste leerjaar A",
  "6",
  "12",
  "OKAN",
  "K1",
  "1-2-3",
  "Maan 1",
  "1dec",
])("%s is a class as it stands", (name) => {
  expect(readOne(name)).toBe(name);
});

test("numbers are classes where others are, and where the school has them", () => {
  expect(readOne("10", { beside: ["1", "2", "3"] })).toBe("10");
  expect(readOne("110", { beside: ["101", "102"] })).toBe("110");
  expect(readOne("100", { known: ["100"] })).toBe("100");
});

test("what is asked has no year: a column that is taken for the classes by mistake may hold days of birth", () => {
  const read = createClassReader([], ["03/02/2019"]);
  for (const text of ["03/02/2019", "2019-02-03", "3/02/19", "3 februari 2019"])
    expect(JSON.stringify(read(text))).not.toContain("19");
});

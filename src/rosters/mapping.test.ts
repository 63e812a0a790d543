import fc from "fast-check";
import { expect, test } from "vitest";
import { readHead, type Head } from "./columns.ts";
import { fieldNames, type Mapping } from "./packages/fields.ts";
import { faultsIn, headerMarks, sampleOf, showColumns, takenColumns } from "./mapping.ts";
import { plainTable } from "./table.ts";

function head(...lines: string[][]): Head {
  const found = readHead(plainTable(lines.map((cells, at) => ({ line: at + 1, cells }))));
  if (!found.ok) throw new Error(found.problem);
  return found;
}

test.each<[string, Mapping, string[]]>([
  ["a family name and a class", { familyName: 0, className: 1 }, []],
  ["a full name and a class", { fullName: 0, className: 1 }, []],
  ["nothing", {}, ["familyName missing", "className missing"]],
  ["a given name alone", { givenName: 0, className: 1 }, ["familyName missing"]],
  ["one column for two fields", { familyName: 0, givenName: 0, className: 1 }, ["givenName twice"]],
  ["a column that isn't there", { familyName: 0, className: 4 }, ["className unknown"]],
])("%s: what has to be mended is told per field", (_, at, faults) => {
  expect(faultsIn(at, { width: 4 }).map(({ field, fault }) => `${field} ${fault}`)).toEqual(faults);
});

test("columns that have no fault are each within the file, and no two are the same", () => {
  const column = fc.option(fc.integer({ min: -1, max: 12 }), { nil: undefined });
  const mapping = fc.array(column, { minLength: fieldNames.length, maxLength: fieldNames.length });
  fc.assert(
    fc.property(mapping, fc.integer({ min: 1, max: 12 }), (chosen, width) => {
      const at: Mapping = {};
      for (const [index, field] of fieldNames.entries()) if (chosen[index] !== undefined) at[field] = chosen[index];
      const columns = Object.values(at);
      const good =
        new Set(columns).size === columns.length &&
        columns.every((one) => one >= 0 && one < width) &&
        at.className !== undefined &&
        (at.familyName ?? at.fullName) !== undefined;
      expect(faultsIn(at, { width }).length === 0).toBe(good);
    }),
  );
});

test("no sample shows six digits, whatever a cell holds", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...Array.from("0123456789.-/ aé\u202E\u0000")), maxLength: 80 }),
      (cell) => {
        expect(sampleOf(cell).replace(/\D/g, "").length).toBeLessThan(6);
      },
    ),
  );
});

test("a sample keeps the shape of a number or a date", () => {
  expect([sampleOf("17.03.04-001.23"), sampleOf("04/03/2017"), sampleOf("3B")]).toEqual([
    "••.••.••-•••.••",
    "••/••/••••",
    "3B",
  ]);
});

test("a column is shown with its first three different values, and a header with a number in it is not", () => {
  const found = head(
    ["Naam", "Klas", "Tel 0470123456"],
    ["A", "3A", ""],
    ["B", "3A", "x"],
    ["C", "3B", ""],
    ["D", "", ""],
  );
  expect(showColumns(found)).toEqual([
    { header: "Naam", samples: ["A", "B", "C"] },
    { header: "Klas", samples: ["3A", "3B"] },
    { header: "…", samples: ["x"] },
  ]);
});

test("what was taken is told by our fields, in the order of the columns that we know", () => {
  const found = head(["Klas", "Naam"], ["3A", "Peeters"]);
  expect(takenColumns(found, found.at)).toEqual([
    { field: "fullName", header: "Naam", samples: ["Peeters"] },
    { field: "className", header: "Klas", samples: ["3A"] },
  ]);
});

test("a file is known again by its headers in their order, without capitals, accents and punctuation", () => {
  const marks = (...headers: string[]) => headerMarks({ headers });
  expect(marks("Wié", "Klas-groep")).toEqual(marks("wie", "KLASGROEP"));
  expect(marks("Wie", "Groep")).not.toEqual(marks("Groep", "Wie"));
  expect(marks("", " ")).toBeUndefined();
});

test.each([
  ["titles above the headers", [["School De Klimboom"], ["Lijst", "2026"], ["Naam", "Klas"], ["A", "3A"]], 3, 1],
  ["headers that nobody knows", [["Lijst"], ["Wie", "Groep", "Roep"], ["A", "3A", "L"]], 2, 1],
  [
    "people from the first line on",
    [
      ["Peeters", "3A", "17.03.04-001.23"],
      ["Maes", "3B", ""],
    ],
    0,
    2,
  ],
])("%s: the line of the headers is found, or that there is none", (_, lines, headerLine, rows) => {
  const found = head(...lines);
  expect([found.headerLine, found.rows.length]).toEqual([headerLine, rows]);
});

test("of a column with days of birth only the shape is kept and shown, however few digits a day has", () => {
  const found = head(["Naam", "Klas", "Geboortedatum"], ["Peeters", "3A", "4-3-17"], ["Maes", "3A", "42798"]);
  expect(takenColumns(found, found.at)[2]).toMatchObject({ field: "birthDate", samples: ["•-•-••", "•••••"] });
  expect(showColumns(found)[2]?.samples).toEqual(["•-•-••", "42798"]);
});

import { expect, test } from "vitest";
import { readCsv } from "./csv.ts";

function read(text: string) {
  const csv = readCsv(text);
  if (!csv.ok) throw new Error(csv.problem);
  return csv.table;
}
const cells = (text: string) => read(text).rows.map((row) => row.cells);
const lines = (text: string) => read(text).rows.map((row) => row.line);

const plain = [
  ["Naam", "Voornaam", "Klas"],
  ["Peeters", "Zoë", "1A"],
  ["Maes", "Noor", "1B"],
];

test.each<[string, string]>([
  ["a head that ends as on Windows above lines that don't", "Naam;Voornaam;Klas\r\nPeeters;Zoë;1A\nMaes;Noor;1B\n"],
  ["a head that ends as on a Mac above lines of Windows", "Naam;Voornaam;Klas\nPeeters;Zoë;1A\r\nMaes;Noor;1B\r\n"],
  ["lines of an old Mac", "Naam;Voornaam;Klas\rPeeters;Zoë;1A\rMaes;Noor;1B\r"],
  ["all three in one file", "Naam;Voornaam;Klas\rPeeters;Zoë;1A\nMaes;Noor;1B\r\n"],
  ["ends that a program has doubled", "Naam;Voornaam;Klas\r\r\nPeeters;Zoë;1A\r\r\nMaes;Noor;1B"],
  ["whole lines in marks", '"Naam,Voornaam,Klas"\n"Peeters,Zoë,1A"\n"Maes,Noor,1B"\n'],
  ["whole lines in marks around marks", '"Naam,""Voornaam"",Klas"\n"Peeters,""Zoë"",1A"\n"Maes,Noor,1B"'],
  ["whole lines in marks with empty cells behind", '"Naam,Voornaam,Klas";;\n"Peeters,Zoë,1A";;\n"Maes,Noor,1B";;\n'],
  ["only the lines with marks in them as whole ones", 'Naam,Voornaam,Klas\n"Peeters,""Zoë"",1A"\nMaes,Noor,1B\n'],
  ["marks around every cell", '"Naam";"Voornaam";"Klas"\n"Peeters";"Zoë";"1A"\n"Maes";"Noor";"1B"'],
  ["a mark that opens and never closes", 'Naam;Voornaam;Klas\nPeeters;"Zoë;1A\nMaes;Noor;1B\n'],
  ["two marks with a line end between them", 'Naam;Voornaam;Klas\n"Peeters;Zoë;1A\nMaes";Noor;1B\n'],
  ["a mark at the end of a cell", 'Naam;Voornaam;Klas\nPeeters";Zoë;1A\nMaes;Noor;1B"\n'],
  ["two marks of which one is in its head", '"Naam;Voornaam;Klas\nPeeters;Zoë;1A\nMaes";Noor;1B\n'],
  ["single marks around every cell", "'Naam';'Voornaam';'Klas'\n'Peeters';'Zoë';'1A'\n'Maes';'Noor';'1B'"],
  ["printed marks around every cell", "“Naam”;“Voornaam”;“Klas”\n„Peeters”;“Zoë”;“1A”\n«Maes»;“Noor”;“1B”"],
  ["its head once more", "Naam;Voornaam;Klas\nPeeters;Zoë;1A\nNaam;Voornaam;Klas\nMaes;Noor;1B\n"],
  ["a second list behind it", "Naam;Voornaam;Klas\nPeeters;Zoë;1A\n\nKlas;Naam;Voornaam\n1B;Maes;Noor\n"],
  ["a second list with other delimiters", "Naam;Voornaam;Klas\nPeeters;Zoë;1A\nVoornaam,Naam,Klas\nNoor,Maes,1B\n"],
  ["a second list with more columns", "Naam;Voornaam;Klas\nPeeters;Zoë;1A\nNr;Naam;Voornaam;Klas\n1;Maes;Noor;1B\n"],
  ["a second file where the first had no end", "Naam;Voornaam;Klas\nPeeters;Zoë;1ANaam;Voornaam;Klas\nMaes;Noor;1B"],
  ["the mark of a file in the middle", "Naam;Voornaam;Klas\nPeeters;Zoë;1A\n\uFEFFNaam;Voornaam;Klas\nMaes;Noor;1B"],
])("a list is read whole with %s", (_, text) => {
  expect(cells(text)).toEqual(plain);
});

test("an empty cell more or less at the end of each line means nothing", () => {
  expect(cells("Naam;Klas;\nPeeters;1A;\nMaes;1B\n")).toEqual([
    ["Naam", "Klas", ""],
    ["Peeters", "1A", ""],
    ["Maes", "1B"],
  ]);
});

const withRemark = "Naam;Voornaam;Opmerking;Klas;Straat";
test.each<[string, string, (string | undefined)[][]]>([
  [
    "a cell without marks",
    "Peeters;Zoë;eet geen\nnoten;1A;Dorp\nMaes;Noor;;1B;Dorp",
    [
      ["Zoë", "1A"],
      ["Noor", "1B"],
    ],
  ],
  [
    "it over three lines",
    "Peeters;Zoë;geen\n\nnoten;1A;Dorp\nMaes;Noor;;1B;Dorp",
    [
      ["Zoë", "1A"],
      ["Noor", "1B"],
    ],
  ],
  [
    "the last cells gone",
    "Peeters;Zoë;x;1A\nClaes;Tibo;x;1A\nMaes;Noor;;1B;Dorp",
    [
      ["Zoë", "1A"],
      ["Tibo", "1A"],
      ["Noor", "1B"],
    ],
  ],
  [
    "the class gone",
    "Peeters;Zoë\nClaes;Tibo;x;\nMaes;Noor;;1B;Dorp",
    [
      ["Zoë", undefined],
      ["Tibo", ""],
      ["Noor", "1B"],
    ],
  ],
])("lines are joined where they are pieces of one and nowhere else: %s", (_, text, expected) => {
  const rows = cells(`${withRemark}\n${text}`).slice(1);
  expect(rows.map((row) => [row[1], row[3]])).toEqual(expected);
});

test("marks inside a name stay, where they come in pairs", () => {
  const text = 'Naam;Voornaam;Klas\nPeeters;Jan "Jantje";1A\n"De Boer" Maes;Noor;1B\n"Claes";"Tibo "Tib"";1B\n';
  expect(cells(text).slice(1)).toEqual([
    ["Peeters", 'Jan "Jantje"', "1A"],
    ['"De Boer" Maes', "Noor", "1B"],
    ["Claes", 'Tibo "Tib"', "1B"],
  ]);
});

test("a remark may go over lines and hold delimiters, and the lines below keep their numbers", () => {
  const text = 'Naam;Voornaam;Klas;Opmerking\nPeeters;Zoë;1A;"noten; melk\n\nbelt mama"\nMaes;Noor;1B;\n';
  expect([cells(text)[1], lines(text)]).toEqual([
    ["Peeters", "Zoë", "1A", "noten; melk\n\nbelt mama"],
    [1, 2, 5],
  ]);
});

test("two stray marks in a column of remarks don't swallow who stands between them", () => {
  const text =
    'Opmerking;Naam;Voornaam;Klas\n"vegetarisch;Núñez;Søren;1B\n;Lefèvre;Chloé;2A\n;Claes;Liam;2B\nnoten";Maes;Noor;2B\n';
  expect(cells(text).map((row) => row[1])).toEqual(["Naam", "Núñez", "Lefèvre", "Claes", "Maes"]);
});

test("a line whose marks say one thing and whose length another is told with its words", () => {
  const { rows, told } = read('Naam,Voornaam,Klas\nPeeters,Zoë,1A\n"Maes,Noor",1B\n');
  expect([rows.length, told]).toEqual([
    2,
    [{ line: 3, code: "quotes-unclear", cells: ["Maes,Noor", "1B"], words: "Maes,Noor 1B" }],
  ]);
});

test("the lines of a second list that lacks a column are told, up to the next head that has it", () => {
  const { rows, told } = read("Naam;Voornaam;Klas\nA;B;1A\nNaam;Voornaam\nC;D\nE;F\nNaam;Voornaam;Klas\nG;H;1B\n");
  expect(rows.map((row) => row.line)).toEqual([1, 2, 7]);
  expect(told.map(({ line, code, params, words }) => [line, code, params, words])).toEqual([
    [4, "other-headers", { header: 3 }, "C D"],
    [5, "other-headers", { header: 3 }, "E F"],
  ]);
});

test.each(["sep=,\r", '"sep=,"\n', "sep=,\r\n", "SEP=,;;\n"])("%j in front names the delimiter", (first) => {
  expect(cells(`${first}Naam,Voornaam,Klas\nPeeters,Zoë,1A\nMaes,Noor,1B`)).toEqual([[""], ...plain].slice(1));
  expect(lines(`${first}Naam,Voornaam,Klas\nPeeters,Zoë,1A`)).toEqual([2, 3]);
});

test.each<[string, string]>([
  ["marks that all open", '"Peeters;Zoë;1A\n'.repeat(30_000)],
  ["marks that all open around doubled ones", `"${'""'.repeat(40)};1A\n`.repeat(30_000)],
  ["long lines of marks", `"${'""'.repeat(9000)}\n`.repeat(300)],
  ["one line of marks", '"" '.repeat(5_000_000)],
  ["one line of delimiters", ";".repeat(15_000_000)],
  ["heads without end", "Naam;Voornaam;Klas\n".repeat(100_000)],
])("%s are read in a second or two", (_, text) => {
  const start = performance.now();
  readCsv(`Naam;Voornaam;Klas\n${text}`);
  expect(performance.now() - start).toBeLessThan(5000);
});

test("pieces of a line that each hold a name are no pupils", () => {
  const text = "Klas;Naam;Opmerking;Voornaam\n1A;Peeters;eet geen\nnoten;Zoë\n1B;Maes;;Noor\n";
  expect(cells(text).slice(1)).toEqual([
    ["1A", "Peeters", "eet geen\nnoten", "Zoë"],
    ["1B", "Maes", "", "Noor"],
  ]);
});

test("what a program wrote as the formula of a text is that text", () => {
  const text = 'Naam;Voornaam;Klas\n="Peeters";="Zoë";="1A"\n"Maes";"=""Noor""";"=""1B"""\n';
  expect(cells(text)).toEqual(plain);
});

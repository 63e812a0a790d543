import { expect, test } from "vitest";
import { createKeys } from "../lib/keys.ts";
import { systemRandom } from "../lib/random.ts";
import { makeNationalNumber } from "../pupils/pupils.ts";
import { createHashNumber } from "./identity.ts";
import { readFile } from "./read-file.ts";
import { readRows } from "./rows.ts";

const hashNumber = createHashNumber(createKeys(Buffer.alloc(32, 9), systemRandom));
const asked = { schoolNumber: "000001", today: "2026-10-16", choices: {} };
const born = (year: number) => makeNationalNumber({ year, month: 3, day: 4, serial: 1 });

async function rows(text: string, schoolName = "School") {
  const columns = await readFile(Buffer.from(text), asked);
  if (!columns.ok) throw new Error(columns.problem);
  return {
    ...readRows(columns, { hashNumber, startYear: 2026, knownLevels: [], knownClasses: [], schoolName, ...asked }),
    ignored: columns.ignored,
  };
}
const first = async (text: string, schoolName?: string) => (await rows(text, schoolName)).rows[0];
const rejected = async (text: string) => (await rows(text)).rejected.map((row) => [row.line, row.code]);

test("headers are known in any order, with any capitals, accents and punctuation", async () => {
  const read = await first("KLAS;Stamboek nr.;Roepnaam;Prénom;FAMILIENAAM;insz-nummer\n3B;77;Lot;Charlotte;Peeters;\n");
  expect(read).toMatchObject({
    givenName: "Lot",
    familyName: "Peeters",
    classNames: ["3B"],
    stamboeknummer: "77",
    hash: null,
  });
});

test("columns that nothing is taken from are named", async () => {
  const read = await rows("Naam;Voornaam;Klas;Geboorteplaats;Geslacht;Titularis\nA;B;1A;01/02/2017;V;x\n");
  expect(read.ignored).toEqual(["Geboorteplaats", "Geslacht", "Titularis"]);
});

test("Naam is the family name where a first name stands beside it, and the whole name where none does", async () => {
  expect(await first("Naam;Voornaam;Klas\nPeeters;Lotte;1A")).toMatchObject({
    givenName: "Lotte",
    familyName: "Peeters",
  });
  expect(await first("Naam;Klas\nPeeters Lotte;1A")).toMatchObject({ givenName: "Lotte", familyName: "Peeters" });
});

test("a name of one word is a given name", async () => {
  expect(await first("Naam;Voornaam;Klas\n;Sukarno;1A")).toMatchObject({ givenName: "Sukarno", familyName: "" });
  expect(await first("Familienaam;Voornaam;Klas\nSukarno;;1A")).toMatchObject({ givenName: "Sukarno", familyName: "" });
});

test("empty lines and a totals line are no pupils", async () => {
  const read = await rows("Naam;Voornaam;Klas\nA;B;1A\n;;\n\nTotaal: 1;;\nAantal leerlingen;1;\n");
  expect([read.count, read.rejected]).toEqual([1, []]);
});

test("a total under a class is told, and a child called Som is no total", async () => {
  const read = await rows("Naam;Voornaam;Klas\nA;B;1A\nSubtotaal;;1\nSom;Chea;1B\nTotaal;;2\n");
  expect(read.rejected.map(({ line, code }) => [line, code])).toEqual([[3, "total"]]);
  expect(read.rows.map(({ familyName }) => familyName)).toEqual(["A", "Som"]);
});

test("what a formula left is no name, class or number of anybody", async () => {
  const text = "Naam;Voornaam;Klas;Stamboeknummer\nA;B;#N/B;7\n#VERW!;B;1A;8\nC;#NAAM?;1A;\nD;E;1A;#N/A\nF;G;1A;9\n";
  const read = await rows(text);
  expect(read.rejected.map(({ line, code, params }) => [line, code, params["column"]])).toEqual([
    [2, "cell-error", 3],
    [3, "cell-error", 1],
    [4, "cell-error", 2],
    [5, "cell-error", 4],
  ]);
  expect(read.rejected[0]).toMatchObject({ stamboeknummer: "7", nameKey: expect.any(String) });
  expect(read.rejected[1]).toMatchObject({ stamboeknummer: "8", nameKey: "|b" });
  expect(read.rows.map(({ familyName }) => familyName)).toEqual(["F"]);
});

test("each fault is told with its line", async () => {
  const long = "x".repeat(101);
  const cell = "y".repeat(1001);
  const text = [
    "Naam;Voornaam;Klas;INSZ;Leerjaar;LeerID;Info",
    ";;1A",
    "A;B;",
    `${long};B;1A`,
    `A;B;1A;;;;${cell}`,
    "A;B;1A;12345678901",
    "A;B;1A;9,10101E+10",
    "A;B;1A;123",
    "A;B\u0000;1A",
    "A;B;1A\uFFFD",
    "A;B;C;1A;;;;extra",
    "A;B;3B;;9",
    "A;B;1A;;;lotte.123456",
    `A;B ${born(2017)};1A`,
    `A;B;${long}`,
    `A;B${";x".repeat(400)}`,
  ].join("\n");
  expect(await rejected(text)).toEqual([
    [2, "name-missing"],
    [3, "class-missing"],
    [4, "name-too-long"],
    [5, "cell-too-long"],
    [6, "number-check"],
    [7, "number-damaged"],
    [8, "number-shape"],
    [9, "bad-character"],
    [10, "bad-character"],
    [11, "too-many-cells"],
    [12, "year-group-wrong"],
    [13, "leerid-wrong"],
    [14, "number-in-text"],
    [15, "class-too-long"],
    [16, "too-many-cells"],
  ]);
});

test("marks that turn or hide text are taken out of names, quotes, formulas and emoji stay as text", async () => {
  const given = async (name: string) => (await first(`Naam;Voornaam;Klas\nA;${name};1A`))?.givenName;
  expect(await given("Lot\u202Ete\u200F\u0007")).toBe("Lotte");
  expect(await given("=1+1")).toBe("=1+1");
  expect(await given("Zoë 🦊")).toBe("Zoë 🦊");
  expect(await given("Jan 'Jos'")).toBe("Jan 'Jos'");
  expect(await given("سلمى")).toBe("سلمى");
});

test("a missing number may be written in many ways", async () => {
  for (const nothing of ["-", "0", "n.v.t.", "onbekend", "/"]) {
    expect(await first(`Naam;Voornaam;Klas;INSZ;Stamboeknummer\nA;B;1A;${nothing};${nothing}`)).toMatchObject({
      hash: null,
      stamboeknummer: null,
    });
  }
});

test("a national number in the column of the stamboeknummer is hashed and not kept", async () => {
  const read = await first(`Naam;Voornaam;Klas;Stamboeknummer\nA;B;1A;${born(2017)}`);
  expect(read).toMatchObject({ stamboeknummer: null, hash: hashNumber.hash(born(2017)) });
});

test.each([
  ["Naam;Voornaam;Klas;Leerjaar;Onderwijsniveau\nA;B;x;3;Lager onderwijs", "lager", 3, "gewoon"],
  [
    "Naam;Voornaam;Klas;Leerjaar;Onderwijsniveau\nA;B;x;2de kleuterklas;Gewoon kleuteronderwijs",
    "kleuter",
    2,
    "gewoon",
  ],
  ["Naam;Voornaam;Klas;Hoofdstructuur\nA;B;OV3;321", "secundair", null, "buitengewoon"],
  ["Naam;Voornaam;Klas;Onderwijsniveau\nA;B;x;BuLO", "lager", null, "buitengewoon"],
  ["Naam;Voornaam;Klas;Leerjaar\nA;B;x;1ste leerjaar van de 3de graad", "secundair", 5, null],
  ["Naam;Voornaam;Klas\nA;B;OKAN2", "secundair", null, "okan"],
  ["Naam;Voornaam;Klas\nA;B;2KA", "kleuter", 2, null],
  ["Naam;Voornaam;Klas\nA;B;Peuters", "kleuter", null, null],
  ["Naam;Voornaam;Klas\nA;B;L4B", "lager", 4, null],
  [`Naam;Voornaam;Klas;INSZ\nA;B;3B;${born(2018)}`, "lager", 3, null],
  [`Naam;Voornaam;Klas;INSZ\nA;B;3B;${born(2012)}`, "secundair", 3, null],
  [`Naam;Voornaam;Klas;INSZ\nA;B;3KAN;${born(2012)}`, "secundair", 3, null],
  [`Naam;Voornaam;Klas;INSZ\nA;B;De Vlinders;${born(2022)}`, "kleuter", null, null],
  ["Naam;Voornaam;Klas\nA;B;7SAN", "secundair", 7, null],
  ["Naam;Voornaam;Klas\nA;B;5ECWI", "secundair", 5, null],
  ["Naam;Voornaam;Klas\nA;B;3B", "lager", 3, null],
])("level, year group and kind of %j", async (text, ...place) => {
  const read = await first(text);
  expect([read?.level, read?.yearGroup, read?.kind]).toEqual(place);
});

test("a class like 3B gets the level of the school's other rows, or of its name", async () => {
  expect(await first("Naam;Voornaam;Klas;Niveau\nA;B;3B;\nC;D;x;Secundair")).toMatchObject({ level: "secundair" });
  expect(await first("Naam;Voornaam;Klas\nA;B;3B", "Koninklijk Atheneum")).toMatchObject({ level: "secundair" });
});

test("a line that could not be read as one is counted and told with the rest, without the digits of a number", async () => {
  const columns = await readFile(Buffer.from("Naam;Voornaam;Klas\nPeeters;Lotte;3B\nMaes;;3B\n"), asked);
  if (!columns.ok) throw new Error(columns.problem);
  const told = [
    { line: 3, code: "too-many-cells", params: { cells: 9, columns: 3 }, words: "Claes Wout 19010310150" },
  ] as const;
  const read = readRows(
    { ...columns, told: [...told] },
    { hashNumber, startYear: 2026, knownLevels: [], knownClasses: [], schoolName: "", ...asked },
  );
  expect(read.count).toBe(3);
  expect(read.rejected.map(({ line, code, shown }) => [line, code, shown.familyName])).toEqual([
    [3, "too-many-cells", "…"],
  ]);
});

test("a class that a spreadsheet made a date of is put right where the list or the school knows it, else the line is told with what it may have been", async () => {
  const text = ["Naam;Voornaam;Klas", "Maes;Noor;1-2", "Claes;Tibo;1/feb", "Peeters;Zoë;6/mrt", "Boels;Ann;1,00E+02"];
  const found = await rows(text.join("\n"));
  expect(found.rows.map(({ line, classNames }) => [line, ...classNames])).toEqual([
    [2, "1-2"],
    [3, "1-2"],
  ]);
  expect(found.rejected.map(({ line, code, params }) => [line, code, params["candidates"]])).toEqual([
    [4, "class-unclear", "6-3, 3-6"],
    [5, "class-unclear", "1E2"],
  ]);
  expect(found.notices).toEqual([{ code: "classes-mended", params: { classes: "1/feb → 1-2" } }]);
});

test("an apostrophe that keeps a number a text in a spreadsheet is no part of it", async () => {
  const text = `Naam;Voornaam;Klas;INSZ;Stamboeknummer\n't Hooft;Zoë;1A;'${born(2017)};'0020001`;
  expect(await first(text)).toMatchObject({
    familyName: "'t Hooft",
    hash: hashNumber.hash(born(2017)),
    stamboeknummer: "0020001",
  });
});

test("lines in which nothing stands of a pupil are counted, and aren't told one by one", async () => {
  const read = await rows("Nr;Naam;Voornaam;Klas;Aanwezig\n1;Peeters;Lotte;1A;x\n2;;;;\n3;;;;onwaar\n4;;;1A;");
  expect(read.rejected.map(({ line, code }) => [line, code])).toEqual([[5, "name-missing"]]);
  expect(read.notices).toEqual([{ code: "lines-beside", params: { count: 2 } }]);
});

test("a number is no name, and a dash behind an apostrophe is nothing", async () => {
  const text = "Naam;Roepnaam;Voornaam;Klas\nPeeters;'-;Zoë;1A\n12;;Noor;1A\nMaes;3;;1A\n";
  expect(await rejected(text)).toEqual([
    [3, "name-missing"],
    [4, "name-missing"],
  ]);
  expect(await first(text)).toMatchObject({ givenName: "Zoë" });
});

test("a header may say the school year, and a school's number its thousands", async () => {
  expect(await first("Naam;Voornaam;Klas 2026-2027\nA;B;1A\n")).toMatchObject({ classNames: ["1A"] });
  expect(await rejected("Instellingsnummer;Naam;Voornaam;Klas\n1;A;B;1A\n99.999;C;D;1A\n")).toEqual([
    [3, "other-school"],
  ]);
});

import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { expect, test } from "vitest";
import { killerFiles } from "../../test/support/killer-files.ts";
import { zipOf } from "../../test/support/zip-of.ts";
import { encodeWindows1252 } from "../demo/windows-1252.ts";
import { makeNationalNumber } from "../pupils/pupils.ts";
import type { ReadChoices } from "./choices.ts";
import type { Columns } from "./columns.ts";
import { limits } from "./limits.ts";
import { readFile } from "./read-file.ts";
import type { Problem } from "./table.ts";

const read = (bytes: Uint8Array, choices: ReadChoices = {}) =>
  readFile(bytes, { schoolNumber: "000001", today: "2026-10-16", choices });
const readText = (text: string) => read(Buffer.from(text));
const cells = (file: Columns | Problem) => (file.ok ? file.rows.map((row) => row.cells) : file);
const lines = (file: Columns | Problem) => (file.ok ? file.rows.map((row) => row.line) : file);

const quoted = (cell: string) => (/[;,\t|"\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const write = (rows: string[][], delimiter: string, end: string) =>
  rows.map((row) => row.map(quoted).join(delimiter)).join(end) + end;

const utf16be = (text: string) => Buffer.from(text, "utf16le").swap16();
const encodings: Record<string, (text: string) => Uint8Array> = {
  "UTF-8": (text) => Buffer.from(text),
  "UTF-8 with mark": (text) => Buffer.from(`\uFEFF${text}`),
  "UTF-16 LE": (text) => Buffer.from(`\uFEFF${text}`, "utf16le"),
  "UTF-16 BE": (text) => utf16be(`\uFEFF${text}`),
  "UTF-16 LE without mark": (text) => Buffer.from(text, "utf16le"),
  "UTF-16 BE without mark": (text) => utf16be(text),
  "Windows-1252": (text) => encodeWindows1252(text),
};
/** Only names tell encodings of one byte apart: of any letters at all a person has to say so. */
const said: Record<string, ReadChoices> = { "Windows-1252": { encoding: "windows-1252" } };

const header = ["Naam", "Voornaam", "Klas", "Rijksregisternr."];
const letter = fc.constantFrom(...Array.from("abzABZ019 éèëçßœŠ€’'\"-;,|\t()=+@.\n"));
const cell = fc.string({ unit: letter, maxLength: 30 });
const row = fc.tuple(cell, cell, cell, cell).filter((four) => four.some((text) => text.trim() !== ""));

for (const [name, encode] of Object.entries(encodings)) {
  test(`any table in ${name}, with any delimiter and line end, reads back as it was written`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 8 }),
        fc.constantFrom(";", ",", "\t", "|"),
        fc.constantFrom("\n", "\r\n"),
        async (rows, delimiter, end) => {
          // a cell in which whole lines of the list stand is another matter: two stray quotation marks make it
          fc.pre(rows.flat().every((one) => !one.includes("\n") || one.split(delimiter).length < 3));
          const file = await read(encode(write([header, ...rows], delimiter, end)), said[name]);
          expect(cells(file)).toEqual(rows);
        },
      ),
      { numRuns: 60 },
    );
  });
}

test("any bytes at all give an answer", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      expect([true, false]).toContain((await read(bytes)).ok);
    }),
  );
});

test("lines are counted as an editor shows them, past titles, empty lines and breaks inside quotes", async () => {
  const file = await readText('Leerlingenlijst\n\nNaam;Voornaam;Klas\nA;B;1A\n\n"C\nc";D;1A\nE;F;1A\n');
  expect(lines(file)).toEqual([4, 6, 8]);
});

test("the line that Excel puts in front to name the delimiter is no pupil and counts as a line", async () => {
  const file = await readText("sep=,\r\nNaam,Voornaam,Klas\r\nA,B,1A\r\n");
  expect([cells(file), lines(file)]).toEqual([[["A", "B", "1A"]], [3]]);
});

test("quotation marks in the middle of a name are part of it", async () => {
  expect(cells(await readText('Naam;Voornaam;Klas\nPeeters;Jan "Jos";1A\n'))).toEqual([["Peeters", 'Jan "Jos"', "1A"]]);
});

const problems: [string, Uint8Array, string][] = [
  ["an empty file", Buffer.alloc(0), "empty"],
  ["a file of white space", Buffer.from("\n \n"), "empty"],
  ["headers without pupils", Buffer.from("Naam;Voornaam;Klas\n"), "headers-only"],
  ["a picture", Buffer.from("\u0089PNG\r\n\u001a\n\0\0\0\rIHDR\0\0\0\u0001\0\0\0\u0001", "latin1"), "binary"],
  ["a PDF", Buffer.from("%PDF-1.7\n1 0 obj"), "binary"],
  ["a web page", Buffer.from("<html><table><tr><td>Naam</td></tr></table>"), "html"],
  ["an old Excel file", Buffer.from("d0cf11e0a1b11ae1", "hex"), "old-excel"],
  ["a zip that is cut off", Buffer.from("PK\u0003\u0004xxxxxxxxxxxx", "latin1"), "zip-damaged"],
  ["a zip of something else", zipSync({ "foto.txt": strToU8("x") }), "unknown-zip"],
  ["a file above the limit", Buffer.alloc(limits.fileBytes + 1, "a"), "too-large"],
  ["200 MB", Buffer.alloc(200 * 1024 * 1024), "too-large"],
  ["a header of 400 columns", Buffer.from(`Naam;Klas${";x".repeat(400)}\nA;1A`), "too-many-columns"],
  ["more rows than the limit", Buffer.from(`Naam;Klas\n${"A;1A\n".repeat(limits.rows + 1)}`), "too-many-rows"],
  ["no class column", Buffer.from("Naam;Voornaam\nA;B"), "no-class-column"],
  ["no name column", Buffer.from("Voornaam;Klas\nA;1A"), "no-name-column"],
  ["the same header twice", Buffer.from("Naam;Voornaam;Klas;Klas\nA;B;1A;1B"), "two-columns"],
  ["no headers at all", Buffer.from("Peeters;Lotte;12.03.04-123.45;groep\n"), "no-header"],
  ["pupils from its first line on", Buffer.from("Peeters;Lotte;1A\nMaes;Noor;1A\nClaes;Tibo;1B\n"), "no-header"],
];
for (const [what, bytes, code] of problems) {
  test(`${what} is refused with a reason of its own`, async () => {
    expect(await read(bytes)).toMatchObject({ ok: false, problem: code });
  });
}

test("the headers that are listed never show a number of a pupil", async () => {
  const number = makeNationalNumber({ year: 2012, month: 3, day: 4, serial: 5 });
  const file = await readText(`Klas;Peeters;${number}\n1A;x;y`);
  expect(file).toMatchObject({ problem: "no-name-column", params: { headers: "Klas, Peeters, …" } });
});

const sheet = (
  rows: string[][],
  address = (row: number, column: number) => `${String.fromCharCode(65 + column)}${row + 1}`,
) =>
  `<?xml version="1.0"?><worksheet><sheetData>${rows
    .map(
      (line, row) =>
        `<row r="${row + 1}">${line
          .map((text, column) =>
            /^\d+$/.test(text)
              ? `<c r="${address(row, column)}"><v>${text}</v></c>`
              : `<c r="${address(row, column)}" t="inlineStr"><is><t>${text}</t></is></c>`,
          )
          .join("")}</row>`,
    )
    .join("")}</sheetData></worksheet>`;

function workbook(...sheets: string[]): Uint8Array {
  const part = (make: (number: number) => string) => sheets.map((_, at) => make(at + 1)).join("");
  return zipSync({
    "[Content_Types].xml": strToU8("<Types/>"),
    "xl/workbook.xml": strToU8(
      `<workbook xmlns:r="r"><sheets>${part((n) => `<sheet name="S${n}" sheetId="${n}" r:id="r${n}"/>`)}</sheets></workbook>`,
    ),
    "xl/_rels/workbook.xml.rels": strToU8(
      `<Relationships>${part((n) => `<Relationship Id="r${n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet${n}.xml"/>`)}</Relationships>`,
    ),
    ...Object.fromEntries(sheets.map((xml, at) => [`xl/worksheets/sheet${at + 1}.xml`, strToU8(xml)])),
  });
}

test("an Excel file is read whatever its name, with all digits of a number", async () => {
  const file = await read(workbook(sheet([header, ["Peeters", "Lotte", "3B", "17030400192"]])));
  expect([cells(file), lines(file)]).toEqual([[["Peeters", "Lotte", "3B", "17030400192"]], [2]]);
});

test("the sheet with the headers of a roster is taken, wherever it stands", async () => {
  const file = await read(
    workbook(sheet([["Uitleg"], ["bij de lijst"]]), sheet([header, ["Peeters", "Lotte", "3B", "x"]])),
  );
  expect(cells(file)).toEqual([["Peeters", "Lotte", "3B", "x"]]);
});

test("a cell at the far end of a sheet fills no memory", async () => {
  const far = sheet([header, ["x"]], (row, column) => (row === 1 ? "XFD2" : `${String.fromCharCode(65 + column)}1`));
  expect(await read(workbook(far))).toMatchObject({ problem: "too-many-columns", params: { line: 2 } });
});

test("a row number that no sheet has is refused before it is filled up to", async () => {
  const xml = sheet([header]).replace(
    "</sheetData>",
    '<row r="999999999"><c r="A999999999"><v>1</v></c></row></sheetData>',
  );
  expect(await read(workbook(xml))).toMatchObject({ problem: "zip-damaged" });
});

test("a zip bomb stops before it is unpacked", async () => {
  const bomb = zipOf({ "xl/workbook.xml": new Uint8Array(limits.unpackedBytes + 1) });
  expect(bomb.length).toBeLessThan(1024 * 1024);
  expect(await read(bomb)).toMatchObject({ problem: "zip-bomb" });
});

test.each([
  "a sheet with a name of relationships, with a cell at the far end",
  "a row whose number stands behind another attribute's >",
  "a cell whose address only seems to be one",
])("the check of addresses can't be led past: %s", async (file) => {
  expect(await read(killerFiles[file]?.() ?? new Uint8Array())).toMatchObject({
    problem: expect.stringMatching(/^(zip-damaged|too-many-columns|too-many-rows)$/),
  });
});

test("an Excel file of nonsense is refused", async () => {
  expect(await read(zipSync({ "xl/workbook.xml": strToU8("<<<") }))).toMatchObject({ problem: "zip-damaged" });
});

import fc from "fast-check";
import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { header, linesOf, readWorkbook, sheet } from "../../../test/support/read-workbook.ts";
import { workbookFile, type SheetFile, type Style } from "../../../test/support/workbook-files.ts";

const one = (cells: SheetFile["rows"][number], style: Style = {}) =>
  workbookFile([sheet("Blad1", [["Peeters", "Zoë", "1A", "19010310150"], cells])], style);

const letter = fc.constantFrom(...Array.from("abzABZ019 éèëçßœŠ€’'\"-;,|()=+@.&<>_x😀"));
const cell = fc.string({ unit: letter, minLength: 1, maxLength: 12 }).filter((text) => text.trim() !== "");
const style: fc.Arbitrary<Style> = fc.record({
  prefix: fc.constantFrom("", "x:", "main:"),
  addresses: fc.constantFrom("all", "rows", "none"),
  texts: fc.constantFrom("shared", "inline", "rich", "formula", "cdata"),
  separator: fc.constantFrom("/", "\\"),
  workbook: fc.constantFrom("workbook.xml", "workbook2.xml", "book.xml"),
  folder: fc.constantFrom("worksheets/", "elsewhere/deep/", ""),
  targets: fc.constantFrom("relative", "absolute"),
  strict: fc.boolean(),
  kind: fc.constantFrom("sheet", "template", "macro"),
  encoding: fc.constantFrom("utf8", "utf16le"),
  capitals: fc.boolean(),
});

test("a list reads the same whatever program wrote the workbook", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(cell, cell, cell, cell), { minLength: 1, maxLength: 5 }),
      style,
      async (rows, how) => {
        const file = workbookFile([sheet("Blad1", rows)], how);
        expect(await linesOf(file)).toEqual(rows.map((cells, at) => `${at + 2} ${cells.join("|")}`));
      },
    ),
    { numRuns: 60 },
  );
});

describe("what stands in a cell", () => {
  const formats = [0, 14, 16, 20, 11, "0000000", "[$-813]d mmmm yyyy;@", '"dag" 0', "General", "[h]:mm"];
  const number = (value: number | string, format = 0) => ({ raw: `<c r="C3" s="${format}"><v>${value}</v></c>` });
  const cases: [string, { raw: string }, string][] = [
    ["a number keeps all its digits", number("1.7030400192E10"), "17030400192"],
    ["a number with a fraction has none that only computers see", number("1.2000000000000002"), "1.2"],
    ["a date is a date", number(46054, 1), "2026-02-01"],
    ["a day and month is a date", number(46054, 2), "2026-02-01"],
    ["a date in words is a date", number("46054.5", 6), "2026-02-01"],
    ["a format with a word in quotes is no date", number(46054, 7), "46054"],
    ["a general number is no date", number(46054, 8), "46054"],
    ["a time is a time", number(0.042361111, 3), "1:01"],
    ["hours that go on are a time", number(0.0430555, 9), "1:02"],
    ["a number in the format of a power shows it", number(100, 4), "1E+2"],
    ["a national number in the format of a power keeps its digits", number(17030400190, 4), "17030400190"],
    ["zeros in front that a format makes are kept", number(20001, 5), "0020001"],
    ["an error keeps its name", { raw: `<c r="C3" t="e"><v>#VERW!</v></c>` }, "#VERW!"],
    ["yes is true", { raw: `<c r="C3" t="b"><v>1</v></c>` }, "true"],
    ["a date as the standard writes it", { raw: `<c r="C3" t="d"><v>2026-02-01T00:00:00Z</v></c>` }, "2026-02-01"],
    ["an escaped character is that character", { raw: `<c r="C3" t="str"><v>1_x0041__x005F_</v></c>` }, "1A_"],
    ["a text where a value stands", { raw: `<c r="C3" t="inlineStr"><v>1A</v></c>` }, "1A"],
    ["a text without its type", { raw: `<c r="C3"><is><t>1A</t></is></c>` }, "1A"],
    ["a formula without a value is empty", { raw: `<c r="C3"><f>NOW()</f></c>` }, ""],
    ["a text that isn't there is empty", { raw: `<c r="C3" t="s"><v>99</v></c>` }, ""],
  ];
  test.each(cases)("%s", async (_what, written, text) => {
    const lines = await linesOf(one(["Maes", "Noor", written, "x"], { formats }));
    expect(lines).toContain(`3 Maes|Noor|${text}|x`);
  });

  test("days are counted from 1904 where the workbook says so", async () => {
    const file = one(["Maes", "Noor", number(44592, 1), "x"], { formats, from1904: true });
    expect(await linesOf(file)).toContain("3 Maes|Noor|2026-02-01|x");
  });
});

describe("merged cells", () => {
  const rows = [
    ["Peeters", "Zoë", "1A", "1"],
    ["De Smet", "Anaïs", null, "2"],
    ["Maes", "Noor", "1B", "3"],
    [null, null, null, null],
    ["Claes", "Liam", null, "5"],
    ["Claes", "Tibo", null, "6"],
  ];
  test("hold for every line that they span and no further, and an empty line stays empty", async () => {
    const file = workbookFile([sheet("Blad1", rows, { merges: ["C2:C3", "C4:C6"] })]);
    expect(await linesOf(file)).toEqual([
      "2 Peeters|Zoë|1A|1",
      "3 De Smet|Anaïs|1A|2",
      "4 Maes|Noor|1B|3",
      "6 Claes|Liam|1B|5",
      "7 Claes|Tibo||6",
    ]);
  });
  test("in a row of titles say nothing of what is below", async () => {
    const titled = { name: "Blad1", rows: [["Leerlingen 2026-2027"], header, ...rows.slice(0, 1)], merges: ["A1:D1"] };
    expect(await linesOf(workbookFile([titled]))).toEqual(["3 Peeters|Zoë|1A|1"]);
  });
  test("may be many", async () => {
    const many = Array.from({ length: 600 }, (_, at) => ["Peeters", `Zoë ${at}`, at % 3 === 0 ? `${at}A` : null, "1"]);
    const merges = Array.from({ length: 200 }, (_, at) => `C${at * 3 + 2}:C${at * 3 + 4}`);
    const lines = await linesOf(workbookFile([sheet("Blad1", many, { merges })]));
    expect(lines).toEqual(many.map(([, name], at) => `${at + 2} Peeters|${name}|${at - (at % 3)}A|1`));
  });
});

describe("rows that go on empty to the last one that Excel knows", () => {
  const rows = 1_048_576 - 2;
  test.each<[string, string]>([
    [
      "with a layout",
      Array.from({ length: rows }, (_, at) => `<row r="${at + 3}"><c r="A${at + 3}" s="1"/></row>`).join(""),
    ],
    ["with empty texts", `<row spans="1:4"><c><v></v></c> <c t="inlineStr"><is><t/></is></c>\n</row>`.repeat(250_000)],
  ])("%s are read in about a second", async (_how, after) => {
    const file = workbookFile([sheet("Blad1", [["Maes", "Noor", "1A", "1"]], { after })]);
    const before = process.cpuUsage();
    expect(await linesOf(file)).toEqual(["2 Maes|Noor|1A|1"]);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(2);
  });
});

test.each(["<![CDATA[Claes]]>", "Claes ", "Cla&#101;s", "Claes\n"])(
  "a last text %j is none of the empty ones",
  async (text) => {
    const last = `<row r="3"><c r="A3" t="inlineStr"><is><t>${text}</t></is></c></row><row r="4"><c r="A4"/></row>`;
    const file = workbookFile([sheet("Blad1", [["Maes", "Noor", "1A", "1"]], { after: last })]);
    expect((await linesOf(file)).at(-1)).toMatch(/^3 Claes\s*$/);
  },
);

test("a pupil below many empty rows is read", async () => {
  const last = `<row r="9000"><c r="A9000" t="inlineStr"><is><t>Claes</t></is></c></row>`;
  const gap = Array.from({ length: 5000 }, (_, at) => `<row r="${at + 3}"/>`).join("");
  const file = workbookFile([sheet("Blad1", [["Maes", "Noor", "1A", "1"]], { after: gap + last })]);
  expect(await linesOf(file)).toEqual(["2 Maes|Noor|1A|1", "9000 Claes"]);
});

test.each<[string, Record<string, string>]>([
  ["an OpenDocument sheet", { mimetype: "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<office/>" }],
  ["one of Apple's Numbers", { "Index/Document.iwa": "x" }],
  [
    "a binary workbook",
    {
      "_rels/.rels": `<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>`,
      "xl/workbook.bin": "x",
    },
  ],
])("%s is refused with what to do", async (_what, parts) => {
  const bytes = zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, Buffer.from(text)])));
  expect(await readWorkbook(bytes)).toMatchObject({ ok: false, problem: "other-spreadsheet" });
});

test("a letter of a word processor is no list", async () => {
  const parts = {
    "_rels/.rels": `<Relationships><Relationship Id="r" Type="x/officeDocument" Target="word/document.xml"/></Relationships>`,
    "word/document.xml": "<document/>",
  };
  const bytes = zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, Buffer.from(text)])));
  expect(await readWorkbook(bytes)).toMatchObject({ ok: false, problem: "unknown-zip" });
});

import { expect, test } from "vitest";
import { linesOf, readingOf, readWorkbook, sheet } from "../../../test/support/read-workbook.ts";
import { workbookFile, type SheetFile } from "../../../test/support/workbook-files.ts";

const list = (...of: string[]) => of.map((name) => [name, "Zoë", "1A", name]);
const without = (name: string, names: string[]): SheetFile => ({
  name,
  rows: [["Naam", "Voornaam"], ...names.map((family) => [family, "Zoë"])],
});

test("the one with the headers of a list is taken, wherever it stands, and named", async () => {
  const file = workbookFile([
    { name: "Uitleg", rows: [["Uitleg"], ["bij de lijst"]] },
    sheet("Leerlingen", list("Maes")),
  ]);
  expect(await linesOf(file)).toEqual(["2 Maes|Zoë|1A|Maes"]);
  expect(await readingOf(file)).toMatchObject({ sheet: { names: ["Leerlingen"], sure: true }, notices: [] });
});

test.each(["hidden", "veryHidden"] as const)(
  "one that is %s is never taken by itself, and can be chosen",
  async (state) => {
    const file = workbookFile([sheet("vorig jaar", list("Oud"), { state }), sheet("dit jaar", list("Nieuw"))]);
    expect(await linesOf(file)).toEqual(["2 Nieuw|Zoë|1A|Nieuw"]);
    expect(await readingOf(file)).toMatchObject({
      sheet: {
        names: ["dit jaar"],
        sure: true,
        all: [{ name: "vorig jaar", hidden: true, rows: 2 }, { name: "dit jaar" }],
      },
    });
    expect(await linesOf(file, { sheets: ["vorig jaar"] })).toEqual(["2 Oud|Zoë|1A|Oud"]);
  },
);

test("a list on a hidden sheet beside an empty one is not read by itself, and told", async () => {
  const file = workbookFile([{ name: "Blad1", rows: [] }, sheet("Gegevens", list("Maes"), { state: "hidden" })]);
  expect(await linesOf(file)).toBe("sheets-hidden");
  expect(await linesOf(file, { sheets: ["Gegevens"] })).toEqual(["2 Maes|Zoë|1A|Maes"]);
});

test("of two that could be the list the open one is proposed, and a person is asked", async () => {
  const file = workbookFile([sheet("2024-2025", list("Oud")), sheet("2026-2027", list("Nieuw"))], { activeTab: 1 });
  expect(await readingOf(file)).toMatchObject({ sheet: { names: ["2026-2027"], sure: false } });
  expect(await readingOf(file, { sheets: ["2024-2025"] })).toMatchObject({
    sheet: { names: ["2024-2025"], sure: true },
  });
});

test("who left stands on a sheet of its own: that is asked, not joined", async () => {
  const file = workbookFile([
    sheet("Leerlingen", list("Maes")),
    sheet("Uitgeschreven", [["Claes", "Tibo", "2B", "7"]]),
  ]);
  expect(await readingOf(file)).toMatchObject({ sheet: { names: ["Leerlingen"], sure: false } });
});

test("a list of teachers beside that of the pupils leaves no doubt", async () => {
  const file = workbookFile([without("Leerkrachten", ["Boels"]), sheet("Leerlingen", list("Maes"))]);
  expect(await readingOf(file)).toMatchObject({ sheet: { names: ["Leerlingen"], sure: true } });
});

test("one for each class are joined, though their columns stand in another order", async () => {
  const file = workbookFile([
    sheet("1A", [["Maes", "Zoë", "1A", "1"]]),
    {
      name: "1B",
      rows: [
        ["Klas", "Rijksregisternummer", "Naam", "Voornaam"],
        ["1B", "2", "Claes", "Tibo"],
      ],
    },
    sheet("2A", []),
  ]);
  expect(await linesOf(file)).toEqual(["2 Maes|Zoë|1A|1", "4 Claes|Tibo|1B|2"]);
  expect(await readingOf(file)).toMatchObject({
    sheet: { names: ["1A", "1B"], sure: true },
    notices: [{ code: "sheets-joined", params: { sheets: "1A (2–2), 1B (4–4)" } }],
  });
});

test("the name of a sheet is the class where no column says it", async () => {
  const file = workbookFile([without("K1", ["Maes"]), without("Klas 3B", ["Claes"]), without("OKAN", ["Peeters"])]);
  expect(await linesOf(file)).toEqual(["2 K1|Maes|Zoë", "4 3B|Claes|Zoë", "6 OKAN|Peeters|Zoë"]);
  expect(await linesOf(workbookFile([without("3B", ["Claes"])]))).toEqual(["2 3B|Claes|Zoë"]);
});

test("several can be chosen, as long as their headers are the same", async () => {
  const file = workbookFile([
    sheet("Giraffen", list("Maes")),
    sheet("Leeuwen", list("Claes")),
    without("Andere", ["x"]),
  ]);
  expect(await linesOf(file, { sheets: ["Giraffen", "Leeuwen"] })).toEqual([
    "2 Maes|Zoë|1A|Maes",
    "4 Claes|Zoë|1A|Claes",
  ]);
  expect(await linesOf(file, { sheets: ["Giraffen", "Andere"] })).toBe("sheets-differ");
  expect(await linesOf(file, { sheets: ["Tijgers"] })).toBe("sheet-unknown");
});

test("a hidden one beside those of the other classes is asked about: its pupils may not be missing", async () => {
  const hidden = sheet("1C", [["Boels", "Ann", "1C", "3"]], { state: "hidden" });
  const file = workbookFile([sheet("1A", list("Maes")), sheet("1B", [["Claes", "Tibo", "1B", "2"]]), hidden]);
  expect(await readingOf(file)).toMatchObject({ sheet: { names: ["1A", "1B"], sure: false } });
  expect(await linesOf(file, { sheets: ["1A", "1B", "1C"] })).toHaveLength(3);
  const single = workbookFile([without("3A", ["Maes"]), { ...without("3B", ["Claes"]), state: "hidden" }]);
  expect(await readingOf(single)).toMatchObject({ sheet: { names: ["3A"], sure: false } });
});

test("names of sheets that look like no classes are classes once a person has chosen them", async () => {
  const file = workbookFile([without("Giraffen", ["Maes"]), without("Leeuwen", ["Claes"])]);
  expect(await readingOf(file)).toMatchObject({ sheet: { sure: false } });
  expect(await linesOf(file, { sheets: ["Giraffen", "Leeuwen"] })).toEqual([
    "2 Giraffen|Maes|Zoë",
    "4 Leeuwen|Claes|Zoë",
  ]);
});

test("the total below each class is no pupil", async () => {
  const counted = (name: string): SheetFile => ({
    name,
    rows: [
      ["Nr", "Naam", "Voornaam"],
      [1, `Van ${name}`, "Zoë"],
      [2, `De ${name}`, "Noor"],
      ["Totaal", 2, null],
    ],
  });
  expect(await linesOf(workbookFile([counted("1A"), counted("1B")]))).toEqual([
    "2 1A|1|Van 1A|Zoë",
    "3 1A|2|De 1A|Noor",
    "6 1B|1|Van 1B|Zoë",
    "7 1B|2|De 1B|Noor",
  ]);
});

test("hidden lines are read, and told", async () => {
  const file = workbookFile([sheet("Blad1", list("Maes", "Claes", "Peeters"), { hiddenRows: [2, 4] })]);
  expect(await linesOf(file)).toHaveLength(3);
  expect(await readingOf(file)).toMatchObject({ notices: [{ code: "hidden-lines", params: { count: 2 } }] });
});

test("lists per class below each other are one list, whatever the order of their columns", async () => {
  const rows = [
    ["Klas 1A"],
    ["Naam", "Voornaam", "Klas", "Stamboeknummer"],
    ["Peeters", "Zoë", "1A", "1"],
    ["Klas 1B"],
    ["Naam", "Voornaam", "Klas", "Stamboeknummer"],
    ["Maes", "Noor", "1B", "2"],
    ["Klas", "Naam", "Voornaam", "Stamboeknummer"],
    ["1C", "Claes", "Liam", "3"],
  ];
  expect(await linesOf(workbookFile([{ name: "Klassen", rows }]))).toEqual([
    "3 Peeters|Zoë|1A|1",
    "4 Klas 1B",
    "6 Maes|Noor|1B|2",
    "8 Claes|Liam|1C|3",
  ]);
});

test("another list below the pupils is told, line by line", async () => {
  const rows = [...list("Maes"), ["Klas", "Naam"], ["1A", "Boels"]];
  const head = await readWorkbook(workbookFile([sheet("Leerlingen", rows)]));
  expect(head).toMatchObject({
    rows: [{ line: 2 }],
    told: [{ line: 4, code: "other-headers", params: { header: 3 }, words: "1A Boels" }],
  });
});

test("a remark beside the headers takes no pupil out of the list", async () => {
  const file = workbookFile([
    sheet("Leerlingen", [["Maes", "Zoë", "1A", "", "", "komt met de bus"], ...list("Claes")]),
  ]);
  expect(await readWorkbook(file)).toMatchObject({ width: 6, headers: { length: 4 } });
});

test("a class whose sheet is hidden among the classes is asked about: its pupils may be here", async () => {
  const rows = (className: string) => [[className, "Zoë", className, "1"]];
  const classes = [sheet("1A", rows("1A")), sheet("1B", rows("1B"), { state: "hidden" }), sheet("1C", rows("1C"))];
  const file = workbookFile(classes);
  expect(await readingOf(file)).toMatchObject({ sheet: { names: ["1A", "1C"], sure: false } });
  expect(await linesOf(file, { sheets: ["1A", "1B", "1C"] })).toHaveLength(3);
  const aside = workbookFile([
    ...classes.slice(0, 1),
    sheet("1B oud", rows("1B"), { state: "hidden" }),
    ...classes.slice(2),
  ]);
  expect(await readingOf(aside)).toMatchObject({ sheet: { names: ["1A", "1C"], sure: true } });
});

import { bytesOf, zipOf } from "./zip-of.ts";

/** Files of a few kilobytes, most of them, that ask a careless reader for minutes or for all memory. */

const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const main = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`;

type Parts = {
  sheet: string | Uint8Array;
  /** where the sheet lies, and what the workbook says of it; from `xl/` */
  target?: string;
  shared?: string | Uint8Array;
  styles?: string;
  others?: Record<string, string>;
};

function workbook({ sheet, target = "worksheets/sheet1.xml", shared, styles, others = {} }: Parts): Uint8Array {
  const relation = (id: string, kind: string, to: string) =>
    `<Relationship Id="${id}" Type="${office}/${kind}" Target="${to}"/>`;
  return zipOf({
    "[Content_Types].xml": "<Types/>",
    "xl/workbook.xml": `<workbook ${main} xmlns:r="${office}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships>${relation("r1", "worksheet", target)}${relation("r2", "sharedStrings", "sharedStrings.xml")}${relation("r3", "styles", "styles.xml")}</Relationships>`,
    [`xl/${target}`]: bytesOf(sheet),
    ...(shared === undefined ? {} : { "xl/sharedStrings.xml": bytesOf(shared) }),
    ...(styles === undefined ? {} : { "xl/styles.xml": styles }),
    ...others,
  });
}

const cell = (at: string, text: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
const head = `<row r="1">${cell("A1", "Naam")}${cell("B1", "Voornaam")}${cell("C1", "Klas")}</row>`;
const line = (row: number) =>
  `<row r="${row}">${cell(`A${row}`, "Peeters")}${cell(`B${row}`, "Lotte")}${cell(`C${row}`, "3B")}</row>`;
const sheetOf = (rows: string, rest = "") =>
  `<worksheet ${main}><sheetData>${head}${rows}</sheetData>${rest}</worksheet>`;
const repeated = (text: string, count: number): Uint8Array => Buffer.alloc(text.length * count, text);
const around = (before: string, filling: Uint8Array, after: string) =>
  Buffer.concat([Buffer.from(before), filling, Buffer.from(after)]);
const csv = (header: string, count: number, row: (at: number) => string) =>
  Buffer.from(`${header}\n${Array.from({ length: count }, (_, at) => row(at)).join("\n")}`);

const billionLaughs = `<!DOCTYPE a [<!ENTITY l0 "ha">${Array.from(
  { length: 12 },
  (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(12)}">`,
).join("")}]>`;

/** By what each one is. Made when asked for: some are large before they are packed. */
export const killerFiles: Record<string, () => Uint8Array> = {
  "tags in a sheet that never end": () => workbook({ sheet: around(sheetOf(""), repeated("<row ", 4_000_000), "") }),
  "tags in a sheet that never end, with a prefix": () =>
    workbook({ sheet: around(sheetOf(""), repeated("<aaaaaaaaaaaaaaa", 1_000_000), "") }),
  "a sheet outside its folder with a cell at the far end": () =>
    workbook({
      target: "elsewhere/s.xml",
      sheet: sheetOf(`<row r="1048576">${cell("XFD1048576", "x")}</row>`),
    }),
  "a sheet with a name of relationships, with a cell at the far end": () =>
    workbook({
      target: "worksheets/s.xml.rels",
      sheet: sheetOf(`<row r="1048576">${cell("XFD1048576", "x")}</row>`),
    }),
  "a row whose number stands behind another attribute's >": () =>
    workbook({ sheet: sheetOf(`<row a=">" r="900000000"><c r="A2" t="inlineStr"><is><t>x</t></is></c></row>`) }),
  "a row whose number has a prefix": () => workbook({ sheet: sheetOf(line(2).replace("r=", `x:r="900000000" y=`)) }),
  "a cell whose address only seems to be one": () =>
    workbook({ sheet: sheetOf(line(2).replace(`r="C2"`, `a=" r='C2'" r="XFDXFD2"`)) }),
  "rows down to the last one that Excel knows": () => workbook({ sheet: sheetOf(line(1_048_576)) }),
  "empty rows down to the last one": () =>
    workbook({ sheet: sheetOf(Array.from({ length: 500_000 }, (_, at) => `<row r="${at * 2 + 2}"/>`).join("")) }),
  "a row at every thousandth place, each wide": () =>
    workbook({
      sheet: sheetOf(
        Array.from(
          { length: 1000 },
          (_, at) => `<row r="${(at + 1) * 1000}">${cell(`GR${(at + 1) * 1000}`, "x")}</row>`,
        ).join(""),
      ),
    }),
  "ten million shared strings": () =>
    workbook({
      sheet: sheetOf(line(2)),
      shared: around(`<sst ${main}>`, repeated("<si><t>a</t></si>", 10_000_000), "</sst>"),
    }),
  "two million shared strings": () =>
    workbook({
      sheet: sheetOf(line(2)),
      shared: around(`<sst ${main}>`, repeated("<si><t>a</t></si>", 2_000_000), "</sst>"),
    }),
  "a cell of a hundred megabytes": () =>
    workbook({
      sheet: around(
        `<worksheet ${main}><sheetData>${head}<row r="2"><c r="A2" t="inlineStr"><is><t>`,
        repeated("x", 100_000_000),
        "</t></is></c></row></sheetData></worksheet>",
      ),
    }),
  "a cell of fifty megabytes": () =>
    workbook({
      sheet: around(
        `<worksheet ${main}><sheetData>${head}<row r="2"><c r="A2" t="inlineStr"><is><t>`,
        repeated("x", 50_000_000),
        "</t></is></c></row></sheetData></worksheet>",
      ),
    }),
  "millions of merged cells": () =>
    workbook({
      sheet: around(
        sheetOf(line(2)).replace("</worksheet>", "<mergeCells>"),
        repeated(`<mergeCell ref="A1:B2"/>`, 2_000_000),
        "</mergeCells></worksheet>",
      ),
    }),
  "huge styles": () =>
    workbook({
      sheet: sheetOf(line(2)),
      styles: `<styleSheet ${main}><cellXfs>${'<xf numFmtId="14"/>'.repeat(2_500_000)}</cellXfs></styleSheet>`,
    }),
  "number formats without an end": () =>
    workbook({
      sheet: sheetOf(line(2)),
      styles: `<styleSheet ${main}><numFmts><numFmt numFmtId="200" formatCode="${"[".repeat(2_000_000)}"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>`,
    }),
  "entities that stand for entities": () =>
    workbook({ sheet: `${billionLaughs}${sheetOf(`<row r="2">${cell("A2", "&l12;")}</row>`)}` }),
  "tags inside tags, a million deep": () =>
    workbook({ sheet: around(`<worksheet ${main}><sheetData>${head}`, repeated("<a>", 3_000_000), "") }),
  "attributes without an end": () =>
    workbook({
      sheet: around(
        `<worksheet ${main}><sheetData>${head}<row `,
        repeated(`a="b" `, 5_000_000),
        "/></sheetData></worksheet>",
      ),
    }),
  "a row of ten million cells": () =>
    workbook({
      sheet: around(
        `<worksheet ${main}><sheetData>${head}<row r="2">`,
        repeated("<c><v>1</v></c>", 3_000_000),
        "</row></sheetData></worksheet>",
      ),
    }),
  "four thousand sheets": () =>
    workbook({
      sheet: sheetOf(line(2)),
      others: {
        "xl/workbook.xml": `<workbook ${main} xmlns:r="${office}"><sheets>${Array.from({ length: 4000 }, (_, at) => `<sheet name="s${at}" sheetId="${at + 1}" r:id="s${at}"/>`).join("")}</sheets></workbook>`,
        "xl/_rels/workbook.xml.rels": `<Relationships>${Array.from({ length: 4000 }, (_, at) => `<Relationship Id="s${at}" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/>`).join("")}</Relationships>`,
      },
    }),
  "a zip that unpacks to two hundred megabytes": () => workbook({ sheet: repeated("\0", 200_000_000) }),
  "a zip with a hundred thousand files": () =>
    zipOf(Object.fromEntries(Array.from({ length: 60_000 }, (_, at) => [`xl/${at}.xml`, new Uint8Array(1)]))),
  "a zip in a zip in a zip": () => {
    let inner = zipOf({ "xl/workbook.xml": repeated("a", 30_000_000) });
    for (let at = 0; at < 5; at += 1) inner = zipOf({ "xl/workbook.xml": inner, "users.csv": inner });
    return inner;
  },
  "a zip whose directory tells a smaller size": () => zipOf({ "xl/workbook.xml": repeated("a", 150_000_000) }, 1000),
  "a zip whose directory tells four gigabytes": () => zipOf({ "users.csv": repeated("a", 1000) }, 0xfffffff0),
  "a OneRoster of one pupil in all classes, many times": () =>
    zipOf({
      "users.csv": csv("sourcedId,role,givenName,familyName,identifier", 8000, () => "u,student,Lotte,Peeters,1"),
      "classes.csv": csv("sourcedId,title,classType", 1, () => "c,3B,homeroom"),
      "enrollments.csv": csv("classSourcedId,userSourcedId,role", 8000, () => "c,u,student"),
    }),
  "a OneRoster with a cell of sixty megabytes": () =>
    zipOf({
      "users.csv": around("sourcedId,role,givenName,familyName\nu,student,", repeated("x", 60_000_000), ",P"),
    }),
  "a OneRoster with identifiers that never end": () =>
    zipOf({
      "users.csv": `sourcedId,role,givenName,familyName,userIds\nu,student,Lotte,Peeters,${"{a".repeat(90_000)}`,
    }),
  "a line of a million columns": () => Buffer.from(`Naam;Klas${";x".repeat(1_000_000)}\nPeeters;3B`),
  "a million columns on every line": () => Buffer.from(`${"a;".repeat(90_000)}\n`.repeat(100)),
  "a cell of nineteen megabytes": () => Buffer.from(`Naam;Klas\n${"x".repeat(19_000_000)};3B`),
  "a quotation mark that never closes": () => Buffer.from(`Naam;Klas\n"${"Peeters;3B\n".repeat(1_500_000)}`),
  "quotation marks that never close, on every line": () => Buffer.from(`Naam;Klas\n${'"a""b;3B\n'.repeat(1_500_000)}`),
  "only quotation marks": () => Buffer.from('"'.repeat(19_000_000)),
  "only empty lines": () => Buffer.from("\n".repeat(19_000_000)),
  "only semicolons": () => Buffer.from(`Naam;Klas\n${`${";".repeat(190)}\n`.repeat(100_000)}`),
  "only spaces": () => Buffer.from(" ".repeat(19_000_000)),
  "two names with one number, a hundred thousand times": () =>
    csv("Naam;Voornaam;Klas;Stamboeknr", 100_000, (at) => `Peeters${at % 2};Lotte;3B;7`),
  "one name in a hundred thousand classes": () => csv("Naam;Voornaam;Klas", 100_000, (at) => `Peeters;Lotte;${at}A`),
  "one number in a hundred thousand classes": () =>
    csv("Naam;Voornaam;Klas;Stamboeknr", 100_000, (at) => `Peeters;Lotte;${at}A;7`),
  "the same line a hundred thousand times": () => csv("Naam;Voornaam;Klas", 100_000, () => "Peeters;Lotte;3B"),
  "a hundred thousand lines that can't be used": () =>
    csv("Naam;Voornaam;Klas;INSZ", 100_000, () => "Peeters;Lotte;3B;123"),
  "numbers that chain all lines": () =>
    csv(
      "Naam;Voornaam;Klas;Stamboeknr;LeerID",
      100_000,
      (at) => `Peeters;Lotte;3B;${Math.floor(at / 2)};lotte.${1000 + Math.ceil(at / 2)}`,
    ),
};

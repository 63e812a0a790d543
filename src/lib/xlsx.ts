import { Buffer } from "node:buffer";
import { strToU8, Zip, ZipDeflate } from "fflate";

/** A Date is a moment, shown as the clock in Brussels has it. */
export type Cell = string | number | Date | null;
export type Sheet = { name: string; columns: string[]; rows: Iterable<Cell[]> | AsyncIterable<Cell[]> };

const type = "application/vnd.openxmlformats-officedocument";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const packaged = "http://schemas.openxmlformats.org/package/2006";
const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** Everything of a workbook but its one sheet. */
const frame = (name: string): [string, string][] => [
  [
    "[Content_Types].xml",
    `<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.spreadsheetml.styles+xml"/></Types>`,
  ],
  [
    "_rels/.rels",
    `<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  ],
  [
    "xl/workbook.xml",
    `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${escape(sheetName(name))}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  ],
  [
    "xl/_rels/workbook.xml.rels",
    `<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
  ],
  ["xl/styles.xml", styles],
];

/** By place: 0 plain, 1 the bold first line, 2 a moment, 3 text that stays text when somebody edits the cell. */
const styles = `<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf quotePrefix="1"/></cellXfs></styleSheet>`;

/**
 * A workbook of one sheet, made while it is read: what is in memory doesn't grow with the rows. Text is always text and never a
 * formula, whatever it begins with.
 */
export async function* xlsxOf({ name, columns, rows }: Sheet): AsyncGenerator<Buffer> {
  const out: Buffer[] = [];
  const zip = new Zip((error, data) => {
    if (error) throw error;
    out.push(Buffer.from(data));
  });
  const add = (path: string): ZipDeflate => {
    const part = Object.assign(new ZipDeflate(path), { mtime: sameForAll });
    zip.add(part);
    return part;
  };
  for (const [path, content] of frame(name)) add(path).push(strToU8(xml + content), true);
  const sheet = add("xl/worksheets/sheet1.xml");
  // the first line stays in sight while the others scroll
  const pane = `<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews>`;
  let text = `${xml}<worksheet xmlns="${main}">${pane}<sheetFormatPr baseColWidth="16" defaultRowHeight="15"/><sheetData>${lineOf(columns, 1, 1)}`;
  let number = 1;
  for await (const row of rows) {
    number += 1;
    text += lineOf(row, number);
    if (text.length < chunkLength) continue;
    sheet.push(strToU8(text));
    text = "";
    yield* out.splice(0);
  }
  sheet.push(strToU8(`${text}</sheetData></worksheet>`), true);
  zip.end();
  yield* out.splice(0);
}

/** Of a part inside the file: nobody reads it. */
const sameForAll = Date.UTC(2000, 0, 1, 12);
const chunkLength = 64 * 1024;
const lineOf = (cells: Cell[], row: number, style = 3): string =>
  `<row r="${row}">${cells.map((cell, index) => cellOf(cell, `${lettersOf(index)}${row}`, style)).join("")}</row>`;

/** 0 -> A, 25 -> Z, 26 -> AA */
const lettersOf = (index: number): string =>
  (index < 26 ? "" : lettersOf(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26));

function cellOf(cell: Cell, at: string, style: number): string {
  if (cell === null || cell === "" || (typeof cell === "number" && !Number.isFinite(cell))) return "";
  if (typeof cell === "number") return `<c r="${at}"><v>${cell}</v></c>`;
  if (cell instanceof Date) return `<c r="${at}" s="2"><v>${serialOf(cell)}</v></c>`;
  const text = escape(cell.slice(0, longestCell));
  return `<c r="${at}" t="inlineStr" s="${style}"><is><t xml:space="preserve">${text}</t></is></c>`;
}

/** What Excel takes; it calls a file damaged that has more. */
const longestCell = 32_767;

/** XML can't hold control characters or half of a pair, and Excel reads `_x000D_` as a character by its number. */
function escape(text: string): string {
  return (
    text
      .toWellFormed()
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
      .replace(/_(?=x[0-9a-f]{4}_)/gi, "_x005F_")
      .replace(/&/g, "&amp;")
      .replace(/</g, "&lt;")
      .replace(/>/g, "&gt;")
      .replace(/"/g, "&quot;")
  );
}

/** At most 31 characters, and none that a reference to a sheet uses. */
function sheetName(name: string): string {
  const allowed = name.replace(/[[\]:*?/\\']/g, " ").trim();
  return allowed.slice(0, 31).toWellFormed() || "1";
}

const dayMs = 24 * 60 * 60 * 1000;
const inBrussels = new Intl.DateTimeFormat("sv-SE", {
  dateStyle: "short",
  timeStyle: "medium",
  timeZone: "Europe/Brussels",
});

/** `2026-11-22 08:54:37`, by the clock in Brussels. */
export const clockText = (moment: Date): string => inBrussels.format(moment);

/** Days since the last of 1899, as a spreadsheet counts. */
const serialOf = (moment: Date): number =>
  (Date.parse(`${clockText(moment).replace(" ", "T")}Z`) - Date.UTC(1899, 11, 30)) / dayMs;

import { strToU8, zipSync } from "fflate";
import type { CutFile } from "../table.ts";
import type { Sheet } from "../workbooks/lists.ts";
import { cutSecrets } from "./columns.ts";

/**
 * The sheets without their secrets, and a workbook of them: every sheet with the texts of its cells, and nothing else that may hold them.
 * @returns `cut` is undefined when there are none
 */
export function cutSheets(sheets: Sheet[]): { sheets: Sheet[]; cut: CutFile | undefined } {
  const cut = sheets.map((sheet) => ({ sheet, ...cutSecrets(sheet.rows) }));
  const headers = [...new Set(cut.flatMap((one) => one.headers))];
  if (headers.length === 0) return { sheets, cut: undefined };
  const clean = cut.map(({ sheet, rows }) => ({
    ...sheet,
    rows: rows.map((row) => ({ ...row, cells: withoutEnd(row.cells) })),
  }));
  return { sheets: clean, cut: { bytes: write(clean), told: [], headers } };
}

/** Rows end with their last text, as they do when a workbook is read. */
const withoutEnd = (cells: string[]) => cells.slice(0, cells.findLastIndex((cell) => cell !== "") + 1);

const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packaged = "http://schemas.openxmlformats.org/package/2006/relationships";

function write(sheets: Sheet[]): Uint8Array {
  const active = Math.max(
    0,
    sheets.findIndex((sheet) => sheet.active),
  );
  const listed = sheets.map(
    ({ name, hidden }, at) =>
      `<sheet name="${escape(name)}" sheetId="${at + 1}" r:id="r${at}"${hidden ? ' state="hidden"' : ""}/>`,
  );
  const related = sheets.map((_, at) => relation(`r${at}`, "worksheet", `worksheets/sheet${at + 1}.xml`));
  const parts: Record<string, string> = {
    "_rels/.rels": relations([relation("r0", "officeDocument", "xl/workbook.xml")]),
    "xl/workbook.xml": `<workbook xmlns="${main}" xmlns:r="${office}"><bookViews><workbookView activeTab="${active}"/></bookViews><sheets>${listed.join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relations(related),
  };
  for (const [at, sheet] of sheets.entries()) parts[`xl/worksheets/sheet${at + 1}.xml`] = sheetXml(sheet);
  const files = Object.entries(parts).map(([name, xml]): [string, Uint8Array] => [name, strToU8(xml)]);
  return zipSync(Object.fromEntries(files), { mtime: anyDay });
}

/** The same file is the same bytes whenever it comes. */
const anyDay = new Date("2026-01-01T00:00:00");

const relation = (id: string, kind: string, target: string) =>
  `<Relationship Id="${id}" Type="${office}/${kind}" Target="${target}"/>`;
const relations = (all: string[]) => `<Relationships xmlns="${packaged}">${all.join("")}</Relationships>`;

function sheetXml({ rows }: Sheet): string {
  const lines = rows.map(
    ({ line, cells, hidden }) => `<row r="${line}"${hidden ? ' hidden="1"' : ""}>${cells.map(cellXml).join("")}</row>`,
  );
  return `<worksheet xmlns="${main}"><sheetData>${lines.join("")}</sheetData></worksheet>`;
}

const cellXml = (text: string) =>
  text === "" ? "<c/>" : `<c t="inlineStr"><is><t xml:space="preserve">${escape(text)}</t></is></c>`;

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/** What XML can't hold is left out: no name has it. */
const escape = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replace(/[&<>"]/g, (found) => entities[found] ?? found);

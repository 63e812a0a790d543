/**
 * Reads Excel's workbooks: the table of a list out of whatever programs write, and which sheet it stands on. Called by `read-file.ts`.
 * @see docs/decisions/0044-workbooks.md and ECMA-376, parts 1 and 2
 */
import type { Head } from "../columns.ts";
import { countHeaders } from "../packages/packages.ts";
import type { Notice, Reading } from "../reading.ts";
import { cutSheets } from "../secrets/workbook.ts";
import { problem, type Read, type TableRow, type ToldLine } from "../table.ts";
import type { ZipEntry } from "../zip.ts";
import { createBudget } from "./budget.ts";
import { readFormats } from "./formats.ts";
import { joinLists } from "./joined.ts";
import { chooseLists, haveSameHeaders, listIn, type List, type Sheet } from "./lists.ts";
import { createParts, readWorkbookPart, type Parts, type SheetPart } from "./parts.ts";
import { readSheet, type SheetRow, type Shared } from "./sheet.ts";
import { readStrings } from "./strings.ts";
import { Unreadable } from "./unreadable.ts";

export { isOfficePackage } from "./parts.ts";

/** @param chosen the names of the sheets that a person wants, hidden ones among them */
export function readWorkbook(bytes: Uint8Array, entries: ZipEntry[], chosen: string[] | undefined): Read {
  try {
    const { sheets, cut } = cutSheets(readSheets(createParts(bytes, entries)));
    const read = chosen && chosen.length > 0 ? takeChosen(sheets, chosen) : findList(sheets);
    return read.ok ? { ...read, cut } : read;
  } catch (error) {
    if (error instanceof Unreadable) return error.why;
    throw error;
  }
}

function readSheets(parts: Parts): Sheet[] {
  const { sheets, strings, styles, from1904 } = readWorkbookPart(parts);
  const budget = createBudget();
  const take = (path: string | undefined) => (path !== undefined && parts.has(path) ? parts.take(path) : undefined);
  const shared: Shared = {
    budget,
    from1904,
    strings: readStrings(take(strings), budget),
    formatOf: readFormats(take(styles)),
  };
  return sheets.map((sheet) => ({
    name: sheet.name,
    hidden: sheet.hidden,
    active: sheet.active,
    rows: sheet.hidden ? readHidden(parts, sheet, shared) : readSheet(parts.take(sheet.path), shared),
  }));
}

/** What nobody sees may be of any size: nothing is said of the list by it. */
function readHidden(parts: Parts, { path }: SheetPart, shared: Shared): SheetRow[] {
  try {
    return readSheet(parts.take(path), { ...shared, budget: createBudget() });
  } catch (error) {
    if (error instanceof Unreadable) return [];
    throw error;
  }
}

function findList(sheets: Sheet[]): Read {
  const filled = sheets.filter(({ rows }) => rows.length > 0);
  const visible = filled.filter(({ hidden }) => !hidden);
  if (visible.length === 0 && filled.length > 0) return problem("sheets-hidden", { sheets: namesOf(filled) });
  const hidden = filled.flatMap((sheet) => (sheet.hidden ? (listIn(sheet) ?? []) : []));
  const { lists, sure } = chooseLists(
    visible.flatMap((sheet) => listIn(sheet) ?? []),
    hidden,
  );
  if (lists.length > 0) return tableOf(sheets, lists, sure);
  // with headers that nobody knows yet
  const [known] = visible.filter(({ rows }) => rows.slice(0, 15).some(({ cells }) => countHeaders(cells) > 0));
  const sheet = known ?? visible.find(({ active }) => active) ?? visible[0];
  return tableOfSheet(sheets, { sheet }, visible.length < 2);
}

const namesOf = (sheets: Sheet[]): string => sheets.map(({ name }) => name).join(", ");

function takeChosen(sheets: Sheet[], chosen: string[]): Read {
  const wanted = sheets.filter(({ name }) => chosen.includes(name));
  if (wanted.length < new Set(chosen).size) return problem("sheet-unknown", { sheets: namesOf(sheets) });
  const [only, ...more] = wanted;
  const lists = wanted.flatMap((sheet) => listIn(sheet) ?? []);
  if (more.length > 0 && (lists.length < wanted.length || !haveSameHeaders(lists))) return problem("sheets-differ");
  return lists.length > 0 ? tableOf(sheets, lists, true) : tableOfSheet(sheets, { sheet: only }, true);
}

function tableOf(sheets: Sheet[], lists: List[], sure: boolean): Read {
  const [only, ...more] = lists;
  if (more.length === 0 && (only?.head.at.className !== undefined || only?.className === undefined))
    return tableOfSheet(sheets, { ...only }, sure);
  const { rows, told, from, hidden } = joinLists(lists);
  const names = lists.map(({ sheet }) => sheet.name);
  const code = more.length > 0 ? "sheets-joined" : "sheet-is-class";
  return table(
    rows,
    { names, all: sheets, sure },
    {
      told,
      notices: [{ code, params: { sheets: from } }, ...hiddenLines(hidden)],
    },
  );
}

type Taken = { sheet?: Sheet | undefined; head?: Head };
/** A sheet on which no headers are known is handed on as it stands. */
function tableOfSheet(sheets: Sheet[], { sheet, head }: Taken, sure: boolean): Read {
  const all = sheet?.rows ?? [];
  const rows = head ? [...all.filter(({ line }) => line <= head.headerLine), ...head.rows] : all;
  const hidden = all.filter((row) => row.hidden).length;
  const chosen = { names: sheet ? [sheet.name] : [], all: sheets, sure };
  return table(rows, chosen, { told: head?.told ?? [], notices: hiddenLines(hidden) });
}

const hiddenLines = (count: number): Notice[] => (count > 0 ? [{ code: "hidden-lines", params: { count } }] : []);

type Chosen = { names: string[]; all: Sheet[]; sure: boolean };

type Told = { told: ToldLine[]; notices: Notice[] };

function table(rows: (TableRow | SheetRow)[], { names, all, sure }: Chosen, { told, notices }: Told): Read {
  const counted = all.map(({ name, hidden, rows: { length } }) => ({ name, hidden, rows: length }));
  const reading: Reading = { sheet: { names, all: counted, sure }, notices };
  return { ok: true, table: { rows: rows.map(({ line, cells }) => ({ line, cells })), told, reading } };
}

import { limits } from "../limits.ts";
import type { TableRow } from "../table.ts";
import type { Budget } from "./budget.ts";
import { collectCell } from "./cell.ts";
import { cellText, type Texts } from "./cell-text.ts";
import type { Format } from "./formats.ts";
import { columnOf, fillMerged, readRange, type Merge } from "./merged.ts";
import { withoutTail } from "./tail.ts";
import { Unreadable } from "./unreadable.ts";
import { isTrue, readXml, type Attributes } from "./xml.ts";

export type SheetRow = TableRow & { hidden: boolean };

/** What the sheets of a workbook share. */
export type Shared = Texts & { formatOf: (style: number) => Format; budget: Budget };

const lastRow = 1_048_576;
/** Below the last pupil there may be a few lines with totals. */
const mostFilledRows = limits.rows + 100;

/**
 * The rows of a sheet in which something stands. A row or cell that doesn't say where it is comes behind the one before, as the standard has
 * it. A cell that is merged over several rows holds for each of them.
 */
export function readSheet(part: Uint8Array, shared: Shared): SheetRow[] {
  const rows: SheetRow[] = [];
  const merges: Merge[] = [];
  const reader = readRows(shared, (row) => {
    rows.push(row);
    if (rows.length > mostFilledRows) throw new Unreadable("too-many-rows", { rows: limits.rows });
  });
  readXml(withoutTail(part), {
    ...reader,
    open: (name, attributes) => {
      reader.open(name, attributes);
      const merge = name === "mergeCell" ? readRange(attributes["ref"] ?? "") : undefined;
      if (merge) merges.push(merge);
      if (merges.length > mostFilledRows) throw new Unreadable("too-heavy");
    },
  });
  fillMerged(rows, merges);
  return rows;
}

function readRows(shared: Shared, add: (row: SheetRow) => void) {
  let row: SheetRow = { line: 0, hidden: false, cells: [] };
  let column = -1;
  let inRow = false;
  const cell = collectCell(({ raw, style }) => {
    const text = cellText(raw, shared.formatOf(style), shared);
    if (text === "") return;
    if (column >= limits.columns) throw new Unreadable("too-many-columns", { line: row.line, columns: limits.columns });
    shared.budget.addCells(Math.max(column + 1 - row.cells.length, 1));
    while (row.cells.length < column) row.cells.push("");
    row.cells[column] = text;
  });
  const openRow = (attributes: Attributes) => {
    shared.budget.addRow();
    row = { line: lineOf(attributes["r"], row.line), hidden: isHidden(attributes), cells: [] };
    column = -1;
    inRow = true;
  };
  const openCell = (attributes: Attributes) => {
    const place = placeOf(attributes["r"], row.line, column + 1);
    // a row that doesn't say its number may have cells that do
    if (place.line !== row.line && row.cells.length > 0) throw new Unreadable("zip-damaged");
    row.line = place.line;
    column = place.column;
    cell.begin(attributes);
  };
  return {
    open: (name: string, attributes: Attributes) => {
      if (name === "row") openRow(attributes);
      else if (name === "c" && inRow) openCell(attributes);
      else cell.open(name);
    },
    close: (name: string) => {
      cell.close(name);
      if (name !== "row") return;
      inRow = false;
      if (row.cells.some((text) => text.trim() !== "")) add(row);
    },
    text: cell.text,
  };
}

/** By hand, by a filter, or without any height. */
const isHidden = ({ hidden, ht: height }: Attributes): boolean => isTrue(hidden) || Number(height) === 0;

/** Numbers go up: a plan tells lines by them. */
function lineOf(written: string | undefined, before: number): number {
  if (written === undefined) return before + 1;
  const line = /^[0-9]{1,7}$/.test(written) ? Number(written) : 0;
  if (line <= before || line > lastRow) throw new Unreadable("zip-damaged");
  return line;
}

function placeOf(written: string | undefined, line: number, next: number): { line: number; column: number } {
  if (written === undefined) return { line, column: next };
  const [, letters = "", digits = ""] = /^([A-Z]{1,3})([0-9]{1,7})$/.exec(written) ?? [];
  const column = columnOf(letters);
  if (column < 0 || Number(digits) < line || Number(digits) > lastRow) throw new Unreadable("zip-damaged");
  return { line: Number(digits), column };
}

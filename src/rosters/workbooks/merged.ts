import type { SheetRow } from "./sheet.ts";

/** Cells that are shown as one: the text stands in the first. Columns count from 0. */
export type Merge = { column: number; top: number; bottom: number };

/** @returns undefined for cells that are merged within one row: a title says nothing of rows below it */
export function readRange(ref: string): Merge | undefined {
  const [, letters = "", top = "", bottom = ""] = /^([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})$/.exec(ref) ?? [];
  return letters !== "" && Number(top) < Number(bottom)
    ? { column: columnOf(letters), top: Number(top), bottom: Number(bottom) }
    : undefined;
}

/** A -> 0, Z -> 25, AA -> 26 */
export const columnOf = (letters: string): number =>
  Array.from(letters).reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0) - 1;

/**
 * Gives each row what is merged over it. Rows in which nothing else stands are none: a class may be merged over lines that are still empty.
 * @param rows by their lines
 */
export function fillMerged(rows: SheetRow[], merges: Merge[]): void {
  const byColumn = new Map<number, Merge[]>();
  for (const merge of merges) {
    const same = byColumn.get(merge.column);
    if (same) same.push(merge);
    else byColumn.set(merge.column, [merge]);
  }
  for (const [column, own] of byColumn) fillColumn(rows, column, own);
}

function fillColumn(rows: SheetRow[], column: number, merges: Merge[]): void {
  const waiting = merges.toSorted((a, b) => b.top - a.top);
  let merge = waiting.pop();
  let text = "";
  for (const row of rows) {
    while (merge && merge.bottom < row.line) {
      merge = waiting.pop();
      text = "";
    }
    if (!merge) return;
    if (row.line === merge.top) text = row.cells[column] ?? "";
    else if (row.line > merge.top && text !== "" && (row.cells[column] ?? "") === "") put(row.cells, column, text);
  }
}

function put(cells: string[], at: number, text: string): void {
  while (cells.length < at) cells.push("");
  cells[at] = text;
}

import type { Columns } from "../columns.ts";
import type { Notice } from "../reading.ts";
import type { TableRow } from "../table.ts";

/**
 * A line in which nothing stands where the pupils do: numbers, boxes and formulas that were copied down beyond the last pupil, or a second
 * line about one. A whole line in one cell may be a pupil that wasn't cut at the columns.
 */
export function isBeside({ cells }: TableRow, { at }: Pick<Columns, "at">): boolean {
  if (cells.length === 1 && /\p{L}/u.test(cells[0] ?? "")) return false;
  return Object.values(at).every((column) => (cells[column] ?? "").trim() === "");
}

export const besideLines = (count: number): Notice[] =>
  count > 0 ? [{ code: "lines-beside", params: { count } }] : [];

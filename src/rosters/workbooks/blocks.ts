import { isHead, orderOf, type Order } from "../lines/heads.ts";
import type { TableRow, ToldLine } from "../table.ts";

type Below = { rows: TableRow[]; told: ToldLine[] };

/**
 * The lines of lists that stand below each other on one sheet, as lists per class do: each has its headers once more, and maybe in another
 * order. Lines below headers that lack a column are told.
 */
export function readBlocks(rows: TableRow[], headers: string[]): Below {
  const below: Below = { rows: [], told: [] };
  let order: Order = "same";
  let headLine = 0;
  for (const { line, cells } of rows) {
    if (isHead(cells)) {
      order = orderOf(withoutEnd(cells), withoutEnd(headers));
      headLine = line;
    } else if (order === "unknown") {
      const words = cells.filter((cell) => cell.trim() !== "").join(" ");
      below.told.push({ line, code: "other-headers", params: { header: headLine }, words: words.slice(0, mostWords) });
    } else below.rows.push({ line, cells: order === "same" ? cells : order.map((at) => cells[at] ?? "") });
  }
  return below;
}

const mostWords = 100;

/** Headers may stand in fewer columns than the widest line has. */
const withoutEnd = (cells: string[]): string[] => cells.slice(0, cells.findLastIndex((cell) => cell.trim() !== "") + 1);

import { findTotals } from "../no-pupils/totals.ts";
import { headerKey } from "../packages/fields.ts";
import type { TableRow, ToldLine } from "../table.ts";
import type { List } from "./lists.ts";

/** What a column of class names is called that the sheets themselves don't have. */
const classHeader = "Klas";

/** `from`: which lines are from which sheet, for a person. */
export type Joined = { rows: TableRow[]; told: ToldLine[]; from: string; hidden: number };

/**
 * The lines of several sheets as one table, counted on from sheet to sheet. Columns may stand in another order on each. The name of a sheet
 * is the class of its lines where no column says it.
 */
export function joinLists(lists: List[]): Joined {
  const [first] = lists;
  const keys = first?.head.headers.map(headerKey) ?? [];
  const named = lists.every(({ head }) => head.at.className === undefined);
  const withClass = (name: string, cells: string[]) => (named ? [name, ...cells] : cells);
  const rows: TableRow[] = first
    ? [{ line: first.head.headerLine, cells: withClass(classHeader, first.head.headers) }]
    : [];
  const told: ToldLine[] = [];
  const from: string[] = [];
  let hidden = 0;
  let before = 0;
  for (const { sheet, head, className = sheet.name.trim() } of lists) {
    const own = head.headers.map(headerKey);
    const order = keys.map((key, at) => (own[at] === key ? at : own.indexOf(key)));
    const isHidden = new Set(sheet.rows.filter((row) => row.hidden).map(({ line }) => line));
    const totals = findTotals(head.rows, head.at);
    for (const row of head.rows) {
      // what counts the pupils of a sheet stands at its end, as in a list of its own
      if (totals.get(row) === "end") continue;
      const { line, cells } = row;
      const ordered = [...order.map((at) => cells[at] ?? ""), ...cells.slice(own.length)];
      rows.push({ line: before + line, cells: withClass(className, ordered) });
      if (isHidden.has(line)) hidden += 1;
    }
    told.push(...head.told.map((one) => ({ ...one, line: before + one.line })));
    const last = before + (sheet.rows.at(-1)?.line ?? 0);
    from.push(`${sheet.name} (${before + (head.rows[0]?.line ?? 0)}–${last})`);
    before = last;
  }
  return { rows, told, from: from.join(", "), hidden };
}

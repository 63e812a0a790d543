import type { TableRow } from "../table.ts";
import type { Mapping } from "./fields.ts";
import { profileOf, type PackageId } from "./packages.ts";

/** A line per class, where the list has all classes of a pupil in one cell: the rest of the importer knows one class per line. */
export function linePerClass(rows: TableRow[], at: Mapping, id: PackageId): TableRow[] {
  const column = at.className;
  if (column === undefined || !profileOf(id).classesJoined) return rows;
  return rows.flatMap((row) => {
    const classes = (row.cells[column] ?? "").split(",").map((name) => name.trim());
    return classes.length < 2 ? [row] : classes.map((name) => ({ ...row, cells: row.cells.with(column, name) }));
  });
}

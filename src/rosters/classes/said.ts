import type { Columns } from "../columns.ts";
import { clean } from "../names.ts";
import { withoutYear } from "./class-reader.ts";

/** A list with the classes as a person said them: by what stands in the list, or as the question showed it. */
export function withSaidClasses(columns: Columns, said: Record<string, string> = {}): Columns {
  const names = new Map(Object.entries(said).map(([written, name]) => [clean(written), clean(name)]));
  const column = columns.at.className;
  if (column === undefined || names.size === 0) return columns;
  const rows = columns.rows.map((row) => {
    const written = clean(row.cells[column] ?? "");
    const name = names.get(written) ?? names.get(withoutYear(written));
    return name === undefined ? row : { ...row, cells: row.cells.with(column, name) };
  });
  return { ...columns, rows, saidClasses: [...names.values()] };
}

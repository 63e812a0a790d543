import type { Field, Mapping } from "./fields.ts";
import { profileOf, type PackageId } from "./packages.ts";

/** What lists write where there is nothing. */
const nothing = /^(?:[-–—_./\\*]+|\(?null\)?|<null>|n\.?v\.?t\.?|n\/a|geen|onbekend|aucune?|inconnue?|none|unknown)$/i;
/** Of a name only what can't be one: there are people called Null. */
const noName = /^[-–—_./\\*]+$/;

const names: ReadonlySet<Field> = new Set(["familyName", "fullName", "givenName"]);

/** Whether a cell of this field holds nothing, in a list of this package. */
export function isEmpty(id: PackageId, field: Field, cell: string): boolean {
  if (cell === "" || profileOf(id).empty?.includes(cell)) return true;
  return (names.has(field) ? noName : nothing).test(cell);
}

/** What stands in the first of these fields that holds anything, as the file has it. */
export function firstFilled(cells: string[], fields: Field[], list: { at: Mapping; package: PackageId }): string {
  for (const field of fields) {
    const column = list.at[field];
    const cell = column === undefined ? "" : (cells[column] ?? "");
    if (!isEmpty(list.package, field, cell.trim())) return cell;
  }
  return "";
}

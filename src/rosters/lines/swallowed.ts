import type { Mapping } from "../packages/fields.ts";

/** The fields that say what a person is called. */
const nameFields = ["familyName", "fullName", "callName", "givenName"] as const;

export const isNameField = (field: string): boolean => nameFields.some((name) => name === field);

/**
 * Whether a cell that is taken has more in it than its own line: no name holds what cuts columns, and what holds both that and the end of
 * a line is a piece of the list.
 */
export function swallowsLines(cells: string[], at: Mapping): boolean {
  const isPiece = (column: number | undefined, piece: RegExp) =>
    column !== undefined && piece.test(cells[column] ?? "");
  return (
    nameFields.some((field) => isPiece(at[field], /[;\t]/)) ||
    Object.values(at).some((column) => isPiece(column, /\n/) && isPiece(column, /[;,|\t]/))
  );
}

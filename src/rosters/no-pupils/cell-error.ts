import type { Field } from "../packages/fields.ts";

/**
 * What spreadsheet programs write where a formula found nothing: `#N/B`, `#REF!`, `#NAAM?`, `#DEEL/0!`, `#NV`, `Err:502`, or `#####` where a
 * column was too narrow. In every language they are capitals behind a #, and most end with ! or ?.
 */
const error =
  /^(?:#(?:[\p{Lu}\d/_. ]{1,30}[!?]|N\/[AB]|NV|N\.V\.T\.?|N\/D|GETTING_DATA|#+)|(?:ERR|FOUT|FEHLER|ERREUR|ERROR):\d{3})$/u;

export const isCellError = (cell: string): boolean => error.test(cell.toUpperCase());

const needed: ReadonlySet<string> = new Set<Field>([
  ...(["familyName", "fullName", "callName", "givenName", "className"] as const),
  ...(["nationalNumber", "stamboeknummer", "leerId"] as const),
]);

/** Who a pupil is and in which class must be known: what a formula left there is told. Elsewhere it is nothing. */
export const isFailure = (field: string, cell: string): boolean => needed.has(field) && isCellError(cell);

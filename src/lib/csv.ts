/** A spreadsheet takes what begins like this for a formula, also in its full-width form. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;

/** One cell: quoted, and never a formula. */
export function csvCell(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** A line as Excel in Belgium reads it: `;` in between. The file begins with `byteOrderMark`, for it is UTF-8. */
export const csvLine = (cells: string[]): string => `${cells.map(csvCell).join(";")}\r\n`;

export const byteOrderMark = "\uFEFF";

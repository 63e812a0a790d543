/** A school's number has six digits. Spreadsheets lose the zeros in front, and some lists write the name of the school behind it. */
export function readSchoolNumber(cell: string): string | undefined {
  const [, digits] = /^\s*'?(\d{1,6})(?:[.,]0+)?\s*(?:$|[-–:(]\s*\D)/.exec(cell) ?? [];
  return digits === undefined || Number(digits) === 0 ? undefined : digits.padStart(6, "0");
}

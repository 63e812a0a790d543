/** A school's number has six digits. Spreadsheets lose the zeros in front or write thousands apart, and some lists write the name of the school behind it. */
export function readSchoolNumber(cell: string): string | undefined {
  const [, written] = /^\s*'?(\d{1,6}|\d{1,3}[. ]\d{3})(?:[.,]0+)?\s*(?:$|[-–:(]\s*\D)/.exec(cell) ?? [];
  const digits = written?.replace(/\D/g, "");
  return digits === undefined || Number(digits) === 0 ? undefined : digits.padStart(6, "0");
}

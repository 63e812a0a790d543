import { countHeaders } from "./packages/packages.ts";
import { plainTable, problem, type Read, type TableRow } from "./table.ts";
import { checkXml } from "./xlsx-check.ts";
import type { ZipEntry } from "./zip.ts";

/** Reads the first sheet that has the headers of a roster, else the first that has anything. */
export async function readXlsx(bytes: Uint8Array, entries: ZipEntry[]): Promise<Read> {
  const unsafe = checkXml(bytes, entries);
  if (unsafe) return unsafe;
  // loaded with the first workbook: most files are CSV
  const { default: readWorkbook } = await import("read-excel-file/universal");
  let sheets: TableRow[][];
  try {
    const workbook = await readWorkbook(new Uint8Array(bytes).buffer, { parseNumber: wholeNumber });
    sheets = workbook.map(({ data }) =>
      data
        .map((cells, index) => ({ line: index + 1, cells: cells.map(cellText) }))
        .filter((row) => row.cells.some((cell) => cell !== "")),
    );
  } catch (error) {
    // besides its own errors the library throws plain ones, for XML that no spreadsheet program writes
    if (error instanceof Error) return problem("zip-damaged");
    throw error;
  }
  const known = sheets.find((rows) => rows.slice(0, 15).some((row) => countHeaders(row.cells) >= 2));
  return { ok: true, table: plainTable(known ?? sheets.find((rows) => rows.length > 0) ?? []) };
}

/** Excel keeps all digits of a number in the file, though it shows `9,1E+10`. */
function wholeNumber(written: string): string {
  const number = Number(written);
  return Number.isSafeInteger(number) ? String(number) : written;
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  return typeof value === "string" ? value : typeof value === "number" || typeof value === "boolean" ? `${value}` : "";
}

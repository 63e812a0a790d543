import { countHeaders } from "./columns.ts";
import { limits } from "./limits.ts";
import { problem, type Problem, type Read, type TableRow } from "./table.ts";
import { unzipEntries, type ZipEntry } from "./zip.ts";

/** Rows of a sheet that only carry a layout may go on to the last one that Excel knows. */
const lastRow = 1_048_576;

/** Reads the first sheet that has the headers of a roster, else the first that has anything. */
export async function readXlsx(bytes: Uint8Array, entries: ZipEntry[]): Promise<Read> {
  const unsafe = checkSheets(bytes, entries);
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
  return { ok: true, table: { rows: known ?? sheets.find((rows) => rows.length > 0) ?? [] } };
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

/**
 * The reader fills every gap before a cell, so one cell at the far end of a sheet would fill the memory. Addresses are
 * checked in the raw XML first, and any that isn't plainly written is refused.
 */
function checkSheets(bytes: Uint8Array, entries: ZipEntry[]): Problem | undefined {
  const names = new Set(entries.map((entry) => entry.name).filter((name) => /worksheets\/[^/]+\.xml$/i.test(name)));
  const sheets = unzipEntries(bytes, names);
  if (!sheets) return problem("zip-damaged");
  for (const sheet of sheets.values()) {
    const found = checkSheet(new TextDecoder().decode(sheet));
    if (found) return found;
  }
  return undefined;
}

function checkSheet(xml: string): Problem | undefined {
  let filled = 0;
  let filledRow = 0;
  for (const [, tag, attributes = ""] of xml.matchAll(/<(?:\w+:)?(row|c)(?=[\s/>])([^>]*)>/g)) {
    const [, address = ""] = /\sr\s*=\s*["']([^"']*)["']/.exec(attributes) ?? [];
    const [, column, row = ""] = /^([A-Z]{1,3})?([0-9]{1,7})$/.exec(address) ?? [];
    const optional = tag === "row" && !/\sr\s*=/.test(attributes);
    if (optional) continue;
    if (row === "" || Number(row) > lastRow || (tag === "c") !== (column !== undefined)) return problem("zip-damaged");
    if (tag === "row" || attributes.endsWith("/")) continue;
    if (columnNumber(column ?? "") > limits.columns)
      return problem("too-many-columns", { line: Number(row), columns: limits.columns });
    if (Number(row) !== filledRow) filled += 1;
    filledRow = Number(row);
    if (filled > limits.rows + 100) return problem("too-many-rows", { rows: limits.rows });
  }
  return undefined;
}

const columnNumber = (letters: string) =>
  Array.from(letters).reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);

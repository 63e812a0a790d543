import { recognise, type Columns } from "./columns.ts";
import { readCsv } from "./csv.ts";
import { decode } from "./decode.ts";
import { limits } from "./limits.ts";
import { isOneRoster, readOneRoster } from "./oneroster.ts";
import { problem, type Problem, type Read } from "./table.ts";
import { readXlsx } from "./xlsx.ts";
import { isZip, listZip } from "./zip.ts";

const isOle = (bytes: Uint8Array) => bytes[0] === 0xd0 && bytes[1] === 0xcf && bytes[2] === 0x11 && bytes[3] === 0xe0;

/**
 * Reads a roster file of any kind that schools have. What it is shows in its content: a name says nothing, since Excel files
 * are called .csv and web pages .xls.
 * @returns the lines and what their columns are, or why the file can't be used
 */
export async function readFile(bytes: Uint8Array, schoolNumber: string): Promise<Columns | Problem> {
  if (bytes.length > limits.fileBytes) return problem("too-large", { megabytes: limits.fileBytes / 1024 / 1024 });
  const read = await readTable(bytes, schoolNumber);
  if (!read.ok) return read;
  const columns = recognise(read.table);
  return columns.ok ? checkSize(columns) : columns;
}

async function readTable(bytes: Uint8Array, schoolNumber: string): Promise<Read> {
  if (isOle(bytes)) return problem("old-excel");
  if (isZip(bytes)) return readZip(bytes, schoolNumber);
  const text = decode(bytes);
  return text.ok ? readCsv(text.text) : text;
}

function readZip(bytes: Uint8Array, schoolNumber: string): Promise<Read> | Read {
  const zip = listZip(bytes);
  if (!zip.ok) return zip;
  if (zip.entries.some((entry) => entry.name === "xl/workbook.xml")) return readXlsx(bytes, zip.entries);
  if (isOneRoster(zip.entries)) return readOneRoster(bytes, zip.entries, schoolNumber);
  return problem("unknown-zip");
}

function checkSize(columns: Columns): Columns | Problem {
  if (columns.width > limits.columns)
    return problem("too-many-columns", { line: columns.headerLine, columns: limits.columns });
  if (columns.rows.length > limits.rows) return problem("too-many-rows", { rows: limits.rows });
  return columns.rows.length === 0 ? problem("headers-only") : columns;
}

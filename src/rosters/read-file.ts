import type { ReadChoices } from "./choices.ts";
import { columnsOf, readable, readHead, type Columns, type Head } from "./columns.ts";
import { readText } from "./letters/read-text.ts";
import { undoTwiceIn } from "./letters/twice.ts";
import { limits } from "./limits.ts";
import { isOneRoster, readOneRoster } from "./oneroster/oneroster.ts";
import { cutText } from "./secrets/text.ts";
import { cutZip } from "./secrets/zip.ts";
import { problem, type Problem, type Read, type ToldLine } from "./table.ts";
import { isOfficePackage, readWorkbook } from "./workbooks/workbook.ts";
import { isZip, listZip } from "./zip.ts";

/** For which school a file is read, on which day (`YYYY-MM-DD`), and what a person said of it. */
export type Asked = {
  schoolNumber: string;
  today: string;
  choices: ReadChoices;
  /** lines of a kept file that were told when it came, and are not in it any more */
  lost?: ToldLine[];
};

/** `file`: what may be kept of it, and `lost` the lines that are not in there any more. */
export type Opened = Head & { file: Uint8Array; lost: ToldLine[] };

/** What OpenDocument's sheets and Apple's Numbers have inside. */
const otherSpreadsheet = /^(?:content\.xml|Index\/Document\.iwa|Index\.zip)$/i;

const isOle = (bytes: Uint8Array) => bytes[0] === 0xd0 && bytes[1] === 0xcf && bytes[2] === 0x11 && bytes[3] === 0xe0;

/**
 * Reads a roster file of any kind that schools have. What it is shows in its content: a name says nothing, since Excel files
 * are called .csv and web pages .xls.
 * @returns the lines and what their columns are, or why the file can't be used
 */
export async function readFile(bytes: Uint8Array, asked: Asked): Promise<Columns | Problem> {
  const head = await readRoster(bytes, asked);
  return head.ok ? (head.problem ?? checkSize(head) ?? columnsOf(head, head.at)) : head;
}

/** The same for who can still ask a person what the columns are. */
export async function readRoster(bytes: Uint8Array, asked: Asked): Promise<Opened | Problem> {
  if (bytes.length > limits.fileBytes) return problem("too-large", { megabytes: limits.fileBytes / 1024 / 1024 });
  const read = await readTable(bytes, asked);
  if (!read.ok) return read;
  const { cut } = read;
  const table = undoTwiceIn(read.table);
  const lost = [...(asked.lost ?? []), ...(cut?.told ?? [])];
  const notices = cut
    ? [
        ...table.reading.notices,
        { code: "password-columns", params: { headers: readable(cut.headers).join(", ") } } as const,
      ]
    : table.reading.notices;
  const told = [...table.told, ...lost];
  const head = readHead({ ...table, told, reading: { ...table.reading, notices } }, asked.choices.package);
  return head.ok ? { ...head, file: cut?.bytes ?? bytes, lost } : head;
}

async function readTable(bytes: Uint8Array, asked: Asked): Promise<Read> {
  if (isOle(bytes)) return problem("old-excel");
  if (isZip(bytes)) return readZip(bytes, asked);
  const cut = cutText(bytes);
  const read = readText(cut?.bytes ?? bytes, asked.choices.encoding);
  return read.ok ? { ...read, cut } : read;
}

function readZip(bytes: Uint8Array, asked: Asked): Read {
  const zip = listZip(bytes);
  if (!zip.ok) return zip;
  if (isOfficePackage(zip.entries)) return readWorkbook(bytes, zip.entries, asked.choices.sheets);
  if (isOneRoster(zip.entries)) {
    const cut = cutZip(bytes, zip.entries);
    const read = readOneRoster(cut?.bytes ?? bytes, zip.entries, asked);
    return read.ok ? { ...read, cut } : read;
  }
  return problem(zip.entries.some(({ name }) => otherSpreadsheet.test(name)) ? "other-spreadsheet" : "unknown-zip");
}

export function checkSize({ width, headerLine, rows }: Head): Problem | undefined {
  if (width > limits.columns) return problem("too-many-columns", { line: headerLine, columns: limits.columns });
  if (rows.length > limits.rows) return problem("too-many-rows", { rows: limits.rows });
  return rows.length === 0 ? problem("headers-only") : undefined;
}

import { assign } from "./packages/assign.ts";
import { schoolYear, type Mapping } from "./packages/fields.ts";
import { linePerClass } from "./packages/joined-classes.ts";
import { anyList, countHeaders, isPart, recognise, type PackageId } from "./packages/packages.ts";
import type { Reading } from "./reading.ts";
import { problem, type Problem, type Table, type TableRow, type ToldLine } from "./table.ts";

export type Columns = {
  ok: true;
  /** where each field stands in a row */
  at: Mapping;
  width: number;
  headerLine: number;
  headers: string[];
  /** headers of columns that nothing is taken from */
  ignored: string[];
  rows: TableRow[];
  told: ToldLine[];
  /** whose list it is */
  package: PackageId;
  /** names of classes that a person said, which are never wondered about */
  saidClasses?: string[];
};

/** A table with the line of its headers, before anybody has said that its columns are enough. */
export type Head = {
  ok: true;
  /** as they stand there; empty where the file has no headers at all */
  headers: string[];
  headerLine: number;
  width: number;
  rows: TableRow[];
  /** lines of the file that are in none of the rows */
  told: ToldLine[];
  reading: Reading;
  /** what was recognised */
  at: Mapping;
  /** why that isn't enough to go on */
  problem: Problem | undefined;
};

/** Finds the line with the headers, below any titles, and what each column is. @param said whose list a person said it is */
export function readHead(table: Table, said?: PackageId): Head | Problem {
  const top = table.rows.slice(0, 15);
  const [first] = top;
  if (!first) return problem("empty");
  const index = headerIndex(top);
  const header = index === undefined ? undefined : top[index];
  if (!header || index === undefined) return unknownHead(table, top);
  const headers = header.cells.map((cell) => cell.trim());
  const rows = table.rows.slice(index + 1);
  const { told, reading } = table;
  // in a sheet no cell of another column comes between: what stands beside the headers is a remark
  const width = reading.sheet ? widest([header, ...rows]) : headers.length;
  const head = { ok: true, headers, headerLine: header.line, width, rows, told, reading } as const;
  return asPackage(head, said ?? reading.package ?? recognise(headers, rows), { said: said !== undefined });
}

const widest = (rows: TableRow[]): number => rows.reduce((most, { cells }) => Math.max(most, cells.length), 0);

/** What the columns are when the list is of this package. @param options.said whether a person said so, and need not be asked */
function asPackage(head: Omit<Head, "at" | "problem">, id: PackageId, { said }: { said: boolean }): Head {
  const { headers } = head;
  const { at, twice, unsure } = assign(head, id);
  const double = twice && problem("two-columns", shown(twice.map((column) => headers[column] ?? "")));
  const doubtful = unsure && !said ? problem("no-class-column", shown(headers)) : undefined;
  const notices = head.reading.notices.filter(({ code }) => code !== "own-list");
  const reading = {
    ...head.reading,
    package: id,
    notices: isPart(id, headers) ? [...notices, { code: "own-list" as const }] : notices,
  };
  return { ...head, reading, at, problem: double ?? missingIn(at, headers) ?? doubtful };
}

/** Where the name and the class are is all that must be known. */
export function missingIn(at: Mapping, headers: string[]): Problem | undefined {
  if (at.fullName === undefined && at.familyName === undefined) return problem("no-name-column", shown(headers));
  return at.className === undefined ? problem("no-class-column", shown(headers)) : undefined;
}

/** The line in which most headers are known. */
function headerIndex(top: TableRow[]): number | undefined {
  const counts = top.map((row) => countHeaders(row.cells));
  const most = Math.max(...counts);
  return most > 0 ? counts.indexOf(most) : undefined;
}

/** No header is known: the fullest line may be a line of others, unless it has people in it. */
function unknownHead(table: Table, top: TableRow[]): Head | Problem {
  const width = Math.max(...top.map(({ cells }) => cells.length));
  const filled = top.map(({ cells }) => cells.filter((cell) => cell.trim() !== "").length);
  const index = filled.indexOf(Math.max(...filled));
  const header = top[index];
  const firstCells = top[0]?.cells ?? [];
  if (!header || [firstCells, header.cells].some((cells) => looksLikeData(cells) || stands(cells, table.rows))) {
    const headers = Array.from({ length: width }, () => "");
    return { ok: true, headers, headerLine: 0, width, ...table, at: {}, problem: problem("no-header") };
  }
  const headers = header.cells.map((cell) => cell.trim());
  const rows = table.rows.slice(index + 1);
  const missing = problem("no-name-column", shown(firstCells));
  return {
    ok: true,
    headers,
    headerLine: header.line,
    width: headers.length,
    ...table,
    rows,
    at: {},
    problem: missing,
  };
}

/** The columns of a file when it is known what they are. */
export function columnsOf({ headers, headerLine, width, rows, told, reading }: Head, at: Mapping): Columns {
  const used = new Set(Object.values(at));
  const ignored = readable(headers.filter((header, index) => header !== "" && !used.has(index)));
  const id = reading.package ?? anyList;
  return { ok: true, at, width, headerLine, headers, ignored, rows: linePerClass(rows, at, id), told, package: id };
}

const looksLikeData = (cells: string[]) =>
  cells.some((cell) => cell.replace(schoolYear, "").replace(/\D/g, "").length >= 6);

/** Whether one of these cells stands in its column again: a class does, a header doesn't. */
const stands = (cells: string[], rows: TableRow[]) =>
  rows
    .slice(0, 500)
    .some((row) => row.cells !== cells && row.cells.some((cell, at) => cell.trim() !== "" && cell === cells[at]));

/** What is shown of a header: never digits in number, for a file without headers has people there. */
export function readable(cells: string[]): string[] {
  return cells
    .map((cell) => cell.trim().replace(/\s+/g, " ").slice(0, 40))
    .filter((cell) => cell !== "")
    .map((cell) => (looksLikeData([cell]) ? "…" : cell))
    .slice(0, 50);
}

const shown = (cells: string[]) => ({ headers: readable(cells).join(", ") || "–" });

import { readHead } from "../columns.ts";
import { readCsv } from "../lines/csv.ts";
import { pupilTest } from "../lines/parts.ts";
import { swallowsLines } from "../lines/swallowed.ts";
import { findTotals } from "../no-pupils/totals.ts";
import { countHeaders } from "../packages/packages.ts";
import { plainTable, type CutFile, type TableRow, type ToldLine } from "../table.ts";
import { cutSecrets, isSecretHeader, mayHoldSecrets, type Cut } from "./columns.ts";

/**
 * Takes secrets out of a file of text, before anybody knows in which letters it is written: delimiters, quotes and line ends are the same
 * bytes in all of them. Every line keeps its number.
 * @returns undefined when there are none
 */
export function cutText(bytes: Uint8Array): CutFile | undefined {
  const { text, mark, back } = open(bytes);
  const read = mayHoldSecrets(text) ? readCsv(text) : undefined;
  if (!read?.ok) return undefined;
  const { headers, ...cut } = cutSecrets(read.table.rows);
  const all = new Set([...headers, ...gluedHeaders(text)]);
  if (all.size === 0) return undefined;
  const sound = withoutShifted(cut);
  const whole = apart(sound.rows);
  // the words of such a line may be a secret
  const told = [
    ...read.table.told.map(({ line, code, params }) => ({ line, code, params })),
    ...sound.told,
    ...whole.told,
  ];
  return { bytes: Buffer.concat([mark, back(write(whole.rows))]), told, headers: [...all] };
}

/** Of a file that is glued to another the headers are in no row. */
function gluedHeaders(text: string): string[] {
  const lines = text.split(/[\r\n]+/).filter((line) => line.length < 5000 && mayHoldSecrets(line));
  const cells = lines.map((line) => line.split(/[;,\t|]/).map((cell) => cell.replaceAll('"', "").trim()));
  return cells.flatMap((cut) => (countHeaders(cut) >= 2 ? cut.filter(isSecretHeader) : []));
}

/**
 * In lines that are longer or shorter than the headers a secret may stand anywhere: a delimiter inside it moves its end to the next column, and
 * of a line that was broken only a piece is here. Lines that only lack their last cells are pupils, and totals hold no secret.
 */
function withoutShifted({ rows, columns, heads }: Omit<Cut<TableRow>, "headers">): {
  rows: TableRow[];
  told: ToldLine[];
} {
  const width = Math.max(0, ...[...heads].map(({ cells }) => cells.length));
  const [first, last] = [Math.min(...columns), Math.max(...columns)];
  const head = readHead(plainTable(rows));
  const { headerLine, at } = head.ok ? head : { headerLine: 0, at: {} };
  const isPupil = pupilTest(at);
  const totals = findTotals(rows, at);
  const lengths = new Map(rows.map(({ line, cells }) => [line, cells.length]));
  // what makes the line above as long as the headers is its rest, whatever it looks like
  const isRest = ({ line, cells }: TableRow) => (lengths.get(line - 1) ?? 0) + cells.length - 1 === width;
  const isPiece = (row: TableRow) =>
    row.line > headerLine &&
    row.cells.length <= last &&
    row.cells.filter((cell) => cell.trim() !== "").length > 1 &&
    !heads.has(row) &&
    !totals.has(row) &&
    (!isPupil(row.cells) || isRest(row));
  const isLonger = ({ cells }: TableRow) => width > 0 && cells.slice(width).some((cell) => cell.trim() !== "");
  // something must stay behind the others, so that the line is told as too long
  const shorten = ({ cells }: TableRow) =>
    cells.map((cell, column) => (column === cells.length - 1 ? "*" : column < first ? cell : ""));
  return {
    rows: rows.filter((row) => !isPiece(row)).map((row) => (isLonger(row) ? { ...row, cells: shorten(row) } : row)),
    told: rows.filter((row) => isPiece(row)).map(({ line }) => ({ line, code: "line-broken" })),
  };
}

/** A cell of several lines may be a remark, or have swallowed lines with their secrets. */
function apart(rows: TableRow[]): { rows: TableRow[]; told: ToldLine[] } {
  const head = readHead(plainTable(rows));
  const at = head.ok ? head.at : {};
  const taken = new Set(Object.values(at));
  const swallowing = rows.filter(({ cells, lines = 1 }) => lines > 1 && swallowsLines(cells, at));
  const isPlain = (cell: string, column: number) => taken.has(column) || !/[\r\n]/.test(cell);
  return {
    rows: rows
      .filter((row) => !swallowing.includes(row))
      .map((row) => ({ ...row, cells: row.cells.map((cell, column) => (isPlain(cell, column) ? cell : "")) })),
    told: swallowing.flatMap(({ line, lines = 1 }) =>
      Array.from({ length: lines }, (_, more) => ({ line: line + more, code: "delimiter-in-name" as const })),
    ),
  };
}

type Opened = { text: string; mark: Uint8Array; back: (text: string) => Uint8Array };

/** Byte by byte, so that nothing is lost whatever the letters are; of two bytes where they are plainly so. */
function open(bytes: Uint8Array): Opened {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [first, second, third] = buffer;
  const swapped = first === 0xfe && second === 0xff;
  if (swapped || (first === 0xff && second === 0xfe) || buffer.subarray(0, 4000).includes(0)) {
    const big = swapped || (first === 0 && second !== 0);
    const even = buffer.subarray(0, buffer.length - (buffer.length % 2));
    const marked = first === 0xff || first === 0xfe ? 2 : 0;
    const turn = (some: Buffer) => (big ? Buffer.from(some).swap16() : some);
    return {
      text: turn(even).subarray(marked).toString("utf16le"),
      mark: buffer.subarray(0, marked),
      back: (text) => turn(Buffer.from(text, "utf16le")),
    };
  }
  const marked = first === 0xef && second === 0xbb && third === 0xbf ? 3 : 0;
  return {
    text: buffer.subarray(marked).toString("latin1"),
    mark: buffer.subarray(0, marked),
    back: (text) => Buffer.from(text, "latin1"),
  };
}

/** Each row on the line where it stood. */
function write(rows: TableRow[]): string {
  const parts: string[] = [];
  let at = 1;
  for (const { line, cells } of rows) {
    if (line > at) parts.push("\n".repeat(line - at));
    const text = `${cells.map(quoted).join(";")}\n`;
    parts.push(text);
    at = Math.max(line, at) + (text.split("\n").length - 1);
  }
  return parts.join("");
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

import { readHead } from "../columns.ts";
import type { Mapping } from "../packages/fields.ts";
import { countHeaders } from "../packages/packages.ts";
import { plainTable, type TableRow } from "../table.ts";
import { cutBare, cutLine, longest, wholeLine, type Shape } from "./cut.ts";
import { isHead, mayBeHead, orderOf, type Order } from "./heads.ts";
import { recordReader } from "./records.ts";

const delimiters = [";", ",", "\t", "|"];
/** Titles above the headers are few. */
export const headRows = 15;
const headCharacters = 64 * 1024;
const usualLines = 500;

/** Lines that have one head: a file that was glued together has several such parts. */
export type Part = Shape & {
  order: Order;
  headLine: number;
};

export type FirstPart = Part & { head: string[] };

/** While nothing is known of the headers. */
export const unknownShape = (delimiter: string): Shape => ({
  delimiter,
  width: 0,
  lengths: new Set<number>(),
  taken: new Set<number>(),
  least: 0,
  looksLikePupil: () => false,
});

/** The first records, as they look before the headers are known. */
export function readTop(lines: string[], delimiter: string): TableRow[] {
  const record = recordReader(lines);
  const shape = unknownShape(delimiter);
  const rows: TableRow[] = [];
  let read = 0;
  for (let at = 0; at < lines.length && rows.length < headRows && read < headCharacters;) {
    const { cells, lines: taken } = record(at, shape);
    if (lines[at] !== "") rows.push({ line: at + 1, cells: unwrapHead(lines[at] ?? "", { cells, delimiter }) });
    read += lines[at]?.length ?? 0;
    at += taken;
  }
  return rows;
}

/** A head that stands in quotation marks as a whole line. */
function unwrapHead(line: string, { cells, delimiter }: { cells: string[]; delimiter: string }): string[] {
  const whole = line.length > longest ? undefined : wholeLine(line, delimiter);
  const inner = whole === undefined ? [] : cutBare(whole, delimiter);
  return inner.length > 1 && countHeaders(inner) >= countHeaders(cells) ? inner : cells;
}

/** The delimiter under which most headers are known; between equals the one that gives most columns. */
export function detectDelimiter(lines: string[]): string {
  let best = { delimiter: ";", score: -1 };
  for (const delimiter of delimiters) {
    const rows = readTop(lines, delimiter);
    const score = Math.max(0, ...rows.map(({ cells }) => countHeaders(cells) * 1000 + Math.min(cells.length, 999)));
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** How the lines look under the headers of a file. Where it has none, lines of most files still have one length. */
export function firstPart(lines: string[], delimiter: string, top: TableRow[]): FirstPart {
  const head = readHead(plainTable(top));
  const usual = usualLengths(lines, delimiter);
  const found = head.ok && head.headerLine > 0 ? head : undefined;
  const cells = top.find(({ line }) => line === found?.headerLine)?.cells ?? [];
  const width = found ? cells.length : Math.max(0, ...usual);
  return {
    delimiter,
    width,
    head: cells,
    headLine: found?.headerLine ?? 0,
    lengths: new Set([...usual, width]),
    ...testsOf(found?.at ?? {}),
    order: "same",
  };
}

/** Lengths of lines without quotation marks, as far as a twentieth of them has it. */
function usualLengths(lines: string[], delimiter: string): number[] {
  const counts = new Map<number, number>();
  let all = 0;
  for (const line of lines.slice(0, usualLines)) {
    if (line === "" || line.includes('"')) continue;
    const { length } = cutLine(line, unknownShape(delimiter)).cells;
    counts.set(length, (counts.get(length) ?? 0) + 1);
    all += 1;
  }
  return [...counts].filter(([length, count]) => length > 1 && count >= all / 20).map(([length]) => length);
}

const testsOf = (at: Mapping) => ({
  taken: new Set(Object.values(at)),
  least: 1 + Math.max(-1, ...[at.familyName, at.fullName, at.givenName, at.className].map((column) => column ?? -1)),
  looksLikePupil: pupilTest(at),
});

/** Whether names and a class stand where the headers say so; letters of old code pages are anything above ASCII here. */
export function pupilTest(at: Mapping): (cells: string[]) => boolean {
  const names = [at.familyName, at.fullName, at.callName, at.givenName].filter((column) => column !== undefined);
  return (cells) => {
    const filled = names.map((column) => cells[column]?.trim() ?? "").filter((name) => name !== "");
    if (names.length === 0) return cells.filter((cell) => cell.trim() !== "").length > 1;
    const className = at.className === undefined ? "x" : (cells[at.className]?.trim() ?? "");
    const number = at.nationalNumber === undefined ? "" : (cells[at.nationalNumber]?.trim() ?? "");
    return (
      filled.length > 0 &&
      filled.every((name) => /[A-Za-z\u0080-\uFFFF]/.test(name) && !/[\d=+@|<>;\t€]/.test(name)) &&
      /^[^=@|"\t]{1,20}$/.test(className) &&
      (number.length < 2 || /\d|^[a-z ]+$/i.test(number))
    );
  };
}

/** Of so many different heads nobody glued a file together. */
const mostHeads = 200;

/** Finds the part that begins with a line, where that is a line of headers below the first one. */
export function partFinder(first: FirstPart): (line: string, at: number) => Part | undefined {
  const found = new Map<string, Part | undefined>();
  return (line, at) => {
    if (first.headLine === 0 || !mayBeHead(line)) return undefined;
    if (!found.has(line) && found.size < mostHeads) found.set(line, readPart(line, first));
    const part = found.get(line);
    return part && { ...part, headLine: at + 1 };
  };
}

function readPart(line: string, first: FirstPart): Part | undefined {
  for (const delimiter of new Set([first.delimiter, ...delimiters])) {
    const { cells: cut } = cutLine(line, unknownShape(delimiter));
    const cells = unwrapHead(line, { cells: cut, delimiter });
    // the same headers once more are headers, however few of them are known
    if (!isHead(cells) && orderOf(cells, first.head) !== "same") continue;
    const head = readHead(plainTable([{ line: 1, cells }]));
    return {
      delimiter,
      order: orderOf(cells, first.head),
      headLine: 0,
      width: cells.length,
      lengths: new Set([...first.lengths, cells.length]),
      ...testsOf(head.ok ? head.at : {}),
    };
  }
  return undefined;
}

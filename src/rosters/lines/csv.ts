import { limits } from "../limits.ts";
import { problem, type Read, type Table, type TableRow } from "../table.ts";
import { isHead } from "./heads.ts";
import {
  detectDelimiter,
  firstPart,
  headRows,
  partFinder,
  readTop,
  unknownShape,
  type FirstPart,
  type Part,
} from "./parts.ts";
import { recordReader, type Record } from "./records.ts";

/** A line ends as on Windows, as on a Mac of today or as on an old one; files that were joined have several of these. */
const lineEnds = /\r\n|\n|\r/;

/**
 * Reads text with any of the delimiters `; , tab |`. Each line is in a row or is told, whatever its quotation marks are worth.
 * `sep=;` on the first line, which Excel likes, is believed.
 */
export function readCsv(text: string): Read {
  const lines = text.split(lineEnds);
  const given = /^\uFEFF?"?sep=([;,\t|])"?[;,\t| ]*$/i.exec(lines[0] ?? "")?.[1];
  // the lines keep their numbers
  if (given !== undefined) lines[0] = "";
  const delimiter = given ?? detectDelimiter(lines);
  const top = readTop(lines, delimiter);
  const first = firstPart(lines, delimiter, top);
  const titles = top.filter(({ line }) => line <= first.headLine);
  const read = readParts(unglue(lines, first), titles, first);
  return read.ok && first.head.length > 1 && first.head.every(isWrapped) ? unwrapAll(read) : read;
}

/** Programs for databases and for texts put other marks around cells, which mean the same where all headers have them. */
const wrapped = /^\s*['‘“„«‚](.*)['’”“»‘]\s*$/su;
const isWrapped = (cell: string) => wrapped.test(cell);

function unwrapAll({ table }: { table: Table }): Read {
  const unwrap = (cell: string) => wrapped.exec(cell)?.[1] ?? cell;
  const rows = table.rows.map((row) => ({ ...row, cells: row.cells.map(unwrap) }));
  return { ok: true, table: { ...table, rows } };
}

/** A file whose last line has no end, with another one behind it: the headers stand at the end of a line. */
function unglue(lines: string[], { headLine, delimiter }: Part): { lines: string[]; glued: Set<number> } {
  const head = lines[headLine - 1]?.trim() ?? "";
  const glued = new Set<number>();
  if (head.length < 5) return { lines, glued };
  for (const [at, line] of lines.entries()) {
    if (at < headLine || line.length <= head.length) continue;
    const text = line.trimEnd();
    if (!text.endsWith(head) || isHead(text.split(delimiter))) continue;
    lines[at] = text.slice(0, -head.length).replace(/\uFEFF$/, "");
    glued.add(at);
  }
  return { lines, glued };
}

type Lines = ReturnType<typeof unglue>;

function readParts({ lines, glued }: Lines, titles: TableRow[], first: FirstPart): Read {
  const record = recordReader(lines);
  const findPart = partFinder(first);
  const table: Table = { rows: [...titles], told: [], reading: { notices: [] } };
  let part: Part = first;
  let cells = 0;
  for (let at = afterHead(lines, first); at < lines.length;) {
    const line = lines[at] ?? "";
    const next = findPart(line, at);
    const read = line === "" || next ? undefined : record(at, part);
    if (read) place(table, read, { line: at + 1, part });
    cells += read?.cells.length ?? 0;
    if (cells > limits.cells) return problem("too-heavy");
    if (table.rows.length + table.told.length > limits.rows + headRows + 1) break;
    // whoever comes behind another file has its headers again
    part = glued.has(at) ? first : (next ?? part);
    at += read?.lines ?? 1;
  }
  return { ok: true, table };
}

/** The head itself may go over several lines. */
const afterHead = (lines: string[], { headLine, delimiter }: Part): number =>
  headLine === 0 ? 0 : headLine - 1 + recordReader(lines)(headLine - 1, unknownShape(delimiter)).lines;

type At = { line: number; part: Part };

/** `="0012"`: so programs write a number whose zeros a spreadsheet would take. */
const asText = (cell: string) => (cell.startsWith('="') ? cell.replace(/^="([^"]*)"$/, "$1") : cell);

function place({ rows, told }: Table, { unclear, lines, ...read }: Record, { line, part }: At): void {
  const cells = read.cells.map(asText);
  const { order, width, headLine } = part;
  // cells without a header stay behind the others: whoever knows the width tells of them
  const row = typeof order === "string" ? cells : [...order.map((at) => cells[at] ?? ""), ...cells.slice(width)];
  const words = cells.filter((cell) => cell.trim() !== "").join(" ");
  if (order === "unknown") told.push({ line, code: "other-headers", params: { header: headLine }, words });
  else if (unclear) told.push({ line, code: "quotes-unclear", cells: row, words });
  else rows.push({ line, cells: row, ...(lines > 1 ? { lines } : {}) });
}

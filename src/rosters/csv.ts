import { CsvError, parse } from "csv-parse/sync";
import { countHeaders } from "./packages/packages.ts";
import { limits } from "./limits.ts";
import { plainTable, problem, type Read, type TableRow } from "./table.ts";

const delimiters = [";", ",", "\t", "|"];
const headCharacters = 64 * 1024;
/** Titles above the headers are few; the delimiter shows within these lines. */
const headRows = 15;

/** `tooMuch`: more cells than a list of pupils has. */
type Records = { rows: TableRow[]; error?: CsvError; tooMuch?: true };

class TooManyCells extends Error {}

/** Every record with the line it starts on. Rows of any length are let through: each is judged by itself later. */
function records(text: string, delimiter: string, most: number): Records {
  const rows: TableRow[] = [];
  let count = 0;
  try {
    parse(text, {
      delimiter,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 200_000,
      to: most,
      onRecord: (cells: string[], { lines }) => {
        count += cells.length;
        if (count > limits.cells) throw new TooManyCells();
        const inside = cells.reduce(
          (count, cell) => count + (cell.includes("\n") ? cell.split("\n").length - 1 : 0),
          0,
        );
        rows.push({ line: lines - inside, cells });
        return null;
      },
    });
  } catch (error) {
    if (error instanceof CsvError) return { rows, error };
    if (error instanceof TooManyCells) return { rows, tooMuch: true };
    throw error;
  }
  return { rows };
}

/** The delimiter under which most headers are known; between equals the one that gives most columns. */
function detectDelimiter(text: string): string {
  const head = text.slice(0, headCharacters);
  let best = { delimiter: ";", score: -1 };
  for (const delimiter of delimiters) {
    const { rows } = records(head, delimiter, headRows);
    const score = Math.max(0, ...rows.map(({ cells }) => countHeaders(cells) * 1000 + Math.min(cells.length, 999)));
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** Reads text with any of the delimiters `; , tab |`, quoted or not. `sep=;` on the first line, which Excel likes, is believed. */
export function readCsv(text: string): Read {
  const [wholeLine = "", given] = /^sep=([;,\t|])\r?\n/i.exec(text) ?? [];
  const body = text.slice(wholeLine.length);
  const { rows, error, tooMuch } = records(body, given ?? detectDelimiter(body), limits.rows + headRows + 1);
  const shift = wholeLine === "" ? 0 : 1;
  if (tooMuch) return problem("too-heavy");
  if (error) return problem("open-quote", { line: (rows.at(-1)?.line ?? 0) + 1 + shift });
  for (const row of rows) row.line += shift;
  return { ok: true, table: plainTable(rows) };
}

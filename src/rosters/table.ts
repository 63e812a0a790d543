import type { Reading } from "./reading.ts";
import type { ReasonCode } from "./reason-texts.ts";
import type { Params, ProblemCode } from "./texts.ts";

/** One line of a roster: its number in the file, as an editor shows it, and its cells. `lines`: how many it takes, where it is several. */
export type TableRow = { line: number; cells: string[]; lines?: number };
/**
 * A line of the file of which nothing is used. `words`: some of what stands there, for who has to find it; `cells`: the same cut at the
 * columns, as far as that can be said: whoever it is about hasn't left.
 */
export type ToldLine = {
  line: number;
  code: ReasonCode;
  params?: Params | undefined;
  words?: string;
  cells?: string[];
};
export type Table = { rows: TableRow[]; told: ToldLine[]; reading: Reading };

export type Problem = { ok: false; problem: ProblemCode; params: Record<string, string | number> };
/**
 * A file without its secrets, where it had any: only this is kept. `told`: lines that could not be read as one, of which nothing is in it any
 * more; `headers`: of the columns that were dropped.
 */
export type CutFile = { bytes: Uint8Array; told: ToldLine[]; headers: string[] };
export type Read = { ok: true; table: Table; cut?: CutFile | undefined } | Problem;

export const problem = (code: ProblemCode, params: Record<string, string | number> = {}): Problem => ({
  ok: false,
  problem: code,
  params,
});

/** A table of which nothing needs to be told. */
export const plainTable = (rows: TableRow[]): Table => ({ rows, told: [], reading: { notices: [] } });

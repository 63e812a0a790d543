import type { ProblemCode } from "./texts.ts";

/** One line of a roster: its number in the file, as an editor shows it, and its cells. */
export type TableRow = { line: number; cells: string[] };
export type Table = { rows: TableRow[] };

export type Problem = { ok: false; problem: ProblemCode; params: Record<string, string | number> };
export type Read = { ok: true; table: Table } | Problem;

export const problem = (code: ProblemCode, params: Record<string, string | number> = {}): Problem => ({
  ok: false,
  problem: code,
  params,
});

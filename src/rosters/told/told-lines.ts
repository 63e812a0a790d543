import type { ImportId, SchoolId } from "../../ids.ts";
import type { ReasonCode } from "../reason-texts.ts";
import { isSecretHeader } from "../secrets/columns.ts";
import type { PlanDeps } from "../store.ts";
import type { ToldLine } from "../table.ts";
import type { Params } from "../texts.ts";
import { reopen } from "../kept-upload.ts";
import { listTold } from "./queries-told.ts";

export type ToldCells = { line: number; cells: string[]; code: ReasonCode; params: Params };
/** `headers`: as the file has them. */
export type ToldFile = { headers: string[]; lines: ToldCells[] };

/**
 * The lines of a kept file that weren't used or wait for a decision, in the file's own columns and with its cells as they stand there, so
 * that they can be mended. A line that couldn't be read as cells has its words.
 * @returns undefined when the file is no longer kept
 * @throws AppError not-found when this school has no such plan that waits
 */
export async function readToldLines(
  deps: PlanDeps,
  of: { schoolId: SchoolId; importId: ImportId },
): Promise<ToldFile | undefined> {
  const upload = await reopen(deps, of);
  if (!upload?.ok) return undefined;
  const { headers, rows, told: unread } = upload.head;
  const told = await deps.db.forSchools([of.schoolId], (tx) => listTold(tx, of.importId));
  const byLine = Map.groupBy([...rows, ...unread.flatMap(cut)], ({ line }) => line);
  const lines = told.flatMap(({ words, ...why }) => {
    // a pupil of several classes has a line for each in the table that a package of files becomes
    const found = byLine.get(why.line) ?? [{ cells: [words.join(" ")] }];
    return found.map(({ cells }) => ({ ...why, cells }));
  });
  const width = lines.reduce((most, { cells }) => Math.max(most, cells.length), headers.length);
  // what stood in a column of passwords is gone: its header says nothing more
  const shown = Array.from({ length: width }, (_, at) => at).filter((at) => !isSecretHeader(headers[at] ?? ""));
  const cellsOf = (cells: string[]) => shown.map((at) => cells[at] ?? "");
  return { headers: cellsOf(headers), lines: lines.map((line) => ({ ...line, cells: cellsOf(line.cells) })) };
}

/** A line that could not be read as one may have been cut at the columns all the same. */
const cut = ({ line, cells }: ToldLine) => (cells ? [{ line, cells }] : []);

import type { ImportId, SchoolId } from "../../ids.ts";
import type { ReasonCode } from "../reason-texts.ts";
import type { PlanDeps } from "../store.ts";
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
  const { headers, rows } = upload.head;
  const told = await deps.db.forSchools([of.schoolId], (tx) => listTold(tx, of.importId));
  const byLine = Map.groupBy(rows, ({ line }) => line);
  const lines = told.flatMap(({ words, ...why }) => {
    // a pupil of several classes has a line for each in the table that a package of files becomes
    const found = byLine.get(why.line) ?? [{ cells: [words.join(" ")] }];
    return found.map(({ cells }) => ({ ...why, cells }));
  });
  const width = lines.reduce((most, { cells }) => Math.max(most, cells.length), headers.length);
  const filled = (cells: string[]) => Array.from({ length: width }, (_, at) => cells[at] ?? "");
  return { headers: filled(headers), lines: lines.map((line) => ({ ...line, cells: filled(line.cells) })) };
}

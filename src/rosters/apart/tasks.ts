import { planRoster } from "../plan-file.ts";
import { readToldLines } from "../told/told-lines.ts";
import { chooseReading, mapColumns, planAgain, uploadRoster, viewColumns } from "../upload.ts";
import { rehearseYear } from "../year.ts";

/** All that reads a file. Each takes the outside world and a request of plain values, and answers with plain values. */
export const tasks = {
  "plan-roster": planRoster,
  "upload-roster": uploadRoster,
  "view-columns": viewColumns,
  "map-columns": mapColumns,
  "plan-again": planAgain,
  "choose-reading": chooseReading,
  "rehearse-year": rehearseYear,
  "read-told": readToldLines,
};

type Tasks = typeof tasks;
export type TaskName = keyof Tasks;
export type Request<T extends TaskName> = Parameters<Tasks[T]>[1];
export type Answer<T extends TaskName> = Awaited<ReturnType<Tasks[T]>>;

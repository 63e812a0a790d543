import { problem, type Problem } from "../table.ts";

/** Ends the reading of a workbook from deep inside it. Goes no further than the front door of this folder. */
export class Unreadable extends Error {
  readonly why: Problem;
  constructor(...why: Parameters<typeof problem>) {
    super(why[0]);
    this.why = problem(...why);
  }
}

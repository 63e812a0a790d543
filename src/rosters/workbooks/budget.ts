import { limits } from "../limits.ts";
import { Unreadable } from "./unreadable.ts";

/** Layouts of some hundred thousand rows and more stand in files by mistake. */
const mostRows = 2 * limits.rows;

/** What all that is read of one workbook may come to. Each is counted where it stands in the file, before anything is kept of it. */
export type Budget = { addRow: () => void; addCells: (count: number) => void };

export function createBudget(): Budget {
  let rows = 0;
  let cells = 0;
  return {
    addRow: () => {
      rows += 1;
      if (rows > mostRows) throw new Unreadable("too-heavy");
    },
    addCells: (count) => {
      cells += count;
      if (cells > limits.cells) throw new Unreadable("too-heavy");
    },
  };
}

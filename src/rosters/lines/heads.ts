import { headerKey } from "../packages/fields.ts";
import { countHeaders } from "../packages/packages.ts";

/** Cheap, for it is asked of every line: what all names and classes of columns have in common. */
const word = /na(?:am|me)|nom|leerling|kla|class|eleve/i;

export const mayBeHead = (line: string): boolean => line.length < 5000 && word.test(line) && !/\d{3}/.test(line);

/** Whether most of these cells are headers that we know. */
export function isHead(cells: string[]): boolean {
  const filled = cells.filter((cell) => cell.trim() !== "");
  const known = countHeaders(cells);
  return known >= 2 && known >= filled.length / 2;
}

/** Where each column of the first head stands in a part of the file, where it isn't the same place. */
export type Order = "same" | "unknown" | number[];

/** Where the columns of the first head stand in another one that has all of those that are known. */
export function orderOf(cells: string[], head: string[]): Order {
  const keys = cells.map((cell) => headerKey(cell));
  if (keys.join("\n") === head.map((cell) => headerKey(cell)).join("\n")) return "same";
  const order = head.map((header) => (headerKey(header) === "" ? -1 : keys.indexOf(headerKey(header))));
  return head.some((header, at) => countHeaders([header]) > 0 && order[at] === -1) ? "unknown" : order;
}

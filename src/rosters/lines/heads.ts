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

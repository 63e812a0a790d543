import { mostCells, readQuoted, withoutMarks, withoutSpaces } from "./quotes.ts";

/** What the lines of a list look like. */
export type Shape = {
  delimiter: string;
  /** how many columns have a header; 0 while that isn't known */
  width: number;
  /** how many cells lines have that leave no doubt */
  lengths: Set<number>;
  /** columns that something is taken from */
  taken: Set<number>;
  /** how many cells a line has at least that says names and class */
  least: number;
  /** whether the cells that a pupil must have are there and look like it */
  looksLikePupil(cells: string[]): boolean;
};

/** `unclear`: the quotation marks say one thing and the other lines of the list another. */
export type Cut = { cells: string[]; unclear: boolean };

/** No line of a list: its marks aren't worth the time. */
export const longest = 20_000;

/**
 * Cuts one line, whatever its quotation marks are worth: by their rules where they keep them, else as if a mark were a letter like others.
 */
export function cutLine(line: string, shape: Shape): Cut {
  const { delimiter } = shape;
  if (!line.includes('"') || line.length > longest) return { cells: line.split(delimiter, mostCells), unclear: false };
  const quoted = readQuoted([line], 0, delimiter);
  const unwrapped = unwrap(line, shape);
  if (unwrapped) return { cells: unwrapped, unclear: false };
  const bare = cutBare(line, delimiter);
  if (quoted && !quoted.stray) {
    const unclear = !shape.lengths.has(quoted.cells.length) && isWhole(bare, shape);
    return { cells: quoted.cells, unclear };
  }
  const between = cutBetweenMarks(line, delimiter);
  return { cells: between && isWhole(between, shape) ? between : bare, unclear: false };
}

/** Whether a line is a pupil's by itself: as long as lines of this list are, with all that a pupil must have. */
export function isWhole(cells: string[], { width, lengths, looksLikePupil }: Shape): boolean {
  return width > 1 && lastFilled(cells) < width && lengths.has(cells.length) && looksLikePupil(cells);
}

function unwrap(line: string, shape: Shape): string[] | undefined {
  const whole = wholeLine(line, shape.delimiter);
  return whole === undefined ? undefined : unwrapCell(whole, shape);
}

/** Excel puts a whole line in marks when its delimiter isn't that of the computer: `"a,""b"",c";;`. */
export function wholeLine(line: string, delimiter: string): string | undefined {
  let end = line.length;
  while (end > 0 && ";,\t| ".includes(line[end - 1] ?? "")) end -= 1;
  const quoted = line[end - 1] === '"' ? readQuoted([line.slice(0, end)], 0, delimiter) : undefined;
  return quoted?.cells.length === 1 && !quoted.stray ? quoted.cells[0] : undefined;
}

/** @param text what stood in the marks, already without the doubled ones */
export function unwrapCell(text: string, { delimiter, width }: Shape): string[] | undefined {
  if (width < 2 || !text.includes(delimiter)) return undefined;
  const lines = text.split("\n");
  const inner = readQuoted(lines, 0, delimiter);
  const cells = inner && !inner.stray && inner.lines === lines.length ? inner.cells : cutBare(text, delimiter);
  return cells.length >= width && lastFilled(cells) < width ? cells : undefined;
}

export const lastFilled = (cells: string[]): number => cells.findLastIndex((cell) => cell.trim() !== "");

/** `"a";"b "x" c";"d"`: where each cell stands in marks, what cuts is a delimiter between two of them. */
function cutBetweenMarks(line: string, delimiter: string): string[] | undefined {
  const text = withoutSpaces(line);
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return undefined;
  const cells = text.slice(1, -1).split(`"${delimiter}"`, mostCells);
  return cells.map((cell) => cell.replaceAll('""', '"'));
}

export const cutBare = (line: string, delimiter: string): string[] =>
  line.split(delimiter, mostCells).map(withoutMarks);

import { cutLine, type Cut, type Shape } from "./cut.ts";
import { isHead, mayBeHead } from "./heads.ts";

/** A remark goes over a few lines. */
const mostLines = 6;

/**
 * Joins the pieces of a line that was broken inside a cell that has no quotation marks around it: each is too short, together they are as long
 * as the headers, and only together they are a pupil. Lines that merely lack their last cells are left as they are.
 * @param first the piece that stands on line `at`
 * @returns undefined where nothing says that they are pieces of one line
 */
export function joinBroken(lines: string[], at: number, { first, shape }: { first: Cut; shape: Shape }) {
  const { width, taken, lengths } = shape;
  if (first.unclear || taken.size === 0 || first.cells.length >= width || !lengths.has(width)) return undefined;
  const pieces = [first.cells];
  let cells = first.cells;
  for (let next = at + 1; next < Math.min(lines.length, at + mostLines) && cells.length < width; next += 1) {
    const line = lines[next] ?? "";
    // a name or a class goes over no lines
    if (taken.has(cells.length - 1) || (mayBeHead(line) && isHead(line.split(shape.delimiter)))) return undefined;
    const piece = cutLine(line, shape).cells;
    if (piece.length >= width) return undefined;
    pieces.push(piece);
    cells = [...cells.slice(0, -1), `${cells.at(-1) ?? ""}\n${piece[0] ?? ""}`, ...piece.slice(1)];
  }
  const isOne =
    (cells.length === width || (cells.length === width + 1 && cells.at(-1) === "")) &&
    shape.looksLikePupil(cells) &&
    !pieces.every((piece) => piece.length >= shape.least && shape.looksLikePupil(piece));
  return isOne ? { cells, unclear: false, lines: pieces.length } : undefined;
}

import { joinBroken } from "./broken.ts";
import { cutLine, isWhole, lastFilled, longest, unwrapCell, type Cut, type Shape } from "./cut.ts";
import { isHead, mayBeHead } from "./heads.ts";
import { readQuoted, type Quoted } from "./quotes.ts";

/** `lines`: how many lines of the file it takes. */
export type Record = Cut & { lines: number };

/** How often a mark may open without any end before no cell is believed any more to go over the end of a line. */
const patience = 2000;

/**
 * Reads the records of lines one after the other. A cell goes over the end of a line only where the lines that it takes in are no pupils
 * of their own: two stray quotation marks would swallow all between them.
 */
export function recordReader(lines: string[]): (at: number, shape: Shape) => Record {
  let strays = 0;
  return (at, shape) => {
    const line = lines[at] ?? "";
    const mayGoOn = line.includes('"') && line.length <= longest && strays < patience;
    const quoted = mayGoOn ? readQuoted(lines, at, shape.delimiter) : undefined;
    if (quoted && quoted.lines > 1) {
      const cells = acrossLines(quoted, lines.slice(at, at + quoted.lines), shape);
      if (cells) return { cells, unclear: false, lines: quoted.lines };
    }
    if (mayGoOn && (!quoted || quoted.lines > 1)) strays += 1;
    const cut = cutLine(line, shape);
    return joinBroken(lines, at, { first: cut, shape }) ?? { ...cut, lines: 1 };
  };
}

function acrossLines(quoted: Quoted, lines: string[], shape: Shape): string[] | undefined {
  const [only, ...others] = quoted.cells.filter((cell) => cell.trim() !== "");
  const unwrapped = only !== undefined && others.length === 0 ? unwrapCell(only, shape) : undefined;
  if (unwrapped) return unwrapped;
  if (quoted.stray && !isWhole(quoted.cells, shape)) return undefined;
  if (shape.width > 0 && lastFilled(quoted.cells) >= shape.width) return undefined;
  if (!quoted.across) return quoted.cells;
  const whole = (line = "") => isWhole(cutLine(line, shape).cells, shape);
  // a line with marks of its own may be the end of one such cell and the beginning of the next
  const between = lines.slice(1, -1).filter((line) => !line.includes('"'));
  const swallows =
    (whole(lines[0]) && whole(lines.at(-1))) ||
    between.some((line) => whole(line)) ||
    lines.some((line) => mayBeHead(line) && isHead(cutLine(line, shape).cells));
  return swallows ? undefined : quoted.cells;
}

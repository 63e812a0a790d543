/** What a line or more give when their quotation marks are believed. */
export type Quoted = {
  cells: string[];
  /** how many lines it takes */
  lines: number;
  /** whether a cell that goes on over the end of a line holds a delimiter, too */
  across: boolean;
  /** quotation marks stand where no program writes them */
  stray: boolean;
};

/** A remark goes over a few lines. A quotation mark that closes a page further down was never its end. */
const most = { lines: 60, characters: 20_000 };
/** More than any list has, so that a line of delimiters fills no memory; a line with more cells than headers is told anyway. */
export const mostCells = 1000;

/**
 * Reads one record by the rules of CSV: a cell in quotation marks may hold delimiters and ends of lines, and doubles its marks.
 * @returns undefined when a cell that opens is not closed
 */
export function readQuoted(lines: string[], first: number, delimiter: string): Quoted | undefined {
  const cells: string[] = [];
  let row = first;
  let line = lines[row] ?? "";
  let at = 0;
  let across = false;
  let stray = false;
  while (at <= line.length && cells.length < mostCells) {
    const open = openingAt(line, at);
    if (open < 0) {
      const cell = line.slice(at, endOf(line, at, delimiter));
      stray ||= cell.includes('"');
      cells.push(withoutMarks(cell));
      at += cell.length + 1;
      continue;
    }
    const closed = readUntilClosed(lines, { row, at: open + 1, last: first + most.lines }, delimiter);
    if (!closed) return undefined;
    stray ||= closed.stray;
    across ||= closed.row > row && closed.text.includes(delimiter);
    cells.push(closed.text);
    row = closed.row;
    line = lines[row] ?? "";
    at = endOf(line, closed.at, delimiter) + 1;
  }
  return { cells, lines: row - first + 1, across, stray };
}

const endOf = (line: string, at: number, delimiter: string): number => {
  const end = line.indexOf(delimiter, at);
  return end < 0 ? line.length : end;
};

/** Where the quotation mark stands that opens the cell that begins here; spaces before it are nothing. */
function openingAt(line: string, at: number): number {
  let open = at;
  while (line[open] === " ") open += 1;
  return line[open] === '"' ? open : -1;
}

type Place = { row: number; at: number; last: number };

function readUntilClosed(lines: string[], { row, at, last }: Place, delimiter: string) {
  const parts: string[] = [];
  let line = lines[row] ?? "";
  let from = at;
  let read = 0;
  let stray = false;
  for (;;) {
    const mark = line.indexOf('"', from);
    if (mark < 0) {
      parts.push(line.slice(from), "\n");
      read += line.length;
      row += 1;
      if (row >= lines.length || row >= last || read > most.characters) return undefined;
      line = lines[row] ?? "";
      from = 0;
    } else if (line[mark + 1] === '"') {
      parts.push(line.slice(from, mark + 1));
      from = mark + 2;
    } else if (isEnd(line, mark + 1, delimiter)) {
      parts.push(line.slice(from, mark));
      return { text: parts.join(""), row, at: mark + 1, stray };
    } else {
      stray = true;
      parts.push(line.slice(from, mark + 1));
      from = mark + 1;
    }
  }
}

function isEnd(line: string, at: number, delimiter: string): boolean {
  let end = at;
  while (line[end] === " ") end += 1;
  return end >= line.length || line[end] === delimiter;
}

/** A mark that has lost the other one is no letter of a name. */
export function withoutMarks(cell: string): string {
  if (!cell.includes('"')) return cell;
  const text = withoutSpaces(cell);
  const [opens, closes] = [text.startsWith('"'), text.endsWith('"')];
  if (text.split('"').length % 2 === 0) return opens ? text.slice(1) : closes ? text.slice(0, -1) : cell;
  const inner = opens && closes ? text.slice(1, -1) : "";
  const mark = inner.indexOf('"');
  // a nickname in marks of its own opens behind a space: `"Tibo "Tib""`, unlike `"De Boer" of "Boer"`
  const around = mark <= 0 || inner[mark - 1] === " " || inner[mark + 1] === '"';
  return opens && closes && around ? inner.replaceAll('""', '"') : cell;
}

/** Only spaces: what else a program takes for white may be a letter of an old code page that isn't known yet. */
export function withoutSpaces(text: string): string {
  let [start, end] = [0, text.length];
  while (text[start] === " ") start += 1;
  while (end > start && text[end - 1] === " ") end -= 1;
  return text.slice(start, end);
}

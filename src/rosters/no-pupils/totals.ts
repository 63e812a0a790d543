import type { Mapping } from "../packages/fields.ts";
import type { TableRow } from "../table.ts";
import { limits } from "../limits.ts";
import { clean } from "../names.ts";
import { nobody, reject, type Rejected } from "../rejected.ts";

/** `end`: below the last pupil, as most lists have it; `inside`: between pupils, where it has to be told which lines weren't taken. */
export type TotalPlace = "end" | "inside";

const word =
  /^\s*(?:algemeen |algehele |grand |sous-?|sub ?|eind|tussen)?(?:totaal|totalen|totaux|total|aantal|som|somme|nombre|effectif|summe|anzahl|gesamt(?:zahl)?)\b/i;
/** What may stand behind such a word: of whom or of what it is the sum. */
const ofWhat =
  /^(?:van|de|het|der|des|du|la|le|l'|of|for|voor|per|par|in|klas|klasgroep|klassen|classe|class|leerjaar|school|ecole|école|schule|klasse|leerlingen|leerling|lln\.?|kinderen|jongens|meisjes|eleves?|élèves?|garçons|filles|pupils?|students?|schüler|général|général:|general)$/i;
const amount =
  /^\(?\d{1,6}\)?(?:[.,]\d{1,2})?(?: ?(?:lln\.?|leerlingen|leerling(?:\(en\))?|kinderen|jongens|meisjes|élèves?|pupils?|students?|schüler))?$/i;

/** `filled`: of a line that may be a total; of the others, which are nearly all, nothing but the class is looked at. */
type Line = { row: TableRow; filled: string[]; className: string; hasBothNames: boolean };
/** How many pupils stand above a line: in the whole list, and without a change of class. */
type Above = { all: number; block: number; className: string };

/**
 * Lines that count pupils and are none. A total is known by its shape, the word and a number or nothing else in the line, and by its place: a
 * number in the column of the class is a class where other lines have the same one, unless it is how many pupils stand above. A child may
 * be called Som, Aantal or Totaal.
 */
export function findTotals(rows: TableRow[], at: Mapping): Map<TableRow, TotalPlace> {
  const lines = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== "")).map((row) => lineOf(row, at));
  const others = lines.filter(({ filled }) => filled.length === 0);
  const classes = new Set(others.map(({ className }) => className.toLowerCase()).filter((name) => name !== ""));
  const totals = new Map<TableRow, TotalPlace>();
  const above: Above = { all: 0, block: 0, className: "" };
  for (const line of lines) {
    if (isTotal(line, { classes, above })) totals.set(line.row, "inside");
    else count(above, line);
  }
  for (const { row, filled } of lines.toReversed()) {
    if (!totals.has(row) || !filled.some((cell) => /\d/.test(cell))) break;
    totals.set(row, "end");
  }
  return totals;
}

function lineOf(row: TableRow, at: Mapping): Line {
  const cell = (index: number | undefined) => clean((row.cells[index ?? -1] ?? "").slice(0, 200));
  if (!row.cells.some((one) => word.test(one)))
    return { row, filled: [], className: cell(at.className), hasBothNames: false };
  const given = cell(at.givenName) || cell(at.callName);
  const hasBothNames = word.test(cell(at.familyName)) && word.test(given);
  return {
    row,
    filled: row.cells.map((_, index) => cell(index)).filter((one) => one !== ""),
    className: cell(at.className),
    hasBothNames,
  };
}

function count(above: Above, { className }: Line): void {
  above.all += 1;
  above.block = className === above.className ? above.block + 1 : 1;
  above.className = className;
}

function isTotal(line: Line, { classes, above }: { classes: Set<string>; above: Above }): boolean {
  const { filled, className, hasBothNames } = line;
  const isWord = (cell: string) => isTotalWord(cell, classes);
  if (hasBothNames || !filled.some(isWord)) return false;
  const isClass = (cell: string) => classes.has(cell.toLowerCase());
  const others = filled.filter((cell) => !isWord(cell) && !amount.test(cell) && !ofWhat.test(cell));
  if (!others.every(isClass)) return false;
  if (className === "" || isWord(className) || !isClass(className)) return true;
  // what stands in the column of the class is a class here: only how many there are tells that this is their sum
  const sums = filled.filter((cell) => amount.test(cell)).map((cell) => Number.parseInt(cell.replace("(", ""), 10));
  return sums.includes(above.all) || sums.includes(above.block);
}

/** No total says more. */
const mostWords = 10;

/** `Totaal`, `Totaal: 24`, `Aantal leerlingen klas 1A`, and no child called `Som Chea`. */
function isTotalWord(cell: string, classes: Set<string>): boolean {
  const [found] = word.exec(cell) ?? [];
  if (found === undefined) return false;
  const rest = cell.slice(found.length).split(/[\s:=]+/);
  const isPart = (part: string) => part === "" || ofWhat.test(part) || amount.test(part);
  if (rest.every((part) => isPart(part) || classes.has(part.toLowerCase()))) return true;
  return rest.length <= mostWords && rest.some((_, from) => rest.slice(0, from).every(isPart) && isClassFrom(from));

  // a class may be called by several words
  function isClassFrom(from: number): boolean {
    return rest.some((_, to) => {
      const name = rest
        .slice(from, to + 1)
        .join(" ")
        .toLowerCase();
      return classes.has(name) && rest.slice(to + 1).every(isPart);
    });
  }
}

/** A total between pupils, for who looks it up. */
export function rejectTotal({ line, cells }: TableRow): Rejected {
  const words = cells.filter((cell) => cell.trim() !== "").join(" ");
  return reject(line, { ...nobody, familyName: clean(words.slice(0, limits.nameCharacters)) }, { code: "total" });
}

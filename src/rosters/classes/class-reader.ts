import { fold } from "../../pupils/pupils.ts";
import type { KnownPupil } from "../../pupils/pupils.ts";
import type { Columns } from "../columns.ts";
import { clean } from "../names.ts";
import type { Notice } from "../reading.ts";
import type { ReasonCode } from "../reason-texts.ts";
import type { Params } from "../texts.ts";
import { marksOf, orders, spoiledBy, type Mark, type Order, type Spoiled } from "./marks.ts";

export type ReadClass =
  | { is: "class"; className: string }
  /** `candidates`: what it may have been; a person has to say which */
  | { is: "unclear"; written: string; candidates: string[] };

/** The classes that a school's pupils are in this year, and were in last year. */
export const classesOf = (known: KnownPupil[]): string[] => [
  ...new Set(known.flatMap(({ classNames, classNamesBefore }) => [...classNames, ...classNamesBefore])),
];

type Fault = { code: ReasonCode; params: Params };

/** @param known as `classesOf` gives them */
export function classesIn({ rows, at, saidClasses = [] }: Columns, known: string[]) {
  const column = at.className;
  const written = column === undefined ? [] : rows.map(({ cells }) => clean(cells[column] ?? ""));
  const read = createClassReader([...known, ...saidClasses], written);
  const said = new Set(saidClasses);
  const mended = new Map<string, string>();
  return {
    /** The class of a line, or what to ask of it. */
    read: (text: string): { className: string; unclear?: Fault } => {
      if (said.has(text)) return { className: text };
      const found = read(text);
      if (found.is === "unclear") {
        const params = { written: found.written, candidates: found.candidates.join(", ") };
        return { className: text, unclear: { code: "class-unclear", params } };
      }
      if (found.className !== text) mended.set(withoutYear(text), found.className);
      return { className: found.className };
    },
    /** Which of them were put right, once they are read. */
    notices: (): Notice[] => {
      const classes = [...mended].slice(0, mostTold).map(([from, to]) => `${from} → ${to}`);
      return mended.size > 0 ? [{ code: "classes-mended", params: { classes: classes.join(", ") } }] : [];
    },
  };
}

const mostTold = 40;

/**
 * Reads the names of classes of one list. A spreadsheet makes a date of `1-2` and the number 100 of `1E2`: such a class is put right where
 * exactly one fits of those that the school has, or that stand in the list as they were typed. What can't be decided is a question.
 * @param known the names of the school's classes, of this year and the last
 * @param written what stands in the list's column of classes
 */
export function createClassReader(known: string[], written: string[]): (text: string) => ReadClass {
  const found = [...new Set(written)].map((text) => ({ text, spoiled: spoiledBy(text) }));
  const typed = found.flatMap(({ text, spoiled }) => (spoiled && (spoiled.sure || spoiled.endsInZero) ? [] : [text]));
  const candidates = candidatesAmong(
    [...known, ...typed],
    found.flatMap(({ spoiled }) => spoiled ?? []),
  );
  const isKnown = new Set(known);
  // where classes are numbers, one that ends in zeros is nothing to wonder about
  const areNumbers = found.some(({ spoiled }) => spoiled && !spoiled.sure && !spoiled.endsInZero);

  return (text) => {
    const spoiled = spoiledBy(text);
    const asWritten: ReadClass = { is: "class", className: text };
    if (!spoiled) return asWritten;
    const doubtful = spoiled.sure || spoiled.endsInZero;
    if (!doubtful && isKnown.has(text)) return asWritten;
    const fits = candidates(spoiled).filter((name) => doubtful || isKnown.has(name));
    const [only, ...more] = fits;
    if (only !== undefined && more.length === 0) return { is: "class", className: only };
    if (only === undefined && (isKnown.has(text) || (!spoiled.sure && areNumbers))) return asWritten;
    return doubtful
      ? { is: "unclear", written: withoutYear(text), candidates: fits.length > 0 ? fits : guesses(spoiled) }
      : asWritten;
  };
}

/** Of one list all days were read in one order: where some of them fit in one order only, the others are read in it as well. */
function candidatesAmong(names: string[], spoiled: Spoiled[]): (spoiled: Spoiled) => string[] {
  const different = [...new Map(names.toReversed().map((name) => [fold(name), name])).values()].toReversed();
  const byMark = new Map(orders.map((order) => [order, indexOf(different, order)]));
  const fitting = (order: Order, { marks }: Spoiled) => [
    ...new Set(marks.flatMap((mark) => byMark.get(order)?.get(mark) ?? [])),
  ];
  const only = new Set(
    spoiled.flatMap((one) => {
      const possible = orders.filter((order) => fitting(order, one).length > 0);
      return possible.length === 1 ? possible : [];
    }),
  );
  const taken = only.size === 1 ? [...only] : orders;
  return (one) => [...new Set(taken.flatMap((order) => fitting(order, one)))];
}

function indexOf(names: string[], order: Order): Map<Mark, string[]> {
  const index = new Map<Mark, string[]>();
  for (const name of names) {
    for (const mark of marksOf(name, order)) {
      const same = index.get(mark);
      if (same) same.push(name);
      else index.set(mark, [name]);
    }
  }
  return index;
}

/** The plainest names that would have become this. */
function guesses({ marks }: Spoiled): string[] {
  return marks.flatMap((mark) => {
    const [, kind, a = "", b = ""] = /^(\w+) (\d+)(?:\.(\d+))?/.exec(mark) ?? [];
    if (kind === "day") return a === b ? [`${a}-${b}`] : [`${a}-${b}`, `${b}-${a}`];
    if (kind === "time") return [`${a}:${b}`];
    const zeros = kind === "number" ? (/0+$/.exec(a)?.[0].length ?? 0) : 0;
    return zeros > 0 ? [`${a.slice(0, -zeros)}E${zeros}`] : [];
  });
}

/** Where a column is taken for the classes that isn't, it may hold days of birth: none is told or kept. */
export const withoutYear = (text: string): string => text.replace(/\d{4}|(?<=[-/. ]\d{1,2}[-/. ])\d{2}$/, "…");

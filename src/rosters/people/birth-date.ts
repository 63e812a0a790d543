/** Days of birth as files write them. They tell lines of one file apart, and are stored nowhere. */
import { fold } from "../../pupils/pupils.ts";

/** In which order a column writes `4/3/2017`. */
export type DayOrder = "day-first" | "month-first";

const numbers = /^(\d{1,2})[\s./-](\d{1,2})[\s./-](\d{2}|\d{4})$/;
/** Programs write a time of midnight behind a day. */
const withoutTime = (cell: string) => cell.trim().replace(/[T ]\d{1,2}:\d{2}.*$/, "");

/** `4/3/2017` says nothing of its order; `4/13/2017` in the same column does. */
export function dayOrderOf(rows: { cells: string[] }[], column = 0): DayOrder {
  let monthFirst = false;
  for (const { cells } of rows) {
    const found = numbers.exec(withoutTime(cells[column] ?? ""));
    if (Number(found?.[1]) > 12) return "day-first";
    if (Number(found?.[2]) > 12) monthFirst = true;
  }
  return monthFirst ? "month-first" : "day-first";
}

/**
 * Reads `4/3/2017`, `04-03-17`, `2017-03-04`, `20170304`, `4 maart 2017` and the day number of a spreadsheet.
 * @returns `2017-03-04`; undefined for what is no day, or none on which somebody who is alive was born
 */
export function readBirthDate(cell: string, order: DayOrder): string | undefined {
  const text = withoutTime(cell);
  const [, year, month, day] =
    /^(\d{4})[-./]?(\d{2})[-./]?(\d{2})$/.exec(text) ?? /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$/.exec(text) ?? [];
  if (year) return asDay(Number(year), Number(month), Number(day));
  const [, first, second, last = ""] = numbers.exec(text) ?? [];
  if (first && second) {
    const [inMonth, ofYear] = order === "day-first" ? [first, second] : [second, first];
    return asDay(wholeYear(last), Number(ofYear), Number(inMonth));
  }
  if (/^\d{5}(?:[.,]0+)?$/.test(text)) return ofSpreadsheet(Number.parseInt(text, 10));
  return readWords(text);
}

/** Excel counts days from the end of 1899. */
function ofSpreadsheet(days: number): string | undefined {
  const date = new Date(Date.UTC(1899, 11, 30 + days));
  return asDay(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
}

const wholeYear = (year: string) =>
  year.length === 4 ? Number(year) : Number(year) > 40 ? 1900 + Number(year) : 2000 + Number(year);

/** How months begin in Dutch, French, English and German; `jui` begins two. */
const months = [
  ["jan"],
  ["feb", "fev"],
  ["mrt", "maa", "mar"],
  ["apr", "avr"],
  ["mei", "mai", "may"],
  ["jun", "juin"],
  ["jul", "juil"],
  ["aug", "aou"],
  ["sep"],
  ["okt", "oct"],
  ["nov"],
  ["dec", "dez"],
];

function readWords(text: string): string | undefined {
  const [, day, word = "", year = ""] =
    /^(\d{1,2})(?:er|\.)?[\s-]+([a-z]{3,9})\.?,?[\s-]+(\d{2}|\d{4})$/.exec(fold(text)) ?? [];
  const month = months.findIndex((starts) => starts.some((start) => word.startsWith(start))) + 1;
  return day && month > 0 ? asDay(wholeYear(year), month, Number(day)) : undefined;
}

function asDay(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists && year >= 1920 && year < 2100 ? date.toISOString().slice(0, 10) : undefined;
}

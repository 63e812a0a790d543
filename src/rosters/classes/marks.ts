import { fold } from "../../pupils/pupils.ts";
import { monthOf } from "./months.ts";

/**
 * What a spreadsheet takes a text for, written so that two texts that it takes for the same are equal: a day of a year (`day 1.2`), a month of a
 * year (`month 2.26`), a whole day (`date 1.2.26`), a number (`number 100`), a time (`time 1.2`).
 */
export type Mark = string;

const day = (of: number, month: number): Mark[] =>
  of >= 1 && of <= 31 && month >= 1 && month <= 12 ? [`day ${of}.${month}`] : [];
const month = (of: number, year: number): Mark[] => (of >= 1 && of <= 12 ? [`month ${of}.${year % 100}`] : []);
const date = (of: number, inMonth: number, year: number): Mark[] =>
  day(of, inMonth).map(() => `date ${of}.${inMonth}.${year % 100}`);
const number = (text: string): Mark[] => [`number ${Number(text.replace(",", "."))}`];

/** `sure`: nobody calls a class so. Else it is a number, as classes may be, too; one that ends in zeros may have been a power of ten. */
export type Spoiled = { marks: Mark[]; sure: boolean; endsInZero: boolean };

/** @returns what a spreadsheet may have made of a class with another name; undefined for an ordinary name */
export function spoiledBy(text: string): Spoiled | undefined {
  const marks = daysIn(text) ?? timeIn(text);
  if (marks && marks.length > 0) return { marks, sure: true, endsInZero: false };
  const [, digits = "", power] = /^((?!0\d)\d+(?:[.,]\d+)?)(e\+\d+)?$/i.exec(text) ?? [];
  if (digits === "") return undefined;
  return { marks: number(text), sure: power !== undefined, endsInZero: /^[1-9]\d*0$/.test(text) };
}

function daysIn(text: string): Mark[] | undefined {
  const [, a = "", b = "", c = ""] = /^(\d{1,4})[-/. ](\d{1,2}|\p{L}+)\.?[-/. ](\d{1,4})$/u.exec(text) ?? [];
  if (c !== "") return wholeDay([a, b, c]);
  const [, first = "", second = ""] = /^(\d{1,4}|\p{L}+)\.?[-/](\d{1,4}|\p{L}+)\.?$/u.exec(text) ?? [];
  const [early, late] = [monthOf(first), monthOf(second)];
  // a spreadsheet shows the month first where it took the number for a year
  if (late !== undefined && /^\d/.test(first)) return day(Number(first), late);
  return early !== undefined && /^\d/.test(second) ? dayOrYear(Number(second), early) : undefined;
}

/** Of a day of a month, or a month of a year. */
const dayOrYear = (value: number, inMonth: number): Mark[] => [...day(value, inMonth), ...month(inMonth, value)];

function wholeDay([a, b, c]: [string, string, string]): Mark[] | undefined {
  const yearFirst = a.length === 4;
  if (!yearFirst && c.length < 2) return undefined;
  const [of, year] = yearFirst ? [Number(c), Number(a)] : [Number(a), Number(c)];
  const inMonth = monthOf(b) ?? Number(b);
  const [asDay, asMonth] = inMonth > 12 ? [inMonth, of] : [of, inMonth];
  const found = [...day(asDay, asMonth), ...date(asDay, asMonth, year)];
  return found.length > 0 ? [...found, ...(asDay === 1 ? month(asMonth, year) : [])] : undefined;
}

function timeIn(text: string): Mark[] | undefined {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})(?::00)?$/.exec(text) ?? [];
  return hours === undefined ? undefined : [`time ${Number(hours)}.${Number(minutes)}`];
}

/** Which of two numbers a spreadsheet takes for the day: it depends on the language of the computer. */
export const orders = ["day-first", "month-first"] as const;
export type Order = (typeof orders)[number];

/** All that a spreadsheet may take the name of a class for. */
export function marksOf(className: string, order: Order): Mark[] {
  const name = fold(className).trim();
  const turned = order === "month-first";
  const [, a = "", b = "", c = ""] = /^(\d{1,2}) ?[-/.] ?(\d{1,2})(?: ?[-/.] ?(\d{1,4}))?$/.exec(name) ?? [];
  const [of, inMonth] = turned ? [Number(b), Number(a)] : [Number(a), Number(b)];
  if (c !== "") return date(of, inMonth, Number(c));
  const pair = b === "" ? [] : [...day(of, inMonth), ...month(Number(a), Number(b))];
  return [...pair, ...wordsIn(name), ...numbersIn(name)];
}

function wordsIn(name: string): Mark[] {
  const [, first = "", second = ""] = /^(\d{1,4}|\p{L}+)[-/. ]?(\d{1,4}|\p{L}+)$/u.exec(name) ?? [];
  const [early, late] = [monthOf(first), monthOf(second)];
  if (late !== undefined && /^\d/.test(first)) return dayOrYear(Number(first), late);
  return early !== undefined && /^\d/.test(second) ? dayOrYear(Number(second), early) : [];
}

function numbersIn(name: string): Mark[] {
  const [, hours, minutes] = /^(\d{1,2}):(\d{1,2})$/.exec(name) ?? [];
  if (hours !== undefined) return [`time ${Number(hours)}.${Number(minutes)}`];
  return /^\d{1,12}(?:[.,]\d{1,6}|e\d{1,2})?$/.test(name) ? number(name) : [];
}

import { z } from "zod";
import { AppError } from "../errors.ts";
import { YearChoice } from "../pupils/pupils.ts";

/** `whole`: all pupils, those of later years too. Else who is in one of the classes or years. */
export type WantedScope = { whole: true } | { whole: false; classNames: string[]; yearChoices: YearChoice[] };
/** The same as boxes that are ticked. */
export type ShownScope = { wholeSchool: boolean; classNames: string[]; yearChoices: YearChoice[] };

/** A school of 2,500 has some hundred classes. */
const most = 500;

/**
 * `?whole=yes`, or `?class=3A&class=3B&year=lager-4`. Undefined when nobody was chosen.
 * @throws AppError bad-request for what is no class or year anywhere, such as a bare number
 */
export function wantedScope(params: URLSearchParams): WantedScope | undefined {
  const { wholeSchool, classNames, yearChoices } = shownFrom(params);
  if (wholeSchool) return { whole: true };
  return classNames.length + yearChoices.length > 0 ? { whole: false, classNames, yearChoices } : undefined;
}

/** What the form is filled in with again; undefined when the address says nothing of it. */
export const askedScope = (params: URLSearchParams): ShownScope | undefined =>
  ["whole", "class", "year"].some((name) => params.has(name)) ? shownFrom(params) : undefined;

function shownFrom(params: URLSearchParams): ShownScope {
  const classNames = [...new Set(params.getAll("class"))];
  const years = z.array(YearChoice).safeParse([...new Set(params.getAll("year"))]);
  const odd = classNames.some((name) => name === "" || name.includes("\0") || name.length > 200);
  if (odd || !years.success || classNames.length > most)
    throw new AppError("bad-request", "A class or year in the address can't be one");
  return { wholeSchool: params.get("whole") === "yes", classNames, yearChoices: years.data };
}

export const shownScope = (wanted: WantedScope): ShownScope =>
  wanted.whole ? { wholeSchool: true, classNames: [], yearChoices: [] } : { wholeSchool: false, ...pick(wanted) };

/** As it stands in an address. */
export function scopeQuery(wanted: WantedScope): string {
  if (wanted.whole) return "whole=yes";
  const pairs = [
    ...wanted.yearChoices.map((year): [string, string] => ["year", year]),
    ...wanted.classNames.map((name): [string, string] => ["class", name]),
  ];
  return new URLSearchParams(pairs).toString();
}

/** As a release has it: a list that is empty is left out. */
export const releaseOf = (wanted: WantedScope): { classNames?: string[]; yearChoices?: YearChoice[] } =>
  wanted.whole
    ? {}
    : {
        ...(wanted.classNames.length > 0 ? { classNames: wanted.classNames } : {}),
        ...(wanted.yearChoices.length > 0 ? { yearChoices: wanted.yearChoices } : {}),
      };

const pick = ({ classNames, yearChoices }: { classNames: string[]; yearChoices: YearChoice[] }) => ({
  classNames,
  yearChoices,
});

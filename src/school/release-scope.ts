import { AppError } from "../errors.ts";

/** `whole`: all pupils, those of later years too. Else who is in one of the classes or year groups. */
export type WantedScope = { whole: true } | { whole: false; classNames: string[]; yearGroups: number[] };
/** The same as boxes that are ticked. */
export type ShownScope = { wholeSchool: boolean; classNames: string[]; yearGroups: number[] };

/** A school of 2,500 has some hundred classes. */
const most = 500;

/**
 * `?whole=yes`, or `?class=3A&class=3B&year=4`. Undefined when nobody was chosen.
 * @throws AppError bad-request for what is no class or year group anywhere
 */
export function wantedScope(params: URLSearchParams): WantedScope | undefined {
  const { wholeSchool, classNames, yearGroups } = shownFrom(params);
  if (wholeSchool) return { whole: true };
  return classNames.length + yearGroups.length > 0 ? { whole: false, classNames, yearGroups } : undefined;
}

/** What the form is filled in with again; undefined when the address says nothing of it. */
export const askedScope = (params: URLSearchParams): ShownScope | undefined =>
  ["whole", "class", "year"].some((name) => params.has(name)) ? shownFrom(params) : undefined;

function shownFrom(params: URLSearchParams): ShownScope {
  const classNames = [...new Set(params.getAll("class"))];
  const yearGroups = [...new Set(params.getAll("year"))].map(Number);
  const odd = classNames.some((name) => name === "" || name.includes("\0") || name.length > 200);
  const oddYear = yearGroups.some((year) => !Number.isInteger(year) || year < 1 || year > 7);
  if (odd || oddYear || classNames.length > most)
    throw new AppError("bad-request", "A class or year group in the address can't be one");
  return { wholeSchool: params.get("whole") === "yes", classNames, yearGroups };
}

export const shownScope = (wanted: WantedScope): ShownScope =>
  wanted.whole ? { wholeSchool: true, classNames: [], yearGroups: [] } : { wholeSchool: false, ...pick(wanted) };

/** As it stands in an address. */
export function scopeQuery(wanted: WantedScope): string {
  if (wanted.whole) return "whole=yes";
  const pairs = [
    ...wanted.yearGroups.map((year): [string, string] => ["year", String(year)]),
    ...wanted.classNames.map((name): [string, string] => ["class", name]),
  ];
  return new URLSearchParams(pairs).toString();
}

/** As a release has it: a list that is empty is left out. */
export const releaseOf = (wanted: WantedScope): { classNames?: string[]; yearGroups?: number[] } =>
  wanted.whole
    ? {}
    : {
        ...(wanted.classNames.length > 0 ? { classNames: wanted.classNames } : {}),
        ...(wanted.yearGroups.length > 0 ? { yearGroups: wanted.yearGroups } : {}),
      };

const pick = ({ classNames, yearGroups }: { classNames: string[]; yearGroups: number[] }) => ({
  classNames,
  yearGroups,
});

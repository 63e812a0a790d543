import type { YearChoice } from "../pupils/pupils.ts";

/** For whom a school switched an application on. Null: that says nothing. */
export type Scope = {
  classNames: string[] | null;
  yearChoices: YearChoice[] | null;
  /** decided before the present school year began: it named last year's classes */
  ofLastYear: boolean;
};

/** Where a pupil is at that school. */
export type Place = {
  /** of this school year */
  classNames: string[];
  /** of the school year before, as long as its names are understood: in September */
  classNamesBefore: string[];
  yearChoice: YearChoice;
};

/**
 * Whether an application is switched on for a pupil. Without classes and years everybody is in; with both, a pupil of either is.
 * In September a class of last year still counts for what was decided last year, and for who has no class of this year yet: nobody
 * loses an application on the first day of school.
 */
export function inScope({ classNames, yearChoices, ofLastYear }: Scope, place: Place): boolean {
  if (classNames === null && yearChoices === null) return true;
  const understood = ofLastYear || place.classNames.length === 0 ? place.classNamesBefore : [];
  const inClass = classNames !== null && [...place.classNames, ...understood].some((name) => classNames.includes(name));
  return inClass || (yearChoices?.includes(place.yearChoice) ?? false);
}

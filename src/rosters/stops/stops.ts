/**
 * What makes a list look like a mistake as a whole: it is carried out only when a person says that it is right, whichever way it came.
 * @see docs/decisions/0022-roster-matching.md
 */
import { z } from "zod";
import { limits } from "../limits.ts";
import type { Counts, Signs } from "../plan.ts";
import { stopped, type Params, type RosterProblem } from "../texts.ts";
import type { RosterLocale } from "../roster-locales.ts";

/** The list is of another school; it is last year's; so many leave by it. */
export const Stop = z.enum(["foreign", "last-year", "leavers"]);
export type Stop = z.infer<typeof Stop>;

type Judged = { counts: Counts; enrolled: number; signs: Signs };

/** Whether so many leavers need a person's word. One pupil who leaves is no mistake, however small the school. */
const tooManyLeave = (left: number, enrolled: number): boolean =>
  left > Math.max(1, Math.min(enrolled * limits.leavers, limits.leaversAtMost));

type Leaving = { left: number; finishing: number; enrolled: number; unread: number };

/**
 * Everybody in the last year leaves every year: no reason to ask, as long as the list isn't half a school. Any other who is missing may be in a
 * line that nobody could read.
 */
export const manyLeave = ({ left, finishing, enrolled, unread }: Leaving): boolean =>
  tooManyLeave(left - finishing, enrolled) ||
  (tooManyLeave(left, enrolled) && left > enrolled / 2) ||
  (unread > 0 && left > finishing);

/**
 * A list that knows nearly nobody of a school that has pupils is another school's. Whose numbers exist at other schools says nothing here:
 * a school is told nothing of those.
 */
export const isForeign = ({ rows, enrolled, here }: { rows: number; enrolled: number; here: number }): boolean =>
  rows >= 3 && enrolled >= 3 && here < rows / 4 && here < enrolled / 4;

/** What a person must say yes to before a list is carried out. */
export function stopsOf({ counts, enrolled, signs }: Judged): Stop[] {
  const { here, lastYear, finishing, unread } = signs;
  return [
    ...(isForeign({ rows: counts.rows, enrolled, here }) ? (["foreign"] as const) : []),
    ...(lastYear >= 3 && lastYear > here / 2 ? (["last-year"] as const) : []),
    ...(manyLeave({ left: counts.left, finishing, enrolled, unread }) ? (["leavers"] as const) : []),
  ];
}

const problems = {
  leavers: "too-many-leavers",
  foreign: "foreign-list",
  "last-year": "last-years-list",
} as const satisfies Record<Stop, string>;

/** Why a list is stopped, for whoever can say that it is right. */
export const stopProblem = (stop: Stop, { counts, enrolled, signs }: Judged, locale: RosterLocale): RosterProblem => {
  const params: Params = { left: counts.left, enrolled, rows: counts.rows, here: signs.here, lastYear: signs.lastYear };
  return stopped(problems[stop], params, locale);
};

/** The stop that a problem is about. */
export const stopIn = (problem: string): Stop | undefined => Stop.options.find((stop) => problems[stop] === problem);

import { z } from "zod";
import type { Kind, Level } from "./queries.ts";

/** How many years a level has. */
export const yearsOf = { kleuter: 3, lager: 6, secundair: 7 } as const satisfies Record<Level, number>;

/**
 * What can be chosen by year, in the order in which a school has them. The third year of kleuter, of lager and of secundair are three
 * things; OKAN, buitengewoon and pupils without a year are swept in by no number. Each pupil of a school is in exactly one of them.
 */
export const yearChoices = [
  "instapklas",
  "kleuter-1",
  "kleuter-2",
  "kleuter-3",
  "lager-1",
  "lager-2",
  "lager-3",
  "lager-4",
  "lager-5",
  "lager-6",
  "lager-zonder-jaar",
  "secundair-1",
  "secundair-2",
  "secundair-3",
  "secundair-4",
  "secundair-5",
  "secundair-6",
  "secundair-7",
  "secundair-zonder-jaar",
  "okan",
  "buitengewoon-kleuter",
  "buitengewoon-lager",
  "buitengewoon-secundair",
] as const;
export const YearChoice = z.enum(yearChoices);
export type YearChoice = z.infer<typeof YearChoice>;

export type YearPlace = { level: Level; kind: Kind; yearGroup: number | null };

const withoutYear = {
  kleuter: "instapklas",
  lager: "lager-zonder-jaar",
  secundair: "secundair-zonder-jaar",
} as const satisfies Record<Level, YearChoice>;

const choiceOfKind = {
  gewoon: ({ level, yearGroup }) => YearChoice.safeParse(`${level}-${yearGroup}`).data ?? withoutYear[level],
  buitengewoon: ({ level }) => `buitengewoon-${level}` as const,
  okan: () => "okan" as const,
} satisfies Record<Kind, (place: YearPlace) => YearChoice>;

/** The one choice that a pupil belongs to. For enrolments that are stored, the column `year_choice` says the same. */
export const yearChoiceOf = (place: YearPlace): YearChoice => choiceOfKind[place.kind](place);

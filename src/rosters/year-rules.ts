import { z } from "zod";
import type { KnownPupil } from "../pupils/pupils.ts";
import type { Plan } from "./plan.ts";
import { countFinishing } from "./stops/finishing.ts";
import { isForeign, manyLeave } from "./stops/stops.ts";

/** What makes the list of a coming school year look like a mistake. A person may say that it is none. */
export const YearStop = z.enum(["leavers", "classes", "this-year", "foreign"]);
export type YearStop = z.infer<typeof YearStop>;

export type YearSigns = {
  /** lines of the file */
  rows: number;
  /** pupils who are enrolled now */
  enrolled: number;
  left: number;
  /** of those who leave: who is in the last year that the school has */
  finishing: number;
  /** lines that don't say whom they are about */
  unread: number;
  classesNow: number;
  classesNext: number;
  /** lines about pupils who are enrolled now, and of these the lines that leave a pupil in the very same classes */
  here: number;
  sameClasses: number;
};

const sameNames = (a: string[], b: string[]) => a.toSorted().join("\n") === b.toSorted().join("\n");

/** Classes of now are those of the school year before the plan's. */
const classesOf = (pupils: { classNamesBefore: string[] }[]) =>
  new Set(pupils.flatMap(({ classNamesBefore }) => classNamesBefore)).size;

export function yearSigns({ pupils, counts, enrolled, signs }: Plan, known: KnownPupil[]): YearSigns {
  const open = known.filter((pupil) => pupil.open);
  const staying = pupils.filter(({ action }) => action !== "left");
  const same = ({ before, classNames }: (typeof staying)[number]) =>
    before !== null && sameNames(classNames, before.classNamesBefore);
  return {
    rows: counts.rows,
    enrolled,
    left: counts.left,
    finishing: countFinishing(pupils, open),
    unread: signs.unread,
    classesNow: classesOf(open),
    classesNext: new Set(staying.flatMap(({ classNames }) => classNames)).size,
    here: signs.here,
    sameClasses: staying.filter((row) => same(row)).length,
  };
}

/** A class has to be missing among this many before it tells anything. */
const fewClasses = 4;

/** What a person must say yes to before this list may take effect. */
export function yearStops(signs: YearSigns): YearStop[] {
  const { enrolled, left, finishing, unread, classesNow, classesNext, here, sameClasses } = signs;
  return [
    ...(manyLeave({ left, finishing, enrolled, unread }) ? (["leavers"] as const) : []),
    ...(classesNow >= fewClasses && classesNext <= classesNow / 2 ? (["classes"] as const) : []),
    ...(sameClasses >= 3 && sameClasses > here / 2 ? (["this-year"] as const) : []),
    ...(isForeign(signs) ? (["foreign"] as const) : []),
  ];
}

export const Agreed = z.object({ stops: z.array(YearStop), left: z.number() });
/** What a person said yes to, and how many leavers there were when they said it. */
export type Agreed = z.infer<typeof Agreed>;

/** Of so many pupils more than a person has agreed to, the word of that day holds no longer. */
const moreLeavers = 0.05;

/** What stops a list that a person agreed to earlier: signs of which nobody spoke then, or many more leavers than then. */
export function unheardStops(signs: YearSigns, agreed: Agreed): YearStop[] {
  const many = signs.left > agreed.left + signs.enrolled * moreLeavers;
  return yearStops(signs).filter((stop) => !agreed.stops.includes(stop) || (stop === "leavers" && many));
}

import { z } from "zod";
import type { KnownPupil } from "../pupils/pupils.ts";
import { limits } from "./limits.ts";
import { isForeign, type Plan } from "./plan.ts";
import type { PlannedPupil } from "./planned-pupil.ts";

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
  classesNow: number;
  classesNext: number;
  /** lines about pupils who are enrolled now, and of these the lines that leave a pupil in the very same classes */
  here: number;
  sameClasses: number;
};

type Years = Pick<KnownPupil, "level" | "yearGroup">;
const lastYearGroup = { kleuter: 3, lager: 6, secundair: 6 } as const;

/** Whether a pupil is at the end of what this school has: the sixth year, or the third of kleuter where no lager follows. */
function isFinishing({ level, yearGroup }: Years, levels: Set<string>): boolean {
  if (level === "kleuter" && levels.has("lager")) return false;
  return yearGroup !== null && yearGroup >= lastYearGroup[level];
}

const sameNames = (a: string[], b: string[]) => a.toSorted().join("\n") === b.toSorted().join("\n");

/** Classes of now are those of the school year before the plan's. */
const classesOf = (pupils: { classNamesBefore: string[] }[]) =>
  new Set(pupils.flatMap(({ classNamesBefore }) => classNamesBefore)).size;

export function yearSigns({ pupils, counts, enrolled, signs }: Plan, known: KnownPupil[]): YearSigns {
  const staying = pupils.filter(({ action }) => action !== "left");
  const levels = new Set([...staying, ...known.filter(({ open }) => open)].flatMap(({ level }) => level ?? []));
  const finishing = ({ action, before }: PlannedPupil) =>
    action === "left" && before !== null && isFinishing(before, levels);
  const same = ({ before, classNames }: PlannedPupil) =>
    before !== null && sameNames(classNames, before.classNamesBefore);
  return {
    rows: counts.rows,
    enrolled,
    left: counts.left,
    finishing: pupils.filter((row) => finishing(row)).length,
    classesNow: classesOf(known.filter(({ open }) => open)),
    classesNext: new Set(staying.flatMap(({ classNames }) => classNames)).size,
    here: signs.here,
    sameClasses: staying.filter((row) => same(row)).length,
  };
}

/** A class has to be missing among this many before it tells anything. */
const fewClasses = 4;

/** What a person must say yes to before this list may take effect. */
export function yearStops(signs: YearSigns): YearStop[] {
  const { enrolled, left, finishing, classesNow, classesNext, here, sameClasses } = signs;
  return [
    // everybody in the last year leaves every year: no reason to ask
    ...(left - finishing > enrolled * limits.leavers || left > enrolled / 2 ? (["leavers"] as const) : []),
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

import type { KnownPupil } from "../../pupils/pupils.ts";
import type { PlannedPupil } from "../planned-pupil.ts";

const lastYearGroup = { kleuter: 3, lager: 6, secundair: 6 } as const;

/** Whether a pupil is at the end of what this school has: the sixth year, or the third of kleuter where no lager follows. */
function isFinishing({ level, yearGroup }: Pick<KnownPupil, "level" | "yearGroup">, levels: Set<string>): boolean {
  if (level === "kleuter" && levels.has("lager")) return false;
  return yearGroup !== null && yearGroup >= lastYearGroup[level];
}

/** How many of those who leave are at the end of what the school has. @param open everybody who is enrolled now */
export function countFinishing(pupils: PlannedPupil[], open: KnownPupil[]): number {
  const levels = new Set([...pupils, ...open].flatMap(({ level }) => level ?? []));
  return pupils.filter(({ action, before }) => action === "left" && before !== null && isFinishing(before, levels))
    .length;
}

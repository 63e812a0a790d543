import type { PupilId } from "../ids.ts";

type Classes = Map<PupilId, string[]>;

/**
 * The classes of a pupil as people speak of them in September, when last year's names are still understood. Who has no class of this
 * year yet is still in last year's. And where somebody names a class that no longer exists, those are meant who were in it.
 * @param named what somebody said, chose or wrote in a file
 */
export function understoodClasses(now: Classes, before: Classes, named: string[]): (pupil: PupilId) => string[] {
  const present = new Set([...now.values()].flat());
  const gone = new Set(named.filter((name) => !present.has(name)));
  return (pupil) => {
    const own = now.get(pupil) ?? [];
    const old = before.get(pupil) ?? [];
    return own.length === 0 ? old : [...own, ...old.filter((name) => gone.has(name))];
  };
}

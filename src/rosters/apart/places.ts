import { AppError } from "../../errors.ts";

export type Places = {
  /**
   * Waits for a place. One of a school has a place at a time; who comes behind others of the same school lets other schools pass.
   * @returns gives the place back; call it once
   * @throws AppError "busy" at once when too many wait, or as many of this school as may
   */
  take(schoolId: string): Promise<() => void>;
};

export type PlacesOptions = {
  atOnce: number;
  waiting: number;
  /** of one school, besides the one that has a place */
  waitingOfSchool: number;
};

type Waiter = { schoolId: string; go: () => void };

/** Places for what is too heavy to be done for everybody at the same moment, within this process. */
export function createPlaces({ atOnce, waiting, waitingOfSchool }: PlacesOptions): Places {
  const busy = new Set<string>();
  const queue: Waiter[] = [];

  const next = () => {
    const index = busy.size < atOnce ? queue.findIndex(({ schoolId }) => !busy.has(schoolId)) : -1;
    const [waiter] = index < 0 ? [] : queue.splice(index, 1);
    if (!waiter) return;
    busy.add(waiter.schoolId);
    waiter.go();
    next();
  };
  const giveBack = (schoolId: string) => () => {
    busy.delete(schoolId);
    next();
  };
  return {
    take: (schoolId) => {
      const ofSchool = queue.filter((waiter) => waiter.schoolId === schoolId).length;
      if (queue.length >= waiting || ofSchool >= waitingOfSchool)
        return Promise.reject(new AppError("busy", "Too many lists wait to be read"));
      return new Promise((resolve) => {
        queue.push({ schoolId, go: () => resolve(giveBack(schoolId)) });
        next();
      });
    },
  };
}

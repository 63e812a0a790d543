import type { Context } from "koa";
import { AppError } from "../errors.ts";

export type Shares = {
  /**
   * Takes part of what there is at a time.
   * @param owner whoever or whatever has only a part of it, such as one school
   * @returns gives it back; more than once is the same as once
   * @throws AppError "busy" when the owner has as much as one may have, or all is taken
   */
  take(owner: string): () => void;
};

/** The school whose number stands in the address: its pages are many, and each is found under many spellings. */
export function ownerHere(ctx: Context): string {
  const school: unknown = ctx["params"]?.number;
  return typeof school === "string" ? `school ${school}` : ctx.path;
}

/** So many at a time within this process, and so many of them for one owner: a class never meets either. */
export function createShares({ inAll, each }: { inAll: number; each: number }): Shares {
  const taken = new Map<string, number>();
  let all = 0;
  return {
    take(owner) {
      const own = taken.get(owner) ?? 0;
      if (all >= inAll || own >= each) throw new AppError("busy", "As many as may be are under way");
      taken.set(owner, own + 1);
      all += 1;
      let isGiven = false;
      return () => {
        if (isGiven) return;
        isGiven = true;
        all -= 1;
        const left = (taken.get(owner) ?? 1) - 1;
        if (left === 0) taken.delete(owner);
        else taken.set(owner, left);
      };
    },
  };
}

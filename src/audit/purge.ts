import type { Deps } from "../deps.ts";
import { dropParts } from "./queries-chain.ts";
import { oldestKeptMonth } from "./retention.ts";

/** Drops the months that are older than what is kept; their links stay, so the chain still holds. @returns the names of what went */
export async function purgeAudit({ db, now }: Pick<Deps, "db" | "now">): Promise<string[]> {
  return dropParts(db.platform, oldestKeptMonth(now()));
}

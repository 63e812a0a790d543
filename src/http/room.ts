import { networkHere } from "../audit/audit.ts";
import type { Deps, Room } from "../deps.ts";

/**
 * What strangers of one network may store at a time. 2,500 pupils of one school who all have a sign-in open at this very moment, each with
 * 4 kB of parameters and what the engine adds, are 13 MB.
 * @see docs/decisions/0040-what-strangers-may-store.md
 */
const roomBytes = 16 * 1024 * 1024;

/** The room of the network that this request comes from; undefined where there is none, such as in a job. */
export function roomHere({ keys }: Pick<Deps, "keys">): Room | undefined {
  const network = networkHere();
  if (network === undefined) return undefined;
  return { of: keys.mac("throttle", "room", network).toString("base64url").slice(0, 22), bytes: roomBytes };
}

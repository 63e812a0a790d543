/**
 * Which accounts got in from which networks, as keyed digests without a list: the question can only be asked by who has both.
 * @see docs/decisions/0036-counting-guesses.md
 */
import type { Deps } from "../deps.ts";
import type { Db } from "../lib/db.ts";
import { brusselsDay } from "../schools/schools.ts";
import * as arrivals from "./queries-arrivals.ts";
import { keyOf } from "./throttle.ts";

const dayMs = 24 * 60 * 60_000;
/** How long a network or a device stays one that somebody uses. */
export const usualDays = 60;
/** Today and the 29 days before it. */
const shareDays = 30;
/** One account must not make a crowd of networks out of nothing; a telephone on the way changes a few times a day. */
const newNetworksADay = 8;
/** Beyond this a network has enough. */
const mostAccounts = 50_000;
const purgedAtOnce = 5_000;

const daysAgo = (now: Date, days: number): string => brusselsDay(new Date(now.getTime() - days * dayMs));

const networkDigest = ({ keys }: Pick<Deps, "keys">, network: string): Buffer =>
  keys.mac("arrival", "network", network).subarray(0, 16);

const pairOf = (deps: Pick<Deps, "keys">, account: string, network: string): arrivals.Pair => ({
  network: networkDigest(deps, network),
  account: deps.keys.mac("arrival", "account", network, account).subarray(0, 16),
});

/** The last day of the past sixty on which this account got in from this network. */
export async function findArrival(
  deps: Pick<Deps, "keys" | "db" | "now">,
  account: string,
  network: string,
): Promise<string | undefined> {
  const since = daysAgo(deps.now(), usualDays);
  return (await arrivals.findLastDay(deps.db.signInReads, pairOf(deps, account, network), since))?.day;
}

/**
 * Somebody got in: written once a day for an account and a network.
 * @param lastDay what `findArrival` said
 */
export async function noteArrival(
  deps: Pick<Deps, "keys" | "db" | "now" | "counter">,
  { account, network, lastDay }: { account: string; network: string; lastDay: string | undefined },
): Promise<void> {
  const today = brusselsDay(deps.now());
  if (lastDay === today) return;
  if (lastDay === undefined) {
    const { count } = await deps.counter.add(keyOf(deps, "new-network", account), dayMs / 1000);
    if (count > newNetworksADay) return;
  }
  await arrivals.upsertArrival(deps.db.signIn, pairOf(deps, account, network), today);
}

/** How many different accounts got in from a network in the last thirty days, today included. */
export async function countAccountsFrom(
  deps: Pick<Deps, "keys" | "now"> & { db: Pick<Deps["db"], "signInReads"> },
  network: string,
): Promise<number> {
  const asked = {
    network: networkDigest(deps, network),
    since: daysAgo(deps.now(), shareDays - 1),
    most: mostAccounts,
  };
  return (await arrivals.countAccounts(deps.db.signInReads, asked)).accounts;
}

export async function purgeArrivals(db: Db, now: Date): Promise<void> {
  const before = daysAgo(now, usualDays);
  for (let deleted = purgedAtOnce; deleted === purgedAtOnce;)
    deleted = await arrivals.deleteArrivals(db, { before, most: purgedAtOnce });
}

import { z } from "zod";
import { sql, type Db, type Reads } from "../lib/db.ts";

/** Digests of 16 bytes; see `arrivals.ts`. */
export type Pair = { network: Buffer; account: Buffer };

const dayRow = z.object({ day: z.string() });

/** The last day on which this account got in from this network, not before `since`. */
export const findLastDay = (db: Reads, { network, account }: Pair, since: string) =>
  db.maybeOne(
    dayRow,
    sql`select last_day::text as "day" from network_arrival
      where network = ${network} and account = ${account} and last_day >= ${since}::date`,
  );

/** A day only moves on: a process whose clock is behind takes nothing back. */
export const upsertArrival = (db: Db, { network, account }: Pair, today: string) =>
  db.run(sql`insert into network_arrival as a (network, account, last_day) values (${network}, ${account}, ${today}::date)
    on conflict (network, account) do update set last_day = excluded.last_day where a.last_day < excluded.last_day`);

const countRow = z.object({ accounts: z.number() });

/** Goes by the primary key and stops counting at `most`. */
export const countAccounts = (db: Reads, { network, since, most }: { network: Buffer; since: string; most: number }) =>
  db.one(
    countRow,
    sql`select count(*)::integer as accounts from (
      select from network_arrival where network = ${network} and last_day >= ${since}::date limit ${most}) one`,
  );

/** In portions, so that nobody waits for it. */
export const deleteArrivals = (db: Db, { before, most }: { before: string; most: number }) =>
  db.run(sql`delete from network_arrival where (network, account) in (
    select network, account from network_arrival where last_day < ${before}::date limit ${most})`);

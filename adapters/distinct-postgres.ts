import type pg from "pg";
import { z } from "zod";
import type { OwnCounts } from "./counter.ts";

/** Bits of a thing: up to twenty or so names are told apart, and a few thousand are estimated. */
const bits = 4096;
const empty = Buffer.alloc(bits / 8);
const row = z.object({ key: z.string(), ones: z.number() });

/** Linear counting (Whang, 1990): how many names have left this many bits untouched. */
const namesOf = (ones: number): number => Math.round(-bits * Math.log(1 - Math.min(ones, bits - 1) / bits));

/** Different names per key in the table `distinct_count`. Each call clears a few that have ended, so that an attack cleans up after itself. */
export function distinctInPostgres(pool: pg.Pool): Pick<OwnCounts, "addDistinct" | "distinct" | "purge"> {
  const ask = async (name: string, text: string, values: unknown[]) =>
    (await pool.query({ name: `distinct-${name}`, text, values })).rows.map((one) => row.parse(one));
  return {
    addDistinct: async (key, name, seconds) => {
      const now = new Date();
      const until = new Date(now.getTime() + seconds * 1000);
      const [found] = await ask("add", add, [key, bitOf(name), empty, now, until]);
      return namesOf(found?.ones ?? 0);
    },
    distinct: async (keys) => {
      const found = new Map((await ask("read", read, [keys, new Date()])).map(({ key, ones }) => [key, namesOf(ones)]));
      return keys.map((key) => found.get(key) ?? 0);
    },
    purge: async () => {
      await pool.query("delete from distinct_count where expires_at < $1", [new Date()]);
    },
  };
}

const bitOf = (name: string): number => Buffer.from(name, "base64url").readUInt32BE(0) % bits;

/** One row lock: of names that come at the same moment each finds those before it. */
const add = `with old as (
    delete from distinct_count where key in (
      select key from distinct_count where expires_at < $4 and key <> $1 limit 10 for update skip locked)
  )
  insert into distinct_count as d (key, seen, expires_at) values ($1, set_bit($3::bytea, $2::bigint, 1), $5)
  on conflict (key) do update
    set seen = set_bit(case when d.expires_at < $4 then $3::bytea else d.seen end, $2::bigint, 1), expires_at = excluded.expires_at
  returning key, bit_count(seen)::integer as ones`;
const read =
  "select key, bit_count(seen)::integer as ones from distinct_count where key = any ($1) and expires_at >= $2";

import type pg from "pg";
import { RateLimiterPostgres } from "rate-limiter-flexible";
import { z } from "zod";
import type { Counter } from "../src/deps.ts";
import { counterOf, noLimit } from "./counter.ts";
import { distinctInPostgres } from "./distinct-postgres.ts";

const row = z.object({ key: z.string(), points: z.number() });

/**
 * Counts in the table `throttle`; what ended an hour ago is deleted every five minutes.
 * @param pool as `leerid_sign_in`; who made it ends it
 */
export function createPostgresCounter(pool: pg.Pool): Counter {
  const limiter = new RateLimiterPostgres({
    storeClient: pool,
    storeType: "pool",
    tableName: "throttle",
    tableCreated: true,
    keyPrefix: "",
    points: noLimit,
    duration: 1,
  });
  return counterOf(limiter, {
    ...distinctInPostgres(pool),
    counts: async (keys) => {
      const { rows } = await pool.query(countsOf(keys));
      const found = new Map(rows.map((one) => row.parse(one)).map(({ key, points }) => [key, points]));
      return keys.map((key) => found.get(key) ?? 0);
    },
    clear: async (keys) => {
      await pool.query({ name: "throttle-clear", text: "delete from throttle where key = any ($1)", values: [keys] });
    },
  });
}

const countsOf = (keys: string[]) => ({
  name: "throttle-counts",
  // the limiter writes when a window ends by its own clock, in milliseconds
  text: "select key, points from throttle where key = any ($1) and (expire is null or expire > $2)",
  values: [keys, Date.now()],
});

import type pg from "pg";
import { RateLimiterPostgres } from "rate-limiter-flexible";
import type { Counter } from "../src/deps.ts";
import { counterOf, noLimit } from "./counter.ts";

/**
 * Counts in the table `throttle`; what ended an hour ago is deleted every five minutes.
 * @param pool as `leerid_sign_in`; who made it ends it
 */
export const createPostgresCounter = (pool: pg.Pool): Counter =>
  counterOf(
    new RateLimiterPostgres({
      storeClient: pool,
      storeType: "pool",
      tableName: "throttle",
      tableCreated: true,
      keyPrefix: "",
      points: noLimit,
      duration: 1,
    }),
  );

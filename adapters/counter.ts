import { hash } from "node:crypto";
import type { RateLimiterPostgres, RateLimiterRedis } from "rate-limiter-flexible";
import type { Counter } from "../src/deps.ts";

/** Well above what anybody counts to: callers decide what is too much. */
export const noLimit = 1_000_000_000;

/** Keys are digested: they may be made from what somebody typed, of any length, and a store must not tell names. */
const digest = (key: string) => hash("sha256", key, "base64url");

/** What the limiter does one by one only. Keys come digested. */
export type ManyKeys = { counts(keys: string[]): Promise<number[]>; clear(keys: string[]): Promise<void> };

/** `penalty` adds in one atomic step and never refuses; the window of an existing key stays as it is. */
export const counterOf = (limiter: RateLimiterPostgres | RateLimiterRedis, many: ManyKeys): Counter => ({
  add: async (key, windowSeconds) => {
    const result = await limiter.penalty(digest(key), 1, { customDuration: windowSeconds });
    return { count: result.consumedPoints, resetsInSeconds: Math.ceil(result.msBeforeNext / 1000) };
  },
  counts: async (keys) => (keys.length === 0 ? [] : many.counts(keys.map(digest))),
  clear: (...keys) => many.clear(keys.map(digest)),
});

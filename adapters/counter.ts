import { hash } from "node:crypto";
import type { RateLimiterPostgres, RateLimiterRedis } from "rate-limiter-flexible";
import type { Counter } from "../src/deps.ts";

/** Well above what anybody counts to: callers decide what is too much. */
export const noLimit = 1_000_000_000;

/** Keys are digested: they may be made from what somebody typed, of any length, and a store must not tell names. */
const digest = (...parts: string[]) => hash("sha256", parts.join(" "), "base64url");

/** What the limiter does one by one only, or not at all: it counts how often, and never of how many. Keys and names come digested. */
export type OwnCounts = {
  counts(keys: string[]): Promise<number[]>;
  clear(keys: string[]): Promise<void>;
  addDistinct(key: string, name: string, seconds: number): Promise<number>;
  distinct(keys: string[]): Promise<number[]>;
  purge(): Promise<void>;
};

/** `penalty` adds in one atomic step and never refuses; the window of an existing key stays as it is. */
export const counterOf = (limiter: RateLimiterPostgres | RateLimiterRedis, own: OwnCounts): Counter => ({
  add: async (key, windowSeconds) => {
    const result = await limiter.penalty(digest(key), 1, { customDuration: windowSeconds });
    return { count: result.consumedPoints, resetsInSeconds: Math.ceil(result.msBeforeNext / 1000) };
  },
  counts: async (keys) => (keys.length === 0 ? [] : own.counts(keys.map((key) => digest(key)))),
  clear: (...keys) => own.clear(keys.map((key) => digest(key))),
  // the same name is another one under another key
  addDistinct: (key, name, seconds) => own.addDistinct(digest(key), digest(key, name), seconds),
  distinct: async (keys) => (keys.length === 0 ? [] : own.distinct(keys.map((key) => digest(key)))),
  purge: own.purge,
});

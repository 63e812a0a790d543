import type { Cluster, Redis } from "ioredis";
import { RateLimiterRedis } from "rate-limiter-flexible";
import type { Counter } from "../src/deps.ts";
import { counterOf, noLimit } from "./counter.ts";

/**
 * Counts in Redis, where a count disappears by itself when its window ends.
 * @param redis from `connectRedis`, which sends what is asked at one moment in one go; the artifact store closes it
 * @param prefix of every key
 */
export function createRedisCounter(redis: Redis | Cluster, prefix = "leerid:"): Counter {
  const keyPrefix = `${prefix}c`;
  const limiter = new RateLimiterRedis({ storeClient: redis, keyPrefix, points: noLimit, duration: 1 });
  return counterOf(limiter, {
    // key by key, since those of a cluster lie on several nodes
    counts: (keys) => Promise.all(keys.map(async (key) => Number((await redis.get(`${keyPrefix}:${key}`)) ?? 0))),
    clear: async (keys) => {
      await Promise.all(keys.map((key) => redis.del(`${keyPrefix}:${key}`)));
    },
  });
}

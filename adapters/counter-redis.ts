import { Cluster, type Redis } from "ioredis";
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
  const named = (key: string) => `${keyPrefix}:${key}`;
  const limiter = new RateLimiterRedis({ storeClient: redis, keyPrefix, points: noLimit, duration: 1 });
  return counterOf(limiter, {
    counts: (keys) => Promise.all(keys.map(async (key) => Number((await redis.get(named(key))) ?? 0))),
    clear: async (keys) => {
      // those of a cluster lie on several nodes
      if (redis instanceof Cluster) await Promise.all(keys.map((key) => redis.del(named(key))));
      else await redis.del(keys.map(named));
    },
  });
}

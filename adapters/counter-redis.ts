import { Cluster, type Redis, type Result } from "ioredis";
import { RateLimiterRedis } from "rate-limiter-flexible";
import type { Counter } from "../src/deps.ts";
import { counterOf, noLimit } from "./counter.ts";

declare module "ioredis" {
  interface RedisCommander<Context> {
    leeridDistinct(key: string, name: string, seconds: number): Result<number, Context>;
  }
}

/** A HyperLogLog: exact for few names, 12 kB at most. A script, so that none is ever left without an end. */
const distinctScript = `
redis.call('PFADD', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return redis.call('PFCOUNT', KEYS[1])`;

/**
 * Counts in Redis, where a count disappears by itself when its window ends.
 * @param redis from `connectRedis`, which sends what is asked at one moment in one go; the artifact store closes it
 * @param prefix of every key
 */
export function createRedisCounter(redis: Redis | Cluster, prefix = "leerid:"): Counter {
  const keyPrefix = `${prefix}c`;
  const named = (key: string) => `${keyPrefix}:${key}`;
  redis.defineCommand("leeridDistinct", { numberOfKeys: 1, lua: distinctScript });
  const distinctKey = (key: string) => `${prefix}d:${key}`;
  const limiter = new RateLimiterRedis({ storeClient: redis, keyPrefix, points: noLimit, duration: 1 });
  return counterOf(limiter, {
    addDistinct: (key, name, seconds) => redis.leeridDistinct(distinctKey(key), name, seconds),
    distinct: (keys) => Promise.all(keys.map((key) => redis.pfcount(distinctKey(key)))),
    purge: async () => {},
    counts: (keys) => Promise.all(keys.map(async (key) => Number((await redis.get(named(key))) ?? 0))),
    clear: async (keys) => {
      // those of a cluster lie on several nodes
      if (redis instanceof Cluster) await Promise.all(keys.map((key) => redis.del(named(key))));
      else await redis.del(keys.map(named));
    },
  });
}

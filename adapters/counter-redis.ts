import type { Cluster, Redis } from "ioredis";
import { RateLimiterRedis } from "rate-limiter-flexible";
import type { Counter } from "../src/deps.ts";
import { counterOf, noLimit } from "./counter.ts";

/**
 * Counts in Redis, where a count disappears by itself when its window ends.
 * @param redis from `connectRedis`; the artifact store closes it
 * @param prefix of every key
 */
export const createRedisCounter = (redis: Redis | Cluster, prefix = "leerid:"): Counter =>
  counterOf(new RateLimiterRedis({ storeClient: redis, keyPrefix: `${prefix}c`, points: noLimit, duration: 1 }));

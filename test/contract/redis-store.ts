import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Cluster, type Redis } from "ioredis";
import { createRedisArtifacts } from "../../adapters/oidc-redis.ts";
import { connectRedis } from "../../adapters/redis.ts";
import { createLog } from "../../src/lib/log.ts";
import type { OpenStore } from "./artifacts.contract.ts";

export type OpenRedis = OpenStore & {
  redis: Redis | Cluster;
  /** The keys of this store, of all servers, each with its milliseconds to live (-1: for ever). */
  keys: () => Promise<{ key: string; ttl: number }[]>;
};

/** A store under a prefix of its own. */
export async function openRedis(url: string): Promise<OpenRedis> {
  const redis = connectRedis(url, createLog("silent"));
  const prefix = `test-${randomBytes(6).toString("hex")}:`;
  const store = createRedisArtifacts(redis, prefix);
  const names = async () => {
    const servers = redis instanceof Cluster ? redis.nodes("master") : [redis];
    return (await Promise.all(servers.map((server) => server.keys(`${prefix}*`)))).flat();
  };
  return {
    store,
    redis,
    pass: (seconds) => pause(seconds * 1000),
    keys: async () => Promise.all((await names()).map(async (key) => ({ key, ttl: await redis.pttl(key) }))),
    dump: async () => {
      const lines = await Promise.all((await names()).map(async (key) => [key, await content(redis, key)]));
      return JSON.stringify(lines);
    },
    close: async () => {
      await Promise.all((await names()).map((key) => redis.del(key)));
      await store.close();
    },
  };
}

async function content(redis: Redis | Cluster, key: string): Promise<unknown> {
  const type = await redis.type(key);
  if (type === "string") return redis.get(key);
  if (type === "zset") return redis.zrange(key, 0, "-1");
  return type;
}

import type { Cluster, Redis, Result } from "ioredis";

/** In front of what was not used yet. */
export const unused = "0000000000000";

declare module "ioredis" {
  interface RedisCommander<Context> {
    leeridConsume(key: string): Result<number, Context>;
    leeridReplace(key: string, head: string, value: string, ttlSeconds: number): Result<number, Context>;
    leeridIndex(key: string, member: string, ttlSeconds: number): Result<number, Context>;
    leeridForget(key: string, value: string): Result<number, Context>;
  }
}

/** Redis runs a script as one step: nobody gets between the look and the mark. An absent key stays absent. */
const consumeScript = `
if redis.call('GETRANGE', KEYS[1], 0, 12) ~= '${unused}' then return 0 end
local time = redis.call('TIME')
redis.call('SETRANGE', KEYS[1], 0, string.format('%010d%03d', time[1], math.floor(time[2] / 1000)))
return 1`;

/** Writes over what begins like this. An absent key stays absent, and one that somebody wrote meanwhile stays theirs. */
const replaceScript = `
if redis.call('GETRANGE', KEYS[1], 0, #ARGV[1] - 1) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1`;

/** Adds to an index, drops what has expired, and lets the index live a second longer than its last member. */
const indexScript = `
local now = tonumber(redis.call('TIME')[1])
local ttl = tonumber(ARGV[2]) + 1
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + ttl, ARGV[1])
if redis.call('TTL', KEYS[1]) < ttl then redis.call('EXPIRE', KEYS[1], ttl) end
return 1`;

/** Removes a pointer, unless it points elsewhere by now. */
const forgetScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;

export function defineScripts(redis: Redis | Cluster): void {
  redis.defineCommand("leeridConsume", { numberOfKeys: 1, lua: consumeScript });
  redis.defineCommand("leeridReplace", { numberOfKeys: 1, lua: replaceScript });
  redis.defineCommand("leeridIndex", { numberOfKeys: 1, lua: indexScript });
  redis.defineCommand("leeridForget", { numberOfKeys: 1, lua: forgetScript });
}

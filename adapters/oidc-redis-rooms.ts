import type { Cluster, Redis, Result } from "ioredis";
import type { Room } from "../src/deps.ts";

/*
 * Two more keys for what strangers of a network store; the braces keep both on one node of a cluster:
 *   r:{ROOM}   sorted set of MODEL:ID by when it ends, in microseconds
 *   w:{ROOM}   hash of MODEL:ID to its bytes, and of "" to their sum
 */

declare module "ioredis" {
  interface RedisCommander<Context> {
    leeridEnter(
      ...[members, sizes, member, bytes, room, ttlSeconds]: [string, string, string, number, number, number]
    ): Result<string[], Context>;
    leeridLeave(members: string, sizes: string, member: string): Result<number, Context>;
  }
}

/** Nothing of a stranger lives longer than an hour, so neither does its place. */
const roomSeconds = 3600 + 60;

/**
 * Takes up room, makes it by taking out those that end first, and says which those were. No call has too much to do: a few hundred go at
 * once. What is saved again keeps its turn.
 */
const enterScript = `
local function leave(member)
  local bytes = tonumber(redis.call('HGET', KEYS[2], member) or '0')
  redis.call('HDEL', KEYS[2], member)
  redis.call('ZREM', KEYS[1], member)
  return redis.call('HINCRBY', KEYS[2], '', -bytes)
end
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local before = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '0')
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[1], 'NX', now + ARGV[4] * 1000000, ARGV[1])
local held = redis.call('HINCRBY', KEYS[2], '', ARGV[2] - before)
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], '-inf', now, 'BYSCORE', 'LIMIT', 0, 500)) do held = leave(member) end
local gone = {}
while held > tonumber(ARGV[3]) and #gone < 500 do
  local oldest = redis.call('ZRANGE', KEYS[1], 0, 0)[1]
  if not oldest or oldest == ARGV[1] then break end
  held = leave(oldest)
  gone[#gone + 1] = oldest
end
redis.call('EXPIRE', KEYS[1], ${roomSeconds})
redis.call('EXPIRE', KEYS[2], ${roomSeconds})
return gone`;

const leaveScript = `
local bytes = redis.call('HGET', KEYS[2], ARGV[1])
if not bytes then return 0 end
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[1], ARGV[1])
return redis.call('HINCRBY', KEYS[2], '', -bytes)`;

type Store = { redis: Redis | Cluster; prefix: string };
type Entering = { member: string; bytes: number; ttl: number };

export function defineRooms(redis: Redis | Cluster): void {
  redis.defineCommand("leeridEnter", { numberOfKeys: 2, lua: enterScript });
  redis.defineCommand("leeridLeave", { numberOfKeys: 2, lua: leaveScript });
}

const keysOf = ({ prefix }: Store, room: string): [string, string] => [`${prefix}r:{${room}}`, `${prefix}w:{${room}}`];

/** @returns what has to go for it, MODEL:ID each */
export const enterRoom = (store: Store, { of, bytes: most }: Room, { member, bytes, ttl }: Entering) =>
  store.redis.leeridEnter(...keysOf(store, of), member, bytes, most, ttl);

export const leaveRoom = (store: Store, room: string, member: string) =>
  store.redis.leeridLeave(...keysOf(store, room), member);

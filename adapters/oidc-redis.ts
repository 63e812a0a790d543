import type { Cluster, Redis, Result } from "ioredis";
import { z } from "zod";
import type { Artifact, ArtifactStore, StoredArtifact, VersionedArtifact } from "../src/deps.ts";
import { Payload, wholeSeconds } from "./artifact.ts";
import { closeRedis } from "./redis.ts";

/*
 * Keys, each with its own time to live, and every command touches one key only, so that a cluster needs no hash tags:
 *   a:MODEL:ID      string: 13 digits (when it was used, in ms; zeros: not yet), then the envelope as JSON
 *   u:MODEL:UID     string: the id of the artifact that has this uid now
 *   g:GRANT         sorted set of MODEL:ID by expiry: what a revocation removes
 *   s:ACCOUNT       sorted set of MODEL:ID by expiry: the sessions of an account
 * An envelope that was written over begins with its revision, so that a script sees it without reading the rest.
 * An index may know an artifact that is gone, or that belongs to another by now: readers look at the artifact itself.
 * Digits in front instead of a hash: a save is one SET, a find one GET, and SETRANGE keeps the time to live.
 */
const unused = "0000000000000";

const Envelope = z.object({
  revision: z.number().optional(),
  payload: Payload,
  grantId: z.string().optional(),
  uid: z.string().optional(),
  accountId: z.string().optional(),
});
type Found = z.infer<typeof Envelope> & { consumedAt: Date | undefined };

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

type Store = { redis: Redis | Cluster; prefix: string };

/**
 * State of the OpenID provider in Redis (7 or newer), one server or a cluster. Time is the server's.
 * @param redis from `connectRedis`; `close` closes it, after what still runs
 * @param prefix of every key
 */
export function createRedisArtifacts(redis: Redis | Cluster, prefix = "leerid:"): ArtifactStore {
  defineScripts(redis);
  const store: Store = { redis, prefix };
  return {
    save: (...[model, id, artifact, ttlSeconds]) =>
      save(store, { model, id: text(id), artifact, ttl: wholeSeconds(ttlSeconds) }),
    addOnce: async (model, id, ttlSeconds) => {
      const value = `${unused}{"payload":{}}`;
      const key = artifactKey(store, `${model}:${text(id)}`);
      return (await redis.set(key, value, "EX", wholeSeconds(ttlSeconds), "NX")) === "OK";
    },
    find: (model, id) => find(store, `${model}:${text(id)}`).then(shown),
    findByUid: async (model, uid) => {
      const id = await redis.get(uidKey(store, model, uid));
      if (id === null) return undefined;
      const found = await find(store, `${model}:${id}`);
      return found?.uid === uid ? shown(found) : undefined;
    },
    consume: async (model, id) => (await redis.leeridConsume(artifactKey(store, `${model}:${text(id)}`))) === 1,
    findVersion: (model, id) => find(store, `${model}:${text(id)}`).then(versioned),
    replace: (model, id, { artifact, ttlSeconds, version }) =>
      replace(store, { model, id: text(id), artifact, ttl: wholeSeconds(ttlSeconds) }, version),
    take: (model, id) => take(store, model, text(id)).then(shown),
    destroy: async (model, id) => void (await take(store, model, text(id))),
    revokeGrant: (grantId) => revokeGrant(store, grantId),
    sessionsOfAccount: (accountId) => sessionsOfAccount(store, accountId),
    // key by key, since those of a cluster lie on several nodes; what is asked at one moment travels in one go
    sessionsOfAccounts: async (accountIds) =>
      (await Promise.all(accountIds.map((accountId) => sessionsOfAccount(store, accountId)))).flat(),
    takeSessionsOfAccount: (accountId) => takeSessionsOfAccount(store, accountId),
    // Redis removes what has expired by itself, and an index is trimmed when something is added
    purge: async () => 0,
    // a command with a key: PING answers on a server that is still loading, or in a cluster that is down
    ping: async () => {
      await redis.exists(`${prefix}ping`);
    },
    close: () => closeRedis(redis),
  };
}

function defineScripts(redis: Redis | Cluster): void {
  redis.defineCommand("leeridConsume", { numberOfKeys: 1, lua: consumeScript });
  redis.defineCommand("leeridReplace", { numberOfKeys: 1, lua: replaceScript });
  redis.defineCommand("leeridIndex", { numberOfKeys: 1, lua: indexScript });
  redis.defineCommand("leeridForget", { numberOfKeys: 1, lua: forgetScript });
}

const text = (id: Buffer) => id.toString("base64url");
const artifactKey = ({ prefix }: Store, member: string) => `${prefix}a:${member}`;
const uidKey = ({ prefix }: Store, model: string, uid: string) => `${prefix}u:${model}:${uid}`;
const grantKey = ({ prefix }: Store, grantId: string) => `${prefix}g:${grantId}`;
const accountKey = ({ prefix }: Store, accountId: string) => `${prefix}s:${accountId}`;

type Save = { model: string; id: string; artifact: Artifact; ttl: number };

/** Indexes first; one pipeline carries all. Who saves gets to know an id only when every part is written. */
async function save(store: Store, { model, id, artifact, ttl }: Save): Promise<void> {
  const { payload, grantId, uid, accountId } = artifact;
  const value = unused + JSON.stringify({ payload, grantId, uid, accountId });
  const key = artifactKey(store, `${model}:${id}`);
  await Promise.all([...indexing(store, { model, id, artifact, ttl }), store.redis.set(key, value, "EX", ttl)]);
}

function indexing(store: Store, { model, id, artifact, ttl }: Save): Promise<unknown>[] {
  const { redis } = store;
  const { grantId, uid, accountId } = artifact;
  const member = `${model}:${id}`;
  const writes: Promise<unknown>[] = [];
  if (grantId !== undefined) writes.push(redis.leeridIndex(grantKey(store, grantId), member, ttl));
  if (uid !== undefined) writes.push(redis.set(uidKey(store, model, uid), id, "EX", ttl));
  if (accountId !== undefined && model === "Session") {
    writes.push(redis.leeridIndex(accountKey(store, accountId), member, ttl));
  }
  return writes;
}

/** One pipeline, too. What was taken away meanwhile leaves no index either. */
async function replace(store: Store, saved: Save, version: string): Promise<boolean> {
  const { payload, grantId, uid, accountId } = saved.artifact;
  const revision = Number(version);
  const head = unused + (revision === 0 ? '{"payload":' : `{"revision":${revision},`);
  const value = unused + JSON.stringify({ revision: revision + 1, payload, grantId, uid, accountId });
  const key = artifactKey(store, `${saved.model}:${saved.id}`);
  const [written] = await Promise.all([
    store.redis.leeridReplace(key, head, value, saved.ttl),
    ...indexing(store, saved),
  ]);
  if (written === 1) return true;
  if ((await store.redis.exists(key)) === 0) await unindex(store, saved);
  return false;
}

function parse(value: string | null): Found | undefined {
  if (value === null) return undefined;
  const mark = value.slice(0, unused.length);
  const consumedAt = mark === unused ? undefined : new Date(Number(mark));
  return { ...Envelope.parse(JSON.parse(value.slice(unused.length))), consumedAt };
}

const shown = (found: Found | undefined): StoredArtifact | undefined =>
  found && { payload: found.payload, consumedAt: found.consumedAt };

const versioned = (found: Found | undefined): VersionedArtifact | undefined =>
  found && { payload: found.payload, version: String(found.revision ?? 0) };

const find = async (store: Store, member: string): Promise<Found | undefined> =>
  parse(await store.redis.get(artifactKey(store, member)));

async function take(store: Store, model: string, id: string): Promise<Found | undefined> {
  const taken = parse(await store.redis.getdel(artifactKey(store, `${model}:${id}`)));
  if (taken) await unindex(store, { model, id, artifact: taken });
  return taken;
}

async function unindex(store: Store, { model, id, artifact }: Omit<Save, "ttl">): Promise<void> {
  const { redis } = store;
  const { grantId, uid, accountId } = artifact;
  const member = `${model}:${id}`;
  const writes: Promise<unknown>[] = [];
  if (uid !== undefined) writes.push(redis.leeridForget(uidKey(store, model, uid), id));
  if (grantId !== undefined) writes.push(redis.zrem(grantKey(store, grantId), member));
  if (accountId !== undefined && model === "Session") writes.push(redis.zrem(accountKey(store, accountId), member));
  await Promise.all(writes);
}

/** Asks again until the index is empty: a token may be saved while its grant is revoked. */
async function revokeGrant(store: Store, grantId: string): Promise<void> {
  const { redis } = store;
  for (;;) {
    const members = await redis.zrange(grantKey(store, grantId), 0, "999");
    if (members.length === 0) return;
    await Promise.all(
      members.map(async (member) => {
        const found = await find(store, member);
        if (found?.grantId === grantId) await redis.unlink(artifactKey(store, member));
      }),
    );
    await redis.zrem(grantKey(store, grantId), ...members);
  }
}

async function sessionsOfAccount(store: Store, accountId: string): Promise<StoredArtifact[]> {
  const members = await store.redis.zrange(accountKey(store, accountId), 0, "-1");
  const found = await Promise.all(members.map((member) => find(store, member)));
  return found
    .filter((session) => session !== undefined)
    .filter((session) => session.accountId === accountId)
    .map(({ payload, consumedAt }) => ({ payload, consumedAt }));
}

/** Looks first: a member of the index may belong to another account by now. */
async function takeSessionsOfAccount(store: Store, accountId: string): Promise<StoredArtifact[]> {
  const members = await store.redis.zrange(accountKey(store, accountId), 0, "-1");
  const taken = await Promise.all(
    members.map(async (member) => {
      const found = await find(store, member);
      return found?.accountId === accountId ? take(store, "Session", member.slice("Session:".length)) : undefined;
    }),
  );
  return taken.filter((one) => one !== undefined).map(({ payload, consumedAt }) => ({ payload, consumedAt }));
}

import type { Cluster, Redis } from "ioredis";
import { z } from "zod";
import type { Artifact, ArtifactStore, Exchanged, StoredArtifact, VersionedArtifact } from "../src/deps.ts";
import { Payload, wholeSeconds } from "./artifact.ts";
import { defineRooms, enterRoom, leaveRoom } from "./oidc-redis-rooms.ts";
import { defineScripts, unused } from "./oidc-redis-scripts.ts";
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
const Envelope = z.object({
  revision: z.number().optional(),
  payload: Payload,
  grantId: z.string().optional(),
  uid: z.string().optional(),
  accountId: z.string().optional(),
  room: z.string().optional(),
});
type Found = z.infer<typeof Envelope> & { consumedAt: Date | undefined };
type Indexed = Pick<Found, "grantId" | "uid" | "accountId" | "room">;

type Store = { redis: Redis | Cluster; prefix: string };

/**
 * State of the OpenID provider in Redis (7 or newer), one server or a cluster. Time is the server's.
 * @param redis from `connectRedis`; `close` closes it, after what still runs
 * @param prefix of every key
 */
export function createRedisArtifacts(redis: Redis | Cluster, prefix = "leerid:"): ArtifactStore {
  defineScripts(redis);
  defineRooms(redis);
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
    exchange: (model, id, next) => exchange(store, `${model}:${text(id)}`, next).then(shown),
    destroy: async (model, id) => void (await take(store, model, text(id))),
    revokeGrant: (grantId) => revokeGrant(store, grantId),
    sessionsOfAccount: (accountId) => sessionsOfAccount(store, accountId),
    // key by key, since those of a cluster lie on several nodes; what is asked at one moment travels in one go
    sessionsOfAccounts: async (ids) => (await Promise.all(ids.map((id) => sessionsOfAccount(store, id)))).flat(),
    takeSessionsOfAccount: (accountId) => takeSessionsOfAccount(store, accountId),
    // Redis removes what has expired by itself, and an index is trimmed when something is added
    purge: async () => 0,
    // a write: PING answers on a server that is still loading, and reads on one that is full or a replica
    ping: async () => {
      await redis.set(`${prefix}ping`, "", "EX", 60);
    },
    close: () => closeRedis(redis),
  };
}

const text = (id: Buffer) => id.toString("base64url");
const artifactKey = ({ prefix }: Store, member: string) => `${prefix}a:${member}`;
const uidKey = ({ prefix }: Store, model: string, uid: string) => `${prefix}u:${model}:${uid}`;
const grantKey = ({ prefix }: Store, grantId: string) => `${prefix}g:${grantId}`;
const accountKey = ({ prefix }: Store, accountId: string) => `${prefix}s:${accountId}`;

type Save = { model: string; id: string; artifact: Artifact; ttl: number };

/** Indexes first; one pipeline carries all. Who saves gets to know an id only when every part is written. */
async function save(store: Store, { model, id, artifact, ttl }: Save): Promise<void> {
  const { payload, grantId, uid, accountId, room } = artifact;
  const value = unused + JSON.stringify({ payload, grantId, uid, accountId, room: room?.of });
  const member = `${model}:${id}`;
  const [gone = []] = await Promise.all([
    room && enterRoom(store, room, { member, bytes: value.length, ttl }),
    ...indexing(store, { model, id, artifact, ttl }),
    store.redis.set(artifactKey(store, member), value, "EX", ttl),
  ]);
  // nobody waits for it; what is missed goes by its time
  if (room) for (const oldest of gone) void dropFrom(store, room.of, oldest).catch(() => {});
}

/** Somebody may have signed in with it meanwhile: then it is in no room any more, and stays. */
async function dropFrom(store: Store, room: string, member: string): Promise<void> {
  if ((await find(store, member))?.room !== room) return;
  const [model = "", id = ""] = member.split(":");
  await take(store, model, id);
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
  const { payload, grantId, uid, accountId, room } = saved.artifact;
  const revision = Number(version);
  const head = unused + (revision === 0 ? '{"payload":' : `{"revision":${revision},`);
  const value = unused + JSON.stringify({ revision: revision + 1, payload, grantId, uid, accountId, room: room?.of });
  const member = `${saved.model}:${saved.id}`;
  const key = artifactKey(store, member);
  const [written] = await Promise.all([
    store.redis.leeridReplace(key, head, value, saved.ttl),
    room && enterRoom(store, room, { member, bytes: value.length, ttl: saved.ttl }),
    ...indexing(store, saved),
  ]);
  if (written === 1) return true;
  const indexed = { grantId, uid, accountId, room: room?.of };
  if ((await store.redis.exists(key)) === 0) await unindex(store, { ...saved, artifact: indexed });
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

async function exchange({ redis, prefix }: Store, member: string, { payload, ttlSeconds }: Exchanged) {
  const value = unused + JSON.stringify({ payload });
  return parse(await redis.set(artifactKey({ redis, prefix }, member), value, "EX", wholeSeconds(ttlSeconds), "GET"));
}

async function take(store: Store, model: string, id: string): Promise<Found | undefined> {
  const taken = parse(await store.redis.getdel(artifactKey(store, `${model}:${id}`)));
  if (taken) await unindex(store, { model, id, artifact: taken });
  return taken;
}

async function unindex(
  store: Store,
  { model, id, artifact }: Omit<Save, "artifact" | "ttl"> & { artifact: Indexed },
): Promise<void> {
  const { redis } = store;
  const { grantId, uid, accountId, room } = artifact;
  const member = `${model}:${id}`;
  const writes: Promise<unknown>[] = [];
  if (room !== undefined) void leaveRoom(store, room, member).catch(() => {});
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

import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { z } from "zod";
import { connectRedis } from "../../adapters/redis.ts";
import { createRedisArtifacts } from "../../adapters/oidc-redis.ts";
import { createLog } from "../../src/lib/log.ts";
import { startRedisServer } from "../support/redis.ts";
import { artifactContract, digest, newId } from "./artifacts.contract.ts";
import { openRedis, type OpenRedis } from "./redis-store.ts";

artifactContract("Redis", () => openRedis(inject("redisUrl")));

let opened: OpenRedis;
beforeAll(async () => {
  opened = await openRedis(inject("redisUrl"));
});
afterAll(() => opened.close());

const indexed = () => ({ payload: {}, grantId: newId(), uid: newId(), accountId: newId() });

test("every key has a time to live, indexes too", async () => {
  const id = digest(newId());
  await opened.store.save("Session", id, indexed(), 60);
  await opened.store.consume("Session", id);
  await opened.store.addOnce("ReplayDetection", digest(newId()), 60);
  const keys = await opened.keys();
  expect(keys.length).toBeGreaterThanOrEqual(5);
  expect(keys.filter(({ ttl }) => ttl <= 0 || ttl > 61_000)).toEqual([]);
});

test("an index lives as long as its longest member, whatever is added later", async () => {
  const grantId = newId();
  await opened.store.save("RefreshToken", digest(newId()), { payload: {}, grantId }, 1000);
  await opened.store.save("AccessToken", digest(newId()), { payload: {}, grantId }, 10);
  const index = (await opened.keys()).find(({ key }) => key.includes(grantId));
  expect(index?.ttl).toBeGreaterThan(990_000);
});

test("an index drops what has expired when something is added", async () => {
  const grantId = newId();
  await opened.store.save("RefreshToken", digest(newId()), { payload: {}, grantId }, 60);
  await Promise.all(
    Array.from({ length: 20 }, () => opened.store.save("AccessToken", digest(newId()), { payload: {}, grantId }, 1)),
  );
  await opened.pass(2.1);
  await opened.store.save("AccessToken", digest(newId()), { payload: {}, grantId }, 60);
  const index = (await opened.keys()).find(({ key }) => key.includes(grantId));
  expect(await opened.redis.zcard(index?.key ?? "")).toBe(2);
});

test("destroying and revoking leave no index behind", async () => {
  const [session, token] = [digest(newId()), digest(newId())];
  const artifact = indexed();
  await opened.store.save("Session", session, artifact, 60);
  await opened.store.save("AccessToken", token, { payload: {}, grantId: artifact.grantId }, 60);
  await opened.store.destroy("Session", session);
  await opened.store.revokeGrant(artifact.grantId);
  const dump = await opened.dump();
  const left = [artifact.grantId, artifact.uid, artifact.accountId].filter((name) => dump.includes(name));
  expect(left).toEqual([]);
});

test("scripts work again after the server has forgotten them", async () => {
  const id = digest(newId());
  await opened.store.save("AuthorizationCode", id, { payload: {}, grantId: newId() }, 60);
  await opened.redis.script("FLUSH");
  expect(await opened.store.consume("AuthorizationCode", id)).toBe(true);
});

test("an old primary that became a replica is left, and the write goes through", async () => {
  const server = await startRedisServer();
  const redis = connectRedis(server.url, createLog("silent"));
  const store = createRedisArtifacts(redis);
  await store.ping();
  const other = new Redis(server.url);
  await other.replicaof("127.0.0.1", 1);
  let connected = 0;
  redis.on("connect", () => {
    connected += 1;
    void other.replicaof("NO", "ONE"); // the address leads to the new primary by now
  });
  await store.save("Session", digest(newId()), { payload: {} }, 60);
  expect(connected).toBeGreaterThan(0);
  other.disconnect();
  await store.close();
  await server.stop();
});

test("without a server every call fails within seconds, and works again when it is back", async () => {
  const server = await startRedisServer();
  let way = await openWay(server.port);
  const store = createRedisArtifacts(connectRedis(`redis://127.0.0.1:${way.port}`, createLog("silent")));
  await store.ping();
  await way.close();
  const started = Date.now();
  await expect(store.ping()).rejects.toThrow(Error);
  await expect(store.find("Session", digest(newId()))).rejects.toThrow(Error);
  expect(Date.now() - started).toBeLessThan(6000);
  way = await openWay(server.port, way.port);
  const state = () =>
    store.ping().then(
      () => "up",
      () => "down",
    );
  await expect.poll(state, { timeout: 8000 }).toBe("up");
  await store.close();
  await way.close();
  await server.stop();
});

test("a server that takes connections and never answers fails a call within seconds", async () => {
  const silent = createServer(() => {}).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = z.object({ port: z.number() }).parse(silent.address());
  const store = createRedisArtifacts(connectRedis(`redis://127.0.0.1:${port}`, createLog("silent")));
  const started = Date.now();
  await expect(store.find("Session", digest(newId()))).rejects.toThrow(Error);
  expect(Date.now() - started).toBeLessThan(4000);
  await store.close();
  silent.close();
});

/** A way to a server that can be cut and opened again, as a restart looks from here. */
async function openWay(to: number, at = 0): Promise<{ port: number; close(): Promise<void> }> {
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(to, "127.0.0.1");
    for (const end of [near, far]) {
      open.add(end);
      end
        .on("error", () => {})
        .on("close", () => {
          near.destroy();
          far.destroy();
        });
    }
    near.pipe(far).pipe(near);
  });
  server.listen(at, "127.0.0.1");
  await once(server, "listening");
  const { port } = z.object({ port: z.number() }).parse(server.address());
  const close = async () => {
    server.close();
    for (const end of open) end.destroy();
    await once(server, "close");
  };
  return { port, close };
}

test("a ping says no on a server that is full, or that takes no writes", async () => {
  const server = await startRedisServer();
  const redis = connectRedis(server.url, createLog("silent"));
  const store = createRedisArtifacts(redis);
  const admin = new Redis(server.url);
  await store.ping();
  await admin.config("SET", "maxmemory-policy", "noeviction");
  await admin.config("SET", "maxmemory", "1");
  await expect(store.ping()).rejects.toThrow(/OOM/);
  await admin.config("SET", "maxmemory", "0");
  await expect(store.ping()).resolves.toBeUndefined();
  admin.disconnect();
  await store.close();
  await server.stop();
});

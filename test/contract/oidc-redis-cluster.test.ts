import { Cluster } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startRedisCluster, type TestCluster } from "../support/redis-cluster.ts";
import { artifactContract, digest, newId } from "./artifacts.contract.ts";
import { openRedis } from "./redis-store.ts";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startRedisCluster();
});
afterAll(() => cluster.stop());

artifactContract("a Redis cluster of three masters", () => openRedis(cluster.url));

test("the state is spread over all three masters", async () => {
  const { store, redis, close } = await openRedis(cluster.url);
  await Promise.all(
    Array.from({ length: 60 }, () => store.save("AccessToken", digest(newId()), { payload: {}, grantId: newId() }, 60)),
  );
  const masters = redis instanceof Cluster ? redis.nodes("master") : [];
  const sizes = await Promise.all(masters.map((master) => master.dbsize()));
  expect(sizes.filter((size) => size > 0)).toHaveLength(3);
  await close();
});

test("a ping fails when the cluster is down, within seconds", async () => {
  const broken = await startRedisCluster();
  const { store } = await openRedis(broken.url);
  await store.ping();
  await broken.stop();
  const started = Date.now();
  await expect(store.ping()).rejects.toThrow(Error);
  expect(Date.now() - started).toBeLessThan(6000);
  await store.close();
});

import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createPostgresCounter } from "../../adapters/counter-postgres.ts";
import { createRedisCounter } from "../../adapters/counter-redis.ts";
import { closeRedis, connectRedis } from "../../adapters/redis.ts";
import type { Counter } from "../../src/deps.ts";
import { createPool } from "../../src/lib/db.ts";
import { createLog } from "../../src/lib/log.ts";
import { createTestDatabase } from "../support/database.ts";
import { startRedisCluster } from "../support/redis-cluster.ts";

/** Two counters on one store, as two nodes have them. */
type OpenCounters = { here: Counter; there: Counter; dump(): Promise<string>; close(): Promise<void> };

function counterContract(place: string, open: () => Promise<OpenCounters>): void {
  describe(`counting in ${place}`, () => {
    let opened: OpenCounters;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    const newKey = () => randomBytes(9).toString("hex");

    test("the first attempt counts one and starts the window", async () => {
      expect(await opened.here.add(newKey(), 60)).toEqual({ count: 1, resetsInSeconds: 60 });
    });

    test("a later attempt does not move the end of the window", async () => {
      const key = newKey();
      await opened.here.add(key, 5);
      await pause(1100);
      const { count, resetsInSeconds } = await opened.here.add(key, 900);
      expect(count).toBe(2);
      expect(resetsInSeconds).toBeLessThanOrEqual(4);
    });

    test("50 attempts at the same moment on two nodes count 1 to 50, each once", async () => {
      const key = newKey();
      const adding = Array.from({ length: 50 }, (_, index) => (index % 2 ? opened.here : opened.there).add(key, 60));
      const counts = (await Promise.all(adding)).map(({ count }) => count);
      expect(counts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    });

    test("counting starts again when the window has ended", async () => {
      const key = newKey();
      await opened.here.add(key, 1);
      await opened.here.add(key, 1);
      await pause(1100);
      expect((await opened.here.add(key, 60)).count).toBe(1);
    });

    test("clearing starts again, on every node", async () => {
      const key = newKey();
      await opened.here.add(key, 60);
      await opened.there.add(key, 60);
      await opened.there.clear(key);
      expect((await opened.here.add(key, 60)).count).toBe(1);
    });

    test("several are cleared at once", async () => {
      const keys = [newKey(), newKey()];
      for (const key of keys) await opened.here.add(key, 60);
      await opened.there.clear(...keys);
      expect(await opened.here.counts(keys)).toEqual([0, 0]);
    });

    test("how far many keys have counted is told in their order, and counts for nothing", async () => {
      const keys = [newKey(), newKey(), newKey()];
      for (const key of [keys[0], keys[2], keys[2]]) await opened.here.add(key ?? "", 60);
      expect(await opened.there.counts(keys)).toEqual([1, 0, 2]);
      expect(await opened.there.counts(keys)).toEqual([1, 0, 2]);
    });

    test("a window that has ended tells nothing any more", async () => {
      const key = newKey();
      await opened.here.add(key, 1);
      await pause(1100);
      expect(await opened.here.counts([key])).toEqual([0]);
    });

    test("a whole school is asked for at once", async () => {
      const keys = Array.from({ length: 5_000 }, newKey);
      await opened.here.add(keys[4_999] ?? "", 60);
      expect((await opened.there.counts(keys)).indexOf(1)).toBe(4_999);
    });

    test("different names are counted once each, on every node", async () => {
      const key = newKey();
      const names = Array.from({ length: 20 }, (_, index) => `naam ${index % 10}`);
      await Promise.all(
        names.map((name, index) => (index % 2 ? opened.here : opened.there).addDistinct(key, name, 60)),
      );
      expect(await opened.here.distinct([newKey(), key])).toEqual([0, 10]);
    });

    test("of names at the same moment, the last one finds them all", async () => {
      const key = newKey();
      const adding = Array.from({ length: 30 }, (_, index) =>
        (index % 2 ? opened.here : opened.there).addDistinct(key, `naam ${index}`, 60),
      );
      const most = Math.max(...(await Promise.all(adding)));
      expect(Math.abs(most - 30)).toBeLessThanOrEqual(1);
    });

    test("a few thousand names are told within 5 %", async () => {
      const key = newKey();
      for (let part = 0; part < 3_000; part += 100)
        await Promise.all(
          Array.from({ length: 100 }, (_, index) => opened.here.addDistinct(key, `${part + index}`, 60)),
        );
      const [count = 0] = await opened.there.distinct([key]);
      expect(Math.abs(count - 3_000)).toBeLessThan(150);
    });

    test("names are forgotten when none came for that long, and not before", async () => {
      const key = newKey();
      await opened.here.addDistinct(key, "een", 2);
      await pause(1200);
      expect(await opened.here.addDistinct(key, "twee", 2)).toBe(2);
      await pause(1200);
      expect(await opened.here.distinct([key])).toEqual([2]);
      await pause(2200);
      expect(await opened.here.distinct([key])).toEqual([0]);
      expect(await opened.here.addDistinct(key, "drie", 2)).toBe(1);
    });

    test("one key does not count for another", async () => {
      const key = newKey();
      await opened.here.add(key, 60);
      expect((await opened.here.add(`${key}x`, 60)).count).toBe(1);
    });

    test("any text can be a key, and the store does not tell it", async () => {
      const key = `Zoë\u0000${"long".repeat(1000)}`;
      expect((await opened.here.add(key, 60)).count).toBe(1);
      expect(await opened.dump()).not.toMatch(/Zoë|longlong/);
    });
  });
}

counterContract("PostgreSQL", async () => {
  const database = await createTestDatabase();
  const pools = [1, 2].map(() => createPool(database.url, "leerid_sign_in", { log: createLog("silent"), max: 3 }));
  const [here, there] = pools.map((pool) => createPostgresCounter(pool));
  if (!here || !there) throw new Error("two counters are made");
  return {
    here,
    there,
    dump: async () =>
      JSON.stringify([
        (await database.owner.query("select * from throttle")).rows,
        (await database.owner.query("select * from distinct_count")).rows,
      ]),
    close: async () => {
      await Promise.all(pools.map((pool) => pool.end()));
      await database.drop();
    },
  };
});

function openRedisCounters(url: string): OpenCounters {
  const [one, two] = [connectRedis(url, createLog("silent")), connectRedis(url, createLog("silent"))];
  const prefix = `test-${randomBytes(6).toString("hex")}:`;
  return {
    here: createRedisCounter(one, prefix),
    there: createRedisCounter(two, prefix),
    dump: async () => JSON.stringify(await one.keys(`${prefix}*`)),
    close: async () => {
      await Promise.all([closeRedis(one), closeRedis(two)]);
    },
  };
}

counterContract("Redis", async () => openRedisCounters(inject("redisUrl")));

counterContract("a Redis cluster of three masters", async () => {
  const cluster = await startRedisCluster();
  const counters = openRedisCounters(cluster.url);
  return {
    ...counters,
    close: async () => {
      await counters.close();
      await cluster.stop();
    },
  };
});

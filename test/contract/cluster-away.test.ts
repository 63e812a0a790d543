import { expect, test } from "vitest";
import { createRedisArtifacts } from "../../adapters/oidc-redis.ts";
import { connectRedis } from "../../adapters/redis.ts";
import { isAway } from "../../src/lib/away.ts";
import { createLog } from "../../src/lib/log.ts";
import { startRedisCluster } from "../support/redis-cluster.ts";

test(
  "when every node of a cluster is gone each command fails within seconds, as a store that is away",
  { timeout: 90_000 },
  async () => {
    const cluster = await startRedisCluster();
    const store = createRedisArtifacts(connectRedis(cluster.url, createLog("silent")));
    await store.ping();
    await cluster.stop();
    for (let tries = 0; tries < 4; tries += 1) {
      const asked = performance.now();
      const error: unknown = await Promise.race([
        store.find("Session", Buffer.from(`session ${tries}`)).then(
          () => "found",
          (cause: unknown) => cause,
        ),
        new Promise((resolve) => setTimeout(resolve, 8000, "no answer")),
      ]);
      expect({ tries, error: String(error), isAway: isAway(error) }).toMatchObject({ isAway: true });
      expect(performance.now() - asked).toBeLessThan(5000);
    }
    await store.close();
  },
);

import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createPostgresCounter } from "../../adapters/counter-postgres.ts";
import { createRedisCounter } from "../../adapters/counter-redis.ts";
import { closeRedis, connectRedis } from "../../adapters/redis.ts";
import { createTestDatabase } from "../../test/support/database.ts";
import type { Counter } from "../deps.ts";
import { createPool } from "../lib/db.ts";
import { createKeys } from "../lib/keys.ts";
import { createLog } from "../lib/log.ts";
import { systemRandom } from "../lib/random.ts";
import { findTrouble, forgiveAttempts, liftHold, takeAttempt } from "./throttle.ts";

type Opened = { counter: Counter; close(): Promise<void> };
const stores: Record<string, () => Promise<Opened>> = {
  PostgreSQL: async () => {
    const database = await createTestDatabase();
    const pool = createPool(database.url, "leerid_sign_in", { log: createLog("silent"), max: 3 });
    const close = async () => {
      await pool.end();
      await database.drop();
    };
    return { counter: createPostgresCounter(pool), close };
  },
  Redis: async () => {
    const redis = connectRedis(inject("redisUrl"), createLog("silent"));
    const prefix = `test-${randomBytes(6).toString("hex")}:`;
    return { counter: createRedisCounter(redis, prefix), close: () => closeRedis(redis) };
  },
};

describe.each(Object.keys(stores))("with counters in %s", (store) => {
  let opened: Opened;
  let asked = 0;
  const keys = createKeys(randomBytes(32), systemRandom);
  const deps = () => {
    const { counter } = opened;
    const counts: Counter["counts"] = (wanted) => {
      asked += 1;
      return counter.counts(wanted);
    };
    return { keys, counter: { ...counter, counts } };
  };
  beforeAll(async () => {
    opened = await (stores[store] ?? (() => Promise.reject(new Error(store))))();
  });
  afterAll(() => opened.close());

  let pupils = 0;
  const newPupil = () => `noor.${(pupils += 1)}`;
  const school = "192.0.2.0";
  const home = "198.51.100.0";
  const attempts = async (name: string, count: number, network = school) => {
    const answers: boolean[] = [];
    for (let tries = 0; tries < count; tries += 1) answers.push((await takeAttempt(deps(), name, network)).allowed);
    return answers.filter(Boolean).length;
  };
  const troubleOf = async (name: string) => (await findTrouble(deps(), [name])).get(name);

  test("a pupil with a typing error or two is in no trouble", async () => {
    const name = newPupil();
    await attempts(name, 2);
    expect(await troubleOf(name)).toBeUndefined();
  });

  test("from the third wrong attempt on a pupil is seen to ask for help", async () => {
    const name = newPupil();
    await attempts(name, 3);
    expect(await troubleOf(name)).toBe("asking");
  });

  test("a pupil who has to wait is seen to be held", async () => {
    const name = newPupil();
    expect(await attempts(name, 12)).toBe(10);
    expect(await troubleOf(name)).toBe("held");
  });

  test("a pupil who is held by attempts from everywhere together is seen as well", async () => {
    const name = newPupil();
    for (let network = 0; network < 8; network += 1) await attempts(name, 8, `192.0.2.${network}`);
    expect(await troubleOf(name)).toBe("held");
  });

  test("a right secret from anywhere ends the trouble", async () => {
    const name = newPupil();
    await attempts(name, 12, home);
    await forgiveAttempts(deps(), name, school);
    expect(await troubleOf(name)).toBeUndefined();
  });

  test("who was freed has ten attempts again, from each network, and is held after those", async () => {
    const name = newPupil();
    await attempts(name, 15);
    await liftHold(deps(), name);
    expect(await troubleOf(name)).toBeUndefined();
    expect(await attempts(name, 12)).toBe(10);
    expect(await troubleOf(name)).toBe("held");
    await liftHold(deps(), name);
    expect(await attempts(name, 1)).toBe(1);
  });

  test("freeing one pupil frees nobody else", async () => {
    const [one, other] = [newPupil(), newPupil()];
    await attempts(one, 12);
    await attempts(other, 12);
    await liftHold(deps(), one);
    expect([await troubleOf(one), await troubleOf(other)]).toEqual([undefined, "held"]);
    expect(await attempts(other, 1)).toBe(0);
  });

  test("a school of 2,500 is asked for at once", async () => {
    const name = newPupil();
    await attempts(name, 12);
    const all = [...Array.from({ length: 2_499 }, newPupil), name];
    asked = 0;
    expect([...(await findTrouble(deps(), all))]).toEqual([[name, "held"]]);
    expect(asked).toBe(1);
  });

  test("of nobody nothing is asked", async () => {
    expect((await findTrouble(deps(), [])).size).toBe(0);
  });
});

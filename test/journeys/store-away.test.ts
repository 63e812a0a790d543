import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { arrangeDoors, keepKnocking, knock, type Knock } from "../support/knocking.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import {
  startPostgresStore,
  startRedisStore,
  tellPostgres,
  tellRedis,
  useUpConnections,
  type Store,
} from "../support/stores.ts";

let postgres: Store;
let redis: Store;
let world: TestServer;
let doors: Awaited<ReturnType<typeof arrangeDoors>>;

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgresStore(), startRedisStore()]);
  world = await startTestServer({ DATABASE_URL: postgres.url, REDIS_URL: redis.url });
  doors = await arrangeDoors(world);
});
afterAll(async () => {
  await world.close();
  await postgres.close();
  await redis.close();
});

/** What may not be: an answer that blames the request or us, none at all, or one that sends the browser off with an error. */
const faults = (knocks: Knock[]) =>
  knocks
    .filter(
      ({ status, retryAfter, location }) =>
        status === 0 ||
        (status >= 500 && status !== 503) ||
        (status === 503 && !(Number(retryAfter) > 0)) ||
        /[?&#]error=/.test(location),
    )
    .map(({ door, status, type, location }) => `${door}: ${status} ${type} ${location}`);

const health = async (path: string) => (await fetch(`${world.issuer}/health/${path}`)).status;
const doorsAnswer = async () => (await Promise.all(doors.map(knock))).every(({ status }) => status < 500 && status > 0);

/** Takes a store away under load, looks, and gives it back. */
async function during(away: () => unknown, back: () => unknown, forMs = 6000): Promise<Knock[]> {
  await expect.poll(() => health("ready"), { timeout: 15_000 }).toBe(200);
  const knocking = keepKnocking(doors);
  await pause(300);
  await away();
  await expect.poll(() => health("ready"), { timeout: 5000 }).toBe(503);
  expect(await health("live")).toBe(200);
  await pause(forMs);
  await back();
  await expect.poll(() => health("ready"), { timeout: 15_000 }).toBe(200);
  await expect.poll(doorsAnswer, { timeout: 20_000 }).toBe(true);
  return knocking.stop();
}

const unavailable = (knocks: Knock[]) => knocks.filter(({ status }) => status === 503);

describe("PostgreSQL is away", { timeout: 90_000 }, () => {
  test("killed and started again under requests: no answer is a 500, and nothing needs a restart", async () => {
    const knocks = await during(
      () => postgres.kill(),
      () => postgres.start(),
      1500,
    );
    expect(faults(knocks)).toEqual([]);
    expect(unavailable(knocks).length).toBeGreaterThan(0);
  });

  test("frozen: it keeps its connections and says nothing, and requests still end", async () => {
    const knocks = await during(
      () => postgres.freeze(),
      () => postgres.thaw(),
    );
    expect(faults(knocks)).toEqual([]);
    expect(unavailable(knocks).length).toBeGreaterThan(0);
  });

  test("full: it gives nobody a connection", async () => {
    let release = async () => {};
    const knocks = await during(
      async () => {
        release = await useUpConnections(postgres.url);
      },
      () => release(),
      1500,
    );
    expect(faults(knocks)).toEqual([]);
    expect(unavailable(knocks).length).toBeGreaterThan(0);
  });
});

describe("PostgreSQL only reads, as one that was the primary until now", { timeout: 90_000 }, () => {
  const readOnly = (value: string) =>
    tellPostgres(
      postgres.url,
      "set default_transaction_read_only = off",
      `alter system set default_transaction_read_only = ${value}`,
      "select pg_reload_conf()",
    );

  test("what must write says so with 503, and goes on once it may", async () => {
    const knocking = keepKnocking(doors);
    await readOnly("on");
    await pause(1500);
    await readOnly("off");
    await expect.poll(doorsAnswer, { timeout: 20_000 }).toBe(true);
    expect(faults(await knocking.stop())).toEqual([]);
  });
});

describe("PostgreSQL is stopped and started in an orderly way", { timeout: 90_000 }, () => {
  test("no answer is a 500, and what listens and works goes on by itself", async () => {
    const knocks = await during(
      () => postgres.stop(),
      () => postgres.start(),
      1500,
    );
    expect(faults(knocks)).toEqual([]);
    const { owner } = world.database;
    const connections = async () => {
      const found = await owner.query(
        "select distinct application_name as name from pg_stat_activity where datname = 'leerid'",
      );
      return found.rows.map(({ name }) => name);
    };
    // who hears notifications, and who reads for a sign-in
    await expect.poll(connections, { timeout: 20_000 }).toContain("leerid listen");
    await expect.poll(connections, { timeout: 20_000 }).toContain("leerid_sign_in reads");
    await world.deps.jobs.enqueue("purge", {});
    const done = async () =>
      (await owner.query("select state from pgboss.job where name = 'purge' order by created_on desc limit 1")).rows[0];
    await expect.poll(done, { timeout: 20_000 }).toEqual({ state: "completed" });
  });
});

describe("Redis only reads, as one that was the primary until now", { timeout: 90_000 }, () => {
  test("what must write says so with 503, and goes on once it may", async () => {
    const knocking = keepKnocking(doors);
    await tellRedis(redis.url, "replicaof", "127.0.0.1", "1");
    await pause(3000);
    await tellRedis(redis.url, "replicaof", "no", "one");
    await expect.poll(doorsAnswer, { timeout: 20_000 }).toBe(true);
    const knocks = await knocking.stop();
    expect(faults(knocks)).toEqual([]);
    expect(unavailable(knocks).length).toBeGreaterThan(0);
  });
});

describe("what is answered meanwhile", { timeout: 90_000 }, () => {
  let knocks: Map<string, Knock>;
  beforeAll(async () => {
    redis.freeze();
    knocks = new Map((await Promise.all(doors.map(knock))).map((one) => [one.door, one]));
    redis.thaw();
  });
  const at = (door: string) => knocks.get(door);

  test("a page has a button that asks for it once more, and a script that does", () => {
    for (const door of ["a single sign-on", "the sign-in page", "the school's page", "signing out"]) {
      expect(at(door)).toMatchObject({ status: 503, type: "text/html" });
      expect(at(door)?.body).toMatch(/<a class="button primary" href="" data-again="reload">Probeer opnieuw/);
      expect(at(door)?.body).toMatch(/src="\/assets\/again\.[0-9a-f]+\.js"/);
    }
  });

  test("a form that was being sent leads back to the page that it stands on", () => {
    expect(at("the sign-in form")?.body).toMatch(/href="\/interaction\/[\w-]+" data-again="back">/);
  });

  test("a program reads the word of its standard", () => {
    for (const door of ["a code", "a pushed request", "user info"]) {
      expect(at(door)).toMatchObject({ status: 503, type: "application/json" });
      expect(JSON.parse(at(door)?.body ?? "")).toEqual({ error: "temporarily_unavailable" });
    }
    expect(at("the API")).toMatchObject({ status: 503, type: "application/problem+json" });
    expect(JSON.parse(at("the API")?.body ?? "")).toMatchObject({ code: "unavailable", status: 503 });
  });
});

describe("Redis is away", { timeout: 90_000 }, () => {
  test("frozen: requests still end", async () => {
    const knocks = await during(
      () => redis.freeze(),
      () => redis.thaw(),
    );
    expect(faults(knocks)).toEqual([]);
    expect(unavailable(knocks).length).toBeGreaterThan(0);
  });

  test("killed and started again under requests: no answer is a 500, and nothing needs a restart", async () => {
    const knocks = await during(
      () => redis.kill(),
      () => redis.start(),
      1500,
    );
    expect(faults(knocks)).toEqual([]);
    expect(unavailable(knocks).length).toBeGreaterThan(0);
  });
});

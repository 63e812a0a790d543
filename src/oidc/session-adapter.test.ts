import { Redis } from "ioredis";
import type { AdapterPayload } from "oidc-provider";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { createPostgresArtifacts } from "../../adapters/oidc-postgres.ts";
import { createRedisArtifacts } from "../../adapters/oidc-redis.ts";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import type { ArtifactStore } from "../deps.ts";
import { digest } from "./adapter.ts";
import { endSession } from "./logout.ts";
import { createSessionAdapter, SessionGone, type SessionParts } from "./session-adapter.ts";
import { openedIn } from "./session-document.ts";

const day = 24 * 60 * 60;
let database: TestDatabase;
const redis = new Redis(inject("redisUrl"));
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  redis.disconnect();
  await database.drop();
});

const stores: [string, () => ArtifactStore][] = [
  ["PostgreSQL", () => createPostgresArtifacts(database.db.signIn, () => new Date())],
  ["Redis", () => createRedisArtifacts(redis, "session-rule:")],
];

describe.each(stores)("a session that was read is saved only if it still exists, with %s", (_name, openStore) => {
  let artifacts: ArtifactStore;
  let revoked: (string | undefined)[];
  let closed: (string | undefined)[];
  let made = 0;
  let id: string;

  beforeEach(async () => {
    artifacts = openStore();
    [revoked, closed] = [[], []];
    made += 1;
    id = `session-${made}`;
    await request(id).save({}, { accountId: "somebody" });
  });

  /** One request of a browser: what it reads, and what it makes of it. */
  function request(cookie: string, { signsOut = false } = {}) {
    const key = {};
    let sessionId = cookie;
    const parts: SessionParts = {
      artifacts,
      request: () => ({ key, sessionId, signsOut }),
      arrived: async () => {},
      close: async ({ opened }) => void closed.push(...opened.map(({ grantId }) => grantId)),
      revoke: async (opened) => void revoked.push(...opened.map(({ grantId }) => grantId)),
      end: (ended) => end(ended),
    };
    const adapter = createSessionAdapter(parts);
    let read: AdapterPayload | undefined;
    return {
      read: async () => (read = (await adapter.find(cookie)) ?? undefined),
      save: async (authorizations: Record<string, string>, change: AdapterPayload = {}) => {
        const grants = Object.entries(authorizations).map(([name, grantId]) => [name, { sid: name, grantId }]);
        const payload = { uid: `uid-${cookie}`, exp: 14 * day + now(), ...read, ...change };
        const all = { ...payload.authorizations, ...Object.fromEntries(grants) };
        await adapter.upsert(sessionId, { ...payload, authorizations: all }, 14 * day);
      },
      /** As the engine does: the old one is destroyed before the session is saved under the next id. */
      rotate: async (next: string, authorizations: Record<string, string> = {}) => {
        const old = sessionId;
        sessionId = next;
        await adapter.destroy(old);
        const grants = Object.entries(authorizations).map(([name, grantId]) => [name, { sid: name, grantId }]);
        await adapter.upsert(
          next,
          {
            uid: "?",
            exp: 14 * day + now(),
            ...read,
            authorizations: { ...read?.authorizations, ...Object.fromEntries(grants) },
          },
          day,
        );
      },
    };
  }
  const now = () => Math.floor(Date.now() / 1000);
  const end = async (ended: string) => {
    const registry = { findClient: async () => undefined };
    await endSession({ deps: { artifacts, jobs: { enqueue: async () => {} } }, registry }, ended);
  };
  const stored = async (of = id) => (await artifacts.find("Session", digest(of)))?.payload;
  const grantsOf = async (of = id) => openedIn((await stored(of)) ?? {}).opened.map(({ grantId }) => grantId);

  test("a new one is written", async () => {
    expect(await stored()).toMatchObject({ accountId: "somebody" });
  });

  test("one that was only looked at is not written again, nor when its end would move by less than an hour", async () => {
    const replace = vi.spyOn(artifacts, "replace");
    const one = request(id);
    await one.read();
    await one.save({}, { exp: 14 * day + now() + 59 * 60 });
    expect(replace).toHaveBeenCalledTimes(0);
    await one.save({}, { exp: 14 * day + now() + 61 * 60 });
    await one.save({}, { exp: day + now() });
    expect(replace).toHaveBeenCalledTimes(2);
  });

  test("one that was signed out meanwhile stays away, and what the request opened ends", async () => {
    const loading = request(id);
    await loading.read();
    await end(id);
    await expect(loading.save({ application: "grant" })).rejects.toThrow(SessionGone);
    expect([await stored(), revoked]).toEqual([undefined, ["grant"]]);
  });

  test("the engine's second try on its way out writes nothing either, and is no error", async () => {
    const loading = request(id);
    await loading.read();
    await end(id);
    await expect(loading.save({ application: "grant" })).rejects.toThrow(SessionGone);
    await loading.save({ application: "grant" });
    expect(await stored()).toBeUndefined();
  });

  test("two tabs that open applications at the same moment both stay on its list", async () => {
    const tabs = Array.from({ length: 10 }, () => request(id));
    await Promise.all(tabs.map((tab) => tab.read()));
    await Promise.all(tabs.map((tab, index) => tab.save({ [`a${index}`]: `G${index}` })));
    expect(new Set(await grantsOf())).toEqual(new Set(tabs.map((_, index) => `G${index}`)));
  });

  test("of two requests that give it another id one does, and the old id opens nothing", async () => {
    const [one, other] = [request(id), request(id)];
    await Promise.all([one.read(), other.read()]);
    const results = await Promise.allSettled([one.rotate(`${id}-a`), other.rotate(`${id}-b`, { other: "late" })]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const left = await Promise.all([`${id}-a`, `${id}-b`].map((next) => stored(next)));
    expect(left.filter(Boolean)).toHaveLength(1);
    expect(await request(id).read()).toBeUndefined();
  });

  test("a tab that saves under the old id makes nothing anew", async () => {
    const late = request(id);
    await late.read();
    const other = request(id);
    await other.read();
    await other.rotate(`${id}-next`);
    await expect(late.save({ application: "grant" })).rejects.toThrow(SessionGone);
    expect([await request(id).read(), revoked, await grantsOf(`${id}-next`)]).toEqual([undefined, ["grant"], []]);
  });

  test("what another tab opened while it got another id is not lost", async () => {
    const [signing, opening] = [request(id), request(id)];
    await Promise.all([signing.read(), opening.read()]);
    await opening.save({ application: "grant" });
    await signing.rotate(`${id}-next`, { own: "own" });
    expect(new Set(await grantsOf(`${id}-next`))).toEqual(new Set(["grant", "own"]));
  });

  test("a sign-out with the old cookie ends what it became, however often it got another id", async () => {
    let current = id;
    for (const next of [`${id}-2`, `${id}-3`, `${id}-4`]) {
      const one = request(current);
      await one.read();
      await one.rotate(next, { application: "grant" });
      current = next;
    }
    await end(id);
    expect([await stored(current), await request(current).read()]).toEqual([undefined, undefined]);
  });

  test("a browser whose session went on elsewhere ends that one with the next that it begins", async () => {
    const thief = request(id);
    await thief.read();
    await thief.rotate(`${id}-taken`);
    const victim = request(id);
    expect(await victim.read()).toBeUndefined();
    await victim.rotate(`${id}-anew`);
    expect(await stored(`${id}-taken`)).toBeDefined();
    const [asked, asking] = [vi.spyOn(artifacts, "replace"), request(`${id}-anew`)];
    await asking.read();
    await asking.save({});
    expect(asked).toHaveBeenCalledTimes(0);
    await end(`${id}-anew`);
    expect([await stored(`${id}-anew`), await stored(`${id}-taken`)]).toEqual([undefined, undefined]);
  });

  test("50 sign-outs while it gets another id: whichever is first, nothing is left", async () => {
    for (let round = 0; round < 50; round += 1) {
      const cookie = `${id}-${round}`;
      await request(cookie).save({}, { accountId: "somebody" });
      const one = request(cookie);
      await one.read();
      await Promise.allSettled([one.rotate(`${cookie}-next`, { application: `G${round}` }), end(cookie)]);
      expect([await stored(cookie), await stored(`${cookie}-next`)]).toEqual([undefined, undefined]);
    }
  });

  test("an old id asks and answers the question of a sign-out, and can do nothing else", async () => {
    const one = request(id);
    await one.read();
    await one.rotate(`${id}-next`);
    const asking = request(id, { signsOut: true });
    expect(await asking.read()).toMatchObject({ accountId: "somebody" });
    await asking.save({}, { state: { secret: "s" } });
    expect(await stored(`${id}-next`)).toMatchObject({ state: { secret: "s" } });
    const answering = request(id, { signsOut: true });
    expect(await answering.read()).toMatchObject({ state: { secret: "s" } });
    await expect(answering.rotate(`${id}-mine`)).rejects.toThrow(SessionGone);
    expect(await stored(`${id}-mine`)).toBeUndefined();
  });

  test("a sign-in over a session without a pupil takes that one away", async () => {
    const cookie = `${id}-nobody`;
    await request(cookie).save({}, { state: { secret: "s" } });
    const [one, other] = [request(cookie), request(cookie)];
    await Promise.all([one.read(), other.read()]);
    await one.rotate(`${cookie}-next`);
    await expect(other.rotate(`${cookie}-other`)).rejects.toThrow(SessionGone);
    expect([await stored(cookie), await stored(`${cookie}-other`)]).toEqual([undefined, undefined]);
  });

  test("one that is saved without having been read by that request is refused", async () => {
    const adapter = createSessionAdapter({
      artifacts,
      request: () => undefined,
      arrived: async () => {},
      close: async () => {},
      revoke: async () => {},
      end: async () => {},
    });
    await expect(adapter.upsert(id, {}, day)).rejects.toThrow("by the request that read it");
  });
});

import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Artifact, ArtifactStore } from "../../src/deps.ts";

/** A store to try, and what the tests need around it. */
export type OpenStore = {
  store: ArtifactStore;
  /** Lets this much time go by for the store: a moved clock, or real waiting. */
  pass: (seconds: number) => Promise<void>;
  /** Everything that the store holds at this moment, as text: keys, values and rows. */
  dump: () => Promise<string>;
  close: () => Promise<void>;
};

/** What a caller does with an id before a store sees it. */
export const digest = (id: string): Buffer => createHash("sha256").update(id).digest();
export const newId = (): string => randomBytes(32).toString("base64url");

/** How many of 50 attempts at the same moment are told that they were the one. */
async function winners(attempt: () => Promise<boolean>): Promise<number> {
  const results = await Promise.all(Array.from({ length: 50 }, attempt));
  return results.filter(Boolean).length;
}

/** What every store of OpenID state must do, whatever it is made of. */
export function artifactContract(place: string, open: () => Promise<OpenStore>): void {
  describe(`OpenID state in ${place}`, () => {
    let opened: OpenStore;
    let store: ArtifactStore;
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    });
    afterAll(() => opened.close());

    const saved = async (model: string, artifact: Partial<Artifact> = {}, ttlSeconds = 60) => {
      const id = newId();
      await store.save(model, digest(id), { payload: { made: id.slice(0, 5) }, ...artifact }, ttlSeconds);
      return digest(id);
    };
    const revokedGrant = () => newId().slice(0, 20);

    describe("saving and finding", () => {
      test("what was saved is found as it was", async () => {
        const payload = {
          kind: "AccessToken",
          nested: { list: [1, "two", null, true] },
          text: "Zoë 🎒 'quoted' \"twice\"",
        };
        const id = await saved("AccessToken", { payload });
        expect(await store.find("AccessToken", id)).toEqual({ payload, consumedAt: undefined });
      });

      test("an id that was never saved is not found", async () => {
        expect(await store.find("AccessToken", digest(newId()))).toBeUndefined();
      });

      test("an id of one model is not found as another model", async () => {
        const id = await saved("AuthorizationCode");
        expect(await store.find("AccessToken", id)).toBeUndefined();
      });

      test("saving again replaces the payload", async () => {
        const id = await saved("Session", { payload: { turn: 1, only: "first" } });
        await store.save("Session", id, { payload: { turn: 2 } }, 60);
        expect((await store.find("Session", id))?.payload).toEqual({ turn: 2 });
      });

      test("a payload of 2 MB comes back whole", async () => {
        const payload = { big: randomBytes(1_000_000).toString("hex") };
        const id = await saved("Interaction", { payload });
        expect((await store.find("Interaction", id))?.payload).toEqual(payload);
      });

      test("NUL characters and lone surrogates come back as they were", async () => {
        const payload = { state: "a\u0000b", half: "\ud800", written: String.raw`\u0000` };
        const id = await saved("Interaction", { payload });
        expect((await store.find("Interaction", id))?.payload).toEqual(payload);
      });

      test("what was destroyed is not found", async () => {
        const id = await saved("AccessToken");
        await store.destroy("AccessToken", id);
        expect(await store.find("AccessToken", id)).toBeUndefined();
      });

      test("destroying what is not there is no error", async () => {
        await expect(store.destroy("AccessToken", digest(newId()))).resolves.toBeUndefined();
      });
    });

    describe("expiry", () => {
      test("what has expired is not found, by id nor by uid nor by account", async () => {
        const accountId = newId();
        const id = await saved("Session", { uid: `uid-${accountId}`, accountId }, 1);
        expect(await store.find("Session", id)).toBeDefined();
        await opened.pass(1.1);
        expect(await store.find("Session", id)).toBeUndefined();
        expect(await store.findByUid("Session", `uid-${accountId}`)).toBeUndefined();
        expect(await store.sessionsOfAccount(accountId)).toEqual([]);
      });

      test("saving again gives a new time to live", async () => {
        const id = await saved("Session", {}, 1);
        await store.save("Session", id, { payload: {} }, 60);
        await opened.pass(1.1);
        expect(await store.find("Session", id)).toBeDefined();
      });

      test("consuming leaves the time to live as it was", async () => {
        const id = await saved("AuthorizationCode", {}, 1);
        await store.consume("AuthorizationCode", id);
        await opened.pass(1.1);
        expect(await store.find("AuthorizationCode", id)).toBeUndefined();
      });

      test("what should live for no time at all is still remembered once", async () => {
        const id = digest(newId());
        expect(await store.addOnce("ReplayDetection", id, 0)).toBe(true);
        expect(await store.addOnce("ReplayDetection", id, 0)).toBe(false);
      });

      test("a purge leaves nothing of what has expired and all that lives", async () => {
        const gone = await saved("AccessToken", { payload: { mark: "purge-this-one" } }, 1);
        const alive = await saved("AccessToken", { payload: { mark: "keep-this-one" } }, 60);
        await opened.pass(1.1);
        await store.purge(1000);
        const dump = await opened.dump();
        expect(dump).not.toContain("purge-this-one");
        expect(dump).toContain("keep-this-one");
        expect(await store.find("AccessToken", gone)).toBeUndefined();
        expect(await store.find("AccessToken", alive)).toBeDefined();
      });
    });

    describe("single use", () => {
      test("of 50 consumptions at the same moment exactly one wins", async () => {
        const id = await saved("AuthorizationCode");
        expect(await winners(() => store.consume("AuthorizationCode", id))).toBe(1);
      });

      test("50 at the same moment do race here: looking first and marking after lets several win", async () => {
        const id = await saved("AuthorizationCode");
        const lookThenMark = async () => {
          const found = await store.find("AuthorizationCode", id);
          if (found?.payload["used"]) return false;
          await store.save("AuthorizationCode", id, { payload: { used: true } }, 60);
          return true;
        };
        expect(await winners(lookThenMark)).toBeGreaterThan(1);
      });

      test("what was consumed is still found, with the time", async () => {
        const id = await saved("AuthorizationCode", { payload: { a: 1 } });
        await store.consume("AuthorizationCode", id);
        const found = await store.find("AuthorizationCode", id);
        expect(found).toEqual({ payload: { a: 1 }, consumedAt: expect.any(Date) });
        expect(Math.abs((found?.consumedAt?.getTime() ?? 0) - Date.now())).toBeLessThan(3_600_000);
      });

      test("consuming an absent artifact is refused and makes nothing", async () => {
        const id = digest(newId());
        expect(await store.consume("AuthorizationCode", id)).toBe(false);
        expect(await store.find("AuthorizationCode", id)).toBeUndefined();
        expect(await opened.dump()).not.toContain(id.toString("base64url"));
      });

      test("consuming an expired artifact is refused and does not bring it back", async () => {
        const id = await saved("AuthorizationCode", {}, 1);
        await opened.pass(1.1);
        expect(await store.consume("AuthorizationCode", id)).toBe(false);
        expect(await store.find("AuthorizationCode", id)).toBeUndefined();
      });

      test("of 50 additions of one id at the same moment exactly one wins", async () => {
        const id = digest(newId());
        expect(await winners(() => store.addOnce("ReplayDetection", id, 60))).toBe(1);
      });

      test("an id that has expired can be added again, by one of 50", async () => {
        const id = digest(newId());
        await store.addOnce("ReplayDetection", id, 1);
        await opened.pass(1.1);
        expect(await winners(() => store.addOnce("ReplayDetection", id, 60))).toBe(1);
      });

      test("an id that was added is found", async () => {
        const id = digest(newId());
        await store.addOnce("ReplayDetection", id, 60);
        expect(await store.find("ReplayDetection", id)).toEqual({ payload: {}, consumedAt: undefined });
      });
    });

    describe("writing over what is there", () => {
      const versionOf = async (id: Buffer) => (await store.findVersion("Session", id))?.version ?? "none";
      const over = async (id: Buffer, turn: number, version: string, artifact: Partial<Artifact> = {}) =>
        store.replace("Session", id, { artifact: { payload: { turn }, ...artifact }, ttlSeconds: 60, version });
      const turnOf = async (id: Buffer) => (await store.find("Session", id))?.payload["turn"];

      test("what is still as it was read is replaced, again and again", async () => {
        const id = await saved("Session", { payload: { turn: 0 } });
        for (const turn of [1, 2, 3]) expect(await over(id, turn, await versionOf(id))).toBe(true);
        expect(await turnOf(id)).toBe(3);
        expect(await store.findVersion("Session", id)).toEqual({ payload: { turn: 3 }, version: expect.any(String) });
      });

      test("what was destroyed since it was read is not made anew, and nor are its indexes", async () => {
        const [uid, accountId] = [newId(), newId()];
        const id = await saved("Session", { uid, accountId });
        const version = await versionOf(id);
        await store.destroy("Session", id);
        expect(await over(id, 1, version, { uid, accountId })).toBe(false);
        expect(await store.find("Session", id)).toBeUndefined();
        const dump = await opened.dump();
        expect([uid, accountId, id.toString("base64url")].filter((name) => dump.includes(name))).toEqual([]);
      });

      test("what was never there, or has expired, is not made", async () => {
        expect(await over(digest(newId()), 1, "0")).toBe(false);
        const id = await saved("Session", { payload: { turn: 0 } }, 1);
        const version = await versionOf(id);
        await opened.pass(1.1);
        expect(await over(id, 1, version)).toBe(false);
        expect(await store.findVersion("Session", id)).toBeUndefined();
        expect(await store.find("Session", id)).toBeUndefined();
      });

      test("what somebody wrote since it was read stays theirs", async () => {
        const id = await saved("Session", { payload: { turn: 0 } });
        const first = await versionOf(id);
        await over(id, 1, first);
        const second = await versionOf(id);
        expect(await over(id, 2, first)).toBe(false);
        await over(id, 3, second);
        expect(await over(id, 4, second)).toBe(false);
        expect(await turnOf(id)).toBe(3);
      });

      test("of 50 that write over one version at the same moment exactly one does", async () => {
        const id = await saved("Session", { payload: { turn: 0 } });
        for (const _ of [1, 2]) {
          const version = await versionOf(id);
          expect(await winners(() => over(id, 1, version))).toBe(1);
        }
      });

      test("its uid, account and time to live are the new ones", async () => {
        const [first, next] = [newId(), newId()];
        const id = await saved("Session", { uid: newId(), accountId: first }, 1);
        await over(id, 1, await versionOf(id), { uid: `uid-${next}`, accountId: next });
        await opened.pass(1.1);
        expect((await store.findByUid("Session", `uid-${next}`))?.payload).toEqual({ turn: 1 });
        expect(await store.sessionsOfAccount(first)).toEqual([]);
        expect(await store.sessionsOfAccount(next)).toHaveLength(1);
      });
    });

    describe("taking away", () => {
      test("hands over what was there, and leaves nothing", async () => {
        const [uid, accountId] = [newId(), newId()];
        const id = await saved("Session", { payload: { grants: ["one"] }, uid, accountId });
        expect((await store.take("Session", id))?.payload).toEqual({ grants: ["one"] });
        const dump = await opened.dump();
        expect([uid, accountId, id.toString("base64url")].filter((name) => dump.includes(name))).toEqual([]);
      });

      test("what is not there, or has expired, is not handed over", async () => {
        const id = await saved("Session", {}, 1);
        await opened.pass(1.1);
        expect(await store.take("Session", id)).toBeUndefined();
        expect(await store.take("Session", digest(newId()))).toBeUndefined();
      });

      test("of 50 at the same moment exactly one gets it", async () => {
        const id = await saved("Session");
        expect(await winners(async () => (await store.take("Session", id)) !== undefined)).toBe(1);
      });

      test("50 times a write and a taking at the same moment: what was written is handed over, or was not written", async () => {
        for (let round = 0; round < 50; round += 1) {
          const id = await saved("Session", { payload: { grants: [] } });
          const { version = "" } = (await store.findVersion("Session", id)) ?? {};
          const artifact = { payload: { grants: ["added"] } };
          const [written, taken] = await Promise.all([
            store.replace("Session", id, { artifact, ttlSeconds: 60, version }),
            store.take("Session", id),
          ]);
          expect(taken?.payload).toEqual({ grants: written ? ["added"] : [] });
          expect(await store.find("Session", id)).toBeUndefined();
        }
      });

      test("what is exchanged is handed over, to each what the one before it saved", async () => {
        const id = digest(newId());
        expect(await store.exchange("DeviceSession", id, { payload: { by: -1 }, ttlSeconds: 60 })).toBeUndefined();
        const got = await Promise.all(
          Array.from({ length: 20 }, (_, by) =>
            store.exchange("DeviceSession", id, { payload: { by }, ttlSeconds: 60 }),
          ),
        );
        const last = await store.take("DeviceSession", id);
        const seen = [...got, last].map((one) => Number(one?.payload["by"]));
        expect(seen.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 21 }, (_, index) => index - 1));
        expect(await store.exchange("DeviceSession", id, { payload: { by: 0 }, ttlSeconds: 60 })).toBeUndefined();
      });

      test("the sessions of an account are taken, and those of nobody else", async () => {
        const [accountId, other] = [newId(), newId()];
        for (const device of ["tablet", "laptop"])
          await saved("Session", { payload: { device }, uid: newId(), accountId });
        await saved("Session", { uid: newId(), accountId: other });
        const taken = await store.takeSessionsOfAccount(accountId);
        expect(new Set(taken.map(({ payload }) => payload["device"]))).toEqual(new Set(["laptop", "tablet"]));
        expect(await store.takeSessionsOfAccount(accountId)).toEqual([]);
        expect(await store.sessionsOfAccount(other)).toHaveLength(1);
      });
    });

    describe("grants", () => {
      test("revoking a grant removes all of its artifacts", async () => {
        const grantId = revokedGrant();
        const models = ["AuthorizationCode", "AccessToken", "RefreshToken", "AccessToken"];
        const ids = await Promise.all(models.map((model) => saved(model, { grantId })));
        await store.revokeGrant(grantId);
        const left = await Promise.all(ids.map((id, index) => store.find(models[index] ?? "", id)));
        expect(left).toEqual([undefined, undefined, undefined, undefined]);
      });

      test("revoking a grant removes nothing of another grant, nor what has none", async () => {
        const grantId = revokedGrant();
        await saved("AccessToken", { grantId });
        const other = await saved("AccessToken", { grantId: revokedGrant() });
        const none = await saved("AccessToken");
        await store.revokeGrant(grantId);
        expect(await store.find("AccessToken", other)).toBeDefined();
        expect(await store.find("AccessToken", none)).toBeDefined();
      });

      test("an artifact that was saved again for another grant belongs to that one only", async () => {
        const [first, second] = [revokedGrant(), revokedGrant()];
        const id = await saved("AccessToken", { grantId: first });
        await store.save("AccessToken", id, { payload: {}, grantId: second }, 60);
        await store.revokeGrant(first);
        expect(await store.find("AccessToken", id)).toBeDefined();
        await store.revokeGrant(second);
        expect(await store.find("AccessToken", id)).toBeUndefined();
      });

      test("revoking the same grant several times at once is no error", async () => {
        const grantId = revokedGrant();
        const id = await saved("AccessToken", { grantId });
        await Promise.all([1, 2, 3].map(() => store.revokeGrant(grantId)));
        expect(await store.find("AccessToken", id)).toBeUndefined();
      });

      test("a grant of 2,500 tokens is revoked whole", async () => {
        const grantId = revokedGrant();
        const ids = await Promise.all(Array.from({ length: 2500 }, () => saved("AccessToken", { grantId })));
        await store.revokeGrant(grantId);
        const left = await Promise.all(ids.map((id) => store.find("AccessToken", id)));
        expect(left.filter(Boolean)).toEqual([]);
      });
    });

    describe("sessions", () => {
      test("a session is found by its uid", async () => {
        const uid = newId();
        await saved("Session", { payload: { hello: "again" }, uid });
        expect((await store.findByUid("Session", uid))?.payload).toEqual({ hello: "again" });
      });

      test("a uid that nobody has is not found", async () => {
        expect(await store.findByUid("Session", newId())).toBeUndefined();
      });

      test("a uid follows its session to a new id, when the old one is destroyed before", async () => {
        const uid = newId();
        const old = await saved("Session", { payload: { turn: 1 }, uid });
        await store.destroy("Session", old);
        await saved("Session", { payload: { turn: 2 }, uid });
        expect((await store.findByUid("Session", uid))?.payload).toEqual({ turn: 2 });
      });

      test("a uid follows its session to a new id, when the old one is destroyed after", async () => {
        const uid = newId();
        const old = await saved("Session", { payload: { turn: 1 }, uid });
        await saved("Session", { payload: { turn: 2 }, uid });
        expect((await store.findByUid("Session", uid))?.payload).toEqual({ turn: 2 });
        await store.destroy("Session", old);
        expect((await store.findByUid("Session", uid))?.payload).toEqual({ turn: 2 });
      });

      test("a uid follows its session to a new id that expires sooner", async () => {
        const uid = newId();
        await saved("Session", { payload: { turn: 1 }, uid }, 120);
        await saved("Session", { payload: { turn: 2 }, uid }, 60);
        expect((await store.findByUid("Session", uid))?.payload).toEqual({ turn: 2 });
      });

      test("a uid of a destroyed session is not found", async () => {
        const uid = newId();
        const id = await saved("Session", { uid });
        await store.destroy("Session", id);
        expect(await store.findByUid("Session", uid)).toBeUndefined();
        expect(await opened.dump()).not.toContain(uid);
      });

      test("an account has its live sessions and those of nobody else", async () => {
        const [accountId, other] = [newId(), newId()];
        await saved("Session", { payload: { on: "tablet" }, uid: newId(), accountId });
        await saved("Session", { payload: { on: "laptop" }, uid: newId(), accountId });
        await saved("Session", { payload: { on: "phone" }, uid: newId(), accountId: other });
        const ended = await saved("Session", { uid: newId(), accountId });
        await store.destroy("Session", ended);
        const sessions = await store.sessionsOfAccount(accountId);
        expect(sessions).toHaveLength(2);
        expect(new Set(sessions.map(({ payload }) => payload["on"]))).toEqual(new Set(["laptop", "tablet"]));
      });

      test("sessions of many accounts come together, and nobody else's", async () => {
        const [first, second, other] = [newId(), newId(), newId()];
        for (const accountId of [first, first, second, other])
          await saved("Session", { payload: { accountId }, uid: newId(), accountId });
        const sessions = await store.sessionsOfAccounts([first, second, newId()]);
        expect(sessions).toHaveLength(3);
        expect(new Set(sessions.map(({ payload }) => payload["accountId"]))).toEqual(new Set([first, second]));
        expect(await store.sessionsOfAccounts([])).toEqual([]);
      });

      test("a token of an account is no session of it", async () => {
        const accountId = newId();
        await saved("AccessToken", { accountId });
        expect(await store.sessionsOfAccount(accountId)).toEqual([]);
      });

      test("a session that somebody else took over is no longer a session of the first", async () => {
        const [first, next] = [newId(), newId()];
        const id = await saved("Session", { uid: newId(), accountId: first });
        await store.save("Session", id, { payload: { whose: "next" }, uid: newId(), accountId: next }, 60);
        expect(await store.sessionsOfAccount(first)).toEqual([]);
        expect(await store.sessionsOfAccount(next)).toHaveLength(1);
      });
    });

    describe("what strangers of one network store", () => {
      const filling = "x".repeat(1000);
      /** A room for about twenty of these. */
      const openRoom = () => ({ of: newId().slice(0, 22), bytes: 21_000 });
      const enter = (room: { of: string; bytes: number }) => saved("Interaction", { payload: { filling }, room }, 3600);
      const enterOften = async (room: { of: string; bytes: number }, times: number) => {
        const ids: Buffer[] = [];
        for (let turn = 0; turn < times; turn += 1) ids.push(await enter(room));
        return ids;
      };
      const still = async (ids: Buffer[]) =>
        (await Promise.all(ids.map((id) => store.find("Interaction", id)))).map((found) => found !== undefined);
      const countOf = async (ids: Buffer[]) => (await still(ids)).filter(Boolean).length;

      test("pushes out the oldest of that network, never the newest, and nobody else's", async () => {
        const [room, other] = [openRoom(), openRoom()];
        const others = await enterOften(other, 15);
        const known = await saved("Session", { payload: { filling } }, 3600);
        const ids = await enterOften(room, 150);
        await expect.poll(() => countOf(ids)).toBeLessThan(100);
        expect(await countOf(ids.slice(-19))).toBe(19);
        expect(await countOf(ids.slice(0, 20))).toBe(0);
        expect(await countOf(others)).toBe(15);
        expect(await store.find("Session", known)).toBeDefined();
      });

      test("stays within the room when many come at the same moment", async () => {
        const room = openRoom();
        const ids = (await Promise.all(Array.from({ length: 20 }, () => enterOften(room, 20)))).flat();
        const last = await enterOften(room, 40);
        await expect.poll(() => countOf([...ids, ...last])).toBeLessThan(100);
        expect(await countOf(last.slice(-15))).toBe(15);
      });

      test("gives its room back when it ends, so that who finishes pushes nobody out", async () => {
        const room = openRoom();
        const waiting = await enterOften(room, 10);
        for (const id of await enterOften(room, 8)) await store.destroy("Interaction", id);
        for (let turn = 0; turn < 60; turn += 1) await store.destroy("Interaction", await enter(room));
        expect(await countOf(waiting)).toBe(10);
      });

      test("takes its room once, however often it is saved", async () => {
        const room = openRoom();
        const waiting = await enterOften(room, 10);
        const id = digest(newId());
        for (let turn = 0; turn < 60; turn += 1)
          await store.save("Interaction", id, { payload: { filling, turn }, room }, 3600);
        expect(await countOf([...waiting, id])).toBe(11);
      });

      test("is no stranger's any more once somebody is known", async () => {
        const room = openRoom();
        const id = await saved("Session", { payload: { filling }, room }, 3600);
        await store.save("Session", id, { payload: { filling }, accountId: newId() }, 3600);
        const ids = await enterOften(room, 100);
        await expect.poll(() => countOf(ids)).toBeLessThan(90);
        expect(await store.find("Session", id)).toBeDefined();
      });
    });

    test("the store holds digests of ids, and no id anywhere", async () => {
      const ids = Array.from({ length: 5 }, newId);
      const [code = "", token = "", session = "", once = "", used = ""] = ids;
      const shared = { grantId: revokedGrant(), uid: newId(), accountId: newId(), payload: { scope: "openid" } };
      await store.save("AuthorizationCode", digest(code), shared, 60);
      await store.save("AccessToken", digest(token), shared, 60);
      await store.save("Session", digest(session), shared, 60);
      await store.addOnce("ReplayDetection", digest(once), 60);
      await store.save("RefreshToken", digest(used), shared, 60);
      await store.consume("RefreshToken", digest(used));
      const dump = await opened.dump();
      expect(dump).toContain(digest(code).toString("base64url"));
      expect(ids.filter((id) => dump.includes(id))).toEqual([]);
    });

    test("a ping answers while the store is there", async () => {
      await expect(store.ping()).resolves.toBeUndefined();
    });
  });
}

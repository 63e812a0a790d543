import Provider, { type Adapter, type AdapterPayload } from "oidc-provider";
import { beforeEach, expect, test } from "vitest";
import { saveWhatChanged } from "./session-saving.ts";

const day = 24 * 60 * 60;
let stored: Map<string, AdapterPayload>;
let writes: number;
let later: number;

const nothing = async () => undefined;
const adapter = (): Adapter => ({
  upsert: async (id, payload) => {
    writes += 1;
    stored.set(id, structuredClone(payload));
  },
  find: async (id) => structuredClone(stored.get(id)),
  destroy: async (id) => void stored.delete(id),
  consume: nothing,
  revokeByGrantId: nothing,
  findByUid: nothing,
  findByUserCode: nothing,
});

let provider: Provider;
let id: string;
const read = async () => {
  const session = await provider.Session.find(id);
  if (!session) throw new Error("The session is gone");
  return session;
};

beforeEach(async () => {
  [stored, writes, later] = [new Map(), 0, 0];
  provider = new Provider("http://localhost", { adapter });
  saveWhatChanged(provider, { now: () => new Date(Date.now() + later * 1000) });
  const session = new provider.Session();
  session.loginAccount({ accountId: "somebody" });
  id = session.jti;
  await session.save(14 * day);
});

test("a new session is written", () => {
  expect([writes, stored.get(id)?.accountId]).toEqual([1, "somebody"]);
});

test("a session that was only looked at is not written again", async () => {
  await (await read()).save(14 * day);
  await (await read()).save(14 * day);
  expect(writes).toBe(1);
});

test("an application that is opened for the first time is written", async () => {
  const session = await read();
  session.ensureClientContainer("application");
  await session.save(14 * day);
  expect([writes, Object.keys(stored.get(id)?.authorizations ?? {})]).toEqual([2, ["application"]]);
});

test("an end that would move by an hour is moved", async () => {
  later = 59 * 60;
  await (await read()).save(14 * day);
  expect(writes).toBe(1);
  later = 61 * 60;
  await (await read()).save(14 * day);
  expect(writes).toBe(2);
});

test("an end that comes earlier is written at once", async () => {
  await (await read()).save(day);
  expect(writes).toBe(2);
});

test("a session that gets another id is written under that one", async () => {
  const session = await read();
  session.resetIdentifier();
  await session.save(14 * day);
  expect([...stored.keys()]).toEqual([session.jti]);
});

test("what was changed and changed back within one request is written as it is", async () => {
  const session = await read();
  session.loginAccount({ accountId: "another" });
  await session.save(14 * day);
  session.loginAccount({ accountId: "somebody", loginTs: session.loginTs });
  await session.save(14 * day);
  expect([writes, stored.get(id)?.accountId]).toEqual([3, "somebody"]);
});

test("who signed out while another page was loading is not signed in again", async () => {
  const loading = await read();
  await (await read()).destroy();
  await loading.save(14 * day);
  expect(stored.size).toBe(0);
});

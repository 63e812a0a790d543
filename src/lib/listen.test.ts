import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { listen } from "./listen.ts";
import { createLog } from "./log.ts";

const log = createLog("silent");
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const notify = (channel: string, payload: string) =>
  database.owner.query("select pg_notify($1, $2)", [channel, payload]);
const listeners = async () =>
  (
    await database.owner.query<{ pid: number }>(
      "select pid from pg_stat_activity where application_name = 'leerid listen' and datname = current_database()",
    )
  ).rows.map(({ pid }) => pid);
const cut = () =>
  database.owner.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'leerid listen' and datname = current_database()",
  );

/** Listens on channels of these names, and collects what was heard as `channel:payload`. */
async function hear(...channels: string[]) {
  const heard: string[] = [];
  const handlers = Object.fromEntries(
    channels.map((channel) => [channel, (payload: string) => void heard.push(`${channel}:${payload}`)]),
  );
  return { heard, listener: await listen(database.url, log, handlers) };
}

test("a notification reaches the handler of its channel, with its payload", async () => {
  const { heard, listener } = await hear("keys", "Clients changed");
  await notify("keys", "one");
  await notify("Clients changed", "two");
  await notify("nobody listens", "three");
  await expect.poll(() => heard).toEqual(["keys:one", "Clients changed:two"]);
  await listener.close();
});

test("after a lost connection every handler is called once with nothing, because something may have been missed", async () => {
  const { heard, listener } = await hear("keys", "clients");
  await cut();
  await expect.poll(() => heard, { timeout: 5000 }).toEqual(["keys:", "clients:"]);
  await listener.close();
});

test("it hears again after a lost connection, as often as that happens", async () => {
  const { heard, listener } = await hear("keys");
  for (const word of ["once", "twice"]) {
    heard.length = 0;
    await cut();
    await expect.poll(() => heard, { timeout: 5000 }).toEqual(["keys:"]);
    await notify("keys", word);
    await expect.poll(() => heard).toEqual(["keys:", `keys:${word}`]);
  }
  await listener.close();
});

test("a handler that throws disturbs nobody", async () => {
  const heard: string[] = [];
  const listener = await listen(database.url, log, {
    broken: () => {
      throw new Error("broken");
    },
    whole: (payload) => void heard.push(payload),
  });
  await notify("broken", "");
  await notify("whole", "still here");
  await expect.poll(() => heard).toEqual(["still here"]);
  await listener.close();
});

test("closing ends the connection, also right after it was lost", async () => {
  const { heard, listener } = await hear("keys");
  await cut();
  await listener.close();
  await expect.poll(listeners).toEqual([]);
  await notify("keys", "late");
  expect(heard).toEqual([]);
});

test("a first connection that fails is an error", async () => {
  await expect(listen("postgresql://nobody@127.0.0.1:1/none", log, {})).rejects.toThrow("ECONNREFUSED");
});

import pg from "pg";
import { expect, test } from "vitest";
import { createPostgresArtifacts } from "../../adapters/oidc-postgres.ts";
import { createDatabases } from "../../src/lib/db.ts";
import { createLog } from "../../src/lib/log.ts";
import { createTestDatabase } from "../support/database.ts";
import { artifactContract, digest, newId, type OpenStore } from "./artifacts.contract.ts";

type OpenPostgres = OpenStore & { query: (text: string) => Promise<unknown[]>; url: string };

async function open(): Promise<OpenPostgres> {
  const database = await createTestDatabase();
  let ahead = 0;
  const store = createPostgresArtifacts(database.db.signIn, () => new Date(Date.now() + ahead));
  const query = async (text: string) => (await database.owner.query(text)).rows;
  return {
    store,
    query,
    url: database.url,
    pass: async (seconds) => {
      ahead += seconds * 1000;
    },
    // ids as the Redis keys show them, so that one test fits both
    dump: async () =>
      JSON.stringify(
        await query(`select a.*, rtrim(translate(encode(id_digest, 'base64'), '+/', '-_'), '=') as id,
          encode(id_digest, 'escape') as raw from oidc_artifact a`),
      ),
    close: async () => {
      await store.close();
      await database.drop();
    },
  };
}

artifactContract("PostgreSQL", open);

test("a purge deletes as many as it may and says how many", async () => {
  const { store, pass, close } = await open();
  for (let made = 0; made < 5; made += 1) await store.save("AccessToken", digest(newId()), { payload: {} }, 1);
  await store.save("AccessToken", digest(newId()), { payload: {} }, 60);
  await pass(2);
  expect([await store.purge(2), await store.purge(2), await store.purge(2), await store.purge(2)]).toEqual([
    2, 2, 1, 0,
  ]);
  await close();
});

test("two purges at the same moment share the work and do not wait for each other", async () => {
  const { store, pass, close } = await open();
  await Promise.all(Array.from({ length: 40 }, () => store.save("AccessToken", digest(newId()), { payload: {} }, 1)));
  await pass(2);
  const deleted = await Promise.all([store.purge(40), store.purge(40)]);
  expect(deleted.reduce((sum, count) => sum + count, 0) + (await store.purge(40))).toBe(40);
  await close();
});

test("a purge does not wait for an artifact that somebody holds", async () => {
  const { store, pass, url, close } = await open();
  for (let made = 0; made < 3; made += 1) await store.save("AccessToken", digest(newId()), { payload: {} }, 1);
  await pass(2);
  const holder = new pg.Client({ connectionString: url });
  await holder.connect();
  await holder.query("begin; select from oidc_artifact limit 1 for update");
  expect(await store.purge(10)).toBe(2);
  await holder.query("rollback");
  expect(await store.purge(10)).toBe(1);
  await holder.end();
  await close();
});

test("what has expired is not found, although no purge has run", async () => {
  const { store, pass, query, close } = await open();
  const id = digest(newId());
  await store.save("AccessToken", id, { payload: {} }, 1);
  await pass(2);
  expect(await query("select from oidc_artifact")).toHaveLength(1);
  expect(await store.find("AccessToken", id)).toBeUndefined();
  await close();
});

test("a ping of a database that can't be reached fails", async () => {
  const db = createDatabases("postgresql://nobody@127.0.0.1:1/none", { log: createLog("silent") });
  await expect(createPostgresArtifacts(db.signIn, () => new Date()).ping()).rejects.toThrow("ECONNREFUSED");
  await db.end();
});

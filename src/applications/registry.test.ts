import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { keys, noon, wish } from "../../test/support/applications.ts";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import type { Deps } from "../deps.ts";
import type { Db } from "../lib/db.ts";
import { createLog } from "../lib/log.ts";
import { systemRandom } from "../lib/random.ts";
import {
  addApplication,
  clientSecretHash,
  createRegistry,
  rotateClientSecret,
  suspendApplication,
  type AddApplication,
} from "./applications.ts";

const log = createLog("silent");
let now = noon;
let database: TestDatabase;
let deps: Pick<Deps, "db" | "keys" | "random" | "now" | "log">;
let asked: number;
let before: () => Promise<void>;
let after: () => Promise<void>;

/** Counts the queries of the sign-in role, and can hold them up before or after PostgreSQL has answered. */
function counted(db: Db): Db {
  return {
    ...db,
    maybeOne: async (row, query) => {
      asked += 1;
      await before();
      const found = await db.maybeOne(row, query);
      await after();
      return found;
    },
  };
}

beforeAll(async () => {
  database = await createTestDatabase();
  deps = {
    db: { ...database.db, signIn: counted(database.db.signIn) },
    keys,
    random: systemRandom,
    now: () => now,
    log,
  };
});
beforeEach(() => {
  asked = 0;
  now = noon;
  before = async () => {};
  after = async () => {};
});
afterAll(() => database.drop());

const add = (more?: Partial<AddApplication>) => addApplication(deps, wish(more));

test("a client comes with the metadata that the provider takes", async () => {
  const {
    clientId,
    applicationId,
    clientSecret = "",
  } = await add({
    postLogoutRedirectUris: ["https://lezen.example.be/"],
    backchannelLogoutUri: "https://lezen.example.be/logout",
    initiateLoginUri: "https://lezen.example.be/start",
  });
  expect(await createRegistry(deps).findClient(clientId)).toEqual({
    metadata: {
      client_id: clientId,
      client_name: "Lezen",
      redirect_uris: ["https://lezen.example.be/callback"],
      post_logout_redirect_uris: ["https://lezen.example.be/"],
      backchannel_logout_uri: "https://lezen.example.be/logout",
      backchannel_logout_session_required: true,
      initiate_login_uri: "https://lezen.example.be/start",
      token_endpoint_auth_method: "client_secret_basic",
      id_token_signed_response_alg: "ES256",
      response_types: ["code"],
      grant_types: ["authorization_code", "refresh_token"],
    },
    applicationId,
    sectorId: expect.any(String),
    status: "live",
    bundle: "pseudonymous",
    attributes: expect.arrayContaining(["email"]),
    secretHashes: [clientSecretHash(keys, clientId, clientSecret)],
  });
});

test("a client with keys of its own has no secret", async () => {
  const { clientId } = await add({ authMethod: "private_key_jwt", jwksUri: "https://lezen.example.be/keys" });
  const record = await createRegistry(deps).findClient(clientId);
  expect(record?.metadata.jwks_uri).toBe("https://lezen.example.be/keys");
  expect(record?.secretHashes).toEqual([]);
});

test("a hundred requests for one client at one moment are one query", async () => {
  const { clientId } = await add();
  const registry = createRegistry(deps);
  await Promise.all(Array.from({ length: 100 }, () => registry.findClient(clientId)));
  await registry.findClient(clientId);
  expect(asked).toBe(1);
});

test("an id that nobody has is asked for once", async () => {
  const registry = createRegistry(deps);
  expect(await registry.findClient("nobody")).toBeUndefined();
  expect(await registry.findClient("nobody")).toBeUndefined();
  expect(asked).toBe(1);
});

test.each(["", "a b", "x\0", "é", "x".repeat(65), "https://lezen.example.be"])(
  "%j can be nobody's id, so nobody is asked",
  async (clientId) => {
    expect(await createRegistry(deps).findClient(clientId)).toBeUndefined();
    expect(asked).toBe(0);
  },
);

test("invented ids don't drive out a client", async () => {
  const { clientId } = await add();
  const registry = createRegistry(deps, { known: 1, unknown: 3 });
  await registry.findClient(clientId);
  for (let n = 0; n < 10; n += 1) await registry.findClient(`invented-${n}`);
  asked = 0;
  await registry.findClient(clientId);
  expect(asked).toBe(0);
});

test("of invented ids only the newest few are remembered", async () => {
  const registry = createRegistry(deps, { known: 1, unknown: 3 });
  for (let n = 0; n < 10; n += 1) await registry.findClient(`invented-${n}`);
  asked = 0;
  for (let n = 0; n < 10; n += 1) await registry.findClient(`invented-${9 - n}`);
  expect(asked).toBe(7);
});

test("clients are remembered up to the limit", async () => {
  const [a, b] = [await add(), await add()];
  const registry = createRegistry(deps, { known: 1, unknown: 1 });
  for (const { clientId } of [a, b, a]) await registry.findClient(clientId);
  expect(asked).toBe(3);
});

test("an answer that was on its way when the change came is not remembered", async () => {
  const { clientId, applicationId } = await add();
  const registry = createRegistry(deps);
  let letGo = () => {};
  const held = new Promise<void>((done) => (letGo = done));
  let answered = () => {};
  const onItsWay = new Promise<void>((done) => (answered = done));
  after = () => {
    answered();
    return held;
  };
  const old = registry.findClient(clientId);
  await onItsWay;
  await suspendApplication(deps, { applicationId, actor: "test" });
  registry.invalidate();
  after = async () => {};
  // a request after the change doesn't join the load from before it either
  expect(await registry.findClient(clientId)).toBeUndefined();
  letGo();
  await old;
  expect(await registry.findClient(clientId)).toBeUndefined();
});

test("a secret dies by the clock, without a word from the database", async () => {
  const { clientId } = await add();
  await rotateClientSecret(deps, { clientId, overlapSeconds: 60, actor: "test" });
  const registry = createRegistry(deps);
  expect((await registry.findClient(clientId))?.secretHashes).toHaveLength(2);
  now = new Date(noon.getTime() + 60_000);
  expect((await registry.findClient(clientId))?.secretHashes).toHaveLength(1);
});

test("a failing database is an error, and is not remembered", async () => {
  const { clientId } = await add();
  const registry = createRegistry(deps);
  before = () => Promise.reject(new Error("connection lost"));
  await expect(registry.findClient(clientId)).rejects.toThrow("connection lost");
  before = async () => {};
  expect(await registry.findClient(clientId)).toBeDefined();
});

test.each([
  `'"text"'`,
  `'{}'`,
  `metadata - 'redirect_uris'`,
  `jsonb_set(metadata, '{redirect_uris}', '["http://evil.example/"]')`,
  `jsonb_set(metadata, '{redirect_uris}', '["http://localhost/"]')`,
  `jsonb_set(metadata, '{id_token_signed_response_alg}', '"none"')`,
  `metadata || '{"backchannel_logout_uri": "https://10.0.0.1/"}'`,
])("a stored row that breaks the rules (%s) is left out and logged by id, and the others work", async (expression) => {
  const [bad, good] = [await add(), await add()];
  await database.owner.query(`update oidc_client set metadata = ${expression} where client_id = $1`, [bad.clientId]);
  const lines: unknown[] = [];
  const registry = createRegistry({
    ...deps,
    log: Object.assign(createLog("silent"), { error: (line: unknown) => lines.push(line) }),
  });
  expect(await registry.findClient(bad.clientId)).toBeUndefined();
  expect(await registry.findClient(good.clientId)).toBeDefined();
  expect(lines).toMatchObject([{ clientId: bad.clientId }]);
});

test("what a sandbox may have on its own machine, it may not have once it is live", async () => {
  const uri = "http://localhost:4001/callback";
  const { clientId, applicationId } = await add({ status: "sandbox", redirectUris: [uri], initiateLoginUri: uri });
  const sandbox = await createRegistry(deps).findClient(clientId);
  expect(sandbox?.metadata).not.toHaveProperty("initiate_login_uri");
  expect(sandbox?.metadata.redirect_uris).toEqual([uri]);
  await database.owner.query("update application set status = 'live' where id = $1", [applicationId]);
  expect(await createRegistry(deps).findClient(clientId)).toBeUndefined();
});

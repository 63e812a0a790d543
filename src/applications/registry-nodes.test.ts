import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { noon, openApplications } from "../../test/support/applications.ts";
import { createLog } from "../lib/log.ts";
import {
  createRegistry,
  resumeApplication,
  rotateClientSecret,
  suspendApplication,
  type Registry,
} from "./applications.ts";

let applications: Awaited<ReturnType<typeof openApplications>>;
let listeners: pg.Client[] = [];

beforeAll(async () => {
  applications = await openApplications();
});
afterEach(async () => {
  await Promise.all(listeners.map((client) => client.end()));
  listeners = [];
});
afterAll(() => applications.drop());

/** A node of the provider: its registry, told by PostgreSQL of every change. */
async function node(): Promise<Registry> {
  const registry = createRegistry({ ...applications.deps, log: createLog("silent") });
  const client = new pg.Client({ connectionString: applications.database.url });
  await client.connect();
  client.on("notification", () => registry.invalidate());
  await client.query("listen registry");
  listeners.push(client);
  return registry;
}
async function until(truth: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await truth()) return;
    await pause(10);
  }
  throw new Error("It never came true");
}

test("a suspended application has no clients at any node, at once, and has them again when it resumes", async () => {
  const { clientId, applicationId } = await applications.add();
  const nodes = [await node(), await node()];
  const seen = async () => (await Promise.all(nodes.map((registry) => registry.findClient(clientId)))).map(Boolean);
  expect(await seen()).toEqual([true, true]);
  await suspendApplication(applications.deps, { applicationId, actor: "test" });
  await until(async () => (await seen()).every((there) => !there));
  await resumeApplication(applications.deps, { applicationId, actor: "test" });
  await until(async () => (await seen()).every(Boolean));
});

test("a client that was asked for before it was made is found once it is", async () => {
  const registry = await node();
  await registry.findClient("later");
  const { applicationId } = await applications.add();
  await applications.database.owner.query(
    "insert into oidc_client select 'later', application_id, metadata, created_at from oidc_client where application_id = $1",
    [applicationId],
  );
  await until(async () => (await registry.findClient("later")) !== undefined);
  expect((await registry.findClient("later"))?.applicationId).toBe(applicationId);
});

test("a new secret and a new redirect address are seen by every node", async () => {
  const { clientId } = await applications.add();
  const nodes = [await node(), await node()];
  await Promise.all(nodes.map((registry) => registry.findClient(clientId)));
  await rotateClientSecret(applications.deps, { clientId, overlapSeconds: 60, actor: "test" });
  await applications.database.owner.query(
    `update oidc_client set metadata = jsonb_set(metadata, '{redirect_uris}', '["https://nieuw.example.be/"]') where client_id = $1`,
    [clientId],
  );
  for (const registry of nodes) {
    await until(
      async () => (await registry.findClient(clientId))?.metadata.redirect_uris[0] === "https://nieuw.example.be/",
    );
    expect((await registry.findClient(clientId))?.secretHashes).toHaveLength(2);
  }
});

test("a new manifest is heard of", async () => {
  const { clientId, applicationId } = await applications.add();
  const registry = await node();
  await registry.findClient(clientId);
  await applications.database.owner.query(
    `insert into manifest (application_id, version, bundle, attributes, created_at) values ($1, 2, 'anonymous', '{}', $2)`,
    [applicationId, noon],
  );
  await until(async () => (await registry.findClient(clientId))?.bundle === "anonymous");
  expect((await registry.findClient(clientId))?.attributes).toEqual([]);
});

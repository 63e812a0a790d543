import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { leerid, leeridJson } from "../support/command-line.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeSchool } from "../support/world.ts";

let world: TestServer;
beforeAll(async () => {
  world = await startTestServer();
});
afterAll(() => world.close());

test("a running server seals by itself what was written", async () => {
  await arrangeSchool(world);
  await world.deps.jobs.enqueue("audit-seal", {});
  const count = async () => (await world.database.owner.query("select from audit_link")).rowCount;
  for (let tries = 0; tries < 100 && (await count()) === 0; tries += 1) await pause(100);
  expect(await count()).toBeGreaterThan(0);
});

test("`leerid audit verify` seals what is new, says that the chain holds, and names its head", async () => {
  await arrangeSchool(world);
  const { exitCode, stdout } = await leerid(world.config, "audit", "verify");
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(/The chain holds: \d+ events/) });
  const verified = await leeridJson(world.config, "audit", "verify");
  expect(verified).toMatchObject({ ok: true, unsealed: 0, head: expect.stringMatching(/^\d+\.[0-9a-f]{64}$/) });
  expect(await leeridJson(world.config, "audit", "verify", "--head", verified.head)).toMatchObject({ ok: true });
  expect((await leerid(world.config, "audit", "verify", "--head", "1.00")).exitCode).toBe(1);
});

test("`leerid audit verify` names the first broken place, for people and for machines, and ends with 1", async () => {
  await leerid(world.config, "audit", "verify");
  await world.database.owner.query("update audit_event set actor = 'nobody' where seq = 1");
  const told = await leerid(world.config, "audit", "verify");
  expect(told).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/BROKEN: .*\nFirst at link 1, sealed/) });
  const json = await leerid(world.config, "--json", "audit", "verify");
  expect(json.exitCode).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, broken: { kind: "event-changed", link: 1, afterSeq: 0 } });
});

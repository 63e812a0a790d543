import { afterAll, beforeAll, expect, test } from "vitest";
import { createPostgresArtifacts } from "../../adapters/oidc-postgres.ts";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { createAdapter, UsedBefore } from "./adapter.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test("a proof that is dated five minutes ahead is remembered for as long as its time would be taken", async () => {
  const noon = Date.parse("2026-09-14T12:00:00Z");
  let seconds = 0;
  const artifacts = createPostgresArtifacts(database.db.signIn, () => new Date(noon + seconds * 1000));
  const adapter = createAdapter(artifacts, "ReplayDetection");
  // what the engine asks for, whatever the time in the proof
  const send = () => adapter.upsert("proof", {}, 300);
  await send();
  for (seconds of [1, 301, 599]) await expect(send()).rejects.toThrow(UsedBefore);
});

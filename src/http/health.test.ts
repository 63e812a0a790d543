import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { startWeb, type TestWeb } from "../../test/support/web.ts";
import { health } from "./health.ts";

let web: TestWeb | undefined;
afterEach(() => web?.close());

async function ready(checks: Record<string, () => Promise<unknown>>, stopping = false, path = "/health/ready") {
  web = await startWeb(() => [health({ checks, stopping: () => stopping, timeLimitMs: 50 })]);
  const { status, text } = await web.ask(path);
  return { status, body: JSON.parse(text) };
}
const fine = async () => {};
const broken = async () => {
  throw new Error("password=secret");
};

test("ready when all that a sign-in needs answers", async () => {
  expect(await ready({ database: fine, store: fine })).toEqual({
    status: 200,
    body: { status: "ok", checks: { database: "ok", store: "ok" } },
  });
});

test("not ready when one part fails, and nothing is told of how", async () => {
  expect(await ready({ database: broken, store: fine })).toEqual({
    status: 503,
    body: { status: "not-ready", checks: { database: "failed", store: "ok" } },
  });
});

test("not ready when one part takes too long", async () => {
  expect((await ready({ database: () => pause(5_000, undefined, { ref: false }) })).body.checks.database).toBe("slow");
});

test("from the start of a graceful stop no new pupils are wanted", async () => {
  expect((await ready({ database: fine }, true)).status).toBe(503);
});

test("alive even when the database is gone: a restart would not help", async () => {
  expect((await ready({ database: broken }, false, "/health/live")).status).toBe(200);
});

test("who asks a hundred times at once makes it look once", async () => {
  let looks = 0;
  const count = async () => {
    looks += 1;
  };
  web = await startWeb(() => [health({ checks: { store: count }, stopping: () => false })]);
  const asking = web;
  await Promise.all(Array.from({ length: 100 }, () => asking.ask("/health/ready")));
  expect(looks).toBeLessThan(10);
});

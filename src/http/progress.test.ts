import { afterEach, expect, test } from "vitest";
import { startWeb, type TestWeb } from "../../test/support/web.ts";
import { endStreamsWith, streamProgress } from "./progress.ts";

let web: TestWeb | undefined;
afterEach(() => web?.close());

test("a page that listens is let go when the process is about to end, and asks another one", async () => {
  const closing = new AbortController();
  web = await startWeb(() => [
    endStreamsWith(closing.signal),
    (ctx) => streamProgress(ctx, async (look) => ({ event: { look }, goesOn: true })),
  ]);
  const begun = performance.now();
  setTimeout(() => closing.abort(), 700);
  const { text } = await web.ask("/events");
  expect(performance.now() - begun).toBeLessThan(1500);
  expect(text).toMatch(/^retry: 1000\n\ndata: {"look":0}\n\n/);
});

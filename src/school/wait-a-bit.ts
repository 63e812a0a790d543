import { setTimeout as pause } from "node:timers/promises";

/** Most jobs are done within a second: who waits so long sees the result at once, and only a long one shows a bar. */
const patienceMs = 2500;

/** Waits a little for a job to end; what isn't done by then goes on without anybody waiting. */
export async function waitABit(read: () => Promise<{ running: boolean } | undefined>): Promise<void> {
  const until = performance.now() + patienceMs;
  while ((await read())?.running && performance.now() < until) await pause(50);
}

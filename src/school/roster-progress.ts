import { PassThrough } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import type { Context } from "koa";
import type { Progress } from "./roster.ts";

/** A stream ends by itself after half a minute; the browser asks again while the page needs it, so a server that stops waits for no page. */
const looks = 60;
const pauseMs = 500;

/** Server-sent events: `data: {"running":true,"done":3,"all":60}`. The last one says that it no longer runs. */
export function streamRosterProgress(ctx: Context, read: () => Promise<Progress | undefined>): void {
  const stream = new PassThrough();
  ctx.status = 200;
  ctx.type = "text/event-stream";
  // A proxy that waits for a full buffer would show nothing.
  ctx.set("X-Accel-Buffering", "no");
  ctx.body = stream;
  stream.write("retry: 1000\n\n");
  void tell(stream, read).catch(() => stream.destroy());
}

async function tell(stream: PassThrough, read: () => Promise<Progress | undefined>): Promise<void> {
  let last = "";
  for (let look = 0; look < looks && !stream.destroyed; look += 1) {
    const progress = await read();
    if (!progress) break;
    const event = JSON.stringify(progress);
    if (event !== last) stream.write(`data: ${event}\n\n`);
    last = event;
    if (!progress.running) break;
    await pause(pauseMs);
  }
  stream.end();
}

/** Most lists are in within a second: who waits so long sees the result at once, and only a long one shows a bar. */
const patienceMs = 2500;

/** Waits a little for an import to end; what isn't done by then goes on without anybody waiting. */
export async function waitABit(read: () => Promise<Progress | undefined>): Promise<void> {
  const until = performance.now() + patienceMs;
  while ((await read())?.running && performance.now() < until) await pause(100);
}

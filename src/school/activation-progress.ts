import { PassThrough } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import type { Context } from "koa";
import type { Run } from "../activation/activation.ts";

/** Progress for a page that listens. It ends by itself, and the browser asks again while the page needs it: a server that stops waits for no page. */
const looks = 40;
const pauseMs = 500;

/** Lets this page listen to us; call it after the page is made. */
export function allowEvents(ctx: Context): void {
  const policy = ctx.response.get("Content-Security-Policy");
  if (policy !== "") ctx.set("Content-Security-Policy", `${policy}; connect-src 'self'`);
}

/** Server-sent events: `data: {"state":"printing","done":3,"all":60}`. The last one says what the run has become. */
export function streamProgress(ctx: Context, read: () => Promise<Run | undefined>): void {
  const stream = new PassThrough();
  ctx.status = 200;
  ctx.type = "text/event-stream";
  // A proxy that waits for a full buffer would show nothing.
  ctx.set("X-Accel-Buffering", "no");
  ctx.body = stream;
  stream.write("retry: 1000\n\n");
  void tell(stream, read).catch(() => stream.destroy());
}

async function tell(stream: PassThrough, read: () => Promise<Run | undefined>): Promise<void> {
  let last = "";
  for (let look = 0; look < looks && !stream.destroyed; look += 1) {
    const run = await read();
    if (!run) break;
    const done = run.parts.filter(({ state }) => state === "handed-out" || state === "made").length;
    const event = JSON.stringify({ state: run.state, done, all: run.parts.length });
    if (event !== last) stream.write(`data: ${event}\n\n`);
    last = event;
    // A page may listen a moment before its file has begun.
    if (run.state !== "printing" && look > 4) break;
    await pause(pauseMs);
  }
  stream.end();
}

import { PassThrough } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import type { Context, Middleware } from "koa";
import { factsOf } from "./request.ts";
import { createShares, ownerHere } from "./shares.ts";

/** A stream ends by itself after half a minute and the browser asks again while the page needs it: a server that stops waits for no page. */
const looks = 60;
const pauseMs = 500;

/** A page has one, and the imports and runs of a school are watched by a few people. */
const streams = createShares({ inAll: 400, each: 40 });

/** Lets this page listen to us; call it after the page is made. */
export function allowEvents(ctx: Context): void {
  const policy = ctx.response.get("Content-Security-Policy");
  if (policy !== "") ctx.set("Content-Security-Policy", `${policy}; connect-src 'self'`);
}

/** Lets every stream behind it end when the process is about to: the browser then asks another one. */
export const endStreamsWith =
  (closing: AbortSignal): Middleware =>
  (ctx, next) => {
    factsOf(ctx).closing = closing;
    return next();
  };

export type Progress = {
  /** What the page is told, as JSON; only when it is another than before. */
  event: object;
  /** Whether there is more to come. */
  goesOn: boolean;
};

/**
 * Server-sent events for a page that shows how far something is. The last one says what has become of it.
 * @param read undefined ends the stream; it gets how often was looked before
 * @throws AppError busy when more pages listen than people look
 */
export function streamProgress(ctx: Context, read: (look: number) => Promise<Progress | undefined>): void {
  const giveBack = streams.take(ownerHere(ctx));
  const stream = new PassThrough().once("close", giveBack);
  ctx.status = 200;
  ctx.type = "text/event-stream";
  // A proxy that waits for a full buffer would show nothing.
  ctx.set("X-Accel-Buffering", "no");
  ctx.body = stream;
  stream.write("retry: 1000\n\n");
  void tell(stream, read, factsOf(ctx).closing).catch(() => stream.destroy());
}

const isOver = (closing: AbortSignal | undefined): boolean => closing?.aborted === true;

type Read = (look: number) => Promise<Progress | undefined>;

async function tell(stream: PassThrough, read: Read, closing: AbortSignal | undefined): Promise<void> {
  let last = "";
  for (let look = 0; look < looks && !stream.destroyed && !isOver(closing); look += 1) {
    const progress = await read(look);
    if (!progress) break;
    const event = JSON.stringify(progress.event);
    if (event !== last) stream.write(`data: ${event}\n\n`);
    last = event;
    if (!progress.goesOn) break;
    await pause(pauseMs, undefined, { signal: closing }).catch(() => {});
  }
  stream.end();
}

import { setTimeout as pause } from "node:timers/promises";
import type { Middleware } from "koa";
import { setRoute } from "./request.ts";

export type Health = {
  /** Each resolves when its part of the world answers, such as `{ database, store }`. */
  checks: Record<string, () => Promise<unknown>>;
  /** True from the moment a graceful stop begins: balancers must send new pupils elsewhere. */
  stopping: () => boolean;
  /** Default 2,000. */
  timeLimitMs?: number;
};

type Answer = "ok" | "failed" | "slow";

/** `/health/live`: the process answers. `/health/ready`: so does all that a sign-in needs; else 503. */
export function health({ checks, stopping, timeLimitMs = 2_000 }: Health): Middleware {
  const looked = sharedFor(shareMs, () =>
    Promise.all(Object.entries(checks).map(async ([name, check]) => [name, await ask(check, timeLimitMs)] as const)),
  );
  return async (ctx, next) => {
    if (ctx.path !== "/health/live" && ctx.path !== "/health/ready") {
      await next();
      return;
    }
    setRoute(ctx, ctx.path);
    if (ctx.path === "/health/live") {
      ctx.body = { status: "ok" };
      return;
    }
    const answers = await looked();
    const fine = answers.every(([, answer]) => answer === "ok");
    const status = stopping() ? "stopping" : fine ? "ok" : "not-ready";
    ctx.status = status === "ok" ? 200 : 503;
    ctx.body = { status, checks: Object.fromEntries(answers) };
  };
}

/** A look writes, and anybody may ask: so many looks a second are made at most, and who asks meanwhile gets the same answer. */
const shareMs = 250;

function sharedFor<T>(ms: number, look: () => Promise<T>): () => Promise<T> {
  let last: { answer: Promise<T>; until: number } | undefined;
  return () => {
    if (!last || performance.now() > last.until) last = { answer: look(), until: performance.now() + ms };
    return last.answer;
  };
}

async function ask(check: () => Promise<unknown>, timeLimitMs: number): Promise<Answer> {
  const limit = new AbortController();
  const slow = pause(timeLimitMs, "slow" as const, { signal: limit.signal, ref: false }).catch(() => "slow" as const);
  const answered = check().then(
    (): Answer => "ok",
    (): Answer => "failed",
  );
  const answer = await Promise.race([answered, slow]);
  limit.abort();
  return answer;
}

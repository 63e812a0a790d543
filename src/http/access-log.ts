import type { Middleware } from "koa";
import type { Log } from "../lib/log.ts";
import type { Random } from "../lib/random.ts";
import { factsOf, routeOf } from "./request.ts";

const quiet = /^\/(assets|health)\//;

/**
 * One line per request, with the pattern of its route: paths and queries may hold what nobody may read. Assets and health
 * checks are lines of the level debug.
 * @param monotonicMs a clock that never jumps
 */
export function accessLog({ log, random, monotonicMs = () => performance.now() }: AccessLog): Middleware {
  return async (ctx, next) => {
    const start = monotonicMs();
    const facts = factsOf(ctx);
    facts.id = random.uuid();
    ctx.res.once("close", () => {
      const line = {
        requestId: facts.id,
        method: ctx.method,
        route: routeOf(ctx),
        status: ctx.res.statusCode,
        ms: Math.round((monotonicMs() - start) * 10) / 10,
        ...(ctx.res.writableFinished ? {} : { cutShort: true }),
      };
      log[quiet.test(ctx.path) ? "debug" : "info"](line, "request");
    });
    await next();
  };
}

export type AccessLog = { log: Log; random: Random; monotonicMs?: () => number };

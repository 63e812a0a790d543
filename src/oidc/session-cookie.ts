import type { Middleware } from "koa";
import { savedNothing } from "./session-adapter.ts";

/**
 * The engine sends the session's cookie with every answer, before it saves. Where nothing was saved it stays as the browser has it: a late
 * answer must not bring back the cookie of who is out, nor push aside the one of who came next.
 */
export function withoutOldCookie(cookieName: string): Middleware {
  return async (ctx, next) => {
    await next();
    if (!savedNothing(ctx)) return;
    const lines = [ctx.response.get("Set-Cookie")].flat().filter(Boolean);
    const kept = lines.filter((line) => isGone(line) || !line.replace(/\.sig=/, "=").startsWith(`${cookieName}=`));
    if (kept.length === lines.length) return;
    ctx.remove("Set-Cookie");
    if (kept.length > 0) ctx.set("Set-Cookie", kept);
  };
}

const isGone = (line: string): boolean => /expires=Thu, 01 Jan 1970/i.test(line);

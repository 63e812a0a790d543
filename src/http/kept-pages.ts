import type { Context, Middleware } from "koa";

const lastsSeconds = 60;
const cookieName = (ctx: Context): string => (ctx.protocol === "https" ? "__Host-leerid-left" : "leerid-left");
const attributes = (ctx: Context): string =>
  `Path=/; HttpOnly; SameSite=Lax${ctx.protocol === "https" ? "; Secure" : ""}`;

/** Says that whatever is asked for next makes the browser forget the pages that were left before. */
export function markLeft(ctx: Context): void {
  ctx.append("Set-Cookie", `${cookieName(ctx)}=yes; Max-Age=${lastsSeconds}; ${attributes(ctx)}`);
}

/**
 * Makes the browser drop the pages that it kept as they stood. Chromium keeps them in spite of `no-store`, until a cookie that scripts
 * can't read changes after the page was left. The page that was left last isn't kept yet while the answer to its own form comes in: so
 * that answer sets a cookie, and the next one takes it away.
 * @see docs/decisions/0039-shared-devices.md
 */
export function forgetKeptPages(): Middleware {
  return async (ctx, next) => {
    if (ctx.cookies.get(cookieName(ctx), { signed: false }) !== undefined)
      ctx.append("Set-Cookie", `${cookieName(ctx)}=; Max-Age=0; ${attributes(ctx)}`);
    await next();
  };
}

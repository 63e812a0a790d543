import type { Context, Middleware } from "koa";
import { AppError } from "../errors.ts";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

export type CrossSiteOptions = {
  /** Our own origin, such as `https://leerid.example`. */
  issuer: string;
  /** Paths that act on no cookie, such as the token endpoint: other origins may call them. */
  exempt?: (path: string) => boolean;
};

/**
 * Stops what another site sends in the name of our visitor. Browsers tell where a request comes from by Sec-Fetch-Site;
 * older ones by Origin. A form that tells neither is refused: there is no token in our forms to fall back on.
 * @throws AppError "cross-site"
 */
export function refuseCrossSite({ issuer, exempt = () => false }: CrossSiteOptions): Middleware {
  return async (ctx, next) => {
    if (!safeMethods.has(ctx.method) && !exempt(ctx.path)) {
      if (!isOurs(ctx, issuer)) throw new AppError("cross-site");
    }
    await next();
  };
}

/** Whether a page of ours sent this, or the person at the browser did. */
export function isOurs(ctx: Context, issuer: string): boolean {
  const site = ctx.get("Sec-Fetch-Site");
  return site === "" ? ctx.get("Origin") === issuer : site === "same-origin" || site === "none";
}

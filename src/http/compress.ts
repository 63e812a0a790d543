import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Context, Middleware } from "koa";

/** What fits into one packet anyway arrives no sooner when it is smaller. */
const worthwhileBytes = 1_400;
const textual = /^(text\/|application\/(json|jwk-set\+json)\b)/;

/**
 * Compresses pages at the end of a request. They are a few kB: doing it on the spot costs less than a turn in the thread
 * pool, which secrets being hashed keep busy. No page holds both a lasting secret and text that another site can choose, so
 * its length tells nothing (BREACH).
 */
export function compressPages(): Middleware {
  return async (ctx, next) => {
    await next();
    const body: unknown = ctx.body;
    if (typeof body !== "string" || body.length < worthwhileBytes || !textual.test(ctx.type)) return;
    if (ctx.res.hasHeader("Content-Encoding")) return;
    ctx.vary("Accept-Encoding");
    const encoding = acceptedEncoding(ctx);
    if (encoding === "identity") return;
    const compressed = encoding === "br" ? brotli(body) : gzipSync(body);
    ctx.set("Content-Encoding", encoding);
    ctx.body = compressed;
  };
}

export function acceptedEncoding(ctx: Context): "br" | "gzip" | "identity" {
  const accepted = ctx.get("Accept-Encoding");
  if (/\bbr\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(accepted)) return "br";
  if (/\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(accepted)) return "gzip";
  return "identity";
}

const brotli = (body: string): Buffer =>
  brotliCompressSync(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 3,
      [constants.BROTLI_PARAM_LGWIN]: 16,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    },
  });

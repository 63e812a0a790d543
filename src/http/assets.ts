import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { Middleware } from "koa";
import { AppError } from "../errors.ts";
import { acceptedEncoding } from "./compress.ts";
import { setRoute } from "./request.ts";

const folder = fileURLToPath(new URL("../../views/assets", import.meta.url));
const types: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

type Asset = { type: string } & Record<"identity" | "gzip" | "br", () => Buffer>;

export type Assets = {
  /** The address of an asset, such as `/assets/leerid.3f9a0c1d2e.css` for `leerid.css`. @throws when there is no such file */
  path: (name: string) => string;
  /** Serves them for ever: another content has another address. */
  middleware: Middleware;
};

/** Reads the files of views/assets into memory. Their compressed forms are made when they are first asked for, and kept. */
export function loadAssets(): Assets {
  const paths = new Map<string, string>();
  const assets = new Map<string, Asset>();
  for (const name of readdirSync(folder)) {
    const extension = extname(name);
    const type = types[extension];
    if (type === undefined) throw new Error(`No content type is known for the asset ${name}`);
    const identity = readFileSync(`${folder}/${name}`);
    const hash = createHash("sha256").update(identity).digest("hex").slice(0, 10);
    const path = `/assets/${basename(name, extension)}.${hash}${extension}`;
    paths.set(name, path);
    assets.set(path, {
      type,
      identity: () => identity,
      gzip: once(() => gzipSync(identity, { level: 9 })),
      br: once(() => brotliCompressSync(identity)),
    });
  }
  return {
    path: (name) => {
      const path = paths.get(name);
      if (path === undefined) throw new Error(`There is no asset ${name}`);
      return path;
    },
    middleware: serve(assets),
  };
}

function once(make: () => Buffer): () => Buffer {
  let made: Buffer | undefined;
  return () => (made ??= make());
}

function serve(assets: Map<string, Asset>): Middleware {
  return async (ctx, next) => {
    if (!ctx.path.startsWith("/assets/")) {
      await next();
      return;
    }
    setRoute(ctx, "/assets/*");
    const asset = assets.get(ctx.path);
    if (!asset || (ctx.method !== "GET" && ctx.method !== "HEAD")) throw new AppError("not-found");
    const encoding = acceptedEncoding(ctx);
    ctx.set("Cache-Control", "public, max-age=31536000, immutable");
    ctx.vary("Accept-Encoding");
    if (encoding !== "identity") ctx.set("Content-Encoding", encoding);
    ctx.type = asset.type;
    ctx.body = asset[encoding]();
  };
}

import type { Context } from "koa";
import type { Random } from "../lib/random.ts";

const lastsSeconds = 60;

/**
 * Makes the browser drop the pages that it kept as they stood. Chromium keeps them in spite of `no-store`, until a cookie that scripts
 * can't read changes after the page was left. The page that was left last isn't kept yet while the answer to its own form comes in: so
 * this belongs on the page after that answer.
 * @see docs/decisions/0039-shared-devices.md
 */
export function forgetKeptPages(ctx: Context, random: Random): void {
  const secure = ctx.protocol === "https";
  const cookie = `${secure ? "__Host-" : ""}leerid-left=${random.bytes(9).toString("base64url")}`;
  ctx.append(
    "Set-Cookie",
    `${cookie}; Path=/; Max-Age=${lastsSeconds}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`,
  );
}

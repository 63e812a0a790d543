import type { Context, Middleware } from "koa";
import { goOnPage } from "../../views/go-on.ts";
import { markLeft } from "./kept-pages.ts";
import { showPage } from "./pages.ts";
import { factsOf } from "./request.ts";

export type Leave = {
  issuer: string;
  /** Paths of ours that go on to another origin, such as where the provider resumes a sign-in. */
  leadsAway: (path: string) => boolean;
};

/**
 * Ends the POST of a form with a page that goes on by itself, where the way leads to another origin. Chrome holds the form's
 * `form-action` against every redirect behind it, also those of the application: one that sends its pupils on from
 * its callback to another origin would be blocked. A page in between ends that, so every form of ours may keep to 'self'.
 * @see docs/decisions/0024-leaving-by-a-page.md
 */
export function leaveByPage({ issuer, leadsAway }: Leave): Middleware {
  return async (ctx, next) => {
    await next();
    const to = ctx.method === "POST" ? redirectOf(ctx, issuer) : undefined;
    const byPage = factsOf(ctx).byPage || to?.origin !== new URL(issuer).origin || leadsAway(to.pathname);
    if (!to || !byPage) return;
    ctx.remove("Location");
    showPage(ctx, (p) => goOnPage(p, { href: to.href }));
  };
}

/**
 * Answers the form of a sign-out. By a page, also within our own: the browser keeps the page that was left only once another one stands
 * in its place, and can be made to forget it only then.
 */
export function goByPage(ctx: Context, path: string): void {
  factsOf(ctx).byPage = true;
  markLeft(ctx);
  ctx.status = 303;
  ctx.redirect(path);
}

function redirectOf(ctx: Context, issuer: string): URL | undefined {
  const location = ctx.response.get("Location");
  if (![301, 302, 303].includes(ctx.status) || !location || !URL.canParse(location, issuer)) return undefined;
  const to = new URL(location, issuer);
  return to.protocol === "https:" || to.protocol === "http:" ? to : undefined;
}

import type Router from "@koa/router";
import type { Context } from "koa";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { localeOf } from "../http/pages.ts";
import { markProvedHere } from "../sessions/sessions.ts";
import type { Upstream } from "../staff/staff.ts";
import { mePath, showWelcome } from "./pages.ts";
import { acceptByUpstream, comeBack, goAway, keepReturned, returnedTo, type Purpose } from "./upstream.ts";
import type { UpstreamClient } from "./upstream-client.ts";

/** Sends the browser to another provider. @returns false when that can't be asked now: nothing was answered yet */
export type Travel = (ctx: Context, to: Journey) => Promise<boolean>;
type Journey = { upstream: Upstream; purpose: Purpose; maxAgeSeconds: number };

const path = "/upstream";
/** Holds the state of the one journey that this browser is on: what another browser began is never finished here. */
const cookieName = (issuer: string): string => (issuer.startsWith("https:") ? "__Secure-leerid-away" : "leerid-away");

function cookieOptions(issuer: string) {
  return {
    path,
    httpOnly: true,
    sameSite: "lax",
    signed: true,
    overwrite: true,
    secure: issuer.startsWith("https:"),
  } as const;
}

export function createTravel(deps: Deps, client: UpstreamClient): Travel {
  const { issuer } = deps.config;
  return async (ctx, journey) => {
    const away = await goAway({ deps, client }, { ...journey, locale: localeOf(ctx) });
    if (!away) return false;
    ctx.cookies.set(cookieName(issuer), away.state, cookieOptions(issuer));
    ctx.status = 303;
    ctx.redirect(away.url);
    return true;
  };
}

/** Where other providers send people back to: one address for each. */
export function upstreamSteps(router: Router, deps: Deps, client: UpstreamClient): void {
  const { issuer } = deps.config;
  router.get(`${path}/:id/callback`, async (ctx) => {
    const { state } = ctx.query;
    const own = ctx.cookies.get(cookieName(issuer), { signed: true });
    if (typeof state !== "string" || own !== state) throw new AppError("interaction-expired");
    ctx.cookies.set(cookieName(issuer), null, cookieOptions(issuer));
    const back = { upstreamId: ctx.params["id"] ?? "", state, search: ctx.search };
    const found = await comeBack({ deps, client }, back);
    if (!found) throw new AppError("interaction-expired");
    const { purpose, returned } = found;
    if (purpose.kind === "welcome") {
      const problem = await acceptByUpstream(deps, purpose.token, returned);
      return problem ? showWelcome(ctx, problem) : ctx.redirect("/school");
    }
    await keepReturned(deps, purpose, returned);
    if (purpose.kind === "link") return ctx.redirect(`${mePath}/linked`);
    const next = `/interaction/${purpose.interaction}/staff${path}`;
    markProvedHere(deps, ctx, { path: next, about: returnedTo(purpose.interaction, returned) });
    ctx.redirect(next);
  });
}

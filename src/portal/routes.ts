import Router from "@koa/router";
import { launcherPage } from "../../views/portal/launcher.ts";
import { welcomePage } from "../../views/portal/welcome.ts";
import { startAddress } from "../applications/applications.ts";
import type { Deps } from "../deps.ts";
import { goByPage } from "../http/leave.ts";
import { forgetLanguage, localeOf, showPage } from "../http/pages.ts";
import { protocolPaths, type Oidc } from "../oidc/oidc.ts";
import { brusselsDay, schoolYearOf, startOfSchoolYear, yearStillUnderstood } from "../schools/schools.ts";
import { addEarlierRoutes, earlierPath } from "./earlier-routes.ts";
import { findHome } from "./queries.ts";
import { inOrder } from "../lib/in-order.ts";

/** The front door: the launcher for who is signed in, and the way in for who isn't. */
export function portalRoutes(deps: Deps, oidc: Oidc): Router {
  const router = new Router();

  router.get("/", async (ctx) => {
    const account = await oidc.sessionAccount(ctx);
    const now = deps.now();
    const schoolYear = schoolYearOf(now);
    const day = {
      today: brusselsDay(now),
      schoolYear,
      yearStart: startOfSchoolYear(schoolYear),
      yearBefore: yearStillUnderstood(now),
    };
    const home = account && (await findHome(deps.db.signIn, { account, ...day }));
    if (!home) return showPage(ctx, (p) => welcomePage(p, { signInHref: "/sign-in", badgeHref: "/badge" }));
    const tiles = home.tiles
      .map(({ name, href }) => ({ name, href: startAddress(href, deps.config.issuer) }))
      .toSorted((one, other) => inOrder.compare(one.name, other.name));
    const { givenName, linked } = home;
    const page = {
      givenName,
      tiles,
      signOutAction: "/sign-out",
      earlierHref: earlierPath,
      linked: linked ?? undefined,
    };
    return showPage(ctx, (p) => launcherPage(p, page));
  });

  // The browser carries what stands behind the # of a badge's address along these redirects; no server ever sees it.
  router.get("/badge", (ctx) => ctx.redirect(oidc.startUrl({ uiLocales: localeOf(ctx), method: "badge" })));
  router.get("/sign-in", (ctx) => ctx.redirect(oidc.startUrl({ uiLocales: localeOf(ctx) })));
  router.get("/start", (ctx) => ctx.redirect("/"));

  addEarlierRoutes(router, deps, oidc);

  router.post("/sign-out", async (ctx) => {
    await oidc.signOut(ctx);
    forgetLanguage(ctx);
    goByPage(ctx, protocolPaths.signedOut);
  });

  return router;
}

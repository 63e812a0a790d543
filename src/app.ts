import Koa from "koa";
import { accessRoutes } from "./access/routes.ts";
import { apiRoutes, isApiPath } from "./api/routes.ts";
import type { Deps, Mailer } from "./deps.ts";
import type { FailureLog } from "./failures/failures.ts";
import { accessLog } from "./http/access-log.ts";
import { loadAssets } from "./http/assets.ts";
import { compressPages } from "./http/compress.ts";
import { cookieSigner } from "./http/cookie-signer.ts";
import { refuseCrossSite } from "./http/cross-site.ts";
import { logLastResort, type ErrorHandling } from "./http/errors.ts";
import { securityHeaders } from "./http/headers.ts";
import { health } from "./http/health.ts";
import type { Metrics } from "./http/metrics.ts";
import { forgetKeptPages } from "./http/kept-pages.ts";
import { leaveByPage } from "./http/leave.ts";
import { noteOrigin } from "./http/origin.ts";
import { pages } from "./http/pages.ts";
import { endStreamsWith } from "./http/progress.ts";
import { probeWrite } from "./lib/db.ts";
import { pinOrigin, protocolPaths, type Oidc } from "./oidc/oidc.ts";
import { portalRoutes } from "./portal/routes.ts";
import { schoolRoutes } from "./school/routes.ts";
import { signInRoutes } from "./sessions/routes.ts";

export type AppParts = {
  oidc: Oidc;
  errors: ErrorHandling;
  metrics: Metrics;
  mailer: Mailer;
  failures: FailureLog;
  isStopping: () => boolean;
  /** The moment from which nothing may go on that could go on for long. */
  closing: AbortSignal;
};

/** The table of contents: every layer around a request, outermost first, then every door. */
export function createApp(deps: Deps, { oidc, errors, metrics, mailer, failures, isStopping, closing }: AppParts): Koa {
  const { issuer } = deps.config;
  const app = new Koa();
  app.keys = cookieSigner(deps.keys.cookieKeys);
  pinOrigin(app, issuer);
  logLastResort(app, deps.log);
  const assets = loadAssets();
  const checks = {
    database: () => probeWrite(deps.db.signIn),
    store: () => deps.artifacts.ping(),
  };

  app.use(accessLog(deps));
  app.use(endStreamsWith(closing));
  app.use(metrics.middleware);
  app.use(securityHeaders({ issuer, inPopup: protocolPaths.inPopup }));
  app.use(pages({ assets, issuer }));
  app.use(errors.middleware);
  app.use(health({ checks, stopping: isStopping }));
  app.use(assets.middleware);
  app.use(forgetKeptPages());
  app.use(compressPages());
  app.use(refuseCrossSite({ issuer, exempt: (path) => protocolPaths.actsOnNoCookie(path) || isApiPath(path) }));
  app.use(leaveByPage({ issuer, leadsAway: protocolPaths.leadsAway }));
  app.use(noteOrigin(deps.config));
  // First, because it answers most requests; what is not the protocol's goes on to the pages.
  app.use(oidc.middleware);
  app.use(portalRoutes(deps, oidc).routes());
  app.use(signInRoutes(deps, { flow: oidc.flow, metrics, failures }).routes());
  app.use(accessRoutes(deps, oidc).routes());
  app.use(schoolRoutes(deps, oidc, mailer).routes());
  app.use(apiRoutes(deps, { oidc, errors }).routes());
  return app;
}

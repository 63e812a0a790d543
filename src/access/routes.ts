import Router from "@koa/router";
import type { Deps } from "../deps.ts";
import { localPath } from "../http/pages.ts";
import type { StaffDoor, StaffSignInFlow } from "./access.ts";
import { meSteps } from "./me-routes.ts";
import { signInSteps } from "./sign-in-routes.ts";
import { createUpstreamClient } from "./upstream-client.ts";
import { createTravel, upstreamSteps } from "./upstream-routes.ts";
import { welcomeSteps } from "./welcome-routes.ts";

export type AccessParts = StaffDoor & { staffFlow: StaffSignInFlow };

/** The ways in for staff: /interaction/ID/staff while signing in, /welcome with an invitation, /school/start right after; and /school/me. */
export function accessRoutes(deps: Deps, parts: AccessParts): Router {
  const router = new Router();
  const client = createUpstreamClient(deps);
  const travel = createTravel(deps, client);
  signInSteps(router, deps, { flow: parts.staffFlow, travel });
  welcomeSteps(router, deps, { door: parts, travel });
  meSteps(router, deps, { door: parts, travel });
  upstreamSteps(router, deps, client);
  router.get("/school/start", (ctx) => {
    const { state } = ctx.query;
    const path = typeof state === "string" ? localPath(state, deps.config.issuer) : "/";
    return ctx.redirect(path === "/" ? "/school" : path);
  });
  return router;
}

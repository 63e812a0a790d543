import Router from "@koa/router";
import type { Deps } from "../deps.ts";
import { localPath } from "../http/pages.ts";
import type { StaffDoor, StaffSignInFlow } from "./access.ts";
import { meSteps } from "./me-routes.ts";
import { signInSteps } from "./sign-in-routes.ts";
import { welcomeSteps } from "./welcome-routes.ts";

export type AccessParts = StaffDoor & { staffFlow: StaffSignInFlow };

/** The ways in for staff: /interaction/ID/staff while signing in, /welcome with an invitation, /school/start right after; and /school/me. */
export function accessRoutes(deps: Deps, parts: AccessParts): Router {
  const router = new Router();
  signInSteps(router, deps, parts.staffFlow);
  welcomeSteps(router, deps, parts);
  meSteps(router, deps, parts);
  router.get("/school/start", (ctx) => {
    const { state } = ctx.query;
    const path = typeof state === "string" ? localPath(state, deps.config.issuer) : "/";
    return ctx.redirect(path === "/" ? "/school" : path);
  });
  return router;
}

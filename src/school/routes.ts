import Router from "@koa/router";
import { startPage } from "../../views/school/start.ts";
import { requireStaff, staffHere } from "../access/access.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { showPage } from "../http/pages.ts";
import type { Oidc } from "../oidc/oidc.ts";
import { activationRoutes } from "./activation-routes.ts";
import { createGate, schoolPath } from "./gate.ts";
import { rosterRoutes } from "./roster-routes.ts";
import { overviewOf } from "./school.ts";

/** The portal for staff: everything behind /school asks first who is there. */
export function schoolRoutes(deps: Deps, oidc: Oidc): Router {
  const router = new Router();
  const gate = createGate(deps, oidc);
  router.use("/school", requireStaff(deps, oidc));

  router.get("/school", (ctx) => {
    const [first] = staffHere(ctx).schools;
    if (!first) throw new AppError("not-allowed");
    ctx.redirect(schoolPath(first.number));
  });

  // what the switch in the header asks for
  router.get("/school/choose", (ctx) => {
    const chosen = staffHere(ctx).schools.find(({ number }) => number === ctx.query["school"]);
    if (!chosen) throw new AppError("not-found");
    ctx.redirect(schoolPath(chosen.number));
  });

  router.get("/school/:number", async (ctx) => {
    const visit = await gate.enter(ctx, { admin: false });
    if (!visit) return;
    const overview = await overviewOf(deps, visit.school.id);
    showPage(ctx, (p) => startPage(p, { frame: visit.frame, givenName: staffHere(ctx).givenName, ...overview }));
  });

  router.use(rosterRoutes(deps, gate).routes());
  router.use(activationRoutes(deps, gate).routes());
  return router;
}

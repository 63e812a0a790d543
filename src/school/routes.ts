import Router from "@koa/router";
import { startPage } from "../../views/school/start.ts";
import { requireStaff, staffHere } from "../access/access.ts";
import type { Deps, Mailer } from "../deps.ts";
import { AppError } from "../errors.ts";
import { showPage } from "../http/pages.ts";
import type { Oidc } from "../oidc/oidc.ts";
import { classExport } from "./activation-board-routes.ts";
import { activationRoutes } from "./activation-routes.ts";
import { classRoutes } from "./class-routes.ts";
import { auditRoutes } from "./audit-routes.ts";
import { applicationRoutes } from "./applications-routes.ts";
import { helpRoutes } from "./help-routes.ts";
import { createGate, schoolPath } from "./gate.ts";
import { linkRoutes, linksSaid } from "./link-routes.ts";
import { mergeRoutes } from "./merge-routes.ts";
import { packageRoutes } from "./package-routes.ts";
import { rosterRoutes } from "./roster-routes.ts";
import { overviewOf } from "./school.ts";
import { staffRoutes } from "./staff-routes.ts";
import { yearRoutes } from "./year-routes.ts";

/** The portal for staff: everything behind /school asks first who is there. */
export function schoolRoutes(deps: Deps, oidc: Oidc, mailer: Mailer): Router {
  const router = new Router();
  const gate = createGate(deps, oidc);
  router.use("/school", requireStaff(deps, oidc));

  // what can be said aloud: without the number of a school
  for (const page of ["", "/help"]) {
    router.get(`/school${page}`, (ctx) => {
      const [first] = staffHere(ctx).schools;
      if (!first) throw new AppError("not-allowed");
      ctx.redirect(`${schoolPath(first.number)}${page}`);
    });
  }

  // what the switch in the header asks for
  router.get("/school/choose", (ctx) => {
    const chosen = staffHere(ctx).schools.find(({ number }) => number === ctx.query["school"]);
    if (!chosen) throw new AppError("not-found");
    ctx.redirect(schoolPath(chosen.number));
  });

  router.get("/school/:number", async (ctx) => {
    const visit = await gate.enter(ctx, { admin: false });
    if (!visit) return;
    if (!visit.isAdmin) return ctx.redirect(`${visit.frame.path}/class`);
    const overview = await overviewOf(deps, visit.school.id);
    const { givenName } = staffHere(ctx);
    const links = { ...overview.links, said: linksSaid(ctx) };
    showPage(ctx, (p) => startPage(p, { frame: visit.frame, givenName, ...overview, links }));
  });

  router.post("/school/:number/export", classExport(deps, gate));
  router.use(applicationRoutes(deps, gate).routes());
  router.use(packageRoutes(deps, gate).routes());
  router.use(rosterRoutes(deps, gate).routes());
  router.use(yearRoutes(deps, gate).routes());
  router.use(mergeRoutes(deps, gate).routes());
  router.use(linkRoutes(deps, gate).routes());
  router.use(activationRoutes(deps, gate).routes());
  router.use(classRoutes(deps, gate).routes());
  router.use(staffRoutes(deps, { gate, mailer }).routes());
  router.use(auditRoutes(deps, gate).routes());
  router.use(helpRoutes(deps, gate).routes());
  return router;
}

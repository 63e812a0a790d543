import Router from "@koa/router";
import { z } from "zod";
import { startPage } from "../../views/school/start.ts";
import { requireStaff, staffHere } from "../access/access.ts";
import type { Deps } from "../deps.ts";
import { readForm } from "../http/forms.ts";
import { showPage } from "../http/pages.ts";
import type { Oidc } from "../oidc/oidc.ts";
import { activationRoutes } from "./activation-routes.ts";
import { chosenSchool, createGate } from "./gate.ts";
import { rosterRoutes } from "./roster-routes.ts";
import { overviewOf } from "./school.ts";

const ChooseForm = z.object({ school: z.string() });

/** The portal for staff: everything behind /school asks first who is there. */
export function schoolRoutes(deps: Deps, oidc: Oidc): Router {
  const router = new Router();
  const gate = createGate(deps, oidc);
  router.use("/school", requireStaff(deps, oidc));

  router.get("/school", async (ctx) => {
    const visit = await gate.enter(ctx, { admin: false });
    if (!visit) return;
    const overview = await overviewOf(deps, visit.school.id);
    showPage(ctx, (p) => startPage(p, { frame: visit.frame, givenName: staffHere(ctx).givenName, ...overview }));
  });

  router.post("/school/choose", async (ctx) => {
    const form = await readForm(ctx, ChooseForm);
    const chosen = staffHere(ctx).schools.find(({ number }) => form.ok && number === form.data.school);
    const { issuer } = deps.config;
    if (chosen) {
      const options = {
        path: "/",
        httpOnly: true,
        sameSite: "lax",
        signed: false,
        secure: issuer.startsWith("https:"),
      } as const;
      ctx.cookies.set(chosenSchool(issuer), chosen.number, options);
    }
    ctx.status = 303;
    ctx.redirect("/school");
  });

  router.use(rosterRoutes(deps, gate).routes());
  router.use(activationRoutes(deps, gate).routes());
  return router;
}

import Router from "@koa/router";
import type { Context } from "koa";
import { z } from "zod";
import { grantPage } from "../../views/school/packages/grant.ts";
import { packagesPage } from "../../views/school/packages/list.ts";
import {
  grantPackage,
  listPackagesOfSchool,
  packageScopes,
  withdrawPackage,
  type PackageOfSchool,
} from "../applications/applications.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { readForm } from "../http/forms.ts";
import { returnTo, showPage } from "../http/pages.ts";
import type { Gate, Visit } from "./gate.ts";

type PackageDeps = Pick<Deps, "db" | "now">;
const ticked = z.literal("yes").optional();
const GrantForm = z.object({ "roster.write": ticked, "roster.read": ticked, "activation.read": ticked });
const pathOf = (visit: Visit): string => `${visit.frame.path}/packages`;
const actorOf = ({ staffId }: Visit): string => `staff:${staffId}`;

/**
 * What administration packages may do at this school. Pupils' data leave through what is allowed here, so whoever allows it has signed
 * in a moment ago.
 */
export function packageRoutes(deps: PackageDeps, gate: Gate): Router {
  const router = new Router({ prefix: "/school/:number/packages" });

  router.get("/", async (ctx) => {
    const visit = await gate.enter(ctx);
    if (!visit) return;
    const packages = await listPackagesOfSchool(deps, visit.school.id);
    const done = z.enum(["saved", "withdrawn"]).optional().catch(undefined).parse(ctx.query["done"]);
    showPage(ctx, (p) => packagesPage(p, { frame: visit.frame, packages, done }));
  });

  router.get("/:id", async (ctx) => {
    const visit = await gate.enter(ctx, { fresh: true });
    if (!visit) return;
    const adminPackage = await getPackage(deps, visit, ctx);
    showPage(ctx, (p) => grantPage(p, { frame: visit.frame, adminPackage }));
  });

  router.post("/:id", async (ctx) => {
    const visit = await gate.enter(ctx, { fresh: true, back: ctx.path });
    if (visit) await grant(deps, ctx, visit);
  });

  router.post("/:id/withdraw", async (ctx) => {
    const visit = await gate.enter(ctx, { fresh: true, back: ctx.path.replace(/\/withdraw$/, "") });
    if (!visit) return;
    const { packageId } = await getPackage(deps, visit, ctx);
    await withdrawPackage(deps, { packageId, schoolId: visit.school.id, actor: actorOf(visit) });
    goTo(ctx, `${pathOf(visit)}?done=withdrawn`);
  });
  return router;
}

async function grant(deps: PackageDeps, ctx: Context, visit: Visit): Promise<void> {
  const adminPackage = await getPackage(deps, visit, ctx);
  const { packageId } = adminPackage;
  const form = await readForm(ctx, GrantForm);
  if (!form.ok) throw new AppError("bad-request", "The form is not ours");
  const scopes = packageScopes.filter((scope) => form.data[scope] === "yes");
  if (scopes.length === 0) {
    returnTo(ctx, ctx.path);
    return showPage(ctx, (p) => grantPage(p, { frame: visit.frame, adminPackage, problem: true }), 422);
  }
  await grantPackage(deps, { packageId, schoolId: visit.school.id, scopes, actor: actorOf(visit) });
  goTo(ctx, `${pathOf(visit)}?done=saved`);
}

/** @throws AppError not-found for one that isn't there, or is suspended and allowed nothing */
async function getPackage(deps: PackageDeps, visit: Visit, ctx: Context): Promise<PackageOfSchool> {
  const packages = await listPackagesOfSchool(deps, visit.school.id);
  const found = packages.find(({ packageId }) => packageId === ctx["params"].id);
  if (!found) throw new AppError("not-found");
  return found;
}

function goTo(ctx: Context, path: string): void {
  ctx.status = 303;
  ctx.redirect(path);
}

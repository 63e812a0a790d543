import Router from "@koa/router";
import type { Context } from "koa";
import { z } from "zod";
import { applicationPage } from "../../views/school/applications/one.ts";
import { confirmPage } from "../../views/school/applications/confirm.ts";
import { applicationPath } from "../../views/school/applications/state.ts";
import { releaseApplication, withdrawRelease } from "../applications/applications.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { returnTo, showPage } from "../http/pages.ts";
import { ApplicationId } from "../ids.ts";
import { countPupils, countsOf, getSchoolApplication, type SchoolApplication, type Scopes } from "./applications.ts";
import { listRoutes } from "./applications-list-routes.ts";
import type { Gate, Visit } from "./gate.ts";
import { askedScope, releaseOf, scopeQuery, shownScope, wantedScope, type WantedScope } from "./release-scope.ts";
import { textOf } from "./table.ts";

type RouteDeps = Pick<Deps, "db" | "now">;

/** Which application is on for whom, and what flows then: under /school/NUMBER/applications. */
export function applicationRoutes(deps: RouteDeps, gate: Gate): Router {
  const router = new Router({ prefix: "/school/:number/applications" });
  listRoutes(router, deps, gate);
  readingRoutes(router, deps, gate);
  changingRoutes(router, deps, gate);
  return router;
}

/** @throws AppError not-found */
const find = (deps: RouteDeps, ctx: Context, { visit, wanted }: { visit: Visit; wanted?: WantedScope | undefined }) => {
  const id = ApplicationId.safeParse(ctx["params"].id);
  if (!id.success) throw new AppError("not-found");
  return getSchoolApplication(deps, { schoolId: visit.school.id, id: id.data, wanted });
};

function show(ctx: Context, shown: Omit<Parameters<typeof applicationPage>[1], "ticked">, status = 200): void {
  const asked = askedScope(ctx.URL.searchParams);
  const ticked = asked ?? shown.application.release ?? nobodyYet(shown.application);
  showPage(ctx, (p) => applicationPage(p, { ...shown, ticked }), status);
}

/** A release that waits for a new choice is not simply made one for everybody. */
const nobodyYet = ({ paused }: Pick<SchoolApplication, "paused">) => ({
  wholeSchool: paused === null,
  classNames: paused?.classNames ?? [],
  yearChoices: [],
});

function readingRoutes(router: Router, deps: RouteDeps, gate: Gate): void {
  router.get("/:id", async (ctx) => {
    const visit = await gate.enter(ctx);
    if (!visit) return;
    const said = z.enum(["on", "off"]).safeParse(ctx.query["said"]).data;
    show(ctx, { frame: visit.frame, ...(await find(deps, ctx, { visit })), said });
  });

  router.get("/:id/confirm", async (ctx) => {
    const visit = await gate.enter(ctx, { fresh: true });
    if (!visit) return;
    const wanted = wantedScope(ctx.URL.searchParams);
    const found = await find(deps, ctx, { visit, wanted });
    if (!wanted) return show(ctx, { frame: visit.frame, ...found, problem: true }, 422);
    showConfirm(ctx, { visit, ...found, wanted });
  });
}

function changingRoutes(router: Router, deps: RouteDeps, gate: Gate): void {
  router.post("/:id/release", async (ctx) => {
    const page = ctx.path.replace(/\/release$/, "");
    const visit = await gate.enter(ctx, { fresh: true, back: `${page}/confirm${ctx.search}` });
    if (!visit) return;
    const wanted = wantedScope(ctx.URL.searchParams);
    const { application, scopes } = await find(deps, ctx, { visit, wanted });
    const read = textOf(ctx.URL.searchParams, "read");
    if (!wanted || read === undefined) throw new AppError("bad-request", "Nobody was chosen, or nothing was read");
    countPupils(scopes, wanted);
    const outcome = await releaseApplication(deps, {
      ...releaseOf(wanted),
      schoolId: visit.school.id,
      applicationId: application.id,
      manifestId: read,
      actor: `staff:${visit.staffId}`,
    });
    if (!outcome.ok) return showConfirm(ctx, { visit, application, scopes, wanted, changed: true });
    seeOther(ctx, `${page}?said=on`);
  });

  router.post("/:id/withdraw", async (ctx) => {
    const page = ctx.path.replace(/\/withdraw$/, "");
    const visit = await gate.enter(ctx, { fresh: true, back: page });
    if (!visit) return;
    const { application } = await find(deps, ctx, { visit });
    const { id: applicationId } = application;
    await withdrawRelease(deps, { applicationId, schoolId: visit.school.id, actor: `staff:${visit.staffId}` });
    seeOther(ctx, `${page}?said=off`);
  });
}

type Confirming = {
  visit: Visit;
  application: SchoolApplication;
  scopes: Scopes;
  wanted: WantedScope;
  changed?: boolean;
};

function showConfirm(ctx: Context, confirming: Confirming): void {
  const { visit, application, scopes, wanted, changed = false } = confirming;
  const { frame } = visit;
  const pupils = countPupils(scopes, wanted);
  const query = `${scopeQuery(wanted)}&read=${application.manifestId}`;
  const action = `${applicationPath(frame, application.id)}/release?${query}`;
  returnTo(ctx, `${applicationPath(frame, application.id)}/confirm?${scopeQuery(wanted)}`);
  const counts = countsOf(scopes, wanted);
  const props = { frame, application, wanted: shownScope(wanted), pupils, counts, action, changed };
  showPage(ctx, (p) => confirmPage(p, props), changed ? 409 : 200);
}

function seeOther(ctx: Context, path: string): void {
  ctx.redirect(path);
  ctx.status = 303;
}

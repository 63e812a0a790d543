import Router from "@koa/router";
import type { Context } from "koa";
import { z } from "zod";
import { checkPassword } from "../credentials/credentials.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { plainCode } from "../failures/failures.ts";
import { readForm } from "../http/forms.ts";
import { goToPassword, letIn, pendingLogin, type Door, type SignInParts } from "./door.ts";
import { badgeCode, helpCodeFor, releaseCode } from "./help-code.ts";
import { passRoutes } from "./pass-routes.ts";
import * as sessions from "./sessions.ts";
import type { PendingSignIn, SignInOutcome } from "./sessions.ts";
import { showBadge, showChoosePassword, showNotReleased, showSignIn, type ShownSignIn } from "./pages.ts";

const box = z
  .literal("yes")
  .optional()
  .transform((value) => value === "yes");
const SignInForm = z.object({ login_name: z.string().max(200), secret: z.string().max(500), shared: box });
const BadgeForm = z.object({ badge: z.string().max(500), shared: box });
const PasswordForm = z.object({ password: z.string().max(1000), repeat: z.string().max(1000) });

/** The pages between an application that asks who is there and the answer. */
export function signInRoutes(deps: Deps, parts: SignInParts): Router {
  const router = new Router({ prefix: "/interaction/:uid" });
  const door = { ...parts, deps, router };
  nameRoutes(door);
  badgeRoutes(door);
  passwordRoutes(door);
  passRoutes(door);
  releaseRoutes(door);
  return router;
}

/** Login name and secret. */
function nameRoutes(door: Door): void {
  const { router, deps, flow } = door;

  router.get("/", async (ctx) => {
    const pending = await flow.pending(ctx);
    switch (pending.wants) {
      case "login":
        if (pending.prefersBadge && ctx.query["way"] === undefined) return showBadge(ctx, pending);
        return showSignIn(ctx, pending, { loginName: pending.loginHint ?? "", shared: false });
      case "release":
        return showNotReleased(ctx, pending, { helpCode: releaseCode(door, ctx, pending) });
      case "consent":
        // What an application gets is decided by the school: there is nothing to ask a pupil.
        return flow.proceed(ctx);
    }
  });

  router.post("/leave", async (ctx) => {
    await pendingLogin(ctx, flow);
    return flow.refuse(ctx, "access_denied", "the pupil went back without signing in");
  });

  router.post("/", async (ctx) => {
    const pending = await pendingLogin(ctx, flow);
    const form = await readForm(ctx, SignInForm);
    const loginName = form.typed["login_name"] ?? "";
    const refuse = (problem: "shape" | "missing", shared: boolean) => {
      const helpCode = helpCodeFor(door, ctx, { pending, problem, loginName });
      return showSignIn(ctx, pending, { loginName, shared, problem: { problem }, helpCode });
    };
    if (!form.ok) return refuse("shape", false);
    const { secret, shared } = form.data;
    if (!loginName.trim() || !secret) return refuse("missing", shared);
    const from = sessions.deviceFrom(deps, ctx, pending.id);
    const outcome = await sessions.signIn(deps, { loginName, secret, shared, ...from });
    return answer(door, ctx, { pending, from, outcome, shown: { loginName, shared } });
  });
}

function badgeRoutes(door: Door): void {
  const { router, deps, flow } = door;

  router.get("/badge", async (ctx) => showBadge(ctx, await pendingLogin(ctx, flow)));

  router.post("/badge", async (ctx) => {
    const pending = await pendingLogin(ctx, flow);
    const form = await readForm(ctx, BadgeForm);
    const shared = form.ok && form.data.shared;
    if (form.ok && !form.data.badge.trim())
      return showBadge(ctx, pending, { shared, problem: "missing", helpCode: plainCode("left-empty") });
    const from = sessions.deviceFrom(deps, ctx, pending.id);
    const outcome = form.ok ? await sessions.signInByBadge(deps, form.data.badge, { shared, ...from }) : undefined;
    if (outcome?.kind === "signed-in")
      return answer(door, ctx, { pending, from, outcome, shown: { loginName: "", shared: false } });
    door.metrics.signIn({ method: "badge", outcome: "badge-unknown" });
    const helpCode = badgeCode(door, ctx, { pending, typed: form.ok ? form.data.badge : "" });
    return showBadge(ctx, pending, { shared, problem: "badge-unknown", helpCode });
  });
}

/** The first use of an activation code leads to a password of one's own. */
function passwordRoutes(door: Door): void {
  const { router, deps, flow } = door;
  const open = async (ctx: Context) => {
    const pending = await pendingLogin(ctx, flow);
    const firstUse = await sessions.findFirstUse(deps, pending);
    if (!firstUse) throw new AppError("interaction-expired");
    return { pending, firstUse, loginName: firstUse.account.loginName };
  };

  router.get("/password", async (ctx) => {
    const { pending, loginName } = await open(ctx);
    return showChoosePassword(ctx, pending, { loginName });
  });

  router.post("/password", async (ctx) => {
    const { pending, firstUse, loginName } = await open(ctx);
    const form = await readForm(ctx, PasswordForm);
    const helpCode = plainCode("password-refused");
    if (!form.ok) return showChoosePassword(ctx, pending, { loginName, problem: "too-long", helpCode });
    const { password, repeat } = form.data;
    if (password !== repeat) return showChoosePassword(ctx, pending, { loginName, problem: "not-equal", helpCode });
    const checked = await checkPassword(password, await sessions.ownWordsOf(deps, firstUse.account));
    if (!checked.ok) {
      const hint = checked.reason === "too-easy" ? checked.hints[0] : undefined;
      return showChoosePassword(ctx, pending, { loginName, problem: checked.reason, hint, helpCode });
    }
    const signedIn = await sessions.finishFirstUse(deps, {
      pending,
      firstUse,
      password,
      from: sessions.deviceFrom(deps, ctx, pending.id),
    });
    if (signedIn) return flow.finish(ctx, signedIn);
    const problem = { problem: "used" } as const;
    const usedCode = helpCodeFor(door, ctx, { pending, ...problem, loginName });
    return showSignIn(ctx, pending, { loginName, shared: firstUse.shared, problem, helpCode: usedCode });
  });
}

/** An application that the pupil's school has not switched on. */
function releaseRoutes(door: Door): void {
  const { router, deps, flow } = door;
  router.post("/wish", async (ctx) => {
    const pending = await flow.pending(ctx);
    if (pending.wants !== "release") throw new AppError("interaction-expired");
    await sessions.recordWish(deps, pending);
    return showNotReleased(ctx, pending, { told: true, helpCode: releaseCode(door, ctx, pending) });
  });

  router.post("/back", async (ctx) => {
    const pending = await flow.pending(ctx);
    if (pending.wants !== "release") throw new AppError("interaction-expired");
    return flow.refuse(ctx, "access_denied", "the school has not switched this application on");
  });
}

type Step = { pending: PendingSignIn; from: sessions.From; outcome: SignInOutcome; shown: ShownSignIn };

async function answer(door: Door, ctx: Context, { pending, from, outcome, shown }: Step): Promise<void> {
  const { metrics } = door;
  switch (outcome.kind) {
    case "signed-in":
      metrics.signIn({ method: outcome.signedIn.method, outcome: "ok" });
      return letIn(door, ctx, { ...outcome, from });
    case "choose-password":
      metrics.signIn({ method: "code", outcome: "ok" });
      return goToPassword(door, ctx, { pending, from, ...outcome });
    case "problem":
      metrics.signIn({ method: "password", outcome: outcome.problem });
      return showSignIn(ctx, pending, {
        ...shown,
        problem: outcome,
        helpCode: helpCodeFor(door, ctx, { pending, problem: outcome.problem, loginName: shown.loginName }),
      });
  }
}

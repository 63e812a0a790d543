import Router from "@koa/router";
import type { Context } from "koa";
import { z } from "zod";
import { checkPassword } from "../credentials/credentials.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { plainCode } from "../failures/failures.ts";
import { readForm } from "../http/forms.ts";
import {
  DeviceField,
  goToPassword,
  isSharedDevice,
  letIn,
  pendingLogin,
  provedFirst,
  type Door,
  type SignInParts,
} from "./door.ts";
import { badgeCode, helpCodeFor, releaseCode } from "./help-code.ts";
import { passRoutes } from "./pass-routes.ts";
import * as sessions from "./sessions.ts";
import type { DeviceChoice, PendingSignIn, SignInOutcome } from "./sessions.ts";
import { showBadge, showChoosePassword, showNotReleased, showSignIn, type ShownChoice } from "./pages.ts";

/** `by`: these words came with a code of the teacher. */
const By = z.literal("pass").optional().catch(undefined);
const SignInForm = z.object({
  login_name: z.string().max(200),
  secret: z.string().max(500),
  shared: DeviceField,
  by: By,
});
const BadgeForm = z.object({ badge: z.string().max(500), shared: DeviceField });
const PasswordForm = z.object({ password: z.string().max(1000), repeat: z.string().max(1000), shared: DeviceField });

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
        return showSignIn(ctx, pending, {
          loginName: pending.loginHint ?? "",
          sharedUnlessSaid: isSharedDevice(door, ctx),
        });
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
    const refuse = (problem: "shape" | "missing", choice?: DeviceChoice) => {
      const helpCode = helpCodeFor(door, ctx, { pending, problem, loginName });
      const sharedUnlessSaid = isSharedDevice(door, ctx);
      return showSignIn(ctx, pending, { loginName, choice, sharedUnlessSaid, problem: { problem }, helpCode });
    };
    if (!form.ok) return refuse("shape");
    const { secret, shared: choice, by } = form.data;
    if (!loginName.trim() || !secret) return refuse("missing", choice);
    const from = sessions.deviceFrom(deps, ctx, pending.id);
    const outcome = await sessions.signIn(deps, { loginName, secret, choice, byPass: by === "pass", ...from });
    return answer(door, ctx, { pending, from, outcome, loginName, choice });
  });
}

function badgeRoutes(door: Door): void {
  const { router, deps, flow } = door;

  router.get("/badge", async (ctx) => showBadge(ctx, await pendingLogin(ctx, flow)));

  router.post("/badge", async (ctx) => {
    const pending = await pendingLogin(ctx, flow);
    const form = await readForm(ctx, BadgeForm);
    const choice = form.ok ? form.data.shared : undefined;
    if (form.ok && !form.data.badge.trim())
      return showBadge(ctx, pending, { choice, problem: "missing", helpCode: plainCode("left-empty") });
    const from = sessions.deviceFrom(deps, ctx, pending.id);
    const outcome = form.ok ? await sessions.signInByBadge(deps, form.data.badge, from) : undefined;
    if (outcome?.kind === "signed-in") return answer(door, ctx, { pending, from, outcome, loginName: "", choice });
    door.metrics.signIn({ method: "badge", outcome: "badge-unknown" });
    const helpCode = badgeCode(door, ctx, { pending, typed: form.ok ? form.data.badge : "" });
    return showBadge(ctx, pending, { choice, problem: "badge-unknown", helpCode });
  });
}

/** The first use of an activation code leads to a password of one's own. */
function passwordRoutes(door: Door): void {
  const { router, deps, flow } = door;
  const open = async (ctx: Context): Promise<Opened> => {
    const pending = await pendingLogin(ctx, flow);
    const firstUse = await sessions.findFirstUse(deps, pending);
    if (!firstUse || !sessions.wasProvedHere(deps, ctx, provedFirst(pending, firstUse)))
      throw new AppError("interaction-expired");
    return { pending, firstUse, loginName: firstUse.account.loginName };
  };

  const show = (ctx: Context, opened: Opened, refused: Refused = {}) => {
    const { pending, firstUse, loginName } = opened;
    const { pupilId, byPass, account } = firstUse;
    const byDefault = byPass || sessions.isYoung(account.enrolments);
    const sharedUnlessSaid = isSharedDevice(door, ctx, { pupilId, byDefault });
    return showChoosePassword(ctx, pending, { loginName, sharedUnlessSaid, choice: firstUse.choice, ...refused });
  };

  router.get("/password", async (ctx) => show(ctx, await open(ctx)));

  router.post("/password", async (ctx) => {
    const opened = await open(ctx);
    const { pending, firstUse, loginName } = opened;
    const form = await readForm(ctx, PasswordForm);
    const helpCode = plainCode("password-refused");
    if (!form.ok) return show(ctx, opened, { problem: "too-long", helpCode });
    const { password, repeat, shared: choice } = form.data;
    if (password !== repeat) return show(ctx, opened, { problem: "not-equal", helpCode, choice });
    await sessions.takeChoice(deps, firstUse.pupilId);
    const checked = await checkPassword(password, await sessions.ownWordsOf(deps, firstUse.account));
    if (!checked.ok) {
      const hint = checked.reason === "too-easy" ? checked.hints[0] : undefined;
      return show(ctx, opened, { problem: checked.reason, hint, helpCode, choice });
    }
    const from = sessions.deviceFrom(deps, ctx, pending.id);
    const proved = await sessions.finishFirstUse(deps, { pending, firstUse, password, from });
    if (proved) return letIn(door, ctx, { loginName, from, proved, choice });
    const problem = { problem: "used" } as const;
    const usedCode = helpCodeFor(door, ctx, { pending, ...problem, loginName });
    const sharedUnlessSaid = isSharedDevice(door, ctx);
    return showSignIn(ctx, pending, { loginName, choice, sharedUnlessSaid, problem, helpCode: usedCode });
  });
}

type Opened = {
  pending: PendingSignIn;
  firstUse: NonNullable<Awaited<ReturnType<typeof sessions.findFirstUse>>>;
  loginName: string;
};
type Refused = Pick<ShownChoice, "problem" | "hint" | "helpCode" | "choice">;

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

type Step = {
  pending: PendingSignIn;
  from: sessions.From;
  outcome: SignInOutcome;
  loginName: string;
  choice: DeviceChoice;
};

async function answer(door: Door, ctx: Context, { pending, from, outcome, loginName, choice }: Step): Promise<void> {
  const { metrics } = door;
  switch (outcome.kind) {
    case "signed-in":
      metrics.signIn({ method: outcome.proved.method, outcome: "ok" });
      return letIn(door, ctx, { ...outcome, from, choice });
    case "choose-password":
      metrics.signIn({ method: "code", outcome: "ok" });
      return goToPassword(door, ctx, { pending, from, ...outcome });
    case "problem":
      metrics.signIn({ method: "password", outcome: outcome.problem });
      return showSignIn(ctx, pending, {
        loginName,
        choice,
        sharedUnlessSaid: isSharedDevice(door, ctx),
        problem: outcome,
        helpCode: helpCodeFor(door, ctx, { pending, problem: outcome.problem, loginName }),
      });
  }
}

import type { Context } from "koa";
import { badgePage } from "../../views/sessions/badge.ts";
import { choosePasswordPage, type PasswordHint, type PasswordProblem } from "../../views/sessions/choose-password.ts";
import { notReleasedPage } from "../../views/sessions/not-released.ts";
import { signInPage } from "../../views/sessions/sign-in.ts";
import { allowCamera, allowFormAction } from "../http/headers.ts";
import { preferLocales, showPage } from "../http/pages.ts";
import type { PendingSignIn, SignInProblem } from "./sessions.ts";

export const here = (pending: PendingSignIn, step?: string): string =>
  `/interaction/${pending.id}${step === undefined ? "" : `/${step}`}`;

/** Whatever ends at the application must be allowed by the page that holds the form. */
function prepare(ctx: Context, pending: PendingSignIn): void {
  if (pending.redirectOrigin) allowFormAction(ctx, pending.redirectOrigin);
  preferLocales(ctx, pending.uiLocales);
}

export type ShownSignIn = { loginName: string; shared: boolean; problem?: SignInProblem | undefined };

export function showSignIn(ctx: Context, pending: PendingSignIn, { loginName, shared, problem }: ShownSignIn): void {
  prepare(ctx, pending);
  const retryAfterSeconds = problem?.problem === "throttled" ? problem.retryAfterSeconds : undefined;
  if (retryAfterSeconds !== undefined) ctx.set("Retry-After", String(retryAfterSeconds));
  const props = {
    action: here(pending),
    badgeAction: here(pending, "badge"),
    applicationName: pending.applicationName,
    loginName,
    shared,
    problem: problem?.problem,
    retryAfterSeconds,
  };
  const status = problem === undefined ? 200 : retryAfterSeconds === undefined ? 422 : 429;
  showPage(ctx, (p) => signInPage(p, props), status);
}

export function showBadge(ctx: Context, pending: PendingSignIn, problem?: "badge-unknown"): void {
  prepare(ctx, pending);
  allowCamera(ctx);
  const props = {
    action: here(pending, "badge"),
    backHref: `${here(pending)}?way=name`,
    applicationName: pending.applicationName,
    problem,
  };
  showPage(ctx, (p) => badgePage(p, props), problem ? 422 : 200);
}

export type ShownChoice = { loginName: string; problem?: PasswordProblem; hint?: PasswordHint | undefined };

export function showChoosePassword(ctx: Context, pending: PendingSignIn, choice: ShownChoice): void {
  prepare(ctx, pending);
  const props = { ...choice, action: here(pending, "password"), applicationName: pending.applicationName };
  showPage(ctx, (p) => choosePasswordPage(p, props), choice.problem ? 422 : 200);
}

/** @param told the wish has been passed on to the school */
export function showNotReleased(ctx: Context, pending: PendingSignIn, told = false): void {
  prepare(ctx, pending);
  const props = {
    applicationName: pending.applicationName ?? "",
    backAction: here(pending, "back"),
    tellAction: here(pending, "wish"),
    told,
  };
  showPage(ctx, (p) => notReleasedPage(p, props), 403);
}

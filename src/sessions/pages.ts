import type { Context } from "koa";
import { badgePage } from "../../views/sessions/badge.ts";
import { choosePasswordPage, type PasswordHint, type PasswordProblem } from "../../views/sessions/choose-password.ts";
import { notReleasedPage } from "../../views/sessions/not-released.ts";
import { signInPage } from "../../views/sessions/sign-in.ts";
import { allowCamera } from "../http/headers.ts";
import { preferLocales, showPage } from "../http/pages.ts";
import type { PendingSignIn, SignInProblem } from "./sessions.ts";

export const here = (pending: PendingSignIn, step?: string): string =>
  `/interaction/${pending.id}${step === undefined ? "" : `/${step}`}`;

export type ShownSignIn = {
  loginName: string;
  shared: boolean;
  problem?: SignInProblem | undefined;
  /** Four characters by which a teacher finds this attempt. */
  helpCode?: string | undefined;
};

export function showSignIn(ctx: Context, pending: PendingSignIn, shown: ShownSignIn): void {
  const { loginName, shared, problem, helpCode } = shown;
  preferLocales(ctx, pending.uiLocales);
  const retryAfterSeconds = problem?.problem === "throttled" ? problem.retryAfterSeconds : undefined;
  if (retryAfterSeconds !== undefined) ctx.set("Retry-After", String(retryAfterSeconds));
  const props = {
    action: here(pending),
    badgeAction: here(pending, "badge"),
    applicationName: pending.applicationName,
    loginName,
    shared,
    someoneIsIn: pending.pupilId !== undefined,
    problem: problem?.problem,
    helpCode,
    retryAfterSeconds,
  };
  const status = problem === undefined ? 200 : retryAfterSeconds === undefined ? 422 : 429;
  showPage(ctx, (p) => signInPage(p, props), status);
}

export type ShownBadge = { shared?: boolean; problem?: "badge-unknown" | "missing" };

export function showBadge(ctx: Context, pending: PendingSignIn, shown: ShownBadge = {}): void {
  preferLocales(ctx, pending.uiLocales);
  allowCamera(ctx);
  const props = {
    action: here(pending, "badge"),
    backHref: `${here(pending)}?way=name`,
    applicationName: pending.applicationName,
    someoneIsIn: pending.pupilId !== undefined,
    ...shown,
  };
  showPage(ctx, (p) => badgePage(p, props), shown.problem ? 422 : 200);
}

export type ShownChoice = { loginName: string; problem?: PasswordProblem; hint?: PasswordHint | undefined };

export function showChoosePassword(ctx: Context, pending: PendingSignIn, choice: ShownChoice): void {
  preferLocales(ctx, pending.uiLocales);
  const props = { ...choice, action: here(pending, "password"), applicationName: pending.applicationName };
  showPage(ctx, (p) => choosePasswordPage(p, props), choice.problem ? 422 : 200);
}

/** @param told the wish has been passed on to the school */
export function showNotReleased(ctx: Context, pending: PendingSignIn, told = false): void {
  preferLocales(ctx, pending.uiLocales);
  const props = {
    applicationName: pending.applicationName ?? "",
    backAction: here(pending, "back"),
    tellAction: here(pending, "wish"),
    told,
  };
  showPage(ctx, (p) => notReleasedPage(p, props), 403);
}

import type { Context } from "koa";
import { badgePage } from "../../views/sessions/badge.ts";
import { choosePasswordPage, type PasswordHint, type PasswordProblem } from "../../views/sessions/choose-password.ts";
import { newWordsPage } from "../../views/sessions/new-words.ts";
import { notReleasedPage } from "../../views/sessions/not-released.ts";
import { passPage } from "../../views/sessions/pass.ts";
import { signInPage } from "../../views/sessions/sign-in.ts";
import { allowCamera } from "../http/headers.ts";
import { preferLocales, returnTo, showPage } from "../http/pages.ts";
import type { DeviceChoice, PassOutcome, PassProblem, PendingSignIn, SignInProblem } from "./sessions.ts";

export const here = (pending: PendingSignIn, step?: string): string =>
  `/interaction/${pending.id}${step === undefined ? "" : `/${step}`}`;

/** Where the pupil is going, and how they go back there without signing in. */
const leaving = (pending: PendingSignIn) => ({
  applicationName: pending.applicationName,
  leaveAction: here(pending, "leave"),
});

export type ShownSignIn = {
  loginName: string;
  choice?: DeviceChoice;
  /** Who says nothing is on a shared device here. */
  sharedUnlessSaid: boolean;
  problem?: SignInProblem | undefined;
  /** Four characters by which a teacher finds this attempt. */
  helpCode?: string | undefined;
};

export function showSignIn(ctx: Context, pending: PendingSignIn, shown: ShownSignIn): void {
  const { loginName, choice, sharedUnlessSaid, problem, helpCode } = shown;
  preferLocales(ctx, pending.uiLocales);
  const retryAfterSeconds = problem?.problem === "throttled" ? problem.retryAfterSeconds : undefined;
  if (retryAfterSeconds !== undefined) ctx.set("Retry-After", String(retryAfterSeconds));
  const props = {
    action: here(pending),
    badgeAction: here(pending, "badge"),
    passHref: here(pending, "pass"),
    ...leaving(pending),
    loginName,
    device: { chosen: choice, sharedUnlessSaid },
    someoneIsIn: pending.pupilId !== undefined,
    problem: problem?.problem,
    helpCode,
    retryAfterSeconds,
  };
  const status = problem === undefined ? 200 : retryAfterSeconds === undefined ? 422 : 429;
  showPage(ctx, (p) => signInPage(p, props), status);
}

export type ShownBadge = { choice?: DeviceChoice; problem?: "badge-unknown" | "missing"; helpCode?: string };

export function showBadge(ctx: Context, pending: PendingSignIn, { choice, ...shown }: ShownBadge = {}): void {
  preferLocales(ctx, pending.uiLocales);
  allowCamera(ctx);
  const props = {
    action: here(pending, "badge"),
    backHref: `${here(pending)}?way=name`,
    ...leaving(pending),
    someoneIsIn: pending.pupilId !== undefined,
    device: { chosen: choice, sharedUnlessSaid: true },
    ...shown,
  };
  showPage(ctx, (p) => badgePage(p, props), shown.problem ? 422 : 200);
}

export type ShownChoice = {
  loginName: string;
  choice?: DeviceChoice;
  sharedUnlessSaid: boolean;
  problem?: PasswordProblem;
  hint?: PasswordHint | undefined;
  helpCode?: string;
};

export function showChoosePassword(ctx: Context, pending: PendingSignIn, shown: ShownChoice): void {
  preferLocales(ctx, pending.uiLocales);
  const { choice, sharedUnlessSaid, ...said } = shown;
  const device = { chosen: choice, sharedUnlessSaid };
  const props = { ...said, device, action: here(pending, "password"), ...leaving(pending) };
  showPage(ctx, (p) => choosePasswordPage(p, props), shown.problem ? 422 : 200);
}

export type ShownPass = {
  loginName: string;
  choice?: DeviceChoice;
  problem?: PassProblem | undefined;
  helpCode?: string | undefined;
};

export function showPass(ctx: Context, pending: PendingSignIn, shown: ShownPass): void {
  const { loginName, choice, problem, helpCode } = shown;
  preferLocales(ctx, pending.uiLocales);
  const retryAfterSeconds = problem?.problem === "throttled" ? problem.retryAfterSeconds : undefined;
  if (retryAfterSeconds !== undefined) ctx.set("Retry-After", String(retryAfterSeconds));
  const props = {
    action: here(pending, "pass"),
    backHref: `${here(pending)}?way=name`,
    ...leaving(pending),
    loginName,
    device: { chosen: choice, sharedUnlessSaid: true },
    problem: problem?.problem,
    helpCode,
    retryAfterSeconds,
  };
  const status = problem === undefined ? 200 : retryAfterSeconds === undefined ? 422 : 429;
  showPage(ctx, (p) => passPage(p, props), status);
}

/** The answer to the code itself, and no page of its own: what it shows must be nowhere that it could be asked for again. */
export function showNewWords(
  ctx: Context,
  pending: PendingSignIn,
  { words, loginName, choice }: Extract<PassOutcome, { kind: "new-words" }> & { choice: DeviceChoice },
): void {
  preferLocales(ctx, pending.uiLocales);
  const { applicationName } = pending;
  const device = { chosen: choice, sharedUnlessSaid: true };
  returnTo(ctx, here(pending));
  showPage(ctx, (p) => newWordsPage(p, { action: here(pending), applicationName, words, loginName, device }));
}

export type ShownRelease = {
  /** Four characters by which a teacher learns why. */
  helpCode: string;
  /** The wish has been passed on to the school. */
  told?: boolean;
};

export function showNotReleased(ctx: Context, pending: PendingSignIn, { helpCode, told = false }: ShownRelease): void {
  preferLocales(ctx, pending.uiLocales);
  const props = {
    applicationName: pending.applicationName ?? "",
    backAction: here(pending, "back"),
    tellAction: here(pending, "wish"),
    told,
    helpCode,
  };
  showPage(ctx, (p) => notReleasedPage(p, props), 403);
}

import type { Context } from "koa";
import { choosePage } from "../../views/access/choose.ts";
import { codePage } from "../../views/access/code.ts";
import { invitationText } from "../../views/access/invitation-mail.ts";
import { mePage, type MePage } from "../../views/access/me.ts";
import { minePage } from "../../views/access/mine.ts";
import { recoveryPage } from "../../views/access/recovery.ts";
import { staffSignInPage } from "../../views/access/sign-in.ts";
import { totpPage } from "../../views/access/totp.ts";
import { welcomeStaffPage } from "../../views/access/welcome.ts";
import { catalogues } from "../../views/texts/texts.ts";
import { preferLocales, returnTo, showPage } from "../http/pages.ts";
import type { Locale } from "../lib/locale.ts";
import type { Invitation, InvitationProblem, Upstream } from "../staff/staff.ts";
import type { PendingStaffSignIn } from "./access.ts";
import type { PasskeyOptions } from "./passkeys.ts";
import type { StaffProblem } from "./sign-in.ts";
import type { PasswordRefusal } from "./welcome.ts";

export const here = (pending: PendingStaffSignIn, step?: string): string =>
  `/interaction/${pending.id}/staff${step === undefined ? "" : `/${step}`}`;

function statusOf(ctx: Context, problem: StaffProblem | undefined): number {
  if (problem?.problem !== "throttled") return problem ? 422 : 200;
  ctx.set("Retry-After", String(problem.retryAfterSeconds));
  return 429;
}

type ShownSignIn = {
  email: string;
  passkey: PasskeyOptions;
  problem?: StaffProblem | undefined;
  upstreams: Upstream[];
};

/** What a page may know of another provider. */
const buttonsOf = (upstreams: Upstream[]) =>
  upstreams.map(({ id, button, group }) => ({ id, button, groupName: group?.name }));

export function showSignIn(ctx: Context, pending: PendingStaffSignIn, shown: ShownSignIn): void {
  const { email, passkey, problem, upstreams } = shown;
  preferLocales(ctx, pending.uiLocales);
  returnTo(ctx, here(pending));
  const props = {
    action: here(pending),
    passkeyAction: here(pending, "passkey"),
    passkeyOptions: JSON.stringify(passkey),
    upstreamAction: here(pending, "upstream"),
    upstreams: buttonsOf(upstreams),
    email,
    again: pending.staffId !== undefined,
    ...problem,
  };
  showPage(ctx, (p) => staffSignInPage(p, props), statusOf(ctx, problem));
}

type ShownCode = { kind: "totp" | "recovery"; problem?: StaffProblem };

export function showCode(ctx: Context, pending: PendingStaffSignIn, { kind, problem }: ShownCode): void {
  preferLocales(ctx, pending.uiLocales);
  returnTo(ctx, here(pending, "code"));
  const props = {
    codeAction: here(pending, "code"),
    recoveryAction: here(pending, "recovery"),
    backHref: here(pending),
    kind,
    ...problem,
  };
  showPage(ctx, (p) => codePage(p, props), statusOf(ctx, problem));
}

export type WelcomeProblem =
  | InvitationProblem
  | "missing"
  | "begin-again"
  | "upstream-failed"
  | "upstream-alone"
  | "upstream-taken";

export function showWelcome(ctx: Context, problem?: WelcomeProblem): void {
  returnTo(ctx, "/welcome");
  const props = { action: "/welcome", problem, mineHref: "/welcome/mine" };
  showPage(ctx, (p) => welcomeStaffPage(p, props), problem ? 422 : 200);
}

export type Shown = { token: string; invitation: Invitation };

type ShownChoice = {
  passkey: PasskeyOptions;
  refusal?: PasswordRefusal | { problem: "passkey-failed" } | undefined;
  upstreams: Upstream[];
};

export function showChoose(
  ctx: Context,
  { token, invitation }: Shown,
  { passkey, refusal, upstreams }: ShownChoice,
): void {
  returnTo(ctx, "/welcome");
  const props = {
    ...invitation,
    token,
    passwordAction: "/welcome/password",
    upstreamAction: "/welcome/upstream",
    upstreams: buttonsOf(upstreams),
    passkeyAction: "/welcome/passkey",
    passkeyOptions: JSON.stringify(passkey),
    ...refusal,
  };
  showPage(ctx, (p) => choosePage(p, props), refusal ? 422 : 200);
}

type ShownTotp = { qrPath: string; qrSize: number; key: string; problem?: "code-wrong" };

export function showTotp(ctx: Context, { token }: Pick<Shown, "token">, shown: ShownTotp): void {
  returnTo(ctx, "/welcome");
  showPage(ctx, (p) => totpPage(p, { ...shown, token, action: "/welcome/code" }), shown.problem ? 422 : 200);
}

export function showRecovery(ctx: Context, recoveryCodes: string[]): void {
  returnTo(ctx, "/school");
  showPage(ctx, (p) => recoveryPage(p, { recoveryCodes, onHref: "/school" }));
}

export function showMine(ctx: Context, invitations: Invitation[]): void {
  showPage(ctx, (p) => minePage(p, { invitations, action: "/welcome/mine", onHref: "/school" }));
}

type ShownMe = Omit<MePage, "path" | "passkeyOptions" | "onHref"> & { passkey: PasskeyOptions };

export const mePath = "/school/me";

export function showMe(ctx: Context, { passkey, ...shown }: ShownMe): void {
  returnTo(ctx, mePath);
  const props = { ...shown, path: mePath, passkeyOptions: JSON.stringify(passkey), onHref: "/school" };
  showPage(ctx, (p) => mePage(p, props), shown.said === "passkey-failed" ? 422 : 200);
}

type Mailed = Pick<Invitation, "givenName" | "placeName"> & {
  sender: string;
  link: string;
  expiresAt: Date;
  locale: Locale;
};

export const invitationMail = ({ locale, ...mailed }: Mailed): { subject: string; text: string } =>
  invitationText(catalogues[locale], { ...mailed, locale });

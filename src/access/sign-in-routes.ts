import type Router from "@koa/router";
import type { Context } from "koa";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { readForm } from "../http/forms.ts";
import { clientNetwork } from "../http/network.ts";
import { findStaffEmail } from "../staff/staff.ts";
import type { PendingStaffSignIn, StaffSignInFlow } from "./access.ts";
import { here, showCode, showSignIn } from "./pages.ts";
import { askForPasskey, checkPasskey } from "./passkeys.ts";
import { checkFirstFactor, checkSecondFactor, findFirstFactor, recordSignIn, type StaffProblem } from "./sign-in.ts";

const PasswordForm = z.object({ email: z.string().max(200), password: z.string().max(1000) });
const CodeForm = z.object({ code: z.string().max(40) });
const PasskeyForm = z.object({ response: z.string().max(12_000) });
const base = "/interaction/:uid/staff";

/** Password and second factor, or a passkey. */
export function signInSteps(router: Router, deps: Deps, flow: StaffSignInFlow): void {
  const show = async (ctx: Context, pending: PendingStaffSignIn, shown: { email?: string; problem?: StaffProblem }) => {
    const passkey = await askForPasskey(deps, pending.id);
    const email = shown.email ?? (pending.staffId && (await findStaffEmail(deps.db.signIn, pending.staffId))) ?? "";
    showSignIn(ctx, pending, { email, passkey, problem: shown.problem });
  };

  router.get(base, async (ctx) => show(ctx, await flow.pending(ctx), {}));

  router.post(base, async (ctx) => {
    const pending = await flow.pending(ctx);
    const form = await readForm(ctx, PasswordForm);
    const email = form.typed["email"]?.trim() ?? "";
    const { network } = clientNetwork(ctx, deps.config.trustedHops);
    const password = form.ok ? form.data.password : "";
    const problem = await checkFirstFactor(deps, pending, { email, password, network });
    if (problem) return show(ctx, pending, { email, problem });
    ctx.status = 303;
    ctx.redirect(here(pending, "code"));
  });

  router.post(`${base}/passkey`, async (ctx) => {
    const pending = await flow.pending(ctx);
    const form = await readForm(ctx, PasskeyForm);
    const signedIn = form.ok ? await checkPasskey(deps, { purpose: pending.id, sent: form.data.response }) : undefined;
    if (!signedIn) return show(ctx, pending, { problem: { problem: "passkey-unknown" } });
    await recordSignIn(deps, signedIn, "passkey");
    return flow.finish(ctx, signedIn);
  });

  codeSteps(router, deps, flow);
}

/** The second factor: only behind a right password, in the same sign-in. */
function codeSteps(router: Router, deps: Deps, flow: StaffSignInFlow): void {
  const open = async (ctx: Context) => {
    const pending = await flow.pending(ctx);
    const account = await findFirstFactor(deps, pending);
    if (!account) throw new AppError("interaction-expired");
    return { pending, account };
  };

  router.get(`${base}/code`, async (ctx) => showCode(ctx, (await open(ctx)).pending, { kind: "totp" }));

  const steps = [
    { path: "code", kind: "totp" },
    { path: "recovery", kind: "recovery" },
  ] as const;
  for (const { path, kind } of steps) {
    router.post(`${base}/${path}`, async (ctx) => {
      const opened = await open(ctx);
      const form = await readForm(ctx, CodeForm);
      const checked = await checkSecondFactor(deps, opened, { kind, typed: form.ok ? form.data.code : "" });
      if ("problem" in checked) return showCode(ctx, opened.pending, { kind, problem: checked });
      return flow.finish(ctx, checked);
    });
  }
}

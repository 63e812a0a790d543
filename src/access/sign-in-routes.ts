import type Router from "@koa/router";
import type { Context } from "koa";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { readForm } from "../http/forms.ts";
import { deviceFrom, noteIn, placeOf, rememberDevice, wasProvedHere } from "../sessions/sessions.ts";
import { findStaffEmail, listUpstreams } from "../staff/staff.ts";
import type { PendingStaffSignIn, StaffSignedIn, StaffSignInFlow } from "./access.ts";
import { here, showCode, showSignIn } from "./pages.ts";
import { askForPasskey, checkPasskey } from "./passkeys.ts";
import {
  checkFirstFactor,
  checkSecondFactor,
  findFirstFactor,
  recordSignIn,
  whoOf,
  type StaffProblem,
} from "./sign-in.ts";
import { findUpstream, judge, longestAgeSeconds, returnedTo, takeReturned, type Returned } from "./upstream.ts";
import type { Travel } from "./upstream-routes.ts";

const PasswordForm = z.object({ email: z.string().max(200), password: z.string().max(1000) });
const CodeForm = z.object({ code: z.string().max(40) });
const UpstreamForm = z.object({ upstream: z.string().max(60) });
const PasskeyForm = z.object({ response: z.string().max(12_000) });
const base = "/interaction/:uid/staff";

type Parts = { flow: StaffSignInFlow; travel: Travel };

/** Password and second factor, or a passkey. */
export function signInSteps(router: Router, deps: Deps, { flow, travel }: Parts): void {
  const show: Show = async (ctx, pending, shown) => {
    const passkey = await askForPasskey(deps, pending.id);
    const email = shown.email ?? (pending.staffId && (await findStaffEmail(deps.db.signIn, pending.staffId))) ?? "";
    showSignIn(ctx, pending, { email, passkey, problem: shown.problem, upstreams: await listUpstreams(deps) });
  };

  router.get(base, async (ctx) => show(ctx, await flow.pending(ctx), {}));

  router.post(base, async (ctx) => {
    const pending = await flow.pending(ctx);
    const form = await readForm(ctx, PasswordForm);
    const email = form.typed["email"]?.trim() ?? "";
    const from = deviceFrom(deps, ctx, pending.id);
    const password = form.ok ? form.data.password : "";
    const problem = await checkFirstFactor(deps, pending, { email, password, from });
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
    return letIn(ctx, deps, { flow, pending, signedIn });
  });

  upstreamSteps(router, deps, { flow, travel, show });
  codeSteps(router, deps, flow);
}

type Entered = { flow: StaffSignInFlow; pending: PendingStaffSignIn; signedIn: StaffSignedIn };

/** The last step: this network and this device are ones that the person uses. */
async function letIn(ctx: Context, deps: Deps, { flow, pending, signedIn }: Entered): Promise<void> {
  const email = await findStaffEmail(deps.db.signIn, signedIn.staffId);
  if (email !== undefined) {
    const [account, from] = [whoOf(email), deviceFrom(deps, ctx, pending.id)];
    await noteIn(deps, account, placeOf(deps, account, from));
    rememberDevice(deps, ctx, { account, from });
  }
  return flow.finish(ctx, signedIn);
}

type Show = (
  ctx: Context,
  pending: PendingStaffSignIn,
  shown: { email?: string; problem?: StaffProblem },
) => Promise<void>;

/** To another provider, and back from it. */
function upstreamSteps(router: Router, deps: Deps, { flow, travel, show }: Parts & { show: Show }): void {
  router.post(`${base}/upstream`, async (ctx) => {
    const pending = await flow.pending(ctx);
    const form = await readForm(ctx, UpstreamForm);
    const upstream = form.ok ? await findUpstream(deps, form.data.upstream) : undefined;
    const purpose = { kind: "sign-in", interaction: pending.id } as const;
    const maxAgeSeconds = pending.staffId === undefined ? longestAgeSeconds : 0;
    const left = upstream !== undefined && (await travel(ctx, { upstream, purpose, maxAgeSeconds }));
    if (!left) return show(ctx, pending, { problem: { problem: "upstream-failed" } });
  });

  // the other provider's answer was read at an address of its own, which sees no cookie of this sign-in
  router.get(`${base}/upstream`, async (ctx) => {
    const pending = await flow.pending(ctx);
    const isTheirs = (one: Returned) => wasProvedHere(deps, ctx, returnedTo(pending.id, one));
    const returned = await takeReturned(deps, { kind: "sign-in", owner: pending.id, isTheirs });
    if (!returned) return ctx.redirect(here(pending));
    const judged = await judge(deps, pending, returned);
    if ("problem" in judged) return show(ctx, pending, { problem: judged });
    if ("next" in judged) return ctx.redirect(here(pending, judged.next));
    return letIn(ctx, deps, { flow, pending, signedIn: judged.signedIn });
  });
}

/** The second factor: only behind a right password, in the same sign-in. */
function codeSteps(router: Router, deps: Deps, flow: StaffSignInFlow): void {
  const open = async (ctx: Context) => {
    const pending = await flow.pending(ctx);
    const first = await findFirstFactor(deps, pending);
    if (!first) throw new AppError("interaction-expired");
    return { pending, first };
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
      const from = deviceFrom(deps, ctx, opened.pending.id);
      const checked = await checkSecondFactor(deps, opened, { kind, typed: form.ok ? form.data.code : "", from });
      if ("problem" in checked) return showCode(ctx, opened.pending, { kind, problem: checked });
      return letIn(ctx, deps, { flow, pending: opened.pending, signedIn: checked });
    });
  }
}

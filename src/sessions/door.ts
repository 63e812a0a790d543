import type Router from "@koa/router";
import type { Context } from "koa";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { FailureLog } from "../failures/failures.ts";
import type { Metrics } from "../http/metrics.ts";
import { here } from "./pages.ts";
import {
  keepFirstUse,
  rememberDevice,
  type FirstUse,
  type From,
  type PendingSignIn,
  type SignedIn,
  type SignInFlow,
} from "./sessions.ts";

export type SignInParts = {
  flow: SignInFlow;
  metrics: Pick<Metrics, "signIn">;
  failures: Pick<FailureLog, "note">;
};
export type Door = SignInParts & { deps: Deps; router: Router };

/** A step of signing in is only there while the sign-in is what this browser waits for. */
export async function pendingLogin(ctx: Context, flow: SignInFlow): Promise<PendingSignIn> {
  const pending = await flow.pending(ctx);
  if (pending.wants !== "login") throw new AppError("interaction-expired");
  return pending;
}

type Known = { loginName: string; from: From };

/** The last step: whose secret was right here is known on this device from now on. */
export async function letIn(
  { deps, flow }: Door,
  ctx: Context,
  { loginName, from, signedIn }: Known & { signedIn: SignedIn },
): Promise<void> {
  rememberDevice(deps, ctx, { account: loginName, from });
  return flow.finish(ctx, signedIn);
}

export async function goToPassword(
  { deps }: Door,
  ctx: Context,
  step: Known & { pending: PendingSignIn; firstUse: FirstUse },
): Promise<void> {
  rememberDevice(deps, ctx, { account: step.loginName, from: step.from });
  await keepFirstUse(deps, step.pending, step.firstUse);
  ctx.status = 303;
  ctx.redirect(here(step.pending, "password"));
}

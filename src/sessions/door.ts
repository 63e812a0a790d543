import type Router from "@koa/router";
import type { Context } from "koa";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { FailureLog } from "../failures/failures.ts";
import type { Metrics } from "../http/metrics.ts";
import { here } from "./pages.ts";
import { keepFirstUse, type FirstUse, type PendingSignIn, type SignInFlow } from "./sessions.ts";

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

export async function goToPassword(
  deps: Deps,
  ctx: Context,
  step: { pending: PendingSignIn; firstUse: FirstUse },
): Promise<void> {
  await keepFirstUse(deps, step.pending, step.firstUse);
  ctx.status = 303;
  ctx.redirect(here(step.pending, "password"));
}

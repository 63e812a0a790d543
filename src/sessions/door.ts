import type Router from "@koa/router";
import type { Context } from "koa";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { PupilId } from "../ids.ts";
import type { FailureLog } from "../failures/failures.ts";
import type { Metrics } from "../http/metrics.ts";
import { here } from "./pages.ts";
import {
  keepFirstUse,
  rememberDevice,
  type FirstUse,
  type From,
  type PendingSignIn,
  type Proved,
  type SignInFlow,
} from "./sessions.ts";
import { markProvedHere } from "./proved-here.ts";
import { isSharedFor, keepDevice, newDevice, readDevice, withChoice, type DeviceChoice } from "./whose-device.ts";

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

export async function goToPassword(
  { deps }: Door,
  ctx: Context,
  step: Known & { pending: PendingSignIn; firstUse: FirstUse },
): Promise<void> {
  rememberDevice(deps, ctx, { account: step.loginName, from: step.from });
  await keepFirstUse(deps, step.pending, step.firstUse);
  const path = here(step.pending, "password");
  markProvedHere(deps, ctx, { path, about: provedFirst(step.pending, step.firstUse) });
  ctx.status = 303;
  ctx.redirect(path);
}

/** What the proof of a browser is about in which a code was typed that leads to a password of one's own. */
export const provedFirst = ({ id }: PendingSignIn, { pupilId, credentialId }: FirstUse): string[] => [
  "first use",
  id,
  pupilId,
  credentialId,
];

/** Whose device it is, as a form tells it: `shared` is yes, no, or not there. */
export const DeviceField = z
  .enum(["yes", "no"])
  .optional()
  .catch(undefined)
  .transform((said): DeviceChoice => (said === undefined ? undefined : said === "yes" ? "shared" : "own"));

/** Whether the device is a shared one for a pupil who says nothing now; of whoever may come, as long as nobody is known yet. */
export function isSharedDevice({ deps }: Door, ctx: Context, of?: { pupilId: PupilId; byDefault: boolean }): boolean {
  const device = readDevice(ctx, deps);
  if (!of) return device?.shared ?? false;
  return isSharedFor(deps.keys, device, { ...of, choice: undefined });
}

/**
 * The last step: whose secret was right here is known on this device from now on, and so is what they said of it. With a code
 * for one lesson it always is, and their word counts for nothing: the code says who the teacher meant, once.
 */
export async function letIn(door: Door, ctx: Context, { loginName, from, proved, choice }: Admitted): Promise<void> {
  const { deps, flow } = door;
  rememberDevice(deps, ctx, { account: loginName, from });
  const { sharedByDefault, ...who } = proved;
  const said = who.method === "lesson-code" ? "shared" : choice;
  const { pupilId } = who;
  const device = readDevice(ctx, deps);
  const shared = isSharedFor(deps.keys, device, { pupilId, choice: said, byDefault: sharedByDefault });
  if (device || shared || choice !== undefined)
    keepDevice(ctx, deps, withChoice(deps, device ?? newDevice(deps.random), { pupilId, choice: kept(who, choice) }));
  await flow.finish(ctx, { ...who, shared });
}

export type Admitted = Known & { proved: Proved; choice: DeviceChoice };

const kept = ({ method }: Pick<Proved, "method">, choice: DeviceChoice): DeviceChoice =>
  method === "lesson-code" && choice === "own" ? undefined : choice;

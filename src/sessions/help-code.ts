import type { Context } from "koa";
import { drawHelpCode, type FailureKind } from "../failures/failures.ts";
import { clientNetwork } from "../http/network.ts";
import { factsOf } from "../http/request.ts";
import { parseLoginName } from "../pupils/pupils.ts";
import type { Door } from "./door.ts";
import type { PendingSignIn, SignInProblem } from "./sessions.ts";

/**
 * What a pupil tells the teacher, who learns by it why it failed. It says nothing by itself, and the same is given to a name that nobody
 * has. @returns undefined where the pupil can go on alone
 */
export function helpCodeFor(
  door: Door,
  ctx: Context,
  { pending, problem, loginName }: { pending: PendingSignIn; problem: SignInProblem["problem"]; loginName: string },
): string | undefined {
  if (problem !== "wrong-ask-teacher" && problem !== "throttled") return undefined;
  const parsed = parseLoginName(loginName);
  const kind = problem === "throttled" ? "sign-in-held" : "sign-in-wrong";
  return giveCode(door, ctx, { pending, kind, loginName: parsed.ok ? parsed.loginName : undefined });
}

/** For a pupil who is signed in and may not go where they want to. */
export const releaseCode = (door: Door, ctx: Context, pending: PendingSignIn): string =>
  giveCode(door, ctx, { pending, kind: "not-released", pupilId: pending.pupilId });

type Given = {
  pending: PendingSignIn;
  kind: FailureKind;
  pupilId?: string | undefined;
  loginName?: string | undefined;
};

function giveCode({ deps, failures }: Door, ctx: Context, { pending, ...given }: Given): string {
  const code = drawHelpCode(deps.random);
  const { network } = clientNetwork(ctx, deps.config.trustedHops);
  failures.note({ ...given, code, network, applicationId: pending.applicationId });
  deps.log.info({ requestId: factsOf(ctx).id, helpCode: code, problem: given.kind }, "a pupil was sent to a teacher");
  return code;
}

import type { Context } from "koa";
import { badgeTokenFrom, hashBadge } from "../credentials/credentials.ts";
import { drawHelpCode, plainCode, type FailureKind } from "../failures/failures.ts";
import { clientNetwork } from "../http/network.ts";
import { factsOf } from "../http/request.ts";
import { parseLoginName } from "../pupils/pupils.ts";
import type { Door } from "./door.ts";
import type { PassProblem, PendingSignIn, SignInProblem } from "./sessions.ts";

type Failed = { pending: PendingSignIn; problem: (SignInProblem | PassProblem)["problem"]; loginName: string };

/**
 * What a pupil tells the teacher, who learns by it why it failed. It says nothing by itself, and the same is given to a name that nobody
 * has. What the page itself tells how to mend has a code that is always the same: nothing is kept for it.
 */
export function helpCodeFor(door: Door, ctx: Context, { pending, problem, loginName }: Failed): string {
  const parsed = parseLoginName(loginName);
  const of = { pending, loginName: parsed.ok ? parsed.loginName : undefined };
  switch (problem) {
    case "missing":
      return plainCode("left-empty");
    case "shape":
    case "typo":
      return plainCode("name-mistyped");
    case "wrong":
    case "used":
      return giveCode(door, ctx, { ...of, kind: "sign-in-wrong", passing: true });
    case "expired":
    case "wrong-ask-teacher":
      return giveCode(door, ctx, { ...of, kind: "sign-in-wrong" });
    case "throttled":
      return giveCode(door, ctx, { ...of, kind: "sign-in-held" });
    case "code-wrong":
      return giveCode(door, ctx, { ...of, kind: "pass-wrong" });
    case "badge-unknown":
      return giveCode(door, ctx, { pending, kind: "badge-unknown" });
  }
}

/** For a badge that lets nobody in: when it is one of ours, staff of that pupil find whose it is. */
export function badgeCode(
  door: Door,
  ctx: Context,
  { pending, typed }: { pending: PendingSignIn; typed: string },
): string {
  const token = badgeTokenFrom(typed);
  const badgeHash = token === undefined ? undefined : hashBadge(door.deps.keys, token);
  return giveCode(door, ctx, { pending, kind: "badge-unknown", badgeHash });
}

/** For a pupil who is signed in and may not go where they want to. */
export const releaseCode = (door: Door, ctx: Context, pending: PendingSignIn): string =>
  giveCode(door, ctx, { pending, kind: "not-released", pupilId: pending.pupilId });

type Given = {
  pending: PendingSignIn;
  kind: FailureKind;
  pupilId?: string | undefined;
  loginName?: string | undefined;
  badgeHash?: Buffer | undefined;
  passing?: boolean;
};

function giveCode({ deps, failures }: Door, ctx: Context, { pending, ...given }: Given): string {
  const code = drawHelpCode(deps.random);
  const { network } = clientNetwork(ctx, deps.config.trustedHops);
  failures.note({ ...given, code, network, applicationId: pending.applicationId });
  if (!given.passing)
    deps.log.info({ requestId: factsOf(ctx).id, helpCode: code, problem: given.kind }, "a pupil was sent to a teacher");
  return code;
}

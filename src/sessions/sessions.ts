import { createHash } from "node:crypto";
import type { Context } from "koa";
import { z } from "zod";
import { record } from "../audit/audit.ts";
import { choosePassword } from "../credentials/credentials.ts";
import type { Deps } from "../deps.ts";
import { CredentialId, PupilId, type ApplicationId } from "../ids.ts";
import { brusselsDay } from "../schools/schools.ts";
import { visitOf, type From } from "./place.ts";
import { findAccountById, listOpenSchools, listWordsAround, type SignInAccount } from "./queries.ts";
import { isYoung } from "./whose-device.ts";

export { countAccountsFrom, purgeArrivals } from "./arrivals.ts";
export { deviceFrom, rememberDevice } from "./device-cookie.ts";
export { countsAsRight } from "./guesses.ts";
export { noteIn, placeOf, visitOf, type From } from "./place.ts";
export { signIn, signInByBadge } from "./sign-in.ts";
export {
  findTrouble,
  forgiveAttempts,
  liftHold,
  takeAttempt,
  takeChoice,
  type Place,
  type Trouble,
} from "./throttle.ts";

export {
  endPass,
  givePasses,
  listPasses,
  openForPasses,
  purgePasses,
  redeemPass,
  type PassOutcome,
  type PassProblem,
  type PassSeen,
} from "./class-pass.ts";
export { isYoung, readDevice, type DeviceChoice } from "./whose-device.ts";
export { isLive, proveEarlier } from "./earlier.ts";
export { markProvedHere, wasProvedHere } from "./proved-here.ts";
export { listPresent } from "./presence.ts";
export type { PassGives } from "./queries-pass.ts";

/** How a pupil signed in; becomes `acr` and `amr`. */
export type SignInMethod = "password" | "words" | "badge" | "lesson-code";

/** A sign-in that an application waits for, in this browser. */
export type PendingSignIn = {
  /** Unguessable, bound to this browser by a signed cookie. */
  id: string;
  wants: "login" | "release" | "consent";
  applicationName: string | undefined;
  applicationId: ApplicationId | undefined;
  /** Who is signed in already, where `wants` is not "login". */
  pupilId: PupilId | undefined;
  loginHint: string | undefined;
  /** The application would like a badge best; any other way in is as good. */
  prefersBadge: boolean;
  uiLocales: string | undefined;
};

/** Who proved to be this pupil; whether the device is shared is still to be decided. */
export type Proved = { pupilId: PupilId; generation: number; method: SignInMethod; sharedByDefault: boolean };

export type SignedIn = Omit<Proved, "sharedByDefault"> & { shared: boolean };

/** What the pages of a sign-in need from the OpenID provider; src/oidc/sign-in-flow.ts has it. */
export type SignInFlow = {
  /** The sign-in that this browser is in. @throws AppError "interaction-expired" when there is none (any more) */
  pending(ctx: Context): Promise<PendingSignIn>;
  /** Lets the pupil in, ends whatever session another pupil left on this device, and goes back to the application. */
  finish(ctx: Context, result: SignedIn): Promise<void>;
  /** Nothing more to ask: goes on. */
  proceed(ctx: Context): Promise<void>;
  /** Goes back to the application without a pupil. */
  refuse(ctx: Context, error: "access_denied", description: string): Promise<void>;
};

export type SignInProblem =
  | { problem: "missing" | "shape" | "typo" | "wrong" | "wrong-ask-teacher" | "expired" | "used" | "badge-unknown" }
  | { problem: "throttled"; retryAfterSeconds: number };

export type SignInOutcome =
  | { kind: "signed-in"; loginName: string; proved: Proved }
  | { kind: "choose-password"; loginName: string; firstUse: FirstUse }
  | ({ kind: "problem" } & SignInProblem);

/** A right code waits for the pupil's own password; bound to the sign-in it was typed in, for a quarter of an hour. */
const FirstUse = z.object({
  pupilId: PupilId,
  credentialId: CredentialId,
  choice: z.enum(["shared", "own"]).optional(),
  byPass: z.boolean().default(false),
});
export type FirstUse = z.infer<typeof FirstUse>;
const firstUseSeconds = 15 * 60;
const firstUseId = (pending: PendingSignIn) => createHash("sha256").update(`first-use:${pending.id}`).digest();

export async function keepFirstUse(deps: Deps, pending: PendingSignIn, firstUse: FirstUse): Promise<void> {
  await deps.artifacts.save("FirstUse", firstUseId(pending), { payload: firstUse }, firstUseSeconds);
}

/** What a password must not be made of: the pupil's own names, and what everybody at school knows. */
export async function ownWordsOf(deps: Pick<Deps, "db" | "now">, account: SignInAccount): Promise<string[]> {
  const { pupilId, loginName, givenName, familyName } = account;
  const around = await listWordsAround(deps.db.signIn, { pupilId, today: brusselsDay(deps.now()) });
  return [loginName, givenName, familyName, ...around];
}

export async function findFirstUse(
  deps: Deps,
  pending: PendingSignIn,
): Promise<(FirstUse & { account: SignInAccount }) | undefined> {
  const stored = await deps.artifacts.find("FirstUse", firstUseId(pending));
  if (!stored) return undefined;
  const firstUse = FirstUse.parse(stored.payload);
  const account = await findAccountById(deps.db.signIn, { pupilId: firstUse.pupilId, today: brusselsDay(deps.now()) });
  return account?.status === "active" ? { ...firstUse, account } : undefined;
}

/**
 * Uses up the code and sets the password, in one transaction: of any number of tries at the same moment one wins.
 * @returns undefined when the code was used, replaced or has expired meanwhile
 */
export async function finishFirstUse(
  deps: Deps,
  {
    pending,
    firstUse,
    password,
    from,
  }: { pending: PendingSignIn; firstUse: FirstUse & { account: SignInAccount }; password: string; from: From },
): Promise<Proved | undefined> {
  const { pupilId, credentialId, byPass, account } = firstUse;
  const sharedByDefault = byPass || isYoung(account.enrolments);
  const phc = await deps.hasher.hash(password, visitOf(from));
  const at = deps.now();
  const id = CredentialId.parse(deps.random.uuid());
  const won = await deps.db.signIn.transaction(async (tx) => {
    const chosen = await choosePassword(tx, { pupilId, codeCredentialId: credentialId, id, phc, now: at });
    if (chosen)
      await record(tx, { what: "pupil.first-sign-in", actor: "pupil", pupilId, at, details: { method: "code" } });
    return chosen;
  });
  await deps.artifacts.destroy("FirstUse", firstUseId(pending));
  return won ? { pupilId, generation: account.generation, method: "password", sharedByDefault } : undefined;
}

/** "Tell my teacher": each school of the pupil finds the wish in its audit. Telling twice changes nothing for the pupil. */
export async function recordWish(deps: Deps, pending: PendingSignIn): Promise<void> {
  const { pupilId, applicationId } = pending;
  if (!pupilId || !applicationId) return;
  const at = deps.now();
  for (const schoolId of await listOpenSchools(deps.db.signIn, { pupilId, today: brusselsDay(at) })) {
    await record(deps.db.signIn, {
      what: "application.wished",
      actor: "pupil",
      pupilId,
      schoolId,
      at,
      details: { applicationId },
    });
  }
}

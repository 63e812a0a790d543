import { createHash } from "node:crypto";
import type { Context } from "koa";
import { z } from "zod";
import { record } from "../audit/audit.ts";
import {
  badgeTokenFrom,
  choosePassword,
  findBadge,
  hardenWords,
  hashBadge,
  markBadgeUsed,
  verifySecret,
  type Verification,
} from "../credentials/credentials.ts";
import type { Deps } from "../deps.ts";
import { CredentialId, PupilId, type ApplicationId } from "../ids.ts";
import { parseLoginName } from "../pupils/pupils.ts";
import { brusselsDay } from "../schools/schools.ts";
import { findAccountById, findAccountByLoginName, listOpenSchools, type SignInAccount } from "./queries.ts";
import { forgiveAttempts, takeAttempt } from "./throttle.ts";

export { findTrouble, forgiveAttempts, liftHold, takeAttempt, type Trouble } from "./throttle.ts";

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
  /** The application would like a badge; any other way in is as good. */
  prefersBadge: boolean;
  uiLocales: string | undefined;
};

export type SignedIn = { pupilId: PupilId; generation: number; method: SignInMethod; shared: boolean };

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
  | { kind: "signed-in"; signedIn: SignedIn }
  | { kind: "choose-password"; firstUse: FirstUse }
  | ({ kind: "problem" } & SignInProblem);

export type Typed = { loginName: string; secret: string; shared: boolean; network: string };

/**
 * Checks a login name and a secret. A name with a typing error costs no attempt; a name that nobody has costs the same time and
 * gets the same answer as a wrong secret.
 * @throws AppError "busy" when too many secrets wait to be checked
 */
export async function signIn(deps: Deps, typed: Typed): Promise<SignInOutcome> {
  const parsed = parseLoginName(typed.loginName);
  if (!parsed.ok) return { kind: "problem", problem: parsed.reason };
  const attempt = await takeAttempt(deps, parsed.loginName, typed.network);
  if (!attempt.allowed) {
    return { kind: "problem", problem: "throttled", retryAfterSeconds: attempt.retryAfterSeconds };
  }
  const outcome = await check(deps, parsed.loginName, typed);
  if (outcome.kind !== "refused") {
    await forgiveAttempts(deps, parsed.loginName, typed.network);
    return outcome;
  }
  const { reason } = outcome;
  return { kind: "problem", problem: reason === "wrong" && attempt.askTeacher ? "wrong-ask-teacher" : reason };
}

type Refused = { kind: "refused"; reason: "wrong" | "expired" | "used" };

async function check(deps: Deps, loginName: string, typed: Typed): Promise<SignInOutcome | Refused> {
  const account = await findAccountByLoginName(deps.db.signInReads, loginName);
  const verified = await verifySecret(deps, {
    credentials: account?.status === "active" ? account.credentials : [],
    pupilId: account?.pupilId,
    typed: typed.secret,
  });
  if (!verified.ok) return { kind: "refused", reason: verified.reason };
  if (!account) throw new Error("nobody's secret was right");
  return admit(deps, account, { verified, typed });
}

type Admission = { verified: Extract<Verification, { ok: true }>; typed: Typed };

async function admit(deps: Deps, account: SignInAccount, admission: Admission): Promise<SignInOutcome | Refused> {
  const { verified, typed } = admission;
  const { shared } = typed;
  const { pupilId, generation } = account;
  const at = deps.now();
  switch (verified.next) {
    case "choose-password":
      return { kind: "choose-password", firstUse: { pupilId, credentialId: verified.credential.id, shared } };
    case "harden": {
      const phc = await deps.hasher.hash(verified.normalised);
      const first = await deps.db.signIn.transaction(async (tx) => {
        const hardened = await hardenWords(tx, { credentialId: verified.credential.id, phc, now: at });
        if (hardened)
          await record(tx, { what: "pupil.first-sign-in", actor: "pupil", pupilId, at, details: { method: "words" } });
        return hardened;
      });
      // Two taps on "Next" at once, or a new card printed this very moment: look again at what the pupil has now.
      if (!first) return check(deps, account.loginName, typed);
      return { kind: "signed-in", signedIn: { pupilId, generation, method: "words", shared } };
    }
    case "signed-in": {
      const method = verified.credential.kind === "words" ? "words" : "password";
      await record(deps.db.signIn, { what: "pupil.signed-in", actor: "pupil", pupilId, at, details: { method } });
      return { kind: "signed-in", signedIn: { pupilId, generation, method, shared } };
    }
  }
}

/** Checks a scanned badge: the whole address on the card or the bare token. Guessing 128 bits needs no throttle. */
export async function signInByBadge(deps: Deps, scanned: string, shared: boolean): Promise<SignInOutcome> {
  const token = badgeTokenFrom(scanned);
  const at = deps.now();
  const badge = token === undefined ? undefined : await findBadge(deps.db.signIn, hashBadge(deps.keys, token), at);
  const account = badge && (await findAccountById(deps.db.signIn, badge.pupilId));
  if (!badge || account?.status !== "active") return { kind: "problem", problem: "badge-unknown" };
  const { pupilId, generation } = account;
  await markBadgeUsed(deps.db.signIn, badge.id, at);
  await record(deps.db.signIn, { what: "pupil.signed-in", actor: "pupil", pupilId, at, details: { method: "badge" } });
  return { kind: "signed-in", signedIn: { pupilId, generation, method: "badge", shared } };
}

/** A right code waits for the pupil's own password; bound to the sign-in it was typed in, for a quarter of an hour. */
const FirstUse = z.object({ pupilId: PupilId, credentialId: CredentialId, shared: z.boolean() });
export type FirstUse = z.infer<typeof FirstUse>;
const firstUseSeconds = 15 * 60;
const firstUseId = (pending: PendingSignIn) => createHash("sha256").update(`first-use:${pending.id}`).digest();

export async function keepFirstUse(deps: Deps, pending: PendingSignIn, firstUse: FirstUse): Promise<void> {
  await deps.artifacts.save("FirstUse", firstUseId(pending), { payload: firstUse }, firstUseSeconds);
}

export async function findFirstUse(
  deps: Deps,
  pending: PendingSignIn,
): Promise<(FirstUse & { account: SignInAccount }) | undefined> {
  const stored = await deps.artifacts.find("FirstUse", firstUseId(pending));
  if (!stored) return undefined;
  const firstUse = FirstUse.parse(stored.payload);
  const account = await findAccountById(deps.db.signIn, firstUse.pupilId);
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
  }: { pending: PendingSignIn; firstUse: FirstUse & { account: SignInAccount }; password: string },
): Promise<SignedIn | undefined> {
  const { pupilId, credentialId, shared, account } = firstUse;
  const phc = await deps.hasher.hash(password);
  const at = deps.now();
  const id = CredentialId.parse(deps.random.uuid());
  const won = await deps.db.signIn.transaction(async (tx) => {
    const chosen = await choosePassword(tx, { pupilId, codeCredentialId: credentialId, id, phc, now: at });
    if (chosen)
      await record(tx, { what: "pupil.first-sign-in", actor: "pupil", pupilId, at, details: { method: "code" } });
    return chosen;
  });
  await deps.artifacts.destroy("FirstUse", firstUseId(pending));
  return won ? { pupilId, generation: account.generation, method: "password", shared } : undefined;
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

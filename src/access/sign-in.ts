import { createHash } from "node:crypto";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { StaffId, type StaffAccountId } from "../ids.ts";
import { forgiveAttempts, takeAttempt } from "../sessions/sessions.ts";
import { findStaffForPassword, noteSignIn, useRecoveryCode, useTotp, type SignInMethod } from "../staff/staff.ts";
import type { PendingStaffSignIn, StaffSignedIn } from "./access.ts";

/** Wrong codes behind a right password, from everywhere together, in an hour: of a million codes three are right at any moment. */
const codeLimit = { attempts: 10, windowSeconds: 60 * 60 };
const firstFactorSeconds = 10 * 60;

export type StaffProblem =
  | { problem: "missing" | "wrong" | "code-wrong" | "passkey-unknown" }
  | { problem: "upstream-failed" | "upstream-unknown" | "upstream-alone" }
  | { problem: "throttled"; retryAfterSeconds: number };

/** A right password, or an account elsewhere, waits for the second factor, bound to the sign-in where it was given. */
const FirstFactor = z.object({ staffId: StaffId, generation: z.number(), by: z.enum(["password", "upstream"]) });
export type FirstFactor = z.infer<typeof FirstFactor>;
const firstFactorId = ({ id }: PendingStaffSignIn) => createHash("sha256").update(`staff-first-factor:${id}`).digest();

export type TypedPassword = { email: string; password: string; network: string };

/**
 * Checks an address and a password; a right one is remembered for this sign-in. An address that nobody has, somebody without a
 * password and somebody suspended get the same answer in the same time.
 * @throws AppError "busy" when too many secrets wait to be checked
 */
export async function checkFirstFactor(
  deps: Deps,
  pending: PendingStaffSignIn,
  { email, password, network }: TypedPassword,
): Promise<StaffProblem | undefined> {
  if (!email || !password) return { problem: "missing" };
  const who = `staff ${email.toLowerCase()}`;
  const attempt = await takeAttempt(deps, who, network);
  if (!attempt.allowed) return { problem: "throttled", retryAfterSeconds: attempt.retryAfterSeconds };
  const holder = await findStaffForPassword(deps.db.signIn, email);
  const right = await deps.hasher.verify(holder?.phc, password);
  if (!holder || !right) return { problem: "wrong" };
  await forgiveAttempts(deps, who, network);
  await keepFirstFactor(deps, pending, { staffId: holder.staffId, generation: holder.generation, by: "password" });
  return undefined;
}

export function keepFirstFactor(
  { artifacts }: Pick<Deps, "artifacts">,
  pending: PendingStaffSignIn,
  payload: FirstFactor,
): Promise<void> {
  return artifacts.save("StaffFirstFactor", firstFactorId(pending), { payload }, firstFactorSeconds);
}

export async function findFirstFactor(
  deps: Pick<Deps, "artifacts">,
  pending: PendingStaffSignIn,
): Promise<FirstFactor | undefined> {
  const stored = await deps.artifacts.find("StaffFirstFactor", firstFactorId(pending));
  return stored && FirstFactor.parse(stored.payload);
}

export type TypedCode = { kind: "totp" | "recovery"; typed: string };

/** Checks the second factor. Each attempt is counted before it is looked at, so that parallel guesses can't slip under the limit. */
export async function checkSecondFactor(
  deps: Deps,
  { pending, first }: { pending: PendingStaffSignIn; first: FirstFactor },
  { kind, typed }: TypedCode,
): Promise<StaffSignedIn | StaffProblem> {
  if (!typed.trim()) return { problem: "missing" };
  const { by, ...account } = first;
  const key = deps.keys.mac("throttle", "staff-code", account.staffId).toString("base64url");
  const { count, resetsInSeconds } = await deps.counter.add(key, codeLimit.windowSeconds);
  if (count > codeLimit.attempts) return { problem: "throttled", retryAfterSeconds: resetsInSeconds };
  const now = deps.now();
  const check = { db: deps.db.signIn, keys: deps.keys };
  const right =
    kind === "totp"
      ? await useTotp(check, account, { typed, now })
      : await useRecoveryCode(check, account, { typed, now });
  if (!right) return { problem: "code-wrong" };
  await deps.counter.clear(key);
  await deps.artifacts.destroy("StaffFirstFactor", firstFactorId(pending));
  await recordSignIn(deps, account, kind === "totp" ? by : "recovery-code");
  return { ...account, amr: [...(by === "password" ? ["pwd"] : []), "otp", "mfa"] };
}

export async function recordSignIn(
  deps: Pick<Deps, "db" | "now">,
  account: StaffAccountId,
  method: SignInMethod,
): Promise<void> {
  const at = deps.now();
  await deps.db.signIn.transaction((tx) => noteSignIn(tx, { staffId: account.staffId, at, method }));
}

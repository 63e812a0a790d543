import { createHash } from "node:crypto";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { StaffId, type StaffAccountId } from "../ids.ts";
import {
  countsAsRight,
  forgiveAttempts,
  placeOf,
  takeAttempt,
  visitOf,
  type From,
  type Place,
} from "../sessions/sessions.ts";
import {
  emailKeyOf,
  findStaffEmail,
  findStaffForPassword,
  noteSignIn,
  useRecoveryCode,
  useTotp,
  type SignInMethod,
} from "../staff/staff.ts";
import type { PendingStaffSignIn, StaffSignedIn } from "./access.ts";

/** Wrong codes behind a right password in an hour, from all places together that the person does not use, and from each that they do: of a million codes three are right at any moment. */
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

/** Under what somebody of staff is counted: no login name looks like it. */
export const whoOf = (email: string): string => `staff ${emailKeyOf(email) ?? email}`;

export type TypedPassword = { email: string; password: string; from: From };

/**
 * Checks an address and a password; a right one is remembered for this sign-in. An address that nobody has, somebody without a
 * password and somebody suspended get the same answer in the same time.
 * @throws AppError "busy" when too many secrets wait to be checked
 */
export async function checkFirstFactor(
  deps: Deps,
  pending: PendingStaffSignIn,
  { email, password, from }: TypedPassword,
): Promise<StaffProblem | undefined> {
  if (!email || !password) return { problem: "missing" };
  const who = whoOf(email);
  const place = placeOf(deps, who, from);
  const attempt = await takeAttempt(deps, who, place);
  if (!attempt.allowed) return { problem: "throttled", retryAfterSeconds: attempt.retryAfterSeconds };
  const holder = await findStaffForPassword(deps.db.signIn, email);
  const right = await deps.hasher.verify(holder?.phc, password, visitOf(from));
  const counts = await countsAsRight(deps, { who, secret: password, place, right });
  if (!holder || !counts) return { problem: "wrong" };
  await forgiveAttempts(deps, who, place);
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

export type TypedCode = { kind: "totp" | "recovery"; typed: string; from: From };

/** Checks the second factor. Each attempt is counted before it is looked at, so that parallel guesses can't slip under the limit. */
export async function checkSecondFactor(
  deps: Deps,
  { pending, first }: { pending: PendingStaffSignIn; first: FirstFactor },
  { kind, typed, from }: TypedCode,
): Promise<StaffSignedIn | StaffProblem> {
  if (!typed.trim()) return { problem: "missing" };
  const { by, ...account } = first;
  const key = await codeKey(deps, account.staffId, from);
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

async function codeKey(deps: Deps, staffId: StaffId, from: From): Promise<string> {
  const email = await findStaffEmail(deps.db.signIn, staffId);
  const place = email === undefined ? undefined : placeOf(deps, whoOf(email), from);
  return deps.keys.mac("throttle", "staff-code", staffId, ...(await ownPlace(place))).toString("base64url");
}

async function ownPlace(place: Place | undefined): Promise<string[]> {
  if (place?.device !== undefined) return ["device", place.device];
  return place && (await place.lastDay) !== undefined ? ["network", place.network] : [];
}

export async function recordSignIn(
  deps: Pick<Deps, "db" | "now">,
  account: StaffAccountId,
  method: SignInMethod,
): Promise<void> {
  const at = deps.now();
  await deps.db.signIn.transaction((tx) => noteSignIn(tx, { staffId: account.staffId, at, method }));
}

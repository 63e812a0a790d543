import { record } from "../audit/audit.ts";
import {
  badgeTokenFrom,
  findBadge,
  hardenWords,
  hashBadge,
  markBadgeUsed,
  verifySecret,
  type Verification,
} from "../credentials/credentials.ts";
import type { Deps } from "../deps.ts";
import { parseLoginName, type LoginName } from "../pupils/pupils.ts";
import { brusselsDay } from "../schools/schools.ts";
import { countsAsRight } from "./guesses.ts";
import { noteIn, placeOf, visitOf, type From } from "./place.ts";
import { findAccountById, findAccountByLoginName, type SignInAccount } from "./queries.ts";
import type { SignInOutcome } from "./sessions.ts";
import { forgiveAttempts, takeAttempt, type Place } from "./throttle.ts";
import { isYoung, type DeviceChoice } from "./whose-device.ts";

/** `byPass`: with words that a code of the teacher led to. */
export type Typed = From & { loginName: string; secret: string; choice: DeviceChoice; byPass?: boolean };

/**
 * Checks a login name and a secret. A name with a typing error costs no attempt; a name that nobody has costs the same time and
 * gets the same answer as a wrong secret.
 * @throws AppError "busy" when too many secrets wait to be checked
 */
export async function signIn(deps: Deps, typed: Typed): Promise<SignInOutcome> {
  const parsed = parseLoginName(typed.loginName);
  if (!parsed.ok) return { kind: "problem", problem: parsed.reason };
  const { loginName } = parsed;
  const place = placeOf(deps, loginName, typed);
  const today = brusselsDay(deps.now());
  const [attempt, account] = await Promise.all([
    takeAttempt(deps, loginName, place),
    findAccountByLoginName(deps.db.signInReads, { loginName, today }),
  ]);
  if (!attempt.allowed) {
    return { kind: "problem", problem: "throttled", retryAfterSeconds: attempt.retryAfterSeconds };
  }
  const outcome = await check(deps, { account, loginName, place, typed });
  if (outcome.kind !== "refused") return outcome;
  const { reason } = outcome;
  return { kind: "problem", problem: reason === "wrong" && attempt.askTeacher ? "wrong-ask-teacher" : reason };
}

type Refused = { kind: "refused"; reason: "wrong" | "expired" | "used" };
type Tried = { account: SignInAccount | undefined; loginName: LoginName; place: Place; typed: Typed };

async function check(deps: Deps, tried: Tried): Promise<SignInOutcome | Refused> {
  const { account, loginName, place, typed } = tried;
  const verified = await verifySecret(deps, {
    credentials: account?.status === "active" ? account.credentials : [],
    pupilId: account?.pupilId,
    typed: typed.secret,
    visit: visitOf(typed),
  });
  if (!verified.ok && verified.reason !== "wrong") return { kind: "refused", reason: verified.reason };
  const guess = { who: loginName, secret: typed.secret, place, right: verified.ok };
  // What we printed is right for one pupil only, and nobody guesses it: such a secret is never held back.
  const counts = (verified.ok && verified.credential.kind !== "password") || (await countsAsRight(deps, guess));
  if (!verified.ok || !counts) return { kind: "refused", reason: "wrong" };
  if (!account) throw new Error("nobody's secret was right");
  const [admitted] = await Promise.all([
    admit(deps, account, { verified, tried }),
    forgiveAttempts(deps, loginName, place),
    noteIn(deps, loginName, place),
  ]);
  return admitted;
}

type Admission = { verified: Extract<Verification, { ok: true }>; tried: Tried };

async function admit(deps: Deps, account: SignInAccount, admission: Admission): Promise<SignInOutcome | Refused> {
  const { verified, tried } = admission;
  const { loginName, typed } = tried;
  const { choice, byPass = false } = typed;
  const { pupilId, generation } = account;
  const sharedByDefault = byPass || isYoung(account.enrolments);
  const at = deps.now();
  switch (verified.next) {
    case "choose-password":
      return {
        kind: "choose-password",
        loginName,
        firstUse: { pupilId, credentialId: verified.credential.id, choice, byPass },
      };
    case "harden": {
      const phc = await deps.hasher.hash(verified.normalised, visitOf(typed));
      const first = await deps.db.signIn.transaction(async (tx) => {
        const hardened = await hardenWords(tx, { credentialId: verified.credential.id, phc, now: at });
        if (hardened)
          await record(tx, { what: "pupil.first-sign-in", actor: "pupil", pupilId, at, details: { method: "words" } });
        return hardened;
      });
      // Two taps on "Next" at once, or a new card printed this very moment: look again at what the pupil has now.
      if (!first) return check(deps, { ...tried, account: await findAgain(deps, loginName) });
      return { kind: "signed-in", loginName, proved: { pupilId, generation, method: "words", sharedByDefault } };
    }
    case "signed-in": {
      const method = verified.credential.kind === "words" ? "words" : "password";
      await record(deps.db.signIn, { what: "pupil.signed-in", actor: "pupil", pupilId, at, details: { method } });
      return { kind: "signed-in", loginName, proved: { pupilId, generation, method, sharedByDefault } };
    }
  }
}

const findAgain = ({ db, now }: Deps, loginName: LoginName) =>
  findAccountByLoginName(db.signInReads, { loginName, today: brusselsDay(now()) });

/**
 * Checks a scanned badge: the whole address on the card or the bare token. Guessing 128 bits needs no throttle. Badges are for tablets that
 * go round.
 */
export async function signInByBadge(deps: Deps, scanned: string, from: From): Promise<SignInOutcome> {
  const token = badgeTokenFrom(scanned);
  const at = deps.now();
  const badge = token === undefined ? undefined : await findBadge(deps.db.signIn, hashBadge(deps.keys, token), at);
  const account = badge && (await findAccountById(deps.db.signIn, { pupilId: badge.pupilId, today: brusselsDay(at) }));
  if (!badge || account?.status !== "active") return { kind: "problem", problem: "badge-unknown" };
  const { pupilId, generation, loginName } = account;
  await markBadgeUsed(deps.db.signIn, badge.id, at);
  await record(deps.db.signIn, { what: "pupil.signed-in", actor: "pupil", pupilId, at, details: { method: "badge" } });
  await noteIn(deps, loginName, placeOf(deps, loginName, from));
  return { kind: "signed-in", loginName, proved: { pupilId, generation, method: "badge", sharedByDefault: true } };
}

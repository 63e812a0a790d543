import type { FailureKind } from "./kinds.ts";

/** Who can do something about it. */
export type Whose = "pupil" | "school" | "application" | "platform";

export type Cause =
  | "name-unknown"
  | "pupil-suspended"
  | "renewed"
  | "never-activated"
  | "card-expired"
  | "card-mistyped"
  | "secret-forgotten"
  | "too-many-mistakes"
  | "badge-unknown"
  | "pass-wrong"
  | "left-empty"
  | "name-mistyped"
  | "password-refused"
  | "application-stopped"
  | "released-since"
  | "not-this-pupil"
  | "not-released"
  | "application-unknown"
  | "application-redirect"
  | "application-request"
  | "took-too-long"
  | "signed-out"
  | "no-page"
  | "odd-request"
  | "too-large"
  | "not-for-this-person"
  | "roster"
  | "changed-meanwhile"
  | "busy"
  | "unavailable"
  | "unexpected";

/** A page of the portal, or something to do without one. */
export type NextStep =
  | "activate"
  | "class"
  | "applications"
  | "roster"
  | "staff"
  | "try-again"
  | "check-name"
  | "tell-vendor"
  | "tell-platform"
  | "wait";

export type Explanation = { cause: Cause; whose: Whose; next: NextStep };

/** What is known when somebody asks, which may be later than the failure. */
export type FailureFacts = {
  at: Date;
  /** Undefined: nobody we know. */
  pupil?: { status: "active" | "suspended"; secrets: LiveSecret[] } | undefined;
  application?: { status: string; release: Release | undefined } | undefined;
};
/** What a pupil has and nobody took back. */
export type LiveSecret = { kind: string; createdAt: Date; expiresAt: Date | null; usedAt: Date | null };
/** What this school allowed; `everybody` false: some classes or year groups only. */
export type Release = { allowedAt: Date; everybody: boolean };

const plain: { [K in FailureKind]?: Explanation } = {
  "sign-in-held": { cause: "too-many-mistakes", whose: "pupil", next: "class" },
  "left-empty": { cause: "left-empty", whose: "pupil", next: "try-again" },
  "name-mistyped": { cause: "name-mistyped", whose: "pupil", next: "check-name" },
  "password-refused": { cause: "password-refused", whose: "pupil", next: "try-again" },
  "application-unknown": { cause: "application-unknown", whose: "application", next: "tell-vendor" },
  "application-redirect": { cause: "application-redirect", whose: "application", next: "tell-vendor" },
  "application-request": { cause: "application-request", whose: "application", next: "tell-vendor" },
  "oidc-error": { cause: "application-request", whose: "application", next: "tell-vendor" },
  "interaction-expired": { cause: "took-too-long", whose: "pupil", next: "try-again" },
  "not-signed-in": { cause: "signed-out", whose: "pupil", next: "try-again" },
  "not-found": { cause: "no-page", whose: "pupil", next: "try-again" },
  "bad-request": { cause: "odd-request", whose: "pupil", next: "try-again" },
  "cross-site": { cause: "odd-request", whose: "pupil", next: "try-again" },
  "body-too-large": { cause: "too-large", whose: "pupil", next: "try-again" },
  "not-allowed": { cause: "not-for-this-person", whose: "school", next: "staff" },
  "invitation-limit": { cause: "busy", whose: "school", next: "wait" },
  "not-your-class": { cause: "not-for-this-person", whose: "school", next: "staff" },
  "roster-problem": { cause: "roster", whose: "school", next: "roster" },
  "roster-stale": { cause: "roster", whose: "school", next: "roster" },
  "roster-too-many-leavers": { cause: "roster", whose: "school", next: "roster" },
  "roster-foreign": { cause: "roster", whose: "school", next: "roster" },
  "roster-last-year": { cause: "roster", whose: "school", next: "roster" },
  "school-not-found": { cause: "changed-meanwhile", whose: "school", next: "try-again" },
  "pupil-not-found": { cause: "changed-meanwhile", whose: "school", next: "try-again" },
  "application-not-found": { cause: "changed-meanwhile", whose: "school", next: "try-again" },
  "staff-not-found": { cause: "changed-meanwhile", whose: "school", next: "try-again" },
  "school-number-taken": { cause: "changed-meanwhile", whose: "school", next: "try-again" },
  "staff-email-taken": { cause: "changed-meanwhile", whose: "school", next: "try-again" },
  busy: { cause: "busy", whose: "platform", next: "wait" },
  unavailable: { cause: "unavailable", whose: "platform", next: "wait" },
  unexpected: { cause: "unexpected", whose: "platform", next: "tell-platform" },
};

const unexpected: Explanation = { cause: "unexpected", whose: "platform", next: "tell-platform" };

const byKind = new Map<string, Explanation>(Object.entries(plain));

/**
 * Why it failed, whose it is to mend, and what to do now.
 * @param kind a `FailureKind`; what isn't one (any more) is unexpected
 * @param now when staff ask
 */
export function explain(kind: string, facts: FailureFacts, now: Date): Explanation {
  if (kind === "sign-in-wrong") return explainSignIn(facts, now);
  if (kind === "badge-unknown") return explainBadge(facts, now);
  if (kind === "pass-wrong") return explainPass(facts);
  if (kind === "not-released") return explainRelease(facts);
  if (kind === "application-unknown" && isStopped(facts.application)) return stopped;
  return byKind.get(kind) ?? unexpected;
}

function explainSignIn({ at, pupil }: FailureFacts, now: Date): Explanation {
  if (!pupil) return { cause: "name-unknown", whose: "pupil", next: "check-name" };
  if (pupil.status === "suspended") return { cause: "pupil-suspended", whose: "platform", next: "tell-platform" };
  const alive = pupil.secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
  if (alive.some(({ createdAt }) => createdAt > at)) return { cause: "renewed", whose: "pupil", next: "try-again" };
  if (alive.some(({ kind, usedAt }) => kind === "password" || usedAt !== null))
    return { cause: "secret-forgotten", whose: "pupil", next: "class" };
  if (alive.length > 0) return { cause: "card-mistyped", whose: "pupil", next: "activate" };
  const expired = pupil.secrets.length > 0;
  return { cause: expired ? "card-expired" : "never-activated", whose: "school", next: "activate" };
}

/** A badge is known as long as no newer one took its place. */
function explainBadge({ at, pupil }: FailureFacts, now: Date): Explanation {
  if (!pupil) return { cause: "badge-unknown", whose: "pupil", next: "activate" };
  if (pupil.status === "suspended") return { cause: "pupil-suspended", whose: "platform", next: "tell-platform" };
  const isAlive = ({ expiresAt }: LiveSecret) => expiresAt === null || expiresAt > now;
  if (pupil.secrets.some((one) => isAlive(one) && one.createdAt > at))
    return { cause: "renewed", whose: "pupil", next: "try-again" };
  return { cause: "card-expired", whose: "school", next: "activate" };
}

function explainPass({ pupil }: FailureFacts): Explanation {
  if (!pupil) return { cause: "name-unknown", whose: "pupil", next: "check-name" };
  if (pupil.status === "suspended") return { cause: "pupil-suspended", whose: "platform", next: "tell-platform" };
  return { cause: "pass-wrong", whose: "pupil", next: "class" };
}

/** An application that is stopped is unknown to the engine: who asks is told which it was. */
const isStopped = (application: FailureFacts["application"]): boolean =>
  application !== undefined && application.status !== "live" && application.status !== "sandbox";
const stopped: Explanation = { cause: "application-stopped", whose: "platform", next: "wait" };

function explainRelease({ at, application }: FailureFacts): Explanation {
  if (isStopped(application)) return stopped;
  const release = application?.release;
  if (!release) return { cause: "not-released", whose: "school", next: "applications" };
  if (release.allowedAt > at) return { cause: "released-since", whose: "pupil", next: "try-again" };
  if (!release.everybody) return { cause: "not-this-pupil", whose: "school", next: "applications" };
  return { cause: "released-since", whose: "pupil", next: "try-again" };
}

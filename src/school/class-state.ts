import type { Trouble } from "../sessions/sessions.ts";

/** What a teacher sees of a pupil at this moment. */
export type PupilNow =
  /** Signed in on some device since then, and not out again. */
  | { state: "in"; since: Date }
  | { state: "stuck"; reason: StuckReason }
  /** No secret of theirs was ever used. `until`: how long a card still waits for its first use. */
  | { state: "never"; until: Date | undefined }
  | { state: "out" };

/**
 * `suspended`: the LeerID is stopped; `held`: too many wrong attempts, has to wait; `tried`: tried the first secret on the card in vain;
 * `wrong`: three wrong attempts or more; `expired`: what is on the card works no more.
 */
export type StuckReason = "suspended" | "held" | "tried" | "wrong" | "expired";

export type PupilFacts = {
  status: "active" | "suspended";
  /** There is something that was used before and still works. */
  works: boolean;
  readyUntil: Date | null;
  /** There was something, and its time is over. */
  expired: boolean;
};

/** Who is in needs no help, whatever somebody else tries at the account meanwhile. */
export function pupilNow(
  { status, works, readyUntil, expired }: PupilFacts,
  { since, trouble }: { since: Date | undefined; trouble: Trouble | undefined },
): PupilNow {
  if (status === "suspended") return { state: "stuck", reason: "suspended" };
  if (since) return { state: "in", since };
  if (trouble === "held") return { state: "stuck", reason: "held" };
  if (trouble === "asking") return { state: "stuck", reason: works || !readyUntil ? "wrong" : "tried" };
  if (works) return { state: "out" };
  if (readyUntil) return { state: "never", until: readyUntil };
  return expired ? { state: "stuck", reason: "expired" } : { state: "never", until: undefined };
}

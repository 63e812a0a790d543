/**
 * What the code on an error page stands for, so that staff of the pupil's school can learn what it was, whose it is to mend, and what to
 * do. Owns the table failure.
 */
import type { Deps } from "../deps.ts";
import type { Db } from "../lib/db.ts";
import { createAllowance } from "./allowance.ts";
import { hashCode, hashNetwork, parseCode } from "./code.ts";
import { deleteFailures, insertFailures, type FailureRow } from "./queries.ts";

export { drawHelpCode, hashCode, hashNetwork, parseCode, plainCode, plainKindOf } from "./code.ts";
export { explain, type Explanation, type FailureFacts } from "./explain.ts";
export type { FailureKind } from "./kinds.ts";

export type Failure = {
  /** As it stands on the page. */
  code: string;
  /** A `FailureKind`, or a code of an error that has no explanation of its own. */
  kind: string;
  network: string;
  /** Who is signed in. */
  pupilId?: string | undefined;
  /** Who somebody says to be. */
  loginName?: string | undefined;
  /** Of the badge that was shown, keyed: whose it is is looked up when the failure is written. */
  badgeHash?: Buffer | undefined;
  applicationId?: string | undefined;
  clientId?: string | undefined;
  /** Whoever made it goes on alone as a rule: it must take nothing from who is stuck. */
  passing?: boolean | undefined;
};

export type FailureLog = {
  /** Keeps what a code stands for. Costs the request nothing; what is too much, or can't be written, is left out. */
  note(failure: Failure): void;
  /** Writes what waits. */
  flush(): Promise<void>;
};

const tenMinutes = 10 * 60_000;
/** Somebody who is signed in can be stopped; anybody else may be anybody. A school in trouble stays well below. */
const limits = {
  known: { perNetwork: 300, inAll: 3000, windowMs: tenMinutes },
  unknown: { perNetwork: 100, inAll: 1000, windowMs: tenMinutes },
  passing: { perNetwork: 100, inAll: 1000, windowMs: tenMinutes },
};
const flushAfterMs = 100;
const mostWaiting = 500;

type LogDeps = Pick<Deps, "keys" | "now" | "log"> & { db: { signIn: Db } };

/** Collects for a tenth of a second and writes once: however many errors there are, the database is asked ten times a second. */
export function createFailureLog(deps: LogDeps): FailureLog {
  const { db, keys, now, log } = deps;
  const known = createAllowance(limits.known);
  const unknown = createAllowance(limits.unknown);
  const passing = createAllowance(limits.passing);
  let waiting: FailureRow[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    const rows = waiting;
    waiting = [];
    if (rows.length === 0) return;
    try {
      await insertFailures(db.signIn, rows);
    } catch (error) {
      log.warn({ err: error, count: rows.length }, "codes of error pages could not be kept");
    }
  };
  const note = (failure: Failure) => {
    const at = now();
    const allowed = failure.passing ? passing : failure.pupilId === undefined ? unknown : known;
    if (waiting.length >= mostWaiting || !allowed(failure.network, at)) return;
    waiting.push(rowOf({ keys }, failure, at));
    timer ??= setTimeout(() => void flush(), flushAfterMs).unref();
  };
  return { note, flush };
}

function rowOf(deps: Pick<Deps, "keys">, failure: Failure, at: Date): FailureRow {
  const { code, kind, network, pupilId, loginName, badgeHash, applicationId, clientId } = failure;
  return {
    codeHash: hashCode(deps, parseCode(code)?.text ?? code),
    at,
    kind,
    pupilId: pupilId ?? null,
    // PostgreSQL refuses NUL; the longest login name has 30 characters
    loginName: loginName?.replaceAll("\0", "").slice(0, 40) ?? null,
    badgeHash: badgeHash ?? null,
    applicationId: applicationId ?? null,
    clientId: clientId?.replaceAll("\0", "").slice(0, 200) ?? null,
    networkHash: hashNetwork(deps, network),
  };
}

/** Codes of a pupil are kept for 14 days, others for 2. @returns how many went */
export function purgeFailures(db: Db, now: Date): Promise<number> {
  const daysAgo = (days: number) => new Date(now.getTime() - days * 24 * 60 * 60_000);
  return deleteFailures(db, { before: daysAgo(14), unknownBefore: daysAgo(2) });
}

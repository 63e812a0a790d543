import type { Deps } from "../deps.ts";

/**
 * Limits for guessing a secret, of a pupil or of staff. A whole school sits behind one address, so nothing is counted per address alone:
 * only per account, and per account from one network.
 */
const limits = {
  /** Wrong attempts at one account from one network before it has to wait. */
  perNetwork: { attempts: 10, windowSeconds: 15 * 60 },
  /** Wrong attempts at one account from everywhere together. */
  perAccount: { attempts: 60, windowSeconds: 60 * 60 },
  /** From this attempt on the page sends the pupil to a teacher. */
  askTeacherAfter: 3,
};

export type Attempt = { allowed: true; askTeacher: boolean } | { allowed: false; retryAfterSeconds: number };

const keysOf = ({ keys }: Pick<Deps, "keys">, who: string, network: string) => ({
  account: keys.mac("throttle", "account", who).toString("base64url"),
  pair: keys.mac("throttle", "pair", who, network).toString("base64url"),
});

/**
 * Takes one attempt before the secret is looked at, so that parallel guesses can't all slip under the limit.
 * A login name that nobody has is counted the same way.
 * @param who a login name, or what can't be one: the e-mail address of staff
 */
export async function takeAttempt(
  deps: Pick<Deps, "keys" | "counter">,
  who: string,
  network: string,
): Promise<Attempt> {
  const { account, pair } = keysOf(deps, who, network);
  const here = await deps.counter.add(pair, limits.perNetwork.windowSeconds);
  if (here.count > limits.perNetwork.attempts) return { allowed: false, retryAfterSeconds: here.resetsInSeconds };
  // Counted only now: what one network is refused must not use up the attempts of the pupil's own network.
  const everywhere = await deps.counter.add(account, limits.perAccount.windowSeconds);
  if (everywhere.count > limits.perAccount.attempts) {
    return { allowed: false, retryAfterSeconds: everywhere.resetsInSeconds };
  }
  return { allowed: true, askTeacher: here.count >= limits.askTeacherAfter };
}

/** A right secret wipes the slate. */
export async function forgiveAttempts(
  deps: Pick<Deps, "keys" | "counter">,
  who: string,
  network: string,
): Promise<void> {
  const { account, pair } = keysOf(deps, who, network);
  await Promise.all([deps.counter.clear(pair), deps.counter.clear(account)]);
}

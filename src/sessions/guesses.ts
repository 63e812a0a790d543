import type { Deps } from "../deps.ts";
import { countAccountsFrom } from "./arrivals.ts";
import { keyOf, type Place } from "./throttle.ts";

const hour = 60 * 60;

/**
 * Against one secret that is tried at many names. What was printed by us is drawn for one pupil and is not guessed like that: only what
 * somebody chose comes here.
 * @see docs/decisions/0036-counting-guesses.md
 */
const limits = {
  /** A secret that was wrong for so many different names within an hour is hot. */
  namesOfSecret: 20,
  /** Names for which a hot secret is still tried from one network that they use. */
  hotFromUsual: 5,
  /** Wrong names from one network that never got in from there, beside as many as did get in. */
  strangers: 300,
};

type GuessDeps = Pick<Deps, "keys" | "now" | "counter"> & { db: Pick<Deps["db"], "signInReads"> };
export type Guess = { who: string; secret: string; place: Place; right: boolean };

/**
 * Whether a secret that was compared lets somebody in. One that is right and doesn't count is answered, counted and timed like a wrong one,
 * so that nobody learns from it. It is looked at after the comparison: of many at the same moment, those before it have been counted.
 */
export async function countsAsRight(deps: GuessDeps, guess: Guess): Promise<boolean> {
  // A device that this account got in with has tries of its own, and what is mistyped there says nothing of anybody else.
  if (guess.place.device !== undefined) return guess.right;
  const usual = (await guess.place.lastDay) !== undefined;
  const counted = countedOf(deps, guess);
  const [names = 0, strangers = 0] = await deps.counter.distinct([counted.secret, counted.strangers]);
  const held =
    names >= limits.namesOfSecret
      ? !usual || (await isTooMuchFrom(deps, guess, counted.name))
      : !usual && (await isCrowded(deps, guess.place.network, strangers));
  if (guess.right && !held) return true;
  // A right one makes no secret hot, nor keeps it so; the same is written for it, where nobody looks.
  const into = (key: string) => (guess.right ? keyOf(deps, "held-back", key) : key);
  await Promise.all([
    deps.counter.addDistinct(into(counted.secret), counted.name, hour),
    usual ? undefined : deps.counter.addDistinct(into(counted.strangers), counted.name, hour),
  ]);
  return false;
}

/** The same on two keyboards, and with the capitals the wrong way round. The digest is under a key of its own, for an hour. */
const digestOf = ({ keys }: Pick<Deps, "keys">, secret: string): string =>
  keys.mac("failedSecret", secret.slice(0, 256).normalize("NFKC").toLowerCase()).toString("base64url");

const countedOf = (deps: GuessDeps, { who, secret, place }: Guess) => ({
  secret: keyOf(deps, "secret", digestOf(deps, secret)),
  strangers: keyOf(deps, "strangers", place.network),
  name: keyOf(deps, "name", who),
});

/** Somebody inside a school sits behind the network that all its pupils use. */
async function isTooMuchFrom(deps: GuessDeps, { secret, place }: Guess, name: string): Promise<boolean> {
  const key = keyOf(deps, "hot-here", digestOf(deps, secret), place.network);
  return (await deps.counter.addDistinct(key, name, hour)) > limits.hotFromUsual;
}

/** Who did get in is only asked for where it matters. */
async function isCrowded(deps: GuessDeps, network: string, strangers: number): Promise<boolean> {
  return strangers > limits.strangers && strangers > limits.strangers + (await countAccountsFrom(deps, network));
}

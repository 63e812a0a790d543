import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";

/**
 * Limits for guessing a secret, of a pupil or of staff. A whole school sits behind one address, so nothing is counted per address alone:
 * only per account, and per account from one network or one device that it uses.
 * @see docs/decisions/0036-counting-guesses.md
 */
const limits = {
  /** Wrong attempts at one account from one network before it has to wait; a device that it uses has as many of its own. */
  perPlace: { attempts: 10, windowSeconds: 15 * 60 },
  /** Wrong attempts at one account from all places together that it does not use. */
  perAccount: { attempts: 60, windowSeconds: 60 * 60 },
  /** How long it counts that staff freed a pupil: well beyond any wait that it ended. */
  freedSeconds: 24 * 60 * 60,
  /** Passwords that are judged for who chooses one: judging takes a tenth of a second in which nobody else is answered. */
  choosing: { attempts: 40, windowSeconds: 15 * 60 },
  /** From this attempt on the page sends the pupil to a teacher. */
  askTeacherAfter: 3,
};

export type Attempt = { allowed: true; askTeacher: boolean } | { allowed: false; retryAfterSeconds: number };
type ThrottleDeps = Pick<Deps, "keys" | "counter">;

/** Where somebody tries, as seen by the account that is tried. */
export type Place = {
  network: string;
  /** The device, when this account got in with it before. */
  device?: string | undefined;
  /** The last day on which this account got in from this network, if it is one that it uses. */
  lastDay?: Promise<string | undefined>;
};

/**
 * `account` and `pair` count attempts. The other three are found by the account alone, without its networks, which nobody keeps:
 * `asking` since the third wrong attempt, `held` since the first that was refused, `freed` counts how often staff lifted that.
 * @see docs/decisions/0032-holds-without-networks.md
 */
export const keyOf = ({ keys }: Pick<Deps, "keys">, kind: string, ...of: string[]) =>
  keys.mac("throttle", kind, ...of).toString("base64url");

/**
 * Takes one attempt before the secret is looked at, so that parallel guesses can't all slip under the limit.
 * A login name that nobody has is counted the same way.
 * @param who a login name, or what can't be one: the e-mail address of staff
 * @param where a bare network is one that this account never got in from
 */
export async function takeAttempt(deps: ThrottleDeps, who: string, where: Place | string): Promise<Attempt> {
  const place = typeof where === "string" ? { network: where } : where;
  const { attempts } = limits.perPlace;
  const [here, lastDay] = await Promise.all([countHere(deps, who, place), place.lastDay]);
  if (here.count > attempts) return refuse(deps, who, { ...here, limit: attempts });
  const isUsual = place.device !== undefined || lastDay !== undefined;
  const refused = isUsual ? undefined : await countElsewhere(deps, who);
  if (refused) return refused;
  if (here.count === limits.askTeacherAfter) await deps.counter.add(keyOf(deps, "asking", who), here.resetsInSeconds);
  return { allowed: true, askTeacher: here.count >= limits.askTeacherAfter };
}

/**
 * After the count of the place: what one network is refused must not use up what others have. Places that the account uses are not part
 * of this, or a stranger could lock it out where it always signs in.
 */
async function countElsewhere(deps: ThrottleDeps, who: string): Promise<Attempt | undefined> {
  const everywhere = await deps.counter.add(keyOf(deps, "account", who), limits.perAccount.windowSeconds);
  if (everywhere.count > limits.perAccount.attempts)
    return refuse(deps, who, { ...everywhere, limit: limits.perAccount.attempts });
  return undefined;
}

/** A device that is known counts by itself: what others type in the same room is not its own. */
const placeKey = (
  deps: ThrottleDeps,
  who: string,
  { network, device, freed = [] }: Place & { freed?: string[] },
): string =>
  device === undefined ? keyOf(deps, "pair", who, network, ...freed) : keyOf(deps, "device", who, device, ...freed);

type Counted = { count: number; resetsInSeconds: number };

/** Who was refused, and then freed by staff, counts anew: only who is refused pays for that look. */
async function countHere(deps: ThrottleDeps, who: string, place: Place): Promise<Counted> {
  const { windowSeconds, attempts } = limits.perPlace;
  const here = await deps.counter.add(placeKey(deps, who, place), windowSeconds);
  if (here.count <= attempts) return here;
  const [freed = 0] = await deps.counter.counts([keyOf(deps, "freed", who)]);
  if (freed === 0) return here;
  return deps.counter.add(placeKey(deps, who, { ...place, freed: [String(freed)] }), windowSeconds);
}

/** Staff see that it is held as long as the wait lasts; noted once, so that hammering costs no more than it did. */
async function refuse(
  deps: ThrottleDeps,
  who: string,
  { count, resetsInSeconds, limit }: Counted & { limit: number },
): Promise<Attempt> {
  if (count === limit + 1) await deps.counter.add(keyOf(deps, "held", who), resetsInSeconds);
  return { allowed: false, retryAfterSeconds: resetsInSeconds };
}

/** @throws AppError busy for who has more passwords judged than anybody thinks of */
export async function takeChoice(deps: ThrottleDeps, who: string): Promise<void> {
  const { attempts, windowSeconds } = limits.choosing;
  const { count } = await deps.counter.add(keyOf(deps, "choosing", who), windowSeconds);
  if (count > attempts) throw new AppError("busy", "Too many passwords were tried out");
}

/** A right secret wipes the slate. */
export async function forgiveAttempts(deps: ThrottleDeps, who: string, where: Place | string): Promise<void> {
  const { network, device }: Place = typeof where === "string" ? { network: where } : where;
  const places = device === undefined ? [{ network }] : [{ network }, { network, device }];
  const kinds = ["account", "asking", "held"].map((kind) => keyOf(deps, kind, who));
  await deps.counter.clear(...places.map((place) => placeKey(deps, who, place)), ...kinds);
}

/** `held`: has to wait after too many wrong attempts; `asking`: was sent to a teacher after some. */
export type Trouble = "held" | "asking";

/**
 * Which pupils can't get in at this moment because of wrong attempts, and which of them were told to ask for help: what a class or a
 * school looks at. One round trip to the counters, however many pupils; who isn't in the answer is in no trouble. A pupil who is held
 * from one network (home) is held here as well, until a right secret from anywhere.
 * @param kinds what is asked for, the worse first: one kind is half the work for a whole school
 */
export async function findTrouble(
  deps: ThrottleDeps,
  loginNames: string[],
  kinds: Trouble[] = ["held", "asking"],
): Promise<Map<string, Trouble>> {
  const asked = kinds.flatMap((kind) => loginNames.map((name) => ({ kind, name, key: keyOf(deps, kind, name) })));
  const counts = await deps.counter.counts(asked.map(({ key }) => key));
  const found = new Map<string, Trouble>();
  for (const [index, { name, kind }] of asked.entries())
    if ((counts[index] ?? 0) > 0 && !found.has(name)) found.set(name, kind);
  return found;
}

/**
 * Lets a pupil try again at once, from everywhere. Whoever calls this has checked that it is their pupil, and records it. Each time gives
 * whoever guesses ten more attempts from a network, so it is for people and not for machines.
 */
export async function liftHold(deps: ThrottleDeps, loginName: string): Promise<void> {
  await deps.counter.add(keyOf(deps, "freed", loginName), limits.freedSeconds);
  await deps.counter.clear(...["account", "asking", "held"].map((kind) => keyOf(deps, kind, loginName)));
}

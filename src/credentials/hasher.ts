import { availableParallelism } from "node:os";
import { hash, verify } from "@node-rs/argon2";
import type { Hasher, Visit } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { Keys } from "../lib/keys.ts";
import { createWaitingRoom } from "./waiting-room.ts";
import { createShares } from "./shares.ts";

/** Argon2id (the library's default): 19 MiB, two passes, one lane, as OWASP advises. */
const argon2Parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** The hash of nothing anyone knows, with the same parameters: looked at when there is no hash to look at. */
const dummyPhc = "$argon2id$v=19$m=19456,t=2,p=1$aSvK/rvOyYZHyIP9wr12cA$07NYyUU53C+v02Y+tfPxQDMbBVzvZeKZnJp+1Pcl3AE";

type HasherOptions = {
  keys: Pick<Keys, "mac">;
  /** How many are computed at the same moment; by default one per core. */
  concurrency?: number;
  /** How many may wait; of the network that takes up too much, the next one is refused at once. */
  queueLength: number;
  /** How many accounts got in from a network: only asked when somebody has to wait. */
  accountsFrom?: (network: string) => Promise<number>;
};

/**
 * Argon2id over base64url(HMAC(pepper, secret)). Text is brought to NFKC first, so that one password typed on two devices is one password.
 * @see docs/decisions/0011-secrets.md
 */
export function createHasher({
  keys,
  concurrency = availableParallelism(),
  queueLength,
  accountsFrom = async () => 0,
}: HasherOptions): Hasher {
  const inTurn = fairQueue({ concurrency, queueLength, accountsFrom });
  const peppered = (secret: string) => keys.mac("pepper", secret.normalize("NFKC")).toString("base64url");
  return {
    hash: (secret, visit) => inTurn(() => hash(peppered(secret), argon2Parameters), visit),
    verify: (phc, secret, visit) =>
      inTurn(async () => {
        const same = await verify(phc ?? dummyPhc, peppered(secret));
        return same && phc !== undefined;
      }, visit),
  };
}

/** What is hashed for no browser: by the command line, by the demo. */
const noVisit: Visit = { network: "", device: "", interaction: undefined };

type Runner = <T>(work: () => Promise<T>, visit?: Visit) => Promise<T>;
type Waiting = { start: () => void; refuse: (error: AppError) => void };

/** Runs `concurrency` at once and lets `queueLength` wait, the next one by fairness. @throws AppError busy for whom there is no place */
function fairQueue({ concurrency, queueLength, accountsFrom }: Required<Omit<HasherOptions, "keys">>): Runner {
  const shares = createShares(accountsFrom);
  const room = createWaitingRoom<Waiting>({ length: queueLength, shareOf: shares.of });
  let running = 0;
  const wait = (visit: Visit) =>
    new Promise<void>((start, refuse) => {
      shares.want(visit.network);
      const gone = room.enter(visit, { start, refuse });
      gone?.refuse(new AppError("busy", "Too many secrets wait to be checked"));
    });
  return async (work, visit = noVisit) => {
    // Whoever finishes hands its place over, so that nobody slips in between.
    if (running >= concurrency) await wait(visit);
    else running += 1;
    try {
      return await work();
    } finally {
      const next = room.next();
      if (next) next.start();
      else running -= 1;
    }
  };
}

import { availableParallelism } from "node:os";
import { hash, verify } from "@node-rs/argon2";
import type { Hasher } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { Keys } from "../lib/keys.ts";

/** Argon2id (the library's default): 19 MiB, two passes, one lane, as OWASP advises. */
const argon2Parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** The hash of nothing anyone knows, with the same parameters: looked at when there is no hash to look at. */
const dummyPhc = "$argon2id$v=19$m=19456,t=2,p=1$aSvK/rvOyYZHyIP9wr12cA$07NYyUU53C+v02Y+tfPxQDMbBVzvZeKZnJp+1Pcl3AE";

type HasherOptions = {
  keys: Pick<Keys, "mac">;
  /** How many are computed at the same moment; by default one per core. */
  concurrency?: number;
  /** How many may wait; the next one is refused at once. */
  queueLength: number;
};

/**
 * Argon2id over base64url(HMAC(pepper, secret)). Text is brought to NFKC first, so that one password typed on two devices is one password.
 * @see docs/decisions/0011-secrets.md
 */
export function createHasher({ keys, concurrency = availableParallelism(), queueLength }: HasherOptions): Hasher {
  const inTurn = boundedQueue(concurrency, queueLength);
  const peppered = (secret: string) => keys.mac("pepper", secret.normalize("NFKC")).toString("base64url");
  return {
    hash: (secret) => inTurn(() => hash(peppered(secret), argon2Parameters)),
    verify: (phc, secret) =>
      inTurn(async () => {
        const same = await verify(phc ?? dummyPhc, peppered(secret));
        return same && phc !== undefined;
      }),
  };
}

type Runner = <T>(work: () => Promise<T>) => Promise<T>;

/** Runs `concurrency` at once and lets `queueLength` wait, first come first served. @throws AppError busy when that is full */
function boundedQueue(concurrency: number, queueLength: number): Runner {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= concurrency) {
      if (waiting.length >= queueLength) throw new AppError("busy", "Too many secrets wait to be checked");
      // Whoever finishes hands its place over, so that nobody slips in between.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

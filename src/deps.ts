import type { Config } from "./config.ts";
import type { ActivationRunId, ImportId, SchoolId } from "./ids.ts";
import type { Databases, Tx } from "./lib/db.ts";
import type { Keys } from "./lib/keys.ts";
import type { Log } from "./lib/log.ts";
import type { Random } from "./lib/random.ts";

/** State of the OpenID provider: what may be lost at the cost of a new sign-in. Ids come digested (SHA-256). */
export type Artifact = {
  payload: Record<string, unknown>;
  grantId?: string | undefined;
  uid?: string | undefined;
  accountId?: string | undefined;
  room?: Room | undefined;
};
/**
 * Where somebody stores of whom nothing is known: what is saved takes up room of their network, and when that is full the network's oldest
 * goes. Nobody is refused.
 */
export type Room = {
  /** Whose: a keyed digest. */
  of: string;
  /** How much fits in all. */
  bytes: number;
};
export type StoredArtifact = { payload: Record<string, unknown>; consumedAt?: Date | undefined };
/** What somebody means to write over: `version` is another one after each write. */
export type VersionedArtifact = { payload: Record<string, unknown>; version: string };

export type Replacement = { artifact: Artifact; ttlSeconds: number; version: string };

export type Exchanged = { payload: Record<string, unknown>; ttlSeconds: number };

/** Implemented by adapters/oidc-postgres.ts and adapters/oidc-redis.ts, held to test/contract/. */
export type ArtifactStore = {
  save(model: string, id: Buffer, artifact: Artifact, ttlSeconds: number): Promise<void>;
  /** Remembers an id once: false when it was there already. Of any number at the same moment exactly one gets true. */
  addOnce(model: string, id: Buffer, ttlSeconds: number): Promise<boolean>;
  /** Nothing that has expired. */
  find(model: string, id: Buffer): Promise<StoredArtifact | undefined>;
  findByUid(model: string, uid: string): Promise<StoredArtifact | undefined>;
  /** Marks as used, once: false when it was used, or is gone. Of any number at the same moment exactly one gets true. */
  consume(model: string, id: Buffer): Promise<boolean>;
  /** What is there now, so as to write over it by `replace`. */
  findVersion(model: string, id: Buffer): Promise<VersionedArtifact | undefined>;
  /**
   * Writes over what is there, if it still is that version: false when it is gone or somebody wrote meanwhile. What is gone is never made
   * anew. Of any number that write over one version at the same moment exactly one gets true.
   */
  replace(model: string, id: Buffer, replacement: Replacement): Promise<boolean>;
  /** Takes away, and hands over what was there at that very moment. Of any number at the same moment exactly one gets it. */
  take(model: string, id: Buffer): Promise<StoredArtifact | undefined>;
  /**
   * Saves what nothing else points to, and hands over what was there at that very moment. Of any number at the same moment each gets what
   * the one before it saved.
   */
  exchange(model: string, id: Buffer, next: Exchanged): Promise<StoredArtifact | undefined>;
  destroy(model: string, id: Buffer): Promise<void>;
  /** Removes every artifact that was saved with this grant id. */
  revokeGrant(grantId: string): Promise<void>;
  /** The live sessions of an account. */
  sessionsOfAccount(accountId: string): Promise<StoredArtifact[]>;
  /** The same of many accounts at once, in any order: one round trip for a class. */
  sessionsOfAccounts(accountIds: string[]): Promise<StoredArtifact[]>;
  /** Takes the live sessions of an account away, as `take` does. */
  takeSessionsOfAccount(accountId: string): Promise<StoredArtifact[]>;
  /** Deletes at most `limit` expired artifacts; how many it deleted. */
  purge(limit: number): Promise<number>;
  ping(): Promise<void>;
  close(): Promise<void>;
};

/** Counts attempts per key in a window that starts with the first one. Atomic over all nodes. */
export type Counter = {
  add(key: string, windowSeconds: number): Promise<{ count: number; resetsInSeconds: number }>;
  /** How far each has counted, in this order; 0 without a window that still runs. One round trip for a whole school. */
  counts(keys: string[]): Promise<number[]>;
  clear(...keys: string[]): Promise<void>;
  /**
   * Notes a name under a key, and how many different ones there are by now: about 1 % off beyond a few dozen. Forgotten when nothing came
   * for `seconds`. Of bounded size, however many names.
   */
  addDistinct(key: string, name: string, seconds: number): Promise<number>;
  /** How many different names each has, in this order. One round trip. */
  distinct(keys: string[]): Promise<number[]>;
  /** Deletes what has ended, where the store doesn't do that by itself. */
  purge(): Promise<void>;
};

/** Who wants something that is expensive: by this the turn goes round where many want it at once. Kept in no store. */
export type Visit = {
  /** Such as `192.0.2.0/24`. */
  network: string;
  /** Inside that network: a device that somebody got in with, else the one address. */
  device: string;
  /** The sign-in that this browser is in: of one, the newest secret waits and none beside it. */
  interaction: string | undefined;
};

/** Argon2id over HMAC(pepper, secret), in a bounded and fair queue. @throws AppError "busy" for who takes up more than their part */
export type Hasher = {
  /** A PHC string. */
  hash(secret: string, visit?: Visit): Promise<string>;
  /** Takes the same time without a PHC string: for a login name that nobody has. */
  verify(phc: string | undefined, secret: string, visit?: Visit): Promise<boolean>;
};

/** Durable jobs in PostgreSQL: enqueued in the transaction that needs them, taken by any node, retried. */
export type JobData = {
  "backchannel-logout": { clientId: string; accountId: string; sid: string | undefined };
  "end-sessions": { accountId: string };
  purge: Record<string, never>;
  "audit-seal": Record<string, never>;
  "activation-make": { schoolId: SchoolId; runId: ActivationRunId };
  "roster-apply": { schoolId: SchoolId; importId: ImportId; actor: string };
  "school-year": Record<string, never>;
  /** null: the whole country */
  "link-questions": { schoolId: SchoolId | null };
  "link-mail": Record<string, never>;
};
export type JobName = keyof JobData;
export type Jobs = {
  /** With `tx` the job exists when, and only when, the transaction commits. */
  enqueue<N extends JobName>(name: N, data: JobData[N], tx?: Tx): Promise<void>;
  /** A handler that throws is tried again later, with growing pauses. */
  work<N extends JobName>(name: N, handler: (data: JobData[N]) => Promise<void>): Promise<void>;
  /** Runs by cron expression (UTC), on one node only. */
  schedule(name: JobName, cron: string): Promise<void>;
  /** Takes no more jobs; what it does already goes on, and jobs can still be added. */
  rest(): void;
  /** Gives what isn't done by now back at once, so that another node may take it without waiting; then closes. */
  stop(): Promise<void>;
};

/** Brings a mail to one person. No member of Deps: only the few pages that send mail are handed one. */
export type Mail = { to: string; subject: string; text: string };
export type Mailer = {
  /** @throws when nobody took it: the person who asked is told, and asks again */
  send(mail: Mail): Promise<void>;
  /** Where mail goes, and that it would be taken; nothing is sent. @throws when it wouldn't */
  check(): Promise<string>;
};

/** The outside world, handed to every use-case. */
export type Deps = {
  config: Config;
  db: Databases;
  log: Log;
  now: () => Date;
  random: Random;
  keys: Keys;
  hasher: Hasher;
  artifacts: ArtifactStore;
  counter: Counter;
  jobs: Jobs;
};

import { availableParallelism } from "node:os";
import { createPostgresCounter } from "../adapters/counter-postgres.ts";
import { createRedisCounter } from "../adapters/counter-redis.ts";
import { createJobs } from "../adapters/jobs-pg-boss.ts";
import { createFolderMailer } from "../adapters/mail-folder.ts";
import { createSmtpMailer } from "../adapters/mail-smtp.ts";
import { createPostgresArtifacts } from "../adapters/oidc-postgres.ts";
import { createRedisArtifacts } from "../adapters/oidc-redis.ts";
import { connectRedis } from "../adapters/redis.ts";
import type { Config } from "./config.ts";
import { createHasher } from "./credentials/credentials.ts";
import type { ArtifactStore, Counter, Deps, Mailer } from "./deps.ts";
import { createDatabases, createPool, type Databases } from "./lib/db.ts";
import { createKeys } from "./lib/keys.ts";
import { createLog, type Log } from "./lib/log.ts";
import { systemRandom } from "./lib/random.ts";
import { countAccountsFrom } from "./sessions/sessions.ts";

export type OpenDeps = { deps: Deps; close(): Promise<void> };

/** Opens everything outside the process. Migrations have run before. */
export async function openDeps(
  config: Config,
  options: { log?: Log; max?: number; workers: boolean },
): Promise<OpenDeps> {
  const log = options.log ?? createLog(config.logLevel);
  const now = () => new Date();
  const keys = createKeys(config.masterSecret, systemRandom);
  const max = options.max ?? config.databaseConnections;
  const db = createDatabases(config.databaseUrl, { log, max });
  const state = openState(config, { db, log, now });
  const jobs = await createJobs({ databaseUrl: config.databaseUrl, log, workers: options.workers });
  const hasher = createHasher({
    keys,
    concurrency: availableParallelism(),
    queueLength: config.hashQueue,
    accountsFrom: (network) => countAccountsFrom({ keys, db, now }, network),
  });
  const deps: Deps = { config, db, log, now, random: systemRandom, keys, hasher, jobs, ...state };
  return {
    deps,
    close: async () => {
      await jobs.stop();
      await state.close();
      await db.end();
    },
  };
}

/** By the mail server where there is one, else into a folder. For the page that invites colleagues. */
export function openMailer({ config, log, random, now }: Deps): Mailer {
  const { smtpUrl: url, mailFrom: from, mailFolder: folder } = config;
  return url === undefined ? createFolderMailer({ folder, from, log, random, now }) : createSmtpMailer({ url, from });
}

type State = { artifacts: ArtifactStore; counter: Counter; close(): Promise<void> };

/** OIDC state and counters: in Redis where there is one, else in PostgreSQL. */
function openState(config: Config, { db, log, now }: { db: Databases; log: Log; now: () => Date }): State {
  if (config.redisUrl) {
    const redis = connectRedis(config.redisUrl, log);
    const artifacts = createRedisArtifacts(redis);
    return { artifacts, counter: createRedisCounter(redis), close: () => artifacts.close() };
  }
  const pool = createPool(config.databaseUrl, "leerid_sign_in", { log, max: 2 });
  return {
    artifacts: createPostgresArtifacts(db.signIn, now),
    counter: createPostgresCounter(pool),
    close: () => pool.end(),
  };
}

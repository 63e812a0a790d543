import { setTimeout as pause } from "node:timers/promises";
import { PgBoss, type Db as JobDb, type JobResult, type JobWithMetadata } from "pg-boss";
import { z } from "zod";
import type { JobData, JobName, Jobs } from "../src/deps.ts";
import { ActivationRunId, ImportId, SchoolId } from "../src/ids.ts";
import type { Tx } from "../src/lib/db.ts";
import type { Log } from "../src/lib/log.ts";
import { deadLetters, grants, handBackJobs, jobNames, queues, type JobQueue } from "./jobs-queues.ts";

export type JobsOptions = {
  /** As the owner of the database: the schema `pgboss` is made, or brought up to date, on start. */
  databaseUrl: string;
  log: Log;
  /** False in a process that only enqueues, such as the command line: it takes no job and looks after none. */
  workers: boolean;
  /** How long a job may wait for an idle worker; at least 0.5. */
  pollingSeconds?: number;
};

const schemas: { [N in JobName]: z.ZodType<JobData[N]> } = {
  "backchannel-logout": z
    .object({ clientId: z.string(), accountId: z.string(), sid: z.string().optional() })
    .transform(({ clientId, accountId, sid }) => ({ clientId, accountId, sid })),
  "end-sessions": z.object({ accountId: z.string() }),
  purge: z.record(z.string(), z.never()),
  "audit-seal": z.record(z.string(), z.never()),
  "activation-make": z.object({ schoolId: SchoolId, runId: ActivationRunId }),
  "roster-apply": z.object({ schoolId: SchoolId, importId: ImportId, actor: z.string() }),
  "school-year": z.record(z.string(), z.never()),
  // a schedule gives no data
  "link-questions": z.object({ schoolId: SchoolId.nullable().default(null) }),
  "link-mail": z.record(z.string(), z.never()),
};

/**
 * Durable jobs in PostgreSQL. A job runs at least once: if the process dies, another one does it again when its heartbeat is missed, and
 * if it stops, at once. So a handler must stand being called twice.
 * @returns when it can enqueue; `work` starts workers
 */
export async function createJobs({ databaseUrl, log, workers, pollingSeconds = 1 }: JobsOptions): Promise<Jobs> {
  const boss = await openBoss({ databaseUrl, log, workers });
  /** The ids of the jobs that are under way. */
  const running = new Set<string>();
  let resting: Promise<unknown> | undefined;
  const rest = () => (resting ??= Promise.all(jobNames.map((name) => boss.offWork(name, { wait: true }))));
  return {
    enqueue: async (name, data, tx) => {
      await boss.send(name, data, tx ? { db: within(tx) } : {});
    },
    work: async (name, handler) => {
      if (!workers) throw new Error("This process only enqueues jobs");
      const options = workOptions(name, pollingSeconds);
      const run = (data: unknown) => handler(schemas[name].parse(data));
      await boss.work<unknown, unknown, typeof options>(name, options, (jobs) =>
        Promise.all(
          jobs.map((job) => {
            running.add(job.id);
            return attempt(job, run, log).finally(() => running.delete(job.id));
          }),
        ),
      );
    },
    schedule: (name, cron) => boss.schedule(name, cron, {}, { tz: "UTC" }),
    rest: () => void rest().catch((error: unknown) => log.warn({ err: error }, "the workers did not stop")),
    stop: async () => {
      await Promise.race([rest(), pause(lastStepsMs, undefined, { ref: false })]);
      if (running.size > 0) await handBack(boss, [...running]);
      // what still runs here may not settle a job that somebody else has by now
      await closeDatabase(boss);
      await boss.stop({ graceful: false }).catch(() => {});
    },
  };
}

async function openBoss({ databaseUrl, log, workers }: Omit<JobsOptions, "pollingSeconds">): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: withPatience(databaseUrl),
    application_name: "leerid jobs",
    schema: "pgboss",
    max: 3,
    supervise: workers,
    // a job whose process died is missed within a quarter of a minute: somebody may watch its bar
    superviseIntervalSeconds: 15,
    monitorIntervalSeconds: 15,
    schedule: workers,
    // one connection more, which hears of jobs at once: of the queues that say so
    useListenNotify: workers,
  });
  boss.on("error", (error) => log.warn({ err: error }, "the job queue has a problem"));
  boss.on("warning", ({ message }) => log.warn({ warning: message }, "the job queue warns"));
  await boss.start();
  await prepare(boss);
  return boss;
}

/** pg-boss hands the address to `pg`, which takes its own settings from there: a server that hangs holds nobody for longer than a minute. */
function withPatience(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set("query_timeout", "60000");
  return url.href;
}

/** A job that is nearly done is finished. */
const lastStepsMs = 1_000;

/** As if it had never been taken: no try is counted, and the next worker that looks finds it. */
async function handBack(boss: PgBoss, ids: string[]): Promise<void> {
  await boss.getDb().executeSql(handBackJobs, [ids]);
}

const Closable = z.custom<{ close(): Promise<void> }>(
  (value) => typeof value === "object" && value !== null && "close" in value,
);
const closeDatabase = (boss: PgBoss): Promise<void> => Closable.parse(boss.getDb()).close();

function workOptions(name: JobName, pollingIntervalSeconds: number) {
  const { batchSize, atOnce = 1 } = queues[name];
  return {
    batchSize,
    localConcurrency: atOnce,
    includeMetadata: true,
    perJobResults: true,
    burstWhenBatchFull: true,
    pollingIntervalSeconds,
    // for what is tried again later, and in case nothing is heard
    notifyPollingIntervalSeconds: Math.max(pollingIntervalSeconds, 2),
  } as const;
}

/** Sends pg-boss' statement through the caller's transaction. */
const within = ({ client }: Tx): JobDb => ({ executeSql: (text, values) => client.query(text, values) });

/** Makes or changes the queues that need it, and lets our roles add jobs. Processes that start together wait for each other. */
async function prepare(boss: PgBoss): Promise<void> {
  const known = new Map((await boss.getQueues()).map((queue) => [queue.name, new Map(Object.entries(queue))]));
  const make = async (name: string, { policy, options }: JobQueue) => {
    const queue = known.get(name);
    if (!queue) await boss.createQueue(name, { policy, ...options });
    else if (Object.entries(options).some(([key, value]) => queue.get(key) !== value)) {
      await boss.updateQueue(name, options);
    }
  };
  await make(deadLetters.name, deadLetters);
  for (const name of jobNames) await make(name, queues[name]);
  await boss.getDb().executeSql(grants);
}

/** Only ids are logged or kept: what a job carries, and what an answer to it says, is nobody's business. */
async function attempt(
  job: JobWithMetadata<unknown>,
  run: (data: unknown) => Promise<void>,
  log: Log,
): Promise<JobResult> {
  const { id, name } = job;
  try {
    await run(job.data);
    return { id, status: "completed" };
  } catch (error) {
    const fields = { err: error, job: id, queue: name, attempt: job.retryCount + 1 };
    if (job.retryCount < job.retryLimit) log.warn(fields, "a job failed and will be tried again");
    else log.error(fields, "a job failed for the last time");
    return { id, status: "failed", output: { error: error instanceof Error ? error.name : "unknown" } };
  }
}

import type { QueueOptions, QueuePolicy } from "pg-boss";
import type { JobName } from "../src/deps.ts";

export type JobQueue = {
  /** How many jobs one worker takes, and runs, at a time. */
  batchSize: number;
  /** How many workers of a process take jobs beside each other, so that a short one doesn't wait for a long one. One, unless it says so. */
  atOnce?: number;
  policy: QueuePolicy;
  options: QueueOptions & {
    deadLetter?: string;
    /** Workers hear of a new job at once, instead of looking for one again and again. */
    notify?: boolean;
  };
};

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Jobs that failed for the last time are kept here: nobody works on them, `redrive` of pg-boss puts them back. */
export const deadLetters = {
  name: "dead-letters",
  batchSize: 1,
  policy: "standard",
  options: { retentionSeconds: 90 * day },
} satisfies JobQueue & { name: string };

export const queues: Record<JobName, JobQueue> = {
  // an application may be down for an evening: pauses of 5 s, 10 s, 20 s ... give it about six hours
  "backchannel-logout": {
    batchSize: 20,
    policy: "standard",
    options: {
      deadLetter: deadLetters.name,
      retryLimit: 12,
      retryDelay: 5,
      retryBackoff: true,
      retryDelayMax: 4 * hour,
      expireInSeconds: 2 * minute,
      deleteAfterSeconds: day,
    },
  },
  "end-sessions": {
    batchSize: 5,
    policy: "standard",
    options: {
      deadLetter: deadLetters.name,
      retryLimit: 12,
      retryDelay: 5,
      retryBackoff: true,
      retryDelayMax: hour,
      expireInSeconds: 5 * minute,
      deleteAfterSeconds: day,
    },
  },
  // somebody watches a bar: a process that died is missed after ten seconds of silence, and another one goes on where it stopped
  "roster-apply": {
    batchSize: 2,
    policy: "standard",
    options: {
      retryLimit: 5,
      retryDelay: 2,
      heartbeatSeconds: 10,
      expireInSeconds: 15 * minute,
      deleteAfterSeconds: day,
    },
  },
  // somebody waits for a card: it begins at once, also beside a whole school; a process that died is missed as above
  "activation-make": {
    batchSize: 1,
    atOnce: 3,
    policy: "standard",
    options: {
      notify: true,
      retryLimit: 10,
      retryDelay: 2,
      retryBackoff: true,
      retryDelayMax: minute,
      heartbeatSeconds: 10,
      expireInSeconds: 15 * minute,
      deleteAfterSeconds: day,
    },
  },
  // exclusive: while one waits or runs, another is not added; the next one comes by schedule anyway
  purge: {
    batchSize: 1,
    policy: "exclusive",
    options: {
      retryLimit: 2,
      retryDelay: minute,
      expireInSeconds: 15 * minute,
      deleteAfterSeconds: day,
    },
  },
  // comes back every minute anyway
  "audit-seal": {
    batchSize: 1,
    policy: "exclusive",
    options: {
      retryLimit: 0,
      expireInSeconds: 15 * minute,
      deleteAfterSeconds: hour,
    },
  },
  // the whole country on one night: what isn't done in time goes on with the next call, a few minutes later
  "school-year": {
    batchSize: 1,
    policy: "exclusive",
    options: {
      retryLimit: 2,
      retryDelay: minute,
      expireInSeconds: hour,
      deleteAfterSeconds: day,
    },
  },
  // children who moved wait for their old LeerID; a whole school on 1 September takes a quarter of a minute
  "link-questions": {
    batchSize: 1,
    atOnce: 2,
    policy: "standard",
    options: {
      notify: true,
      retryLimit: 5,
      retryDelay: 5,
      retryBackoff: true,
      retryDelayMax: 10 * minute,
      heartbeatSeconds: 10,
      expireInSeconds: hour,
      deleteAfterSeconds: day,
    },
  },
  "link-mail": {
    batchSize: 1,
    policy: "exclusive",
    options: {
      retryLimit: 2,
      retryDelay: minute,
      expireInSeconds: 15 * minute,
      deleteAfterSeconds: day,
    },
  },
};

export const jobNames = [
  "backchannel-logout",
  "end-sessions",
  "purge",
  "roster-apply",
  "activation-make",
  "audit-seal",
  "school-year",
  "link-questions",
  "link-mail",
] as const satisfies JobName[];

/** What adding a job takes, and nothing else: no role of ours reads what another one's job carries. */
export const grants = `
  select pg_advisory_xact_lock(7324);
  grant usage on schema pgboss to leerid_platform, leerid_sign_in, leerid_school;
  grant select on pgboss.queue to leerid_platform, leerid_sign_in, leerid_school;
  grant insert, select (id, start_after) on pgboss.job_common to leerid_platform, leerid_sign_in, leerid_school;`;

/** Of jobs that a worker has taken ($1: their ids): what pg-boss does with those that it took too many of. */
export const handBackJobs = `
  update pgboss.job set state = 'created', started_on = null, heartbeat_on = null
  where id = any ($1::uuid[]) and state = 'active'`;

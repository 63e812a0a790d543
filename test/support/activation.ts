import { randomBytes } from "node:crypto";
import { createPostgresCounter } from "../../adapters/counter-postgres.ts";
import { createJobs } from "../../adapters/jobs-pg-boss.ts";
import { makeRun } from "../../src/activation/activation.ts";
import { parseConfig } from "../../src/config.ts";
import type { Deps } from "../../src/deps.ts";
import { PupilId, SchoolNumber, StaffId, type SchoolId } from "../../src/ids.ts";
import { createPool, type Db, type Query } from "../../src/lib/db.ts";
import { createKeys } from "../../src/lib/keys.ts";
import { createLog } from "../../src/lib/log.ts";
import { systemRandom } from "../../src/lib/random.ts";
import { buildLoginName } from "../../src/pupils/login-name.ts";
import type { Gate, Need, Visit } from "../../src/school/gate.ts";
import { addSchool } from "../../src/schools/schools.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";

export type ActivationDeps = Pick<Deps, "db" | "keys" | "counter" | "random" | "now" | "jobs" | "config" | "log">;
export type ActivationWorld = {
  database: TestDatabase;
  deps: ActivationDeps;
  /** Moved by a test. */
  clock: { now: Date };
  /** Settings with which a process of its own sees the same world. */
  env: Record<string, string>;
  close(): Promise<void>;
};

/**
 * A database with nothing in it, and what routes and use-cases of the activation need.
 * @param worker whether a worker makes the runs that are added, as a server does; else a test does it
 */
export async function openActivationWorld({ worker = false } = {}): Promise<ActivationWorld> {
  const database = await createTestDatabase();
  const clock = { now: new Date("2026-10-05T06:30:00Z") };
  const master = randomBytes(32).toString("base64");
  const env = { DATABASE_URL: database.url, ISSUER: "http://localhost:4711", MASTER_SECRET: master };
  const config = parseConfig(env);
  const log = createLog("silent");
  const jobs = await createJobs({ databaseUrl: database.url, log, workers: worker });
  const keys = createKeys(config.masterSecret, systemRandom);
  const pool = createPool(database.url, "leerid_sign_in", { log, max: 2 });
  const counter = createPostgresCounter(pool);
  const deps = { db: database.db, keys, counter, random: systemRandom, now: () => clock.now, jobs, config, log };
  if (worker) await jobs.work("activation-make", (data) => makeRun(deps, data));
  return {
    database,
    deps,
    clock,
    env,
    close: async () => {
      await jobs.stop();
      await pool.end();
      await database.drop();
    },
  };
}

let schools = 300_000;
export async function addTestSchool({ deps }: ActivationWorld, name = "De Klimboom"): Promise<SchoolId> {
  schools += 1;
  return (await addSchool(deps, { number: SchoolNumber.parse(String(schools)), name })).id;
}

/** Any world with a database of its own. */
type Seen = { database: Pick<TestDatabase, "owner"> };

let names = 100_000;
export type TestPupil = { pupilId: PupilId; loginName: string };
type Wanted = { count?: number; className?: string | undefined; yearGroup?: number | null; level?: string };

/** Pupils of a class, by statement: there may be thousands. */
export async function addTestPupils(
  { database: { owner }, deps }: Seen & { deps: Pick<Deps, "random"> },
  schoolId: SchoolId,
  { count = 1, className, yearGroup = 3, level = "lager" }: Wanted,
): Promise<TestPupil[]> {
  const added = Array.from({ length: count }, (_, at) => {
    names += 1;
    const pupilId = PupilId.parse(deps.random.uuid());
    return {
      pupilId,
      loginName: buildLoginName("lotte", String(names)),
      familyName: `P${String(at).padStart(5, "0")}`,
    };
  });
  const ids = added.map((one) => one.pupilId);
  await owner.query(
    `insert into pupil (id, login_name, created_at)
     select *, now() from unnest($1::uuid[], $2::text[])`,
    [ids, added.map((one) => one.loginName)],
  );
  await owner.query(
    `insert into enrolment (pupil_id, school_id, given_name, family_name, level, year_group, during)
     select id, $2, 'Lotte', family, $4, $3, '[2026-09-01,)' from unnest($1::uuid[], $5::text[]) as x (id, family)`,
    [ids, schoolId, yearGroup, level, added.map((one) => one.familyName)],
  );
  if (className !== undefined) {
    await owner.query(
      `with g as (insert into class_group (school_id, school_year, name) values ($2, '2026-2027', $3)
         on conflict (school_id, school_year, name) do update set name = excluded.name returning id)
       insert into class_membership (class_group_id, pupil_id, school_id) select g.id, chosen, $2 from g, unnest($1::uuid[]) chosen`,
      [ids, schoolId, className],
    );
  }
  return added;
}

/** The live secrets of a pupil, as the owner of the database sees them. */
export async function liveSecrets(
  { database }: Seen,
  pupilIds: string[],
): Promise<{ pupilId: string; kind: string; hash: Buffer | null; usedAt: Date | null }[]> {
  const { rows } = await database.owner.query(
    `select pupil_id as "pupilId", kind, secret_hash as hash, used_at as "usedAt" from credential
     where pupil_id = any ($1::uuid[]) and revoked_at is null order by pupil_id, kind`,
    [pupilIds],
  );
  return rows;
}

const staffId = StaffId.parse("01920000-0000-7000-8000-000000000001");

/** `asked`: what was asked of it, in order. Without `fresh` whoever must have signed in just now is sent away. */
export type OpenGate = Gate & { asked: Need[]; fresh: boolean };

/** A gate that lets an admin of this school in. */
export function openGate(school: { id: SchoolId; name?: string }): OpenGate {
  const named = { id: school.id, number: "012345", name: school.name ?? "De Klimboom" };
  const frame = {
    path: `/school/${named.number}`,
    school: named,
    schools: [named],
    person: "Griet Wouters",
    isAdmin: true,
  };
  const visit: Visit = { staffId, school: named, isAdmin: true, frame };
  const gate: OpenGate = {
    asked: [],
    fresh: true,
    enter: async (ctx, need = {}) => {
      gate.asked.push(need);
      if (need.fresh !== true || gate.fresh) return visit;
      ctx.redirect("/school/sign-in/again");
      return undefined;
    },
  };
  return gate;
}

/**
 * The same database, counting the statements that are sent to it; what opens and ends a transaction, and says for which schools it is, is
 * none. `texts`: what they said.
 */
export function countStatements<D extends Pick<ActivationDeps, "db">>(
  deps: D,
): {
  deps: D;
  count: () => number;
  texts: () => string[];
  reset: () => void;
} {
  let texts: string[] = [];
  const noted = (query: Query): Query => {
    texts.push(query.text);
    return query;
  };
  const counting = <Q extends Db>(db: Q): Q => ({
    ...db,
    many: (row, query) => db.many(row, noted(query)),
    one: (row, query) => db.one(row, noted(query)),
    maybeOne: (row, query) => db.maybeOne(row, noted(query)),
    run: (query) => db.run(noted(query)),
    transaction: (work) => db.transaction((tx) => work(counting(tx))),
  });
  const { db } = deps;
  const { signInReads: reads } = db;
  return {
    deps: {
      ...deps,
      db: {
        ...db,
        platform: counting(db.platform),
        signIn: counting(db.signIn),
        signInReads: {
          many: (row, query) => reads.many(row, noted(query)),
          one: (row, query) => reads.one(row, noted(query)),
          maybeOne: (row, query) => reads.maybeOne(row, noted(query)),
        },
        forSchools: (ids, work) => db.forSchools(ids, (tx) => work(counting(tx))),
      },
    },
    count: () => texts.length,
    texts: () => texts,
    reset: () => {
      texts = [];
    },
  };
}

import { createHash } from "node:crypto";
import pg from "pg";
import type { z } from "zod";
import type { SchoolId } from "../ids.ts";
import { isAway } from "./away.ts";
import type { Log } from "./log.ts";
import { createPipeline } from "./pipeline.ts";

/** A statement with its values, made by the `sql` tag only: text from outside can't become SQL. */
export type Query = { readonly text: string; readonly values: unknown[]; readonly name: string };

const names = new WeakMap<TemplateStringsArray, { text: string; name: string }>();

/** Every `${value}` becomes a parameter. The statement is prepared once per connection, under a name made from its text. */
export function sql(strings: TemplateStringsArray, ...values: unknown[]): Query {
  let known = names.get(strings);
  if (!known) {
    const text = strings.reduce((whole, part, index) => `${whole}$${index}${part}`);
    known = { text, name: createHash("sha256").update(text).digest("base64url").slice(0, 24) };
    names.set(strings, known);
  }
  return { text: known.text, name: known.name, values };
}

export type Db = {
  /** All rows, each parsed. */
  many<S extends z.ZodType>(row: S, query: Query): Promise<z.infer<S>[]>;
  /** The only row. @throws when there is none or more than one */
  one<S extends z.ZodType>(row: S, query: Query): Promise<z.infer<S>>;
  /** The only row, or undefined. @throws when there is more than one */
  maybeOne<S extends z.ZodType>(row: S, query: Query): Promise<z.infer<S> | undefined>;
  /** Runs a statement; how many rows it touched. */
  run(query: Query): Promise<number>;
  /** All or nothing. Inside a transaction it simply goes on in the same one. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
};

/** What only looks. */
export type Reads = Pick<Db, "many" | "one" | "maybeOne">;

/** A `Db` inside a transaction; `client` is for COPY and for pg-boss, which need the connection itself. */
export type Tx = Db & { readonly client: pg.PoolClient };

type Run = (query: Query) => Promise<{ rows: unknown[]; rowCount: number | null }>;

function queries(send: Run): Omit<Db, "transaction"> {
  const rows = async (query: Query): Promise<unknown[]> => (await send(query)).rows;
  const atMostOne = async <S extends z.ZodType>(row: S, query: Query): Promise<z.infer<S> | undefined> => {
    const found = await rows(query);
    if (found.length > 1) throw new Error(`Expected at most one row, got ${found.length}`);
    return found.length === 0 ? undefined : row.parse(found[0]);
  };
  return {
    many: async (row, query) => (await rows(query)).map((found) => row.parse(found)),
    maybeOne: atMostOne,
    one: async (row, query) => {
      const found = await atMostOne(row, query);
      if (found === undefined) throw new Error("Expected one row, got none");
      return found;
    },
    run: async (query) => (await send(query)).rowCount ?? 0,
  };
}

function inTransaction(client: pg.PoolClient): Tx {
  const tx: Tx = { ...queries((query) => client.query(query)), client, transaction: (work) => work(tx) };
  return tx;
}

async function transact<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin");
    const result = await work(inTransaction(client));
    await client.query("commit");
    return result;
  } catch (error) {
    // a server that is gone rolls back by itself, and one that is stuck answers no rollback either
    if (isAway(error)) broken = new Error("the server is away", { cause: error });
    else
      await client.query("rollback").catch((cause: unknown) => {
        broken = new Error("rollback failed", { cause });
      });
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * The database as three roles see it; none bypasses row-level security.
 * @see docs/decisions/0012-row-level-security.md
 */
export type Databases = {
  /** The platform itself: registry, keys, jobs, the command line. Sees every school. */
  platform: Db;
  /** The sign-in path: looks across schools, at the few tables and columns it needs. */
  signIn: Db;
  /** The same, for what is read at every step of a sign-in: on one connection, which can't write. */
  signInReads: Reads;
  /** A transaction of staff of these schools: it sees nothing else. An empty list sees nothing. */
  forSchools<T>(schoolIds: SchoolId[], work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Where it is, with the password: for a process of ours that connects by itself. */
  url: string;
  end(): Promise<void>;
};

/** Resolves when the database takes writes: one that is full, or stands by, answers reads as ever. @param db as `leerid_sign_in` */
export const probeWrite = (db: Db): Promise<number> => db.run(sql`update write_probe set at = clock_timestamp()`);

export type Role = "leerid_platform" | "leerid_sign_in" | "leerid_school";

/**
 * How long a statement may take before its connection counts as dead, in ms: a server that hangs keeps its connections open and says
 * nothing. A sign-in asks by indexes only; a list of a school is written in thousands of rows, and the platform seals and purges.
 */
const patienceMs = { leerid_sign_in: 5_000, leerid_school: 60_000, leerid_platform: 120_000 } satisfies Record<
  Role,
  number
>;
/** The same for a connection: until it is made, or one of the pool is free. */
const connectMs = 5_000;

/** A pool whose connections act as `role` from their first statement, which costs no extra round trip. */
export function createPool(url: string, role: Role | undefined, options: { log: Log; max?: number }): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    application_name: role ?? "leerid",
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    ...(role ? { options: `-c role=${role}`, query_timeout: patienceMs[role] } : {}),
  });
  pool.on("error", (error) => options.log.warn({ err: error, role }, "an idle database connection was lost"));
  // One that is lost while in use fails its query; without a listener its second error would end the process.
  pool.on("connect", (client) =>
    client.on("error", (error) => options.log.warn({ err: error, role }, "a connection failed")),
  );
  return pool;
}

export function createDatabases(url: string, options: { log: Log; max?: number }): Databases {
  const pools = {
    platform: createPool(url, "leerid_platform", options),
    signIn: createPool(url, "leerid_sign_in", options),
    school: createPool(url, "leerid_school", options),
  };
  const settings = "-c role=leerid_sign_in";
  const reads = createPipeline(url, { log: options.log, name: "leerid_sign_in reads", settings });
  const database = (pool: pg.Pool): Db => ({
    ...queries((query) => pool.query(query)),
    transaction: (work) => transact(pool, work),
  });
  return {
    platform: database(pools.platform),
    signIn: database(pools.signIn),
    signInReads: queries(reads.query),
    forSchools: (schoolIds, work) =>
      transact(pools.school, async (tx) => {
        await tx.run(sql`select set_config('app.school_ids', ${schoolIds.join(",")}, true)`);
        return work(tx);
      }),
    url,
    end: async () => {
      await Promise.all([reads.end(), ...Object.values(pools).map((pool) => pool.end())]);
    },
  };
}

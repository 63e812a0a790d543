import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { z } from "zod";
import { StartProblem } from "./start-problem.ts";

const folder = fileURLToPath(new URL("../../migrations", import.meta.url));

/**
 * Brings the database to the newest schema. Several processes may try at once: an advisory lock lets one through.
 * @returns the names of the migrations that were applied now
 * @throws StartProblem when the database is of a newer version
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "leerid migrate" });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(7323)");
    const applied = (await isUpToDate(client)) ? [] : await apply(client);
    await client.query("select add_audit_partitions(current_date)");
    return applied;
  } finally {
    await client.end();
  }
}

/**
 * A version that doesn't know what the tables mean by now may not write to them: it would say that it is ready, and answer 500. One that
 * runs already goes on while the next one starts beside it: each migration says in its head whether that one still can.
 */
function mustKnow(applied: Set<string>, known: Set<string>): void {
  const newer = [...applied].filter((file) => !known.has(file)).sort();
  const [first] = newer;
  if (first === undefined) return;
  throw new StartProblem(
    `This version is older than the database (which has ${first.replace(/\.sql$/, "")}${newer.length > 1 ? ` and ${newer.length - 1} more` : ""}): start the newer version, or restore the backup from before it`,
  );
}

const Names = z.array(z.object({ name: z.string() }));

/** Looked at first: what applies migrations is loaded only when there are any, which is nearly never. */
async function isUpToDate(client: pg.Client): Promise<boolean> {
  const table = await client.query("select from pg_class where oid = to_regclass('migration')");
  if (table.rowCount === 0) return false;
  const { rows } = await client.query("select name from migration");
  const applied = new Set(Names.parse(rows).map(({ name }) => `${name}.sql`));
  const known = new Set(readdirSync(folder));
  mustKnow(applied, known);
  return [...known].every((file) => applied.has(file));
}

async function apply(client: pg.Client): Promise<string[]> {
  const { runner } = await import("node-pg-migrate");
  const applied = await runner({
    dbClient: client,
    dir: folder,
    direction: "up",
    migrationsTable: "migration",
    noLock: true,
    singleTransaction: true,
    log: () => {},
  });
  return applied.map((migration) => migration.name);
}

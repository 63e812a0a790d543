import { fileURLToPath } from "node:url";
import { runner } from "node-pg-migrate";
import pg from "pg";

const folder = fileURLToPath(new URL("../../migrations", import.meta.url));

/**
 * Brings the database to the newest schema. Several processes may try at once: an advisory lock lets one through.
 * @returns the names of the migrations that were applied now
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "leerid migrate" });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(7323)");
    const applied = await runner({
      dbClient: client,
      dir: folder,
      direction: "up",
      migrationsTable: "migration",
      noLock: true,
      singleTransaction: true,
      log: () => {},
    });
    await client.query("select add_audit_partitions(current_date)");
    return applied.map((migration) => migration.name);
  } finally {
    await client.end();
  }
}

import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import pg from "pg";
import { inject } from "vitest";

const folder = new URL("../../migrations/", import.meta.url);

/** An empty database with the schema up to and with the migration of that number, to see what a later one does with what is there. */
export async function openDatabaseAt(last: string) {
  const template = inject("databaseUrl");
  const name = `migration_${randomBytes(6).toString("hex")}`;
  const admin = new pg.Client({ connectionString: template.replace(/\/leerid$/, "/postgres") });
  await admin.connect();
  await admin.query(`create database ${name}`);
  const client = new pg.Client({ connectionString: template.replace(/\/leerid$/, `/${name}`) });
  await client.connect();
  const files = readdirSync(folder).toSorted();
  /** In a transaction of its own, as `migrate` does. */
  const apply = async (number: string) => {
    const file = files.find((one) => one.startsWith(number));
    if (file === undefined) throw new Error(`There is no migration ${number}`);
    await client.query(`begin; ${readFileSync(new URL(file, folder), "utf8")}; commit`);
  };
  for (const file of files.filter((one) => one.slice(0, 4) <= last)) await apply(file.slice(0, 4));
  return {
    apply,
    rows: async (text: string, values: unknown[] = []) => (await client.query(text, values)).rows,
    drop: async () => {
      await client.end();
      await admin.query(`drop database ${name}`);
      await admin.end();
    },
  };
}

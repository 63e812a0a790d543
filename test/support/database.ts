import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { inject } from "vitest";
import { createDatabases, type Databases } from "../../src/lib/db.ts";
import { createLog } from "../../src/lib/log.ts";

export type TestDatabase = { url: string; db: Databases; owner: pg.Pool; drop(): Promise<void> };

/** A database of one's own, copied from the migrated template. `owner` sees all: for arranging and looking behind the curtain. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = inject("databaseUrl");
  const name = `test_${randomBytes(6).toString("hex")}`;
  const admin = async (statement: string) => {
    const client = new pg.Client({ connectionString: template.replace(/\/leerid$/, "/postgres") });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await admin(`create database ${name} template leerid`);
  const opened = openTestDatabase(template.replace(/\/leerid$/, `/${name}`));
  return {
    ...opened,
    drop: async () => {
      await opened.drop();
      await dropQuietly(name, admin);
    },
  };
}

/** A database that somebody else made, and drops: `drop` ends our connections only. */
export function openTestDatabase(url: string): TestDatabase {
  const db = createDatabases(url, { log: createLog("silent"), max: 5 });
  const owner = new pg.Pool({ connectionString: url, max: 2 });
  owner.on("error", () => {});
  owner.on("connect", (client) => client.on("error", () => {}));
  return {
    url,
    db,
    owner,
    drop: async () => {
      await db.end();
      await owner.end();
    },
  };
}

/** Waits until the last connection has said goodbye: one that is cut off while it closes would end the test run with its error. */
async function dropQuietly(name: string, admin: (statement: string) => Promise<void>): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      return await admin(`drop database ${name}`);
    } catch {
      await pause(50);
    }
  }
  await admin(`drop database ${name} with (force)`);
}

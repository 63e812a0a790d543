import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { openEmbeddedPostgres } from "../adapters/embedded-postgres.ts";
import { systemRandom } from "./lib/random.ts";

export type LocalEnvironment = {
  env: Record<string, string | undefined>;
  /** True when the database is our own, on this machine: only then there may be demo data. */
  embedded: boolean;
  /** Where what is local is kept; empty when nothing is. */
  folder: string;
  close(): Promise<void>;
};

/**
 * The environment as it is when DATABASE_URL is set; else completed with an embedded PostgreSQL and a master secret that is
 * made once and kept beside it, mode 0600. The folder is LEERID_DATA, or `.leerid` where the command is given.
 */
export async function openLocalEnvironment(env: Record<string, string | undefined>): Promise<LocalEnvironment> {
  if (env["DATABASE_URL"] || env["DATABASE_URL_FILE"])
    return { env, embedded: false, folder: "", close: async () => {} };
  const folder = resolve(env["LEERID_DATA"] ?? ".leerid");
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const postgres = await openEmbeddedPostgres(folder);
  const port = env["PORT"] ?? "3000";
  return {
    env: {
      ISSUER: `http://localhost:${port}`,
      EMAIL_DOMAIN: "mail.leerid.localhost",
      SCOPE_DOMAIN: "school.leerid.localhost",
      MASTER_SECRET: readOrMakeSecret(join(folder, "master-secret")),
      ...env,
      DATABASE_URL: postgres.url,
    },
    embedded: true,
    folder,
    close: postgres.close,
  };
}

function readOrMakeSecret(path: string): string {
  if (!existsSync(path)) {
    writeFileSync(path, systemRandom.bytes(32).toString("base64"), { mode: 0o600, flag: "wx" });
  }
  return readFileSync(path, "utf8").trim();
}

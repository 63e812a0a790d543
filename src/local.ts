import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { openEmbeddedPostgres, writeOnce } from "../adapters/embedded-postgres.ts";
import { systemRandom } from "./lib/random.ts";

export type Environment = Record<string, string | undefined>;

/** What is kept on this machine, where nobody says where the database is. */
export type LocalSettings = { env: Environment; folder: string };

/** A database of our own, on this machine: only there may be demo data. `empty` throws away all that it holds. */
export type Embedded = { folder: string; empty(): Promise<void> };

export type LocalEnvironment = {
  env: Environment;
  embedded: Embedded | undefined;
  close(): Promise<void>;
};

/**
 * The environment as it is when DATABASE_URL is set; else completed with an embedded PostgreSQL and a master secret that is
 * made once and kept beside it, mode 0600. The folder is LEERID_DATA, or `.leerid` where the command is given.
 * @param options `alone`: as the one provider of that folder
 * @throws StartProblem, or what the system says of the folder
 */
export async function openLocalEnvironment(
  env: Environment,
  options: { alone?: boolean } = {},
): Promise<LocalEnvironment> {
  const local = readLocalSettings(env);
  if (!local) return { env, embedded: undefined, close: async () => {} };
  const { folder } = local;
  const { url, empty, close } = await openEmbeddedPostgres(folder, options);
  return { env: { ...local.env, DATABASE_URL: url }, embedded: { folder, empty }, close };
}

/** Everything but the address of the database. Undefined where that is given. */
export function readLocalSettings(env: Environment): LocalSettings | undefined {
  if (env["DATABASE_URL"] || env["DATABASE_URL_FILE"]) return undefined;
  const folder = resolve(env["LEERID_DATA"] ?? ".leerid");
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const port = env["PORT"] ?? "3000";
  const secret = writeOnce(join(folder, "master-secret"), systemRandom.bytes(32).toString("base64"));
  return {
    folder,
    env: {
      ISSUER: `http://localhost:${port}`,
      EMAIL_DOMAIN: "mail.leerid.localhost",
      SCOPE_DOMAIN: "school.leerid.localhost",
      MASTER_SECRET: secret,
      ...env,
    },
  };
}

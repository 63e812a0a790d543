import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { freePort } from "../../adapters/embedded-postgres.ts";
import { startProcess, untilAnswers, type Measured } from "./processes.ts";
import type { Stores } from "./stores.ts";

export type Server = Measured & { origin: string; env: Record<string, string>; startedInMs: number };

/** Where an application would be; nobody follows the redirect. */
export const redirectUri = "http://localhost:9/callback";
export const bareSecret = randomBytes(24).toString("hex");

const discovery = "/.well-known/openid-configuration";

/** Our server exactly as production runs it: PostgreSQL, Redis, log level info into a file. */
export async function startOurs(stores: Stores, node: string[] = []): Promise<Server> {
  const port = await freePort();
  const env = {
    DATABASE_URL: stores.databaseUrl,
    REDIS_URL: stores.redisUrl,
    ISSUER: `http://localhost:${port}`,
    MASTER_SECRET: Buffer.alloc(32, "bench").toString("base64"),
    PORT: String(port),
    METRICS_PORT: "0",
  };
  const program = { path: "src/main.ts", env, node, output: join(stores.folder, "server.log") };
  return start(program, port);
}

/** oidc-provider alone: see bare-provider.ts. */
export async function startBare(node: string[] = []): Promise<Server> {
  const port = await freePort();
  const env = { PORT: String(port), CLIENT_SECRET: bareSecret, REDIRECT_URI: redirectUri };
  return start({ path: "bench/support/bare-provider.ts", env, node }, port);
}

type Program = Parameters<typeof startProcess>[0] & { env: Record<string, string> };

async function start(program: Program, port: number): Promise<Server> {
  const origin = `http://127.0.0.1:${port}`;
  const measured = startProcess(program);
  const startedInMs = await Promise.race([untilAnswers(origin + discovery), measured.ended]);
  return { ...measured, origin, env: program.env, startedInMs };
}

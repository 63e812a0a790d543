import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Config } from "../../src/config.ts";

const program = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

export type Ran = { exitCode: number; stdout: string; stderr: string };

/** Runs `leerid ...` as a process of its own, with the settings of a test server. */
export function leerid(config: Config, ...args: string[]): Promise<Ran> {
  const env = {
    PATH: process.env["PATH"],
    DATABASE_URL: config.databaseUrl,
    ISSUER: config.issuer,
    MASTER_SECRET: config.masterSecret.toString("base64"),
    ...(config.redisUrl ? { REDIS_URL: config.redisUrl } : {}),
    ...(config.smtpUrl ? { SMTP_URL: config.smtpUrl } : {}),
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const exitCode = typeof error?.code === "number" ? error.code : error ? -1 : 0;
      resolve({ exitCode, stdout, stderr });
    });
  });
}

/** Whatever a command prints: a test looks at what it knows to be there. */
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

/** The one JSON document that a command prints. @throws with what it said instead, when it failed */
export async function leeridJson(config: Config, ...args: string[]): Promise<Json> {
  const { exitCode, stdout, stderr } = await leerid(config, "--json", ...args);
  if (exitCode !== 0) throw new Error(`leerid ${args.join(" ")} ended with ${exitCode}: ${stderr}`);
  return JSON.parse(stdout);
}

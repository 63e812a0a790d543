import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { randomBytes } from "node:crypto";
import { freePort } from "../../adapters/embedded-postgres.ts";
import { parseConfig, type Config } from "../../src/config.ts";
import { createLog } from "../../src/lib/log.ts";
import { openDeps, type OpenDeps } from "../../src/open.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";

const program = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

export type ServerProcess = {
  issuer: string;
  config: Config;
  database: TestDatabase;
  deps: OpenDeps["deps"];
  /** Everything that it has printed so far. */
  output(): string;
  /** Ends it as a power cut does: it finishes nothing. */
  kill(): Promise<void>;
  /** Sends it a signal. @returns its exit code, once it has ended */
  tell(signal: NodeJS.Signals): Promise<number | null>;
  /** Starts it once more, on the same database and port. */
  startAgain(): Promise<void>;
  close(): Promise<void>;
};

/** The provider as production starts it, in a process of its own: for what it prints. */
export async function startServerProcess(settings: Record<string, string> = {}): Promise<ServerProcess> {
  const database = await createTestDatabase();
  const port = String(await freePort());
  const env = {
    DATABASE_URL: database.url,
    ISSUER: `http://localhost:${port}`,
    MASTER_SECRET: randomBytes(32).toString("base64"),
    PORT: port,
    METRICS_PORT: "0",
    DATABASE_CONNECTIONS: "5",
    LOG_LEVEL: "debug",
    ...settings,
  };
  const chunks: string[] = [];
  let child = await startChild(env, chunks);
  const tell = async (signal: NodeJS.Signals) => {
    const gone = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
    child.kill(signal);
    await gone;
    return child.exitCode;
  };
  const config = parseConfig(env);
  const opened = await openDeps(config, { log: createLog("silent"), max: 3, workers: false });
  return {
    issuer: config.issuer,
    config,
    database,
    deps: opened.deps,
    output: () => chunks.join(""),
    kill: async () => void (await tell("SIGKILL")),
    tell,
    startAgain: async () => {
      child = await startChild(env, chunks);
    },
    close: async () => {
      await tell("SIGTERM");
      await opened.close();
      await database.drop();
    },
  };
}

/** @param output what it prints is added here */
async function startChild(env: Record<string, string>, output: string[]): Promise<Child> {
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const before = output.length;
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => output.push(text));
  const said = () => output.slice(before).join("");
  for (let tries = 0; !said().includes("listens on port"); tries += 1) {
    if (child.exitCode !== null || tries === 600) throw new Error(`The server did not start: ${said()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return child;
}
type Child = ChildProcessByStdio<null, Readable, Readable>;

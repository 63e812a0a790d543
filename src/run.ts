import cluster from "node:cluster";
import { ConfigError, parseConfig, type Config } from "./config.ts";
import type { Demo } from "./demo/demo.ts";
import { clusterMetricsText, startMetricsServer } from "./http/metrics.ts";
import { migrate } from "./lib/migrate.ts";
import { openLocalEnvironment } from "./local.ts";
import { openDeps } from "./open.ts";
import { startServer } from "./server.ts";

type Closing = () => Promise<void>;

/** One process by itself, or a primary that keeps `WORKERS` of them running. */
async function serve(config: Config, env: Record<string, string | undefined>): Promise<Closing> {
  if (config.workers === 1) return (await startServer(config)).close;
  const metrics = await startMetricsServer(config.metricsPort, clusterMetricsText());
  let stopping = false;
  const start = () => cluster.fork({ ...env, WORKERS: "1" });
  for (let started = 0; started < config.workers; started += 1) start();
  cluster.on("exit", () => {
    if (!stopping) start();
  });
  await new Promise<void>((resolve) => cluster.once("listening", () => resolve()));
  return async () => {
    stopping = true;
    metrics.close();
    const workers = Object.values(cluster.workers ?? {}).flatMap((worker) => worker ?? []);
    const gone = workers.map((worker) => new Promise<void>((resolve) => worker.once("exit", () => resolve())));
    for (const worker of workers) worker.process.kill("SIGTERM");
    await Promise.all(gone);
  };
}

/**
 * Runs until it is told to stop. A terminal and npm may both pass one Ctrl-C on, so the same signal right after the first is no
 * second one; a later one does not wait.
 */
function stopOnSignal(close: Closing): void {
  let stoppedAt: number | undefined;
  const stop = () => {
    if (stoppedAt !== undefined) {
      if (performance.now() - stoppedAt > 1000) process.exit(1);
      return;
    }
    stoppedAt = performance.now();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

async function runWorker(): Promise<void> {
  const server = await startServer(parseConfig(process.env));
  stopOnSignal(server.close);
  // The primary listens for Ctrl-C and passes it on in its own time.
  process.removeAllListeners("SIGINT").on("SIGINT", () => {});
}

async function prepareDemo(config: Config, folder: string): Promise<Demo> {
  // a server with a database of its own never needs it
  const { openDemo } = await import("./demo/demo.ts");
  const { deps, close } = await openDeps(config, { workers: false, max: 3 });
  try {
    return await openDemo(deps, folder);
  } finally {
    await close();
  }
}

async function run(): Promise<void> {
  const local = await openLocalEnvironment(process.env);
  let demo: Demo | undefined;
  let close: Closing | undefined;
  stopOnSignal(async () => {
    await demo?.close();
    await close?.();
    await local.close();
  });
  try {
    const config = parseConfig(local.env);
    await migrate(config.databaseUrl);
    if (local.embedded) demo = await prepareDemo(config, local.folder);
    close = await serve(config, local.env);
    demo?.start();
    process.stdout.write(demo?.welcome ?? `LeerID listens on port ${config.port}: ${config.issuer}\n`);
  } catch (error) {
    await local.close();
    throw error;
  }
}

try {
  await (cluster.isPrimary ? run() : runWorker());
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

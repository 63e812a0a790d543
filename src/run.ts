import cluster from "node:cluster";
import { ConfigError, parseConfig, type Config } from "./config.ts";
import type { Demo } from "./demo/demo.ts";
import { clusterMetricsText, startMetricsServer } from "./http/metrics.ts";
import { migrate } from "./lib/migrate.ts";
import { openLocalEnvironment } from "./local.ts";
import { openDeps } from "./open.ts";
import { startServer } from "./server.ts";

type Closing = () => Promise<void>;

/** What can be stopped in an orderly way, or at once. */
type Running = { close: Closing; kill(): void };

/** One process by itself, or a primary that keeps `WORKERS` of them running. */
async function serve(config: Config, env: Record<string, string | undefined>): Promise<Running> {
  if (config.workers === 1) return { close: (await startServer(config)).close, kill: () => {} };
  const metrics = await startMetricsServer(config.metricsPort, clusterMetricsText());
  let stopping = false;
  const start = () => cluster.fork({ ...env, WORKERS: "1" });
  for (let started = 0; started < config.workers; started += 1) start();
  cluster.on("exit", () => {
    if (!stopping) start();
  });
  await new Promise<void>((resolve) => cluster.once("listening", () => resolve()));
  const workers = () => Object.values(cluster.workers ?? {}).flatMap((worker) => worker ?? []);
  const tell = (signal: NodeJS.Signals) => workers().forEach((worker) => worker.process.kill(signal));
  return {
    close: async () => {
      stopping = true;
      const gone = workers().map((worker) => new Promise<void>((resolve) => worker.once("exit", () => resolve())));
      tell("SIGTERM");
      await Promise.all(gone);
      metrics.close();
      metrics.closeAllConnections();
    },
    kill: () => tell("SIGKILL"),
  };
}

/** npm and a terminal may both pass one signal on: what comes right after the first is no second one. */
const sameSignalMs = 500;

/**
 * Runs until it is told to stop. A second signal ends it at once, after `atOnce`, which may not wait for anything.
 */
function stopOnSignal(close: Closing, atOnce: () => void = () => {}): void {
  let stoppedAt: number | undefined;
  const stop = () => {
    if (stoppedAt !== undefined) {
      if (performance.now() - stoppedAt < sameSignalMs) return;
      atOnce();
      process.exit(1);
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
  let running: Running | undefined;
  stopOnSignal(
    async () => {
      await Promise.all([demo?.close(), running?.close()]);
      await local.close();
    },
    () => running?.kill(),
  );
  try {
    const config = parseConfig(local.env);
    await migrate(config.databaseUrl);
    if (local.embedded) demo = await prepareDemo(config, local.folder);
    running = await serve(config, local.env);
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

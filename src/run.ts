import cluster from "node:cluster";
import { parseConfig, type Config } from "./config.ts";
import { exampleApplications } from "./demo/example-ports.ts";
import type { Demo } from "./demo/demo.ts";
import type { Deps } from "./deps.ts";
import { clusterMetricsText, startMetricsServer } from "./http/metrics.ts";
import { mustBeFree } from "./http/ports.ts";
import { migrate } from "./lib/migrate.ts";
import {
  openLocalEnvironment,
  readLocalSettings,
  type Embedded,
  type Environment,
  type LocalEnvironment,
} from "./local.ts";
import { openDeps } from "./open.ts";
import { startServer } from "./server.ts";
import { anyStartLine } from "./start-line.ts";

type Closing = () => Promise<void>;

/** What can be stopped in an orderly way, or at once. */
type Running = { close: Closing; kill(): void };

/** One process by itself, or a primary that keeps `WORKERS` of them running. */
async function serve(config: Config, env: Record<string, string | undefined>): Promise<Running> {
  if (config.workers === 1) return { close: (await startServer(config)).close, kill: () => {} };
  const metrics = await startMetricsServer(config.metricsPort, clusterMetricsText());
  let stopping = false;
  const start = () => {
    if (!stopping) cluster.fork({ ...env, WORKERS: "1" });
  };
  for (let started = 0; started < config.workers; started += 1) start();
  // one that can't start is tried again, and not at once for ever
  cluster.on("exit", () => setTimeout(start, 500));
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

/** It takes requests before it has started whole: told to stop in between, it first gets there and then stops like any other. */
async function runWorker(): Promise<void> {
  const starting = startServer(parseConfig(process.env));
  stopOnSignal(async () => (await starting).close());
  // The primary listens for Ctrl-C and passes it on in its own time.
  process.removeAllListeners("SIGINT").on("SIGINT", () => {});
  await starting;
}

/** Where the database is our own: invented schools, unless there are others already. */
async function prepareDemo(config: Config, { folder, empty }: Embedded): Promise<Demo> {
  // a server with a database of its own never needs it
  const { isHalfMade, openDemo } = await import("./demo/demo.ts");
  const within = async <T>(work: (deps: Deps) => Promise<T>): Promise<T> => {
    const { deps, close } = await openDeps(config, { workers: false, max: 3 });
    try {
      return await work(deps);
    } finally {
      await close();
    }
  };
  if (await within((deps) => isHalfMade(deps, folder))) {
    await empty();
    await migrate(config.databaseUrl);
  }
  return within((deps) => openDemo(deps, folder));
}

/** Everything that can be wrong without a database is looked at before one is started. */
async function lookBefore(env: Environment): Promise<void> {
  const local = readLocalSettings(env);
  const { port, metricsPort } = parseConfig(local ? { ...local.env, DATABASE_URL: "postgresql://embedded" } : env);
  const wanted = [
    { port, what: "for pupils and applications", setting: "PORT" },
    { port: metricsPort, what: "for figures", setting: "METRICS_PORT" },
  ];
  const examples = local && port > 0 ? exampleApplications(port) : [];
  await mustBeFree([
    ...wanted,
    ...examples.map(({ name, port: own }) => ({
      port: own,
      host: "127.0.0.1",
      what: `for the example ${name}`,
      setting: "PORT",
    })),
  ]);
}

async function run(): Promise<void> {
  let local: LocalEnvironment | undefined;
  let demo: Demo | undefined;
  let running: Running | undefined;
  let starting: Promise<Running> | undefined;
  stopOnSignal(
    async () => {
      await Promise.all([demo?.close(), starting?.then(({ close }) => close())]);
      await local?.close();
    },
    () => running?.kill(),
  );
  try {
    await lookBefore(process.env);
    local = await openLocalEnvironment(process.env, { alone: true });
    const config = parseConfig(local.env);
    await migrate(config.databaseUrl);
    if (local.embedded) demo = await prepareDemo(config, local.embedded);
    starting = serve(config, local.env);
    running = await starting;
    demo?.start();
    process.stdout.write(demo?.welcome ?? `LeerID listens on port ${config.port}: ${config.issuer}\n`);
  } catch (error) {
    await local?.close();
    throw error;
  }
}

try {
  await (cluster.isPrimary ? run() : runWorker());
} catch (error) {
  process.stderr.write(`${anyStartLine(error)}\n`);
  // what was opened by then may not keep the process up
  process.exit(1);
}

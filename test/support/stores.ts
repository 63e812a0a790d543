import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Redis } from "ioredis";
import pg from "pg";
import { freePort, openEmbeddedPostgres } from "../../adapters/embedded-postgres.ts";
import { migrate } from "../../src/lib/migrate.ts";
import { dropPostgres, onAbruptEnd } from "./leave-nothing.ts";
import { startRedisServer } from "./redis.ts";

/** A server of a test's own, to be taken away and given back. */
export type Store = {
  url: string;
  /** It keeps its connections, and says nothing. */
  freeze(): void;
  thaw(): void;
  /** As a power cut does. */
  kill(): Promise<void>;
  /** As an administrator who stops it, in an orderly way. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
};

/** A PostgreSQL with every migration applied, on a port that stays the same. */
export async function startPostgresStore(): Promise<Store> {
  const folder = mkdtempSync(join(tmpdir(), "leerid-store-"));
  chmodSync(folder, 0o755);
  const forget = onAbruptEnd(() => dropPostgres(folder));
  const quick = ["fsync=off", "synchronous_commit=off", "max_connections=60"];
  const opened = await openEmbeddedPostgres(folder, { settings: quick });
  const { port } = new URL(opened.url);
  await migrate(opened.url);
  const postmaster = () => Number(readFileSync(join(folder, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
  const all = () => [postmaster(), ...childrenOf(postmaster())];
  let frozen: number[] = [];
  const thaw = () => signal(frozen.splice(0), "SIGCONT");
  const kill = async () => {
    const pids = all();
    signal(pids, "SIGKILL");
    while (pids.some(isAlive)) await pause(20);
  };
  return {
    url: opened.url,
    freeze: () => {
      frozen = all();
      signal(frozen, "SIGSTOP");
    },
    thaw,
    kill,
    stop: async () => {
      const pids = all();
      signal([postmaster()], "SIGINT");
      while (pids.some(isAlive)) await pause(20);
    },
    start: async () => void (await openEmbeddedPostgres(folder, { settings: quick, port: Number(port) })),
    close: async () => {
      thaw();
      forget();
      // one that still writes would keep its folder
      await kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** As many connections as the server gives, also those that others had; held until the answer is called. */
export async function useUpConnections(url: string): Promise<() => Promise<void>> {
  const held: pg.Client[] = [];
  const hold = async () => {
    const client = new pg.Client({ connectionString: url, application_name: "held" });
    client.on("error", () => {});
    await client.connect();
    held.push(client);
  };
  await hold();
  for (let others = true; others;) {
    while (
      await hold().then(
        () => true,
        () => false,
      )
    );
    const ended = await held[0]?.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and application_name <> 'held'",
    );
    others = (ended?.rowCount ?? 0) > 0;
  }
  return async () => void (await Promise.all(held.map((one) => one.end())));
}

export async function tellRedis(url: string, command: string, ...args: string[]): Promise<void> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  client.on("error", () => {});
  await client.connect();
  await client.call(command, ...args);
  client.disconnect();
}

/** Statements as the owner of the server. */
export async function tellPostgres(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

/** A Redis that loses everything when it goes, as the one of docker-compose.yml does. */
export async function startRedisStore(): Promise<Store> {
  const port = await freePort();
  let server = await startRedisServer([], port);
  const pid = () => server.pid;
  return {
    url: `redis://127.0.0.1:${port}`,
    freeze: () => signal([pid()], "SIGSTOP"),
    thaw: () => signal([pid()], "SIGCONT"),
    kill: () => server.stop(),
    stop: async () => {
      await tellRedis(`redis://127.0.0.1:${port}`, "shutdown", "nosave").catch(() => {});
      await server.stop();
    },
    start: async () => {
      server = await startRedisServer([], port);
    },
    close: () => server.stop(),
  };
}

function signal(pids: number[], name: NodeJS.Signals): void {
  for (const pid of pids) if (isAlive(pid)) process.kill(pid, name);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
    .split(" ")
    .flatMap((child) => (child.trim() === "" ? [] : Number(child)));

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Redis } from "ioredis";
import { freePort } from "../../adapters/embedded-postgres.ts";
import { onAbruptEnd } from "./leave-nothing.ts";

export type TestRedis = { url: string; port: number; stop(): Promise<void> };
export type RedisServer = TestRedis & { pid: number };

/** REDIS_URL where it is set, else a server of our own on a free port. */
export async function startRedis(): Promise<TestRedis> {
  const given = process.env["REDIS_URL"];
  if (given) return { url: given, port: Number(new URL(given).port || 6379), stop: async () => {} };
  return startRedisServer();
}

/** A Redis process of its own that keeps nothing. `extra` are its command-line options. @param at a port, instead of a free one */
export async function startRedisServer(extra: string[] = [], at?: number): Promise<RedisServer> {
  const port = at ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), "leerid-redis-"));
  const options = [
    "--port",
    String(port),
    "--bind",
    "127.0.0.1",
    "--dir",
    folder,
    "--save",
    "",
    "--appendonly",
    "no",
    ...extra,
  ];
  const server = spawn(findRedis(), options, { stdio: "ignore" });
  const kill = () => {
    server.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  const forget = onAbruptEnd(kill);
  const client = new Redis(port, "127.0.0.1", { lazyConnect: true, retryStrategy: () => null });
  client.on("error", () => {});
  for (let tries = 0; ; tries += 1) {
    try {
      await client.connect();
      break;
    } catch (error) {
      if (tries === 100) {
        forget();
        kill();
        throw error;
      }
      await pause(50);
    }
  }
  client.disconnect();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    pid: server.pid ?? 0,
    stop: async () => {
      forget();
      if (server.exitCode === null && server.signalCode === null) {
        const gone = once(server, "exit");
        server.kill("SIGKILL");
        await gone;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A server program from PATH. @throws with how to get one: scripts/ensure.mjs installs it where that is possible */
function findRedis(): string {
  for (const name of ["redis-server", "valkey-server"]) {
    if (spawnSync(name, ["--version"]).status === 0) return name;
  }
  throw new Error(
    "The tests need a real Redis: set REDIS_URL, or install redis-server or valkey-server (Debian: apt-get install redis-server)",
  );
}

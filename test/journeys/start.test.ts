import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { freePort } from "../../adapters/embedded-postgres.ts";

const program = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const commandLine = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
let folder: string;
let running: ChildProcess | undefined;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "leerid-start-"));
  chmodSync(folder, 0o755);
});
afterAll(() => {
  running?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** Starts as a newcomer does, but on a free port, and reads what it prints until everything runs. */
async function start(port: number, settings: Record<string, string> = {}) {
  const env = {
    PATH: process.env["PATH"],
    PORT: String(port),
    METRICS_PORT: "0",
    LOG_LEVEL: "error",
    LEERID_DATA: folder,
  };
  const child = spawn(process.execPath, [program], { env: { ...env, ...settings } });
  running = child;
  let output = "";
  const heard = new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("Ctrl-C")) resolve(output);
    });
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.once("exit", (code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
  return { child, welcome: await heard };
}

async function stop(child: ChildProcess): Promise<number | null> {
  const gone = once(child, "exit");
  child.kill("SIGINT");
  const [code] = await gone;
  running = undefined;
  return code;
}

/** The command line on the same folder, with no other setting. */
async function listsSchools(): Promise<number> {
  const env = { PATH: process.env["PATH"], LEERID_DATA: folder };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [commandLine, "--json", "audit", "tail", "--lines", "10000"],
    { env, maxBuffer: 1e8 },
  );
  const { events } = z.object({ events: z.array(z.object({ what: z.string() })) }).parse(JSON.parse(stdout));
  return events.filter((event) => event.what === "school.added").length;
}

const answers = async (url: string) => (await fetch(url)).status;
const loginNames = (welcome: string) => welcome.match(/[a-z]+\.\d{6}/g);

test(
  "an empty folder becomes a provider with demo pupils and two applications, and keeps them",
  { timeout: 120_000 },
  async () => {
    const port = await freePort();
    const first = await start(port);
    expect(loginNames(first.welcome)).toHaveLength(6);
    for (const own of [port, port + 1, port + 2]) {
      expect(first.welcome).toContain(`http://localhost:${own}`);
      await expect.poll(() => answers(`http://localhost:${own}/`).catch(() => 0), { timeout: 10_000 }).toBe(200);
    }
    expect(await listsSchools()).toBe(2);
    expect(statSync(join(folder, "master-secret")).mode & 0o777).toBe(0o600);
    expect(await stop(first.child)).toBe(0);
    await expect(fetch(`http://localhost:${port}/`)).rejects.toThrow();

    // the command line works as well when nothing runs
    expect(await listsSchools()).toBe(2);
    const second = await start(port, { WORKERS: "2" });
    expect(loginNames(second.welcome)).toEqual(loginNames(first.welcome));
    expect(await answers(`http://localhost:${port}/.well-known/openid-configuration`)).toBe(200);
    expect(await stop(second.child)).toBe(0);
  },
);

test("with DATABASE_URL set nothing is embedded, and what is missing is named", async () => {
  const failing = start(0, { DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" });
  await expect(failing).rejects.toThrow(/ended with 1:.*ISSUER is required.*MASTER_SECRET is required/s);
});

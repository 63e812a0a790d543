import { spawn, type ChildProcess } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

export type Started = {
  child: ChildProcess;
  output(): string;
  /** Resolves with the exit code when it ends before it is up, else with "up". */
  outcome: Promise<number | null | "up">;
};

export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "leerid-first-"));
  chmodSync(folder, 0o755);
  return folder;
}

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });

/** The first of four free ports in a row, below those that the system gives away: provider, two examples, figures. */
export async function freeRow(): Promise<number> {
  for (;;) {
    const first = 20_000 + randomInt(10_000);
    const free = await Promise.all([0, 1, 2, 3].map((offset) => isFree(first + offset)));
    if (free.every(Boolean)) return first;
  }
}

/** Starts as a newcomer does, as the leader of a process group of its own. */
export function startFresh(folder: string, port: number, settings: Record<string, string> = {}): Started {
  const env = {
    PATH: process.env["PATH"],
    PORT: String(port),
    METRICS_PORT: "0",
    LOG_LEVEL: "error",
    LEERID_DATA: folder,
  };
  const child = spawn(process.execPath, [program], { env: { ...env, ...settings }, detached: true });
  let output = "";
  const outcome = new Promise<number | null | "up">((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes("Ctrl-C stops")) resolve("up");
      });
    child.once("close", (code) => resolve(code));
  });
  return { child, output: () => output, outcome };
}

export async function end({ child }: Started, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}

/** Every process that has this folder in its arguments or its environment. */
export function processesOf(folder: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const about = ["cmdline", "environ"].map((file) => readFileSync(`/proc/${pid}/${file}`, "utf8")).join("\0");
        return about.includes(folder) ? [`${pid} ${about.split("\0").slice(0, 3).join(" ")}`] : [];
      } catch {
        return [];
      }
    });
}

export async function untilNothingRuns(folder: string, withinMs = 20_000): Promise<string[]> {
  for (const end = Date.now() + withinMs; Date.now() < end; await pause(200))
    if (processesOf(folder).length === 0) return [];
  return processesOf(folder);
}

export const remove = (folder: string) => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });

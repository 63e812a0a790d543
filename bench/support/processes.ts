import { fork } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Usage } from "./meter.ts";

export type Measured = {
  usage(): Promise<Usage>;
  /** Sends a message, with an `id` in it, and waits for `{ id, answer }`. */
  ask(question: object): Promise<unknown>;
  /** Fails when the process ends. */
  ended: Promise<never>;
  stop(): Promise<void>;
};

type Program = {
  /** From the root of the project. */
  path: string;
  env?: Record<string, string>;
  /** Options of Node itself, such as `--cpu-prof`. */
  node?: string[];
  /** A file for what it prints; without one that is thrown away. */
  output?: string;
};

const meter = new URL("./meter.ts", import.meta.url).href;
const running = new Set<() => void>();
/** Whatever goes wrong here, nothing is left behind. */
export function killAll(): void {
  for (const kill of running) kill();
}
process.on("exit", killAll);

const AnswerMessage = z.object({ id: z.number(), answer: z.unknown() });
const UsageMessage = z.object({ cpuMs: z.number(), systemMs: z.number(), rssBytes: z.number() });

/** Starts a program in a process of its own, as in production, with the meter in it. Whether it is ready is for the caller to ask. */
export function startProcess({ path, env = {}, node = [], output = devNull }: Program): Measured {
  const file = openSync(output, "a");
  const child = fork(fileURLToPath(new URL(`../../${path}`, import.meta.url)), [], {
    execArgv: [...node, "--import", meter],
    env: { PATH: process.env["PATH"], NODE_ENV: "production", ...env },
    stdio: ["ignore", file, process.env["BENCH_OUTPUT"] ? "inherit" : file, "ipc"],
  });
  closeSync(file);
  const kill = () => void child.kill("SIGKILL");
  running.add(kill);
  const gone = once(child, "exit").then(() => running.delete(kill));
  const waiting = new Map<number, (answer: unknown) => void>();
  child.on("message", (message) => {
    const { id, answer } = AnswerMessage.parse(message);
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  const ended = gone.then(() => {
    throw new Error(`${path} ended with code ${child.exitCode}`);
  });
  ended.catch(() => {});
  let asked = 0;
  const ask = (question: object) => {
    const id = (asked += 1);
    const answered = new Promise<unknown>((resolve) => waiting.set(id, resolve));
    child.send({ id, ...question });
    return Promise.race([answered, ended]);
  };
  return {
    ask,
    ended,
    usage: async () => UsageMessage.parse(await ask({ usage: true })),
    stop: async () => {
      child.kill("SIGTERM");
      const late = pause(10_000, "late", { ref: false });
      if ((await Promise.race([gone, late])) === "late") kill();
      await gone;
    },
  };
}

/** Asks until it answers. @returns milliseconds until it did */
export async function untilAnswers(url: string, seconds = 60): Promise<number> {
  const start = performance.now();
  while (performance.now() - start < seconds * 1000) {
    try {
      const answer = await fetch(url);
      await answer.arrayBuffer();
      if (answer.ok) return performance.now() - start;
    } catch {
      // not listening yet
    }
    await pause(5);
  }
  throw new Error(`${url} did not answer within ${seconds} s`);
}

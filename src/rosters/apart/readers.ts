import { fork, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { FromReader, Order, Outcome, ToReader, World } from "./messages.ts";

export type ReadersOptions = {
  /** of the heap of one process; the bytes of a file and what a zip unpacks to come on top */
  heapMegabytes: number;
  /** work that a process may do for one file, where the system tells it; then it is ended */
  cpuSeconds: number;
  /** the same by the clock: a machine with much to do needs longer for the same work */
  patienceMs: number;
  /** how long a process waits for the next file: starting one costs a fifth of a second */
  idleMs: number;
};

const entry = fileURLToPath(new URL("./reader.ts", import.meta.url));
const Message = z.custom<FromReader>((value) => typeof value === "object" && value !== null && "outcome" in value);

/** A message of this size is copied in less time than a request takes. */
const pieceBytes = 256 * 1024;

/**
 * Processes that read files, each ended by memory or time. A thread with limits isn't enough: when it asks for a large piece of memory at
 * once, V8 ends the whole process, not the thread.
 */
export function createReaders({ heapMegabytes, idleMs, ...limits }: ReadersOptions) {
  const idle = keepIdle(idleMs);
  return {
    /** @returns undefined when the process came to its end over it: by memory or by time */
    async read(world: World, order: Order, bytes: Uint8Array): Promise<Outcome | undefined> {
      const child = idle.take() ?? start(heapMegabytes);
      const answered = answerOf(child);
      const watch = watchWork(child, limits);
      await send(child, { world, order, bytes });
      const answer = await answered;
      clearInterval(watch);
      if (answer && !answer.last && child.connected) idle.keep(child);
      return answer?.outcome;
    },
  };
}

function start(heapMegabytes: number): ChildProcess {
  const child = fork(entry, [], {
    execArgv: [`--max-old-space-size=${heapMegabytes}`, "--max-semi-space-size=8"],
    env: ownEnvironment(),
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  yieldTo(child);
  return child;
}

/** Those that wait keep no process alive that is done otherwise. */
function keepIdle(idleMs: number) {
  const idle = new Map<ChildProcess, NodeJS.Timeout>();
  const forget = (child: ChildProcess) => {
    clearTimeout(idle.get(child));
    idle.delete(child);
  };
  return {
    take(): ChildProcess | undefined {
      const child = [...idle.keys()].find(({ connected }) => connected);
      if (!child) return undefined;
      forget(child);
      child.ref();
      child.channel?.ref();
      return child;
    },
    keep(child: ChildProcess): void {
      child.unref();
      child.channel?.unref();
      const goodbye = () => {
        forget(child);
        if (child.connected) child.disconnect();
      };
      idle.set(child, setTimeout(goodbye, idleMs).unref());
    },
  };
}

/** Ends the process when it has had enough. */
function watchWork(child: ChildProcess, { cpuSeconds, patienceMs }: Pick<ReadersOptions, "cpuSeconds" | "patienceMs">) {
  const until = performance.now() + patienceMs;
  const before = cpuSecondsOf(child);
  return setInterval(() => {
    if (performance.now() > until || cpuSecondsOf(child) - before > cpuSeconds) child.kill("SIGKILL");
  }, 250);
}

/** How long it has worked since it was started: 0 where the system doesn't tell. */
function cpuSecondsOf({ pid }: ChildProcess): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.split(" ") ?? [];
    // user and system time, in hundredths of a second
    return (Number(fields[11]) + Number(fields[12])) / 100 || 0;
  } catch {
    return 0;
  }
}

function answerOf(child: ChildProcess): Promise<FromReader | undefined> {
  return new Promise((resolve) => {
    const done = (answer: FromReader | undefined) => {
      child.off("message", heard).off("exit", gone).off("error", gone);
      resolve(answer);
    };
    const heard = (message: unknown) => done(Message.parse(message));
    const gone = () => done(undefined);
    child.on("message", heard).on("exit", gone).on("error", gone);
  });
}

async function send(child: ChildProcess, { world, order, bytes }: { world: World; order: Order; bytes: Uint8Array }) {
  for (let start = 0; start < bytes.length; start += pieceBytes)
    await sendOne(child, { is: "bytes", piece: bytes.subarray(start, start + pieceBytes) });
  await sendOne(child, { is: "order", world, order });
}

/** What can't be sent any more is told by the end of the process. */
const sendOne = (child: ChildProcess, message: ToReader): Promise<void> =>
  new Promise((resolve) => {
    if (child.connected) child.send(message, () => resolve());
    else resolve();
  });

/** People who sign in go first. */
function yieldTo({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, 10);
  } catch {
    // it may have ended already
  }
}

/** How PostgreSQL is reached may stand in the environment. Our own secrets do, too, and stay here. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const passed = /^(?:PG|SSL_|NODE_EXTRA_CA_CERTS$|TZ$|LANG$|LC_|PATH$|SystemRoot$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => passed.test(name)));
}

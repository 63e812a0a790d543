import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Cleans up, too, when the process is told to stop or ends in the middle. `clean` runs once, at once, and waits for nothing.
 * @returns takes it back, for who has cleaned up in an orderly way
 */
export function onAbruptEnd(clean: () => void): () => void {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    clean();
  };
  const stops = Object.entries(signals).map(([signal, code]) => {
    const stop = () => {
      once();
      process.exit(code);
    };
    process.on(signal, stop);
    return () => process.off(signal, stop);
  });
  process.on("exit", once);
  return () => {
    done = true;
    process.off("exit", once);
    for (const stop of stops) stop();
  };
}

/** Ends the PostgreSQL in a folder without saving anything, and removes the folder. */
export function dropPostgres(folder: string): void {
  try {
    const [pid = ""] = readFileSync(join(folder, "postgres", "postmaster.pid"), "utf8").split("\n");
    // an immediate shutdown: the server takes its own processes along
    if (/^\d+$/.test(pid)) process.kill(Number(pid), "SIGQUIT");
  } catch {
    // it never started, or has gone already
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

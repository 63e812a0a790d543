import type { Run } from "../activation/activation.ts";
import type { Progress } from "../http/progress.ts";

/** As the page of a run is told: `{"state":"making","done":3,"all":60}`. @param look how often was looked before */
export function runProgress(run: Run | undefined, look: number): Progress | undefined {
  if (!run) return undefined;
  const { state, parts } = run;
  const done = parts.filter((part) => part.state !== "waiting").length;
  // A page may listen a moment before its file has begun.
  return { event: { state, done, all: parts.length }, goesOn: state === "making" || state === "printing" || look <= 4 };
}

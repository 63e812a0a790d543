import type { Deps, JobData, JobName, Jobs } from "../../src/deps.ts";
import { applyRoster } from "../../src/rosters/rosters.ts";

type Work = { [N in JobName]?: (data: JobData[N]) => Promise<unknown> };

/**
 * Jobs that this process does at once, one beside the other, for tests of what a job is started by. The transaction that adds one may
 * still run: the work must wait for its locks, as `applyRoster` does. What pg-boss adds has tests of its own.
 * @param work what to do for which job; others are only noted
 */
function openBackgroundJobs(work: Work): Jobs & { added: { name: JobName; data: unknown }[]; idle(): Promise<void> } {
  const added: { name: JobName; data: unknown }[] = [];
  const running = new Set<Promise<unknown>>();
  return {
    added,
    enqueue: async (name, data) => {
      added.push({ name, data });
      const done = work[name]?.(data);
      if (!done) return;
      running.add(done);
      void done.catch(() => {}).finally(() => running.delete(done));
    },
    work: async () => {},
    schedule: async () => {},
    rest: () => {},
    stop: async () => {},
    idle: async () => {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}

export function openRosterJobs(deps: Pick<Deps, "db" | "now" | "random">) {
  const jobs: ReturnType<typeof openBackgroundJobs> = openBackgroundJobs({
    "roster-apply": (data) => applyRoster({ ...deps, jobs }, data),
  });
  return jobs;
}

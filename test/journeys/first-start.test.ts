import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  emptyFolder,
  end,
  freeRow,
  processesOf,
  remove,
  startFresh,
  untilNothingRuns,
  type Started,
} from "../support/first-start.ts";

let folder: string;
let started: Started[];
beforeEach(() => {
  [folder, started] = [emptyFolder(), []];
});
afterEach(async () => {
  await Promise.all(started.map((one) => end(one)));
  await untilNothingRuns(folder);
  remove(folder);
});

const start = (port: number, settings: Record<string, string> = {}) => {
  const one = startFresh(folder, port, settings);
  started.push(one);
  return one;
};
const isStack = (output: string) => /^\s+at .*[:(]\d+/m.test(output);
const loginNames = (output: string) => output.match(/[a-z]+\.\d{6}/g) ?? [];

test(
  "a first start is killed at any moment, by itself or with its whole group: nothing stays behind, and the next start works",
  { timeout: 600_000 },
  async () => {
    const port = await freeRow();
    let isWhole = false;
    const kill = ({ child: { pid = 0 } }: Started) => {
      process.kill(isWhole ? -pid : pid, "SIGKILL");
      isWhole = !isWhole;
    };
    // each start goes on where the one before was cut off: what comes late is reached soon
    for (let afterMs = 200; ; afterMs += Math.max(200, afterMs / 5)) {
      const one = start(port);
      const first = await Promise.race([one.outcome, pause(afterMs, "killed" as const)]);
      expect(isStack(one.output())).toBe(false);
      expect(["killed", "up"]).toContain(first);
      if (first === "up") {
        expect(loginNames(one.output())).toHaveLength(6);
        expect((await fetch(`http://localhost:${port}/health/ready`)).status).toBe(200);
        await end(one);
        break;
      }
      kill(one);
      await one.outcome;
    }
    expect(await untilNothingRuns(folder)).toEqual([]);
    for (let turn = 0; turn < 2; turn += 1) {
      const again = start(port);
      expect(await again.outcome).toBe("up");
      kill(again);
      expect(await untilNothingRuns(folder)).toEqual([]);
    }
  },
);

test(
  "of two starts on one folder the second says so in a line, also when both begin at once",
  { timeout: 120_000 },
  async () => {
    const [a, b] = [start(await freeRow()), start(await freeRow())];
    const outcomes = await Promise.all([a.outcome, b.outcome]);
    expect(outcomes.toSorted((x, y) => String(x).localeCompare(String(y)))).toEqual([1, "up"]);
    const [loser, winner] = outcomes[0] === 1 ? [a, b] : [b, a];
    expect(loser.output()).toMatch(/^LeerID already runs on \S+: stop it first, or give this one a LEERID_DATA .*\n$/);
    await end(winner);
    expect(processesOf(folder).filter((line) => line.includes("bin/postgres"))).toEqual([]);
  },
);

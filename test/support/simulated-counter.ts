import type { Counter } from "../../src/deps.ts";

/**
 * What both stores do, by a clock that a test moves: whole hours of a school of thousands in a second. The real ones are held to the same by
 * test/contract/counter.test.ts.
 */
export function createSimulatedCounter(now: () => Date): Counter {
  const counts = new Map<string, { count: number; until: number }>();
  const names = new Map<string, { seen: Set<string>; until: number }>();
  const live = <T extends { until: number }>(all: Map<string, T>, key: string): T | undefined => {
    const found = all.get(key);
    return found && found.until > now().getTime() ? found : undefined;
  };
  return {
    add: async (key, windowSeconds) => {
      const { count, until } = live(counts, key) ?? { count: 0, until: now().getTime() + windowSeconds * 1000 };
      counts.set(key, { count: count + 1, until });
      return { count: count + 1, resetsInSeconds: Math.ceil((until - now().getTime()) / 1000) };
    },
    counts: async (keys) => keys.map((key) => live(counts, key)?.count ?? 0),
    clear: async (...keys) => keys.forEach((key) => counts.delete(key)),
    addDistinct: async (key, name, seconds) => {
      const seen = (live(names, key)?.seen ?? new Set<string>()).add(name);
      names.set(key, { seen, until: now().getTime() + seconds * 1000 });
      return seen.size;
    },
    distinct: async (keys) => keys.map((key) => live(names, key)?.seen.size ?? 0),
    purge: async () => {},
  };
}

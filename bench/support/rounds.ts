import { inParallel } from "./flows.ts";
import type { Measured } from "./processes.ts";
import { median } from "./report.ts";

/** One side of a comparison: a process, and something that it is asked to do again and again. */
export type Side = {
  process: Measured;
  work: (index: number) => Promise<unknown>;
  perRound: number;
  /** Rounds before anything is measured; what runs little JavaScript of its own needs fewer than the plan says. */
  warmUp?: number;
};
export type Cost = { cpuMs: number; perSecond: number };
export type Plan = { rounds: number; concurrency: number; warmUp: number };

/**
 * What each side costs: CPU milliseconds of its process per piece of work, the middle one of the rounds. The sides take turns, so that a
 * machine that slows down slows all of them.
 */
export async function compare<Name extends string>(sides: Record<Name, Side>, plan: Plan): Promise<Record<Name, Cost>>;
export async function compare(sides: Record<string, Side>, plan: Plan): Promise<Record<string, Cost>> {
  const { rounds, concurrency, warmUp } = plan;
  for (const side of Object.values(sides))
    await inParallel(side.perRound * (side.warmUp ?? warmUp), concurrency, side.work);
  const measured: Record<string, { cpuMs: number[]; perSecond: number[] }> = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, { process, work, perRound }] of Object.entries(sides)) {
      const before = await process.usage();
      const rate = await inParallel(perRound, concurrency, work);
      const after = await process.usage();
      measured[name] ??= { cpuMs: [], perSecond: [] };
      measured[name].cpuMs.push((after.cpuMs - before.cpuMs) / perRound);
      measured[name].perSecond.push(rate);
    }
  }
  return Object.fromEntries(
    Object.entries(measured).map(([name, { cpuMs, perSecond }]) => [
      name,
      { cpuMs: median(cpuMs), perSecond: median(perSecond) },
    ]),
  );
}

import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { createSimulatedCounter } from "../../test/support/simulated-counter.ts";
import { createKeys } from "../lib/keys.ts";
import { systemRandom } from "../lib/random.ts";
import { countsAsRight } from "./guesses.ts";
import { forgiveAttempts, takeAttempt, type Place } from "./throttle.ts";

const minute = 60_000;

/** The rule by itself, at full size, with a clock that is moved by hand. */
function arrange() {
  const clock = { at: new Date("2026-09-01T06:30:00Z").getTime() };
  const now = () => new Date(clock.at);
  const keys = createKeys(randomBytes(32), systemRandom);
  /** Who got in from where: what the table of arrivals answers. */
  const arrived = new Map<string, Set<string>>();
  const reads = (network: string) => ({
    many: async () => [],
    maybeOne: async () => undefined,
    one: async <S extends z.ZodType>(row: S) => row.parse({ accounts: arrived.get(network)?.size ?? 0 }),
  });
  const counter = createSimulatedCounter(now);
  /** @param printed from a card, which the last rule never sees when it is right */
  const type = async (network: string, who: string, { secret, right, printed = false }: Typed) => {
    const usual = arrived.get(network)?.has(who) ?? false;
    const place: Place = { network, lastDay: Promise.resolve(usual ? "2026-09-01" : undefined) };
    const deps = { keys, now, counter, db: { signInReads: reads(network) } };
    if (!(await takeAttempt(deps, who, place)).allowed) return "refused";
    if (!((right && printed) || (await countsAsRight(deps, { who, secret, place, right })))) return "wrong";
    await forgiveAttempts(deps, who, place);
    arrived.set(network, (arrived.get(network) ?? new Set()).add(who));
    return "in";
  };
  return { type, later: (ms: number) => (clock.at += ms) };
}
type Typed = { secret: string; right: boolean; printed?: boolean };

/** So many pupils at work in a quarter of an hour: of ten, four mistype once. */
async function morning({
  pupils,
  printed,
  mistyped,
}: {
  pupils: number;
  printed: boolean;
  mistyped: (at: number) => string;
}) {
  const { type, later } = arrange();
  const network = "192.0.2.0/24";
  const tally: Record<string, number> = {};
  const note = (answer: string) => (tally[answer] = (tally[answer] ?? 0) + 1);
  const atOnce = 50;
  for (let from = 0; from < pupils; from += atOnce) {
    const group = Array.from({ length: Math.min(atOnce, pupils - from) }, (_, index) => from + index);
    const clumsy = group.filter((at) => at % 5 < 2);
    for (const answer of await Promise.all(
      clumsy.map((at) => type(network, `p${at}`, { secret: mistyped(at), right: false })),
    ))
      note(answer);
    for (const answer of await Promise.all(
      group.map((at) => type(network, `p${at}`, { secret: `s${at}`, right: true, printed })),
    ))
      note(answer);
    later((15 * minute * atOnce) / pupils);
  }
  return tally;
}

describe("a morning behind one address", { timeout: 240_000 }, () => {
  test("2,500 first cards in a quarter of an hour, 40 % mistyped once: nobody is refused", async () => {
    expect(await morning({ pupils: 2_500, printed: true, mistyped: (at) => `s${at}x` })).toEqual({
      wrong: 1_000,
      in: 2_500,
    });
  });

  test("the same where all who mistype type the same", async () => {
    expect(await morning({ pupils: 2_500, printed: true, mistyped: () => "tikfout" })).toEqual({
      wrong: 1_000,
      in: 2_500,
    });
  });

  test("the same with passwords that pupils chose, on a line that the school has from today on", async () => {
    expect(await morning({ pupils: 2_500, printed: false, mistyped: (at) => `s${at}x` })).toEqual({
      wrong: 1_000,
      in: 2_500,
    });
  });

  test("a group of 20,000 behind one web filter", async () => {
    expect(await morning({ pupils: 20_000, printed: true, mistyped: (at) => `s${at}x` })).toEqual({
      wrong: 8_000,
      in: 20_000,
    });
  });
});

describe("one password over 400 names", { timeout: 60_000 }, () => {
  const spray = async (networkOf: (at: number) => string, pause = 0) => {
    const { type, later } = arrange();
    const answers: string[] = [];
    for (let at = 0; at < 400; at += 1) {
      // would have been in, had it been tried
      const probe = await type(networkOf(at), `victim ${at}`, { secret: "Welkom2026", right: true });
      answers.push(probe);
      await type(networkOf(at), `p${at}`, { secret: "Welkom2026", right: false });
      later(pause);
    }
    return answers.filter((answer) => answer === "in").length;
  };

  test("stops before 30 from one address", async () => {
    expect(await spray(() => "203.0.113.0/24")).toBeLessThan(30);
  });

  test("stops before 100 from 100 addresses", async () => {
    expect(await spray((at) => `10.0.${at % 100}.0/24`)).toBeLessThan(100);
  });

  test("stops as well when there is half an hour between two names", async () => {
    expect(await spray(() => "203.0.113.0/24", 30 * minute)).toBeLessThan(30);
  });

  test("is forgotten an hour after the last time that it was wrong", async () => {
    const { type, later } = arrange();
    const network = "203.0.113.0/24";
    for (let at = 0; at < 25; at += 1) await type(network, `p${at}`, { secret: "Welkom2026", right: false });
    expect(await type(network, "victim", { secret: "Welkom2026", right: true })).toBe("wrong");
    later(61 * minute);
    expect(await type(network, "victim", { secret: "Welkom2026", right: true })).toBe("in");
  });
});

test("a right secret that is held back asks of the counters what a wrong one does", async () => {
  const now = () => new Date("2026-09-01T06:30:00Z");
  const keys = createKeys(randomBytes(32), systemRandom);
  const counter = createSimulatedCounter(now);
  const asked: string[] = [];
  const watched: typeof counter = {
    ...counter,
    addDistinct: (...of) => (asked.push("write"), counter.addDistinct(...of)),
    distinct: (of) => (asked.push("read"), counter.distinct(of)),
  };
  const signInReads = { many: async () => [], maybeOne: async () => undefined, one: () => Promise.reject(new Error()) };
  const of = async (who: string, right: boolean) => {
    asked.length = 0;
    const place = { network: "192.0.2.0/24", lastDay: Promise.resolve(undefined) };
    await countsAsRight(
      { keys, now, counter: watched, db: { signInReads } },
      { who, secret: "heet geheim", place, right },
    );
    return asked.join(" ");
  };
  for (let at = 0; at < 20; at += 1) await of(`p${at}`, false);
  expect(await of("lotte", true)).toBe(await of("lotte", false));
});

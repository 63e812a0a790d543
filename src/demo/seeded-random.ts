import type { Random } from "../lib/random.ts";

/** Randomness that repeats: the same seed gives the same demo school. Mulberry32; never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const random: Random = {
    bytes: (length) => Buffer.from(Array.from({ length }, () => next() & 0xff)),
    int: (end) => Math.floor((next() / 2 ** 32) * end),
    uuid: () => {
      const hex = random.bytes(16).toString("hex");
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
  };
  return random;
}

/** One of these, each as likely. */
export function pick<T>(random: Random, values: readonly [T, ...T[]]): T {
  return values[random.int(values.length)] ?? values[0];
}

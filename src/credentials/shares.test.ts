import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { createShares } from "./shares.ts";

const school = "192.0.2.0/24";

function arrange(look: (network: string) => Promise<number>) {
  let at = 0;
  const asked: string[] = [];
  const shares = createShares(
    (network) => {
      asked.push(network);
      return look(network);
    },
    () => at,
  );
  return { shares, asked, later: (ms: number) => (at += ms) };
}

test("a network that nothing is known of has one share", () => {
  expect(arrange(async () => 25).shares.of(school)).toBe(1);
});

test("each account that got in adds a share to its network", async () => {
  const { shares } = arrange(async () => 25);
  shares.want(school);
  await setImmediate();
  expect(shares.of(school)).toBe(26);
});

test("it is found out once a minute, however many wait", async () => {
  const { shares, asked, later } = arrange(async () => 25);
  for (let turn = 0; turn < 300; turn += 1) shares.want(school);
  await setImmediate();
  expect(asked).toHaveLength(1);
  later(61_000);
  shares.want(school);
  expect(asked).toHaveLength(2);
  expect(shares.of(school)).toBe(26);
});

test("when it can't be found out, everybody has one share and the next one asks again", async () => {
  const { shares, asked } = arrange(() => Promise.reject(new Error("no database")));
  shares.want(school);
  await setImmediate();
  expect(shares.of(school)).toBe(1);
  shares.want(school);
  expect(asked).toHaveLength(2);
});

test("of any number of networks, two thousand are remembered", async () => {
  const { shares } = arrange(async () => 7);
  for (let at = 0; at < 2_001; at += 1) shares.want(`net ${at}`);
  await setImmediate();
  const remembered = Array.from({ length: 2_001 }, (_, at) => shares.of(`net ${at}`)).filter((share) => share === 8);
  expect(remembered.length).toBeLessThanOrEqual(2_000);
});

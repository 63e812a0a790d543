import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { askedTogether } from "./asked-together.ts";

function counting() {
  const asked: number[][] = [];
  const ask = askedTogether(async (numbers: number[]) => {
    asked.push(numbers);
    await pause(5);
    if (numbers.includes(0)) throw new Error("zero");
    return numbers.map((number) => number * 2);
  });
  return { asked, ask };
}

test("what is asked at one moment is asked once, and each gets their own answer", async () => {
  const { asked, ask } = counting();
  expect(await Promise.all([ask(3), ask(1), ask(2)])).toEqual([6, 2, 4]);
  expect(asked).toEqual([[3, 1, 2]]);
});

test("what is asked while an answer is under way does not wait for it", async () => {
  const { asked, ask } = counting();
  const first = ask(1);
  await pause(1);
  const second = ask(2);
  expect([await first, await second]).toEqual([2, 4]);
  expect(asked).toEqual([[1], [2]]);
});

test("a failure reaches each of those who asked, and nobody who asks afterwards", async () => {
  const { ask } = counting();
  const outcomes = await Promise.allSettled([ask(1), ask(0)]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await ask(4)).toBe(8);
});

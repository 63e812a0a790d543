import { expect, test } from "vitest";
import { createShares } from "./shares.ts";

test("an owner has so many at a time, and the others have theirs", () => {
  const shares = createShares({ inAll: 10, each: 2 });
  shares.take("a");
  const giveBack = shares.take("a");
  expect(() => shares.take("a")).toThrow(/under way/);
  shares.take("b");
  giveBack();
  giveBack();
  shares.take("a");
  expect(() => shares.take("a")).toThrow(/under way/);
});

test("all together have so many at a time", () => {
  const shares = createShares({ inAll: 3, each: 2 });
  const given = ["a", "b", "c"].map((owner) => shares.take(owner));
  expect(() => shares.take("d")).toThrow(/under way/);
  given[0]?.();
  shares.take("d");
});

import { expect, test } from "vitest";
import { grantSeconds, sessionSeconds, tokenSeconds } from "./lifetimes.ts";

const now = new Date("2026-11-30T10:00:00Z");
const at = Math.floor(now.getTime() / 1000);
const minutes = (count: number) => count * 60;
const pupil = "018f0000-0000-7000-8000-000000000001.1";
const shared = (minutesAgo: number) => ({ accountId: pupil, loginTs: at - minutes(minutesAgo), transient: true });

test("on a shared device a session and its grants end together, an hour after the sign-in", () => {
  for (const minutesAgo of [0, 1, 59]) {
    expect(sessionSeconds(shared(minutesAgo), now)).toBe(minutes(60 - minutesAgo));
    expect(grantSeconds(shared(minutesAgo), now)).toBe(minutes(60 - minutesAgo));
  }
  expect(grantSeconds(shared(300), now)).toBe(1);
});

test("on an own device a grant outlives the longest refresh token", () => {
  const own = { accountId: pupil, loginTs: at };
  expect(grantSeconds(own, now)).toBeGreaterThan(tokenSeconds(14 * 24 * minutes(60), undefined, now));
});

test("a token ends with its grant, or before", () => {
  expect(tokenSeconds(minutes(10), { exp: at + minutes(4) }, now)).toBe(minutes(4));
  expect(tokenSeconds(minutes(10), { exp: at + minutes(40) }, now)).toBe(minutes(10));
  expect(tokenSeconds(minutes(10), { exp: at - 1 }, now)).toBe(1);
});

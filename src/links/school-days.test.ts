import { expect, test } from "vitest";
import { schoolDaysSince } from "./school-days.ts";

const since = (opened: string, now: string) => schoolDaysSince(new Date(opened), new Date(now));

test("weekends are no school days", () => {
  // a Thursday; the next one
  expect(since("2026-10-01T08:00:00Z", "2026-10-08T08:00:00Z")).toBe(4);
});

test("neither the day of the question nor today has passed", () => {
  expect(since("2026-10-01T05:00:00Z", "2026-10-01T20:00:00Z")).toBe(0);
  expect(since("2026-10-01T05:00:00Z", "2026-10-02T20:00:00Z")).toBe(0);
});

test("July and August don't count", () => {
  expect(since("2027-06-30T08:00:00Z", "2027-09-01T08:00:00Z")).toBe(0);
});

test("the day is that of Brussels", () => {
  // half past midnight on Friday 2 October there
  expect(since("2026-10-01T22:30:00Z", "2026-10-05T08:00:00Z")).toBe(0);
});

import { expect, test } from "vitest";
import { pupilNow, type PupilFacts } from "./class-state.ts";

const soon = new Date("2026-12-04T06:30:00Z");
const since = new Date("2026-10-05T06:30:00Z");
const active: PupilFacts = { status: "active", works: true, readyUntil: null, expired: false };
const withCard: PupilFacts = { ...active, works: false, readyUntil: soon };
const nothing: PupilFacts = { ...active, works: false };
const now = (facts: PupilFacts, seen: Partial<Parameters<typeof pupilNow>[1]> = {}) =>
  pupilNow(facts, { since: undefined, trouble: undefined, ...seen });

test("who is signed in somewhere is in, since then", () => {
  expect(now(active, { since })).toEqual({ state: "in", since });
});

test("who is in stays in while somebody else tries at the account", () => {
  expect(now(active, { since, trouble: "held" })).toEqual({ state: "in", since });
});

test("who came in with a lesson code is in without ever being activated", () => {
  expect(now(nothing, { since })).toEqual({ state: "in", since });
});

test("who used a secret that still works and isn't signed in is out", () => {
  expect(now(active)).toEqual({ state: "out" });
});

test("a stopped LeerID is stuck, also while a session is still on its way out", () => {
  expect(now({ ...active, status: "suspended" }, { since })).toEqual({ state: "stuck", reason: "suspended" });
});

test("too many wrong attempts are stuck, with or without a card", () => {
  for (const facts of [active, withCard, nothing])
    expect(now(facts, { trouble: "held" })).toEqual({ state: "stuck", reason: "held" });
});

test("three wrong attempts of who used a secret before are stuck on it", () => {
  expect(now(active, { trouble: "asking" })).toEqual({ state: "stuck", reason: "wrong" });
});

test("three wrong attempts with a card that nobody used are stuck on the card", () => {
  expect(now(withCard, { trouble: "asking" })).toEqual({ state: "stuck", reason: "tried" });
});

test("a card that is too old, and nothing else, is stuck", () => {
  expect(now({ ...nothing, expired: true })).toEqual({ state: "stuck", reason: "expired" });
});

test("an old card does not matter to who has something that works", () => {
  expect(now({ ...active, expired: true })).toEqual({ state: "out" });
});

test("a card that waits, or no card, is never activated", () => {
  expect([now(withCard), now(nothing)]).toEqual([
    { state: "never", until: soon },
    { state: "never", until: undefined },
  ]);
});

import { expect, test } from "vitest";
import { undoable, type UndoFacts } from "./undo-rule.ts";

const finishedAt = new Date("2026-09-02T08:00:00Z");
const days = (count: number) => new Date(finishedAt.getTime() + count * 24 * 3600 * 1000);
const today = { at: days(3), schoolYear: "2026-2027" };
const untouched: UndoFacts = {
  status: "applied",
  finishedAt,
  schoolYear: "2026-2027",
  later: 0,
  activated: 0,
  used: 0,
  elsewhere: 0,
  merged: 0,
  changed: 0,
};

test("an import on which nothing depends can be undone for 30 days", () => {
  expect(undoable(untouched, today)).toEqual({ can: true, until: days(30) });
  expect(undoable(untouched, { ...today, at: new Date(days(30).getTime() - 1) }).can).toBe(true);
});

test.each<[string, Partial<UndoFacts>, string, number]>([
  ["a plan that waits", { status: "planned", finishedAt: null }, "not-applied", 0],
  ["a plan that is being carried out", { status: "applying", finishedAt: null }, "not-applied", 0],
  ["an import that is undone already", { status: "undone" }, "undone", 0],
  ["an import of last school year", { schoolYear: "2025-2026" }, "school-year", 0],
  ["an import after which another one was carried out", { later: 1 }, "later", 1],
  ["an import of whose pupils some have a card", { activated: 3 }, "activated", 3],
  ["an import of whose pupils some used an application", { used: 2 }, "used", 2],
  ["an import of whose pupils some are at another school too", { elsewhere: 4 }, "elsewhere", 4],
  ["an import of whose pupils some were put together with another record", { merged: 1 }, "merged", 1],
  ["an import of whose pupils some were changed since", { changed: 5 }, "changed", 5],
  ["a later import before what hangs on its pupils", { later: 2, activated: 9, changed: 9 }, "later", 2],
])("%s can't be undone, and it is said why", (_, facts, why, count) => {
  expect(undoable({ ...untouched, ...facts }, today)).toEqual({ can: false, why, count });
});

test("after 30 days to the moment nothing is undone", () => {
  expect(undoable(untouched, { ...today, at: days(30) })).toMatchObject({ why: "too-old" });
});

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { exportOf, twoSchools, changed, type Files } from "../../../test/support/oneroster.ts";
import { hash, id, known, plan, row } from "../../../test/support/roster-plan.ts";
import { csv, openRosters } from "../../../test/support/rosters.ts";

describe("a program's own identifier", () => {
  const pupil = known(1, { sourceHash: hash("g1") });

  test("says who it is where name and class don't", () => {
    const moved = { familyName: "Maes", classNames: ["4A"], sourceHash: hash("g1") };
    expect(plan([row(2, moved)], [pupil]).done).toEqual([[2, "moved-class", id(1)]]);
  });

  test("that was given to another child is a question", () => {
    const other = { givenName: "Wout", familyName: "Maes", sourceHash: hash("g1") };
    expect(plan([row(2, other)], [pupil]).refused).toEqual([[2, "doubtful", "other-source"]]);
  });

  test("that a child who left had is of the newcomer who has it now", () => {
    const gone = known(1, { sourceHash: hash("g1"), open: false });
    const other = { givenName: "Wout", familyName: "Maes", sourceHash: hash("g1") };
    expect(plan([row(2, other)], [gone]).done).toEqual([[2, "added", null]]);
  });

  test("gives way to the school's own number", () => {
    const pupils = [pupil, known(2, { givenName: "Emma", stamboeknummer: "7" })];
    const line = row(2, { givenName: "Emma", stamboeknummer: "7", sourceHash: hash("g1") });
    expect(plan([line, row(3)], pupils).done).toEqual([
      [2, "changed", id(2)],
      [3, "unchanged", id(1)],
    ]);
  });

  test("joins the lines of one pupil in several classes", () => {
    const lines = [row(2, { sourceHash: hash("g1") }), row(2, { sourceHash: hash("g1"), classNames: ["Frans"] })];
    expect(plan(lines).made.pupils).toMatchObject([{ classNames: ["3B", "Frans"], sourceHash: hash("g1") }]);
  });
});

describe("pupils of a OneRoster export", () => {
  let rosters: Awaited<ReturnType<typeof openRosters>>;
  beforeEach(async () => {
    rosters = await openRosters();
  });
  afterEach(() => rosters.drop());
  /** Of school A, without an identifier that people know. */
  const here = (files: Files = twoSchools): Files =>
    changed(changed(files, "orgs", { o1: { identifier: "000001" } }), "users", {
      u1: { identifier: "" },
      u2: { identifier: "" },
    });

  test("are known again at the next one by their sourcedId, which is kept as a hash only", async () => {
    await rosters.importFile(Buffer.from(exportOf(here())));
    const before = await rosters.enrolled();
    const next = changed(changed(here(), "users", { u1: { familyName: "Claes" } }), "enrollments", {
      e1: { classSourcedId: "c2" },
    });
    const { counts } = await rosters.importFile(Buffer.from(exportOf(next)));
    expect(counts).toMatchObject({ moved: 1, unchanged: 1, added: 0, left: 0 });
    expect((await rosters.enrolled()).map(({ pupilId }) => pupilId).sort()).toEqual(
      before.map(({ pupilId }) => pupilId).sort(),
    );
    const { rows } = await rosters.database.owner.query(
      "select octet_length(source_hash) as bytes, stamboeknummer from enrolment",
    );
    expect(rows).toEqual([
      { bytes: 32, stamboeknummer: null },
      { bytes: 32, stamboeknummer: null },
    ]);
  });

  test("who came by a list with their own numbers first are known by these, and by their sourcedId from then on", async () => {
    await rosters.importFile(csv(["Peeters", "Zoë", "2C", "", "0020001"], ["Maes", "Kaan", "2C", "", "0020002"]));
    const withNumbers = changed(here(), "users", { u1: { identifier: "20001" }, u2: { identifier: "20002" } });
    expect((await rosters.importFile(Buffer.from(exportOf(withNumbers)))).counts).toMatchObject({ moved: 2, added: 0 });
    const without = changed(here(), "users", { u1: { familyName: "Claes" } });
    expect((await rosters.importFile(Buffer.from(exportOf(without)))).counts).toMatchObject({
      changed: 1,
      added: 0,
      left: 0,
    });
  });
});

import { afterEach, beforeEach, expect, test } from "vitest";
import { csv, number, openRosters, ten } from "../../test/support/rosters.ts";
import { listLatestEvents } from "../audit/audit.ts";
import { planPupil, type PupilByHand } from "./by-hand.ts";
import { decideDoubt, type Decision } from "./decide.ts";

let rosters: Awaited<ReturnType<typeof openRosters>>;
beforeEach(async () => {
  rosters = await openRosters();
});
afterEach(() => rosters.drop());

const typed: PupilByHand = {
  givenName: "Lotte",
  familyName: "Peeters",
  className: "3B",
  level: "lager",
  kind: "gewoon",
  yearGroup: "3",
  nationalNumber: "",
  stamboeknummer: "",
};
const plan = (more: Partial<PupilByHand> = {}) =>
  planPupil(rosters.deps, { schoolId: rosters.schoolA, pupil: { ...typed, ...more } });
async function add(more: Partial<PupilByHand> = {}) {
  const planned = await plan(more);
  if (!planned.ok) throw new Error(planned.code);
  await rosters.apply(planned.importId);
  return planned;
}

test("one pupil by hand is added, and nobody leaves by it", async () => {
  await rosters.importFile(csv(...ten));
  expect(await add({ nationalNumber: number(77) })).toMatchObject({ ok: true, action: "added" });
  expect(await rosters.enrolled()).toHaveLength(11);
});

test("level, kind and year group are as they were chosen", async () => {
  await add({ level: "secundair", kind: "buitengewoon", yearGroup: "2", className: "Vlinders" });
  await add({ givenName: "Amir", level: "secundair", kind: "okan", yearGroup: "", className: "Onthaal" });
  expect(await rosters.enrolled()).toMatchObject([
    { givenName: "Amir", level: "secundair", kind: "okan", yearGroup: null },
    { givenName: "Lotte", level: "secundair", kind: "buitengewoon", yearGroup: 2 },
  ]);
});

test("the number of a pupil of another school gives a LeerID of its own, and changes nothing there", async () => {
  await rosters.importFile(csv(["Peeters", "Lotte", "3B", number(77)]), rosters.schoolB);
  const there = await rosters.enrolled(rosters.schoolB);
  expect(await add({ nationalNumber: number(77) })).toMatchObject({ action: "added" });
  const here = await rosters.enrolled();
  expect(here).toHaveLength(1);
  expect(here[0]?.pupilId).not.toBe(there[0]?.pupilId);
  expect(await rosters.enrolled(rosters.schoolB)).toEqual(there);
});

test("a pupil who may be here already is a doubt", async () => {
  await add({ className: "3A" });
  expect(await plan({ className: "3B" })).toMatchObject({ ok: true, action: "doubtful" });
});

test("a pupil with the name and class of one who is here may be another child: the one, another one, or not yet, and the audit says who decided", async () => {
  await add();
  const planned = await plan();
  if (!planned.ok) throw new Error(planned.code);
  expect(planned.action).toBe("doubtful");
  const { importId } = planned;
  const decide = (decision: Decision) =>
    decideDoubt(rosters.deps, { schoolId: rosters.schoolA, importId, line: 1, decision, actor: "staff:7" });
  const [first] = await rosters.enrolled();
  if (!first) throw new Error("Nobody is enrolled");
  expect(await decide({ is: "same", loginName: first.loginName })).toEqual({ ok: true });
  expect(await decide({ is: "new" })).toEqual({ ok: true });
  await rosters.apply(importId);
  const [one, two] = await rosters.enrolled();
  expect([one?.classNames, two?.classNames, one?.loginName === two?.loginName]).toEqual([["3B"], ["3B"], false]);
  expect(await listLatestEvents(rosters.database.db.platform, 5)).toContainEqual(
    expect.objectContaining({
      what: "roster.decided",
      actor: "staff:7",
      details: { importId, line: 1, decision: "new" },
    }),
  );
});

test("a pupil with the number and the name of one who is here is that pupil", async () => {
  await add({ nationalNumber: number(77) });
  expect(await plan({ nationalNumber: number(77) })).toMatchObject({ action: "unchanged" });
});

test("a pupil with the number of another child who is here is a question", async () => {
  await add({ nationalNumber: number(77) });
  expect(await plan({ givenName: "Wout", familyName: "Maes", nationalNumber: number(77) })).toMatchObject({
    action: "doubtful",
  });
});

test("what is wrong comes back with its reason", async () => {
  expect(await plan({ nationalNumber: "17.03.04-001.00" })).toMatchObject({ ok: false, code: "number-check" });
  expect(await plan({ givenName: " ", familyName: "" })).toMatchObject({ ok: false, code: "name-missing" });
  expect(await plan({ className: "" })).toMatchObject({ ok: false, code: "class-missing" });
  expect(await plan({ yearGroup: "7" })).toMatchObject({ ok: false, code: "year-group-wrong" });
});

test("nothing is kept from which a national number could be found by trying", async () => {
  await plan({ nationalNumber: number(77) });
  const { rows } = await rosters.database.owner.query("select file_digest from roster_import");
  expect(rows).toEqual([{ file_digest: null }]);
});

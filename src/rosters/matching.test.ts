import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { csv, number, openRosters, ten, type Line } from "../../test/support/rosters.ts";
import { demoRoster } from "../demo/roster.ts";
import type { RosterPlan } from "./rosters.ts";

let rosters: Awaited<ReturnType<typeof openRosters>>;
beforeEach(async () => {
  rosters = await openRosters();
});
afterEach(() => rosters.drop());

test("a changed name keeps the LeerID", async () => {
  await rosters.importFile(csv(...ten));
  const [before] = await rosters.enrolled();
  const lines: Line[] = [["Nieuwenaam", "Kind", "3A", number(1)], ...ten.slice(1)];
  expect(await rosters.importFile(csv(...lines))).toMatchObject({
    counts: { changed: 1, unchanged: 9 },
    renamed: [{ line: 2, from: "Kind FamilieA", to: "Kind Nieuwenaam" }],
  });
  const after = (await rosters.enrolled()).find((pupil) => pupil.pupilId === before?.pupilId);
  expect(after).toMatchObject({ familyName: "Nieuwenaam", loginName: before?.loginName });
});

test("a national number that comes later is linked to the pupil with that stamboeknummer", async () => {
  await rosters.importFile(csv(["Peeters", "Lotte", "3B", "", "77"]));
  const { counts } = await rosters.importFile(csv(["Peeters", "Lotte", "3B", number(1), "77"]));
  expect(counts.changed).toBe(1);
  expect((await rosters.importFile(csv(["Peeters", "Lotte", "3B", number(1)]))).counts.unchanged).toBe(1);
});

test("a name and class without any number are the same pupil again", async () => {
  await rosters.importFile(csv(["Peeters", "Lotte", "3B"]));
  expect((await rosters.importFile(csv(["PEETERS", "Lotté", "3B"]))).counts).toMatchObject({ added: 0, changed: 1 });
});

test("a name alone is shown with the login name it may be, and nobody is added or ended for it", async () => {
  await rosters.importFile(csv(["Peeters", "Lotte", "3B"]));
  const [lotte] = await rosters.enrolled();
  const planned = await rosters.importFile(csv(["Peeters", "Lotte", "4A"]));
  expect(planned.counts).toMatchObject({ added: 0, left: 0 });
  expect(planned.doubtful).toMatchObject([{ line: 2, code: "name-only", candidates: [lotte?.loginName] }]);
});

test("a column LeerID settles a doubt: this pupil, or a new one", async () => {
  await rosters.importFile(csv(["Peeters", "Lotte", "3B"]));
  const [lotte] = await rosters.enrolled();
  const planned = await rosters.importFile(
    csv(["Peeters", "Lotte", "4A", "", "", lotte?.loginName ?? ""], ["Peeters", "Lotte", "4B", "", "", "nieuw"]),
  );
  expect(planned).toMatchObject({ counts: { moved: 1, added: 1, left: 0 }, doubtful: [] });
});

test("a number that another school knows is of somebody new here: a number is no proof", async () => {
  await rosters.importFile(csv(["Peeters", "Lotte", "3B", number(1)]), rosters.schoolB);
  const [there] = await rosters.enrolled(rosters.schoolB);
  const { counts } = await rosters.importFile(csv(["Ander", "Kind", "4C", number(1)]));
  expect(counts).toMatchObject({ added: 1, moved: 0 });
  const [here] = await rosters.enrolled();
  expect(here?.pupilId).not.toBe(there?.pupilId);
  expect(await rosters.enrolled(rosters.schoolB)).toEqual([there]);
});

test("the plan is the same whether another school knows the numbers or not", async () => {
  const lines = (serial: number): Line[] => [["Peeters", "Lotte", "3B", number(serial)]];
  await rosters.importFile(csv(...lines(1)), rosters.schoolB);
  const seen = (plan: RosterPlan) => ({ ...plan, importId: undefined });
  expect(seen(await rosters.plan(csv(...lines(1))))).toEqual(seen(await rosters.plan(csv(...lines(2)))));
});

describe("a former pupil", () => {
  const lotte: Line = ["Peeters", "Lotte", "3B", number(1)];
  const leave = async () => {
    await rosters.importFile(csv(lotte, ...ten.slice(1)));
    const all = await rosters.enrolled();
    await rosters.importFile(csv(...ten.slice(1)));
    return all.find(({ givenName }) => givenName === "Lotte")?.pupilId;
  };
  const lotteNow = async () => (await rosters.enrolled()).find(({ givenName }) => givenName === "Lotte")?.pupilId;

  test("comes back to the same LeerID", async () => {
    const before = await leave();
    const { counts } = await rosters.importFile(csv(lotte, ...ten.slice(1)));
    expect(counts).toMatchObject({ moved: 1, added: 0 });
    expect(await lotteNow()).toBe(before);
  });

  /** As it is once both schools have said that it is one child. */
  const enrolElsewhere = (pupilId: string | undefined) =>
    rosters.database.owner.query(
      `insert into enrolment (pupil_id, school_id, given_name, family_name, level, during)
        values ($1, $2, 'Lotte', 'Peeters', 'lager', '[2026-09-01,)')`,
      [pupilId, rosters.schoolB],
    );

  test("whom another school enrols now is somebody new", async () => {
    const before = await leave();
    await enrolElsewhere(before);
    const { counts } = await rosters.importFile(csv(lotte, ...ten.slice(1)));
    expect(counts).toMatchObject({ added: 1, moved: 0 });
    expect(await lotteNow()).not.toBe(before);
  });

  test("whom another school enrols after the plan was made is somebody new as well", async () => {
    const before = await leave();
    const planned = await rosters.plan(csv(lotte, ...ten.slice(1)));
    expect(planned.counts).toMatchObject({ moved: 1 });
    await enrolElsewhere(before);
    expect(await rosters.apply(planned.importId)).toMatchObject({ ok: true });
    expect(await lotteNow()).not.toBe(before);
    expect(await rosters.enrolled(rosters.schoolB)).toMatchObject([{ pupilId: before }]);
  });
});

test("an import of one school sees and changes no pupil of another", async () => {
  await rosters.importFile(csv(["Peeters", "Lotte", "3B", "", "77"]), rosters.schoolB);
  const before = await rosters.enrolled(rosters.schoolB);
  const { counts, doubtful } = await rosters.importFile(
    csv(["Peeters", "Lotte", "3B", "", "77", before[0]?.loginName ?? ""], ["Peeters", "Lotta", "3B"]),
  );
  expect({ added: counts.added, doubtful: doubtful.map((row) => row.code) }).toEqual({
    added: 1,
    doubtful: ["leerid-wrong"],
  });
  expect(await rosters.enrolled(rosters.schoolB)).toEqual(before);
});

test("two schools that enter the same children at once each get LeerIDs of their own", async () => {
  const { bytes } = demoRoster({ seed: 5, pupils: 900, kind: "secundair" });
  await Promise.all([rosters.importFile(bytes, rosters.schoolA), rosters.importFile(bytes, rosters.schoolB)]);
  const { rows } = await rosters.database.owner.query("select count(*)::int as pupils from pupil");
  expect(rows).toEqual([{ pupils: 1800 }]);
});

test("in September a line may name last year's class of a pupil who has one of this year", async () => {
  await rosters.importFile(csv(["Peeters", "Lotte", "3B", "", "7"]));
  rosters.clock.now = new Date("2027-09-02T08:00:00Z");
  await rosters.importFile(csv(["Peeters", "Lotte", "4B", "", "7"]));
  const line = csv(["Peeters", "Lotte", "3B"]);
  expect(await rosters.plan(line)).toMatchObject({ doubtful: [], counts: { added: 0, moved: 1 } });
  rosters.clock.now = new Date("2027-10-02T08:00:00Z");
  expect((await rosters.plan(line)).doubtful).toMatchObject([{ code: "name-only" }]);
});

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openMerges, type MergeWorld } from "../../test/support/merges.ts";
import { csv, number, type Line } from "../../test/support/rosters.ts";
import type { SchoolId } from "../ids.ts";
import { findPupilBySub } from "../pseudonyms/pseudonyms.ts";
import { getPupil, makeNationalNumber, resumePupil } from "../pupils/pupils.ts";
import { getMergeOf, listMerges, mergePupils, splitPupils } from "./merges.ts";

let world: MergeWorld;
const deps = () => world.deps;
const actor = "cli";

beforeAll(async () => {
  world = await openMerges();
});
afterAll(() => world.drop());
beforeEach(async () => {
  world.enqueued.length = 0;
  await world.database.owner.query("truncate pupil, class_group, roster_import cascade");
});

async function import_(schoolId: SchoolId, ...lines: Line[]) {
  await world.importFile(csv(...lines), schoolId);
  return world.enrolled(schoolId);
}
const ownerOf = (text: string, sector: number) =>
  findPupilBySub(world.database.db.signIn, world.sectorOf(sector), text);

/** One child twice at school A: from the list, and made by hand without a number and with another class. */
async function twice() {
  const [keep, other] = await import_(world.schoolA, ["Peeters", "Lotte", "3A", number(1)], ["Peters", "Lotte", "3B"]);
  if (!keep || !other) throw new Error("not enrolled");
  return { keep: keep.pupilId, other: other.pupilId, keepName: keep.loginName, otherName: other.loginName };
}

test("the pseudonyms of the surviving record stay, and those of the other lead to it", async () => {
  const pair = await twice();
  const [keptA, otherA, otherB] = [
    await world.sub(pair.keep, 0),
    await world.sub(pair.other, 0),
    await world.sub(pair.other, 1),
  ];
  await world.merge(pair);
  expect(await world.sub(pair.keep, 0)).toBe(keptA);
  expect(await world.sub(pair.keep, 1)).toBe(otherB);
  expect(await Promise.all([ownerOf(keptA, 0), ownerOf(otherA, 0), ownerOf(otherB, 1)])).toEqual([
    pair.keep,
    pair.keep,
    pair.keep,
  ]);
});

test("a split gives each record its own pseudonyms back", async () => {
  const pair = await twice();
  const before = [await world.sub(pair.keep, 0), await world.sub(pair.other, 0), await world.sub(pair.other, 1)];
  const mergeId = await world.merge(pair);
  const drawnSince = await world.sub(pair.keep, 2);
  expect(await splitPupils(deps(), { mergeId, actor })).toEqual({ ok: true });
  expect([await world.sub(pair.keep, 0), await world.sub(pair.other, 0), await world.sub(pair.other, 1)]).toEqual(
    before,
  );
  expect(await world.sub(pair.keep, 1)).not.toBe(before[2]);
  expect(await world.sub(pair.keep, 2)).toBe(drawnSince);
});

test("the other record can be signed in with no more, and is resumed by nothing but a split", async () => {
  const pair = await twice();
  const mergeId = await world.merge(pair);
  expect(world.enqueued).toEqual([{ name: "end-sessions", data: { accountId: `${pair.other}.1` } }]);
  expect(await resumePupil(deps(), pair.otherName)).toMatchObject({ status: "suspended", enrolments: [], classes: [] });
  await splitPupils(deps(), { mergeId, actor });
  expect(await getPupil(world.database.db.platform, pair.otherName)).toMatchObject({
    status: "active",
    enrolments: [{ schoolNumber: "000001" }],
    classes: [{ name: "3B" }],
  });
});

test("both national numbers find the child at its school: a bis number that became a final one", async () => {
  const bis = makeNationalNumber({ year: 2017, month: 3, day: 4, serial: 2, monthRaise: 40 });
  const [keep, other] = await import_(
    world.schoolA,
    ["Peeters", "Lotte", "3A", bis],
    ["Peters", "Lotte", "3B", number(1)],
  );
  if (!keep || !other) throw new Error("not enrolled");
  await world.merge({ keep: keep.pupilId, other: other.pupilId });
  for (const one of [bis, number(1)])
    expect((await world.plan(csv(["Peeters", "Lotte", "3A", one]))).counts).toMatchObject({
      unchanged: 1,
      added: 0,
      left: 0,
    });
  const { rows } = await world.database.owner.query("select number_bis, former_number_bis from enrolment");
  expect(rows).toEqual([{ number_bis: false, former_number_bis: true }]);
});

test("the school's next list finds the surviving record by the stamboeknummer of the other", async () => {
  const [keep, other] = await import_(
    world.schoolA,
    ["Peeters", "Lotte", "3A", number(1)],
    ["Peters", "Lotte", "3B", "", "77"],
  );
  if (!keep || !other) throw new Error("not enrolled");
  const mergeId = await world.merge({ keep: keep.pupilId, other: other.pupilId });
  const { counts } = await world.plan(csv(["Peeters", "Lotte", "3A", "", "77"]));
  expect(counts).toMatchObject({ unchanged: 1, added: 0, left: 0 });
  await splitPupils(deps(), { mergeId, actor });
  const after = await world.plan(csv(["Peters", "Lotte", "3B", "", "77"], ["Peeters", "Lotte", "3A", number(1)]));
  expect(after.counts).toMatchObject({ unchanged: 2 });
});

test("two schools that each had a record have one child after the merge", async () => {
  const [keep] = await import_(world.schoolA, ["Peeters", "Lotte", "3A", number(1)]);
  const [other] = await import_(world.schoolB, ["Peeters", "Lotte", "2C"]);
  if (!keep || !other) throw new Error("not enrolled");
  await world.merge({ keep: keep.pupilId, other: other.pupilId });
  expect(await world.enrolled(world.schoolB)).toMatchObject([{ pupilId: keep.pupilId, classNames: ["2C"] }]);
  expect(await world.enrolled(world.schoolA)).toMatchObject([{ pupilId: keep.pupilId, classNames: ["3A"] }]);
});

test("somebody of one school merges no record that another school has too", async () => {
  const [keep] = await import_(world.schoolA, ["Peeters", "Lotte", "3A", number(1)]);
  const [other] = await import_(world.schoolB, ["Peeters", "Lotte", "2C"]);
  if (!keep || !other) throw new Error("not enrolled");
  const pair = { keep: keep.pupilId, other: other.pupilId, actor };
  expect(await mergePupils(deps(), { ...pair, within: [world.schoolA] })).toEqual({ ok: false, problem: "elsewhere" });
  expect(await mergePupils(deps(), { ...pair, within: [world.schoolA, world.schoolB] })).toMatchObject({ ok: true });
});

test("a record is merged once, and never with itself", async () => {
  const pair = await twice();
  expect(await mergePupils(deps(), { keep: pair.keep, other: pair.keep, actor })).toEqual({
    ok: false,
    problem: "same",
  });
  await world.merge(pair);
  expect(await mergePupils(deps(), { ...pair, actor })).toEqual({ ok: false, problem: "merged" });
  expect(await mergePupils(deps(), { keep: pair.other, other: pair.keep, actor })).toEqual({
    ok: false,
    problem: "merged",
  });
});

test("of two merges of one record at the same moment one counts", async () => {
  const pair = await twice();
  const both = await Promise.all([
    mergePupils(deps(), { keep: pair.keep, other: pair.other, actor }),
    mergePupils(deps(), { keep: pair.other, other: pair.keep, actor }),
  ]);
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
});

test("a plan that was made before the merge can't be applied any more", async () => {
  const pair = await twice();
  const { importId } = await world.plan(csv(["Peters", "Lotte", "4B"]));
  await world.merge(pair);
  expect(await world.apply(importId, "leavers")).toMatchObject({ ok: false, problem: "stale" });
});

test("a school sees the merges of its own pupils only, and not what was moved", async () => {
  const pair = await twice();
  const mergeId = await world.merge(pair);
  const seen = (schoolId: SchoolId) => world.database.db.forSchools([schoolId], (tx) => listMerges(tx));
  expect(await seen(world.schoolA)).toMatchObject([
    { id: mergeId, otherLoginName: pair.otherName, loginName: pair.keepName },
  ]);
  expect(await seen(world.schoolB)).toEqual([]);
  expect(await getMergeOf(world.database.db.platform, pair.otherName)).toBe(mergeId);
});

test("each school that is touched finds it in its audit, without a name", async () => {
  const pair = await twice();
  await splitPupils(deps(), { mergeId: await world.merge(pair), actor });
  const { rows } = await world.database.owner.query(
    "select what, pupil_id, details::text from audit_event where school_id = $1 and what like 'pupil.%' order by id",
    [world.schoolA],
  );
  const mine = rows.filter((row) => row.pupil_id === pair.keep);
  expect(mine.map(({ what }) => what)).toEqual(["pupil.merged", "pupil.split"]);
  expect(mine.map(({ details }) => details).join()).not.toMatch(/lotte/i);
});

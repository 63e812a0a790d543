import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { csv, number, openRosters, type Line } from "../../test/support/rosters.ts";
import type { Jobs } from "../deps.ts";
import { PupilId, SectorId, type SchoolId } from "../ids.ts";
import { findPupilBySub, getOrAddPseudonym } from "../pseudonyms/pseudonyms.ts";
import { getPupil, resumePupil } from "../pupils/pupils.ts";
import { getMergeOf, listMerges, mergePupils, splitPupils } from "./merges.ts";

let world: Awaited<ReturnType<typeof openRosters>>;
let sectors: SectorId[];
const enqueued: object[] = [];
const jobs: Jobs = {
  enqueue: async (name, data) => {
    enqueued.push({ name, data });
  },
  work: async () => {},
  schedule: async () => {},
  stop: async () => {},
};
const deps = () => ({ ...world.deps, jobs });
const actor = "cli";

beforeAll(async () => {
  world = await openRosters();
  const { rows } = await world.database.owner.query("insert into sector (name) values ('a'), ('b'), ('c') returning id");
  sectors = rows.map((row) => SectorId.parse(row.id));
});
afterAll(() => world.drop());
beforeEach(async () => {
  enqueued.length = 0;
  await world.database.owner.query("truncate pupil, class_group, roster_import cascade");
});

async function import_(schoolId: SchoolId, ...lines: Line[]) {
  await world.importFile(csv(...lines), schoolId);
  return world.enrolled(schoolId);
}
const sub = async (pupilId: PupilId, sector: number): Promise<string> => {
  const sectorId = SectorId.parse(sectors[sector]);
  const { random } = world.deps;
  return (await getOrAddPseudonym(world.database.db.signIn, { pupilId, sectorId, random, now: world.clock.now })).sub;
};
const ownerOf = (text: string, sector: number) =>
  findPupilBySub(world.database.db.signIn, SectorId.parse(sectors[sector]), text);

/** One child twice at school A: from the list, and made by hand without a number and with another class. */
async function twice() {
  const [keep, other] = await import_(world.schoolA, ["Peeters", "Lotte", "3A", number(1)], ["Peters", "Lotte", "3B"]);
  if (!keep || !other) throw new Error("not enrolled");
  return { keep: keep.pupilId, other: other.pupilId, keepName: keep.loginName, otherName: other.loginName };
}

async function merge(pair: { keep: PupilId; other: PupilId }) {
  const merged = await mergePupils(deps(), { keep: pair.keep, other: pair.other, actor });
  if (!merged.ok) throw new Error(merged.problem);
  return merged.mergeId;
}

test("the pseudonyms of the surviving record stay, and those of the other lead to it", async () => {
  const pair = await twice();
  const [keptA, otherA, otherB] = [await sub(pair.keep, 0), await sub(pair.other, 0), await sub(pair.other, 1)];
  await merge(pair);
  expect(await sub(pair.keep, 0)).toBe(keptA);
  expect(await sub(pair.keep, 1)).toBe(otherB);
  expect(await Promise.all([ownerOf(keptA, 0), ownerOf(otherA, 0), ownerOf(otherB, 1)])).toEqual([
    pair.keep,
    pair.keep,
    pair.keep,
  ]);
});

test("a split gives each record its own pseudonyms back", async () => {
  const pair = await twice();
  const before = [await sub(pair.keep, 0), await sub(pair.other, 0), await sub(pair.other, 1)];
  const mergeId = await merge(pair);
  const drawnSince = await sub(pair.keep, 2);
  expect(await splitPupils(deps(), { mergeId, actor })).toEqual({ ok: true });
  expect([await sub(pair.keep, 0), await sub(pair.other, 0), await sub(pair.other, 1)]).toEqual(before);
  expect(await sub(pair.keep, 1)).not.toBe(before[2]);
  expect(await sub(pair.keep, 2)).toBe(drawnSince);
});

test("the other record can be signed in with no more, and is resumed by nothing but a split", async () => {
  const pair = await twice();
  const mergeId = await merge(pair);
  expect(enqueued).toEqual([{ name: "end-sessions", data: { accountId: `${pair.other}.1` } }]);
  expect(await resumePupil(deps(), pair.otherName)).toMatchObject({ status: "suspended", enrolments: [], classes: [] });
  await splitPupils(deps(), { mergeId, actor });
  expect(await getPupil(world.database.db.platform, pair.otherName)).toMatchObject({
    status: "active",
    enrolments: [{ schoolNumber: "000001" }],
    classes: [{ name: "3B" }],
  });
});

test("both national numbers find the child: a bis number that became a final one", async () => {
  const [keep, other] = await import_(
    world.schoolA,
    ["Peeters", "Lotte", "3A", number(1)],
    ["Peters", "Lotte", "3B", number(2)],
  );
  if (!keep || !other) throw new Error("not enrolled");
  await merge({ keep: keep.pupilId, other: other.pupilId });
  const there = await import_(world.schoolB, ["Peeters", "Lotte", "4C", number(2)]);
  expect(there).toMatchObject([{ pupilId: keep.pupilId }]);
});

test("the school's next list finds the surviving record by the stamboeknummer of the other", async () => {
  const [keep, other] = await import_(
    world.schoolA,
    ["Peeters", "Lotte", "3A", number(1)],
    ["Peters", "Lotte", "3B", "", "77"],
  );
  if (!keep || !other) throw new Error("not enrolled");
  const mergeId = await merge({ keep: keep.pupilId, other: other.pupilId });
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
  await merge({ keep: keep.pupilId, other: other.pupilId });
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
  expect(await mergePupils(deps(), { keep: pair.keep, other: pair.keep, actor })).toEqual({ ok: false, problem: "same" });
  await merge(pair);
  expect(await mergePupils(deps(), { ...pair, actor })).toEqual({ ok: false, problem: "merged" });
  expect(await mergePupils(deps(), { keep: pair.other, other: pair.keep, actor })).toEqual({ ok: false, problem: "merged" });
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
  await merge(pair);
  expect(await world.apply(importId, true)).toMatchObject({ ok: false, problem: "stale" });
});

test("a school sees the merges of its own pupils only, and not what was moved", async () => {
  const pair = await twice();
  const mergeId = await merge(pair);
  const seen = (schoolId: SchoolId) => world.database.db.forSchools([schoolId], (tx) => listMerges(tx));
  expect(await seen(world.schoolA)).toMatchObject([{ id: mergeId, otherLoginName: pair.otherName, loginName: pair.keepName }]);
  expect(await seen(world.schoolB)).toEqual([]);
  expect(await getMergeOf(world.database.db.platform, pair.otherName)).toBe(mergeId);
});

test("each school that is touched finds it in its audit, without a name", async () => {
  const pair = await twice();
  await splitPupils(deps(), { mergeId: await merge(pair), actor });
  const { rows } = await world.database.owner.query(
    "select what, pupil_id, details::text from audit_event where school_id = $1 and what like 'pupil.%' order by id",
    [world.schoolA],
  );
  const mine = rows.filter((row) => row.pupil_id === pair.keep);
  expect(mine.map(({ what }) => what)).toEqual(["pupil.merged", "pupil.split"]);
  expect(mine.map(({ details }) => details).join()).not.toMatch(/lotte/i);
});

const record = fc.record({
  here: fc.option(fc.constantFrom("3A", "3B"), { nil: undefined }),
  there: fc.option(fc.constantFrom("4C", "4D"), { nil: undefined }),
  number: fc.boolean(),
  stamboek: fc.boolean(),
  sectors: fc.subarray([0, 1, 2]),
});
type Drawn = typeof record extends fc.Arbitrary<infer T> ? T : never;

async function arrange(which: number, drawn: Drawn): Promise<PupilId> {
  const { owner } = world.database;
  const { rows } = await owner.query(
    `insert into pupil (id, login_name, given_name, family_name, created_at)
      values (uuidv7(), $1, 'Lotte', 'Peeters', now()) returning id`,
    [`lotte.${500_000 + which}`],
  );
  const pupilId = PupilId.parse(rows[0].id);
  for (const [schoolId, name] of [[world.schoolA, drawn.here] as const, [world.schoolB, drawn.there] as const]) {
    if (name === undefined) continue;
    await owner.query(
      `with g as (insert into class_group (school_id, school_year, name) values ($2, '2026-2027', $3)
          on conflict (school_id, school_year, name) do update set name = excluded.name returning id),
        m as (insert into class_membership select id, $1, $2 from g)
        insert into enrolment (pupil_id, school_id, level, stamboeknummer, during)
          values ($1, $2, 'lager', $4, '[2026-09-01,)')`,
      [pupilId, schoolId, name, drawn.stamboek ? `s${which}` : null],
    );
  }
  if (drawn.number)
    await owner.query("insert into national_number values (sha256($1), $2)", [Buffer.from(`n${which}`), pupilId]);
  for (const sector of drawn.sectors) await sub(pupilId, sector);
  return pupilId;
}

async function everything() {
  const tables = {
    pupil: "select id, login_name, status, merged_into from pupil order by id",
    national_number: "select encode(hash, 'hex'), pupil_id from national_number order by 1",
    enrolment: "select * from enrolment order by id",
    class_membership: "select * from class_membership order by 1, 2",
    pseudonym: "select * from pseudonym order by sub",
  };
  const all: Record<string, unknown> = {};
  for (const [name, query] of Object.entries(tables)) all[name] = (await world.database.owner.query(query)).rows;
  return all;
}

test("whatever two records are, a split after a merge restores every row", async () => {
  await fc.assert(
    fc.asyncProperty(record, record, async (one, two) => {
      await world.database.owner.query("truncate pupil, class_group cascade");
      const pair = { keep: await arrange(1, one), other: await arrange(2, two) };
      const before = await everything();
      const mergeId = await merge(pair);
      const { rows } = await world.database.owner.query(
        "select 1 from enrolment where pupil_id = $1 union all select 1 from national_number where pupil_id = $1 union all select 1 from pseudonym where pupil_id = $1",
        [pair.other],
      );
      expect(rows).toEqual([]);
      await splitPupils(deps(), { mergeId, actor });
      expect(await everything()).toEqual(before);
    }),
    { numRuns: 40 },
  );
});

import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openMerges, type MergeWorld } from "../../test/support/merges.ts";
import { PupilId } from "../ids.ts";
import { splitPupils } from "./merges.ts";

let world: MergeWorld;
beforeAll(async () => {
  world = await openMerges();
});
afterAll(() => world.drop());

const record = fc.record({
  here: fc.option(fc.constantFrom("3A", "3B"), { nil: undefined }),
  there: fc.option(fc.constantFrom("4C", "4D"), { nil: undefined }),
  number: fc.constantFrom("none", "final", "bis"),
  stamboek: fc.boolean(),
  sectors: fc.subarray([0, 1, 2]),
  /** kind of a live secret, and whether it was used */
  secrets: fc.uniqueArray(
    fc.record({ kind: fc.constantFrom("words", "password", "badge", "code"), used: fc.boolean() }),
    { selector: ({ kind }) => kind },
  ),
  followers: fc.integer({ min: 0, max: 2 }),
});
type Drawn = typeof record extends fc.Arbitrary<infer T> ? T : never;

async function arrange(which: number, drawn: Drawn): Promise<PupilId> {
  const { owner } = world.database;
  const { rows } = await owner.query(
    `insert into pupil (id, login_name, created_at)
      values (uuidv7(), $1, now()) returning id`,
    [`lotte.${500_000 + which}`],
  );
  const pupilId = PupilId.parse(rows[0].id);
  for (const [schoolId, name] of [[world.schoolA, drawn.here] as const, [world.schoolB, drawn.there] as const]) {
    if (name === undefined) continue;
    await owner.query(
      `with g as (insert into class_group (school_id, school_year, name) values ($2, '2026-2027', $3)
          on conflict (school_id, school_year, name) do update set name = excluded.name returning id),
        m as (insert into class_membership select id, $1, $2 from g)
        insert into enrolment (pupil_id, school_id, given_name, family_name, level, stamboeknummer, number_hash, number_bis, source_hash, during)
          values ($1, $2, $5, 'Peeters', 'lager', $4, sha256($6), $7, sha256($6), '[2026-09-01,)')`,
      [
        pupilId,
        schoolId,
        name,
        drawn.stamboek ? `s${which}` : null,
        `Lotte ${which}`,
        drawn.number === "none" ? null : Buffer.from(`n${which}`),
        drawn.number === "bis",
      ],
    );
  }
  for (const sector of drawn.sectors) await world.sub(pupilId, sector);
  for (const { kind, used } of drawn.secrets)
    await owner.query(
      `insert into credential (id, pupil_id, kind, phc, created_at, used_at)
        values (uuidv7(), $1, $2, 'phc', '2026-09-01', case when $3 then '2026-09-01 10:00'::timestamptz end)`,
      [pupilId, kind, used],
    );
  for (let at = 0; at < drawn.followers; at += 1)
    await owner.query(
      `insert into pupil (id, login_name, created_at, status, merged_into) values (uuidv7(), $1, now(), 'suspended', $2)`,
      [`lotte.${600_000 + which * 10 + at}`, pupilId],
    );
  return pupilId;
}

/** Whether one school has both, or neither of the two is anywhere. */
const meet = (one: Drawn, two: Drawn): boolean =>
  (one.here !== undefined && two.here !== undefined) ||
  (one.there !== undefined && two.there !== undefined) ||
  (one.here ?? one.there) === undefined ||
  (two.here ?? two.there) === undefined;

async function everything() {
  const tables = {
    pupil: "select id, login_name, status, merged_into from pupil order by id",
    enrolment: "select * from enrolment order by id",
    class_membership: "select * from class_membership order by 1, 2",
    pseudonym: "select * from pseudonym order by sub",
    credential: "select * from credential order by id",
  };
  const all: Record<string, unknown> = {};
  for (const [name, query] of Object.entries(tables)) all[name] = (await world.database.owner.query(query)).rows;
  return all;
}

test.each(["merge", "link"] as const)(
  "whatever two records are, a split after a %s restores every row",
  async (way) => {
    await fc.assert(
      fc.asyncProperty(record, record, async (one, two) => {
        // numbers at different schools become one by a link only
        fc.pre(way === "link" || one.number === "none" || two.number === "none" || meet(one, two));
        await world.database.owner.query("truncate pupil, class_group cascade");
        const pair = { keep: await arrange(1, one), other: await arrange(2, two) };
        const before = await everything();
        const mergeId = way === "link" ? await world.link(pair) : await world.merge({ ...pair, reason: "a test" });
        const { rows } = await world.database.owner.query(
          "select 1 from enrolment where pupil_id = $1 union all select 1 from pseudonym where pupil_id = $1",
          [pair.other],
        );
        expect(rows).toEqual([]);
        await splitPupils(world.deps, { mergeId, actor: "cli" });
        expect(await everything()).toEqual(before);
      }),
      { numRuns: 20 },
    );
  },
);

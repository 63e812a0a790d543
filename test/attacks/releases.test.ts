import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { whomText } from "../../views/school/applications/state.ts";
import { yearChoiceText } from "../../views/texts/year-choices.ts";
import { releaseApplication } from "../../src/applications/applications.ts";
import { ApplicationId, PupilId, SchoolId, SectorId } from "../../src/ids.ts";
import { findReleasedPupil } from "../../src/oidc/account.ts";
import { findHome } from "../../src/portal/queries.ts";
import { Kind, Level, yearChoiceOf } from "../../src/pupils/pupils.ts";
import { countPupils, countsOf, getSchoolApplication } from "../../src/school/applications.ts";
import { releaseOf, shownScope, type WantedScope } from "../../src/school/release-scope.ts";
import { brusselsDay, schoolYearOf, startOfSchoolYear, yearStillUnderstood } from "../../src/schools/schools.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

/** What a head says yes to is who gets in, by every way in, and nobody else. */
let database: TestDatabase;
let schoolId: SchoolId;
let sectorId: SectorId;
let applicationId: ApplicationId;
const owner = async (text: string, values: unknown[] = []) => (await database.owner.query(text, values)).rows;

beforeAll(async () => {
  database = await createTestDatabase();
  const [made] = await owner(
    `with s as (insert into school (name, valid_from, created_at) values ('Een', '2020-01-01', '2020-01-01') returning id),
      n as (insert into school_number (number, school_id, valid_from) select '012345', id, '2020-01-01' from s),
      f as (insert into sector (name) values ('s') returning id),
      a as (insert into application (name, sector_id, valid_from, initiate_login_uri, created_at)
        select 'App', id, '2020-01-01', 'https://app.example/start', '2020-01-01' from f returning id),
      m as (insert into manifest (application_id, version, bundle, attributes, created_at)
        select id, 1, 'personalised', '{"given_name": "because"}', '2020-01-01' from a)
      select s.id as school, f.id as sector, a.id as application from s, f, a`,
  );
  schoolId = SchoolId.parse(made.school);
  sectorId = SectorId.parse(made.sector);
  applicationId = ApplicationId.parse(made.application);
});
afterAll(() => database.drop());
beforeEach(() => owner("truncate pupil, release, class_group cascade"));

const november = new Date("2026-11-23T12:00:00Z");
const september = new Date("2026-09-10T12:00:00Z");

type Child = {
  level: Level;
  kind: Kind;
  yearGroup: number | null;
  className: string | null;
  classBefore: string | null;
};

async function addChild(child: Child, at: number): Promise<PupilId> {
  const [{ id }] = await owner(
    `with p as (insert into pupil (id, login_name, created_at)
      values (uuidv7(), 'kind.' || $1::int, '2020-01-01') returning id),
    e as (insert into enrolment (pupil_id, school_id, given_name, family_name, level, kind, year_group, during)
      select id, $2, 'Kind', 'X', $3, $4, $5, '[2025-09-01,)' from p)
    select id from p`,
    [100_000 + at, schoolId, child.level, child.kind, child.yearGroup],
  );
  for (const [year, name] of [
    ["2026-2027", child.className],
    ["2025-2026", child.classBefore],
  ] as const) {
    if (name === null) continue;
    await owner(
      `with g as (insert into class_group (school_id, school_year, name) values ($1, $2, $3)
        on conflict (school_id, school_year, name) do update set name = excluded.name returning id)
      insert into class_membership (class_group_id, pupil_id, school_id) select id, $4, $1 from g`,
      [schoolId, year, name, id],
    );
  }
  return PupilId.parse(id);
}

/** By the gate of the tokens, and by the tiles of the pupil's own page. */
async function letsIn(pupilId: PupilId, now: Date): Promise<[boolean, boolean]> {
  const presented = { generation: 1, issuedAt: now.getTime() / 1000 };
  const { ok } = await findReleasedPupil(database.db.signInReads, {
    ...presented,
    ...{ pupilId, applicationId, clientSector: sectorId, now },
  });
  const schoolYear = schoolYearOf(now);
  const home = await findHome(database.db.signIn, {
    account: { pupilId, generation: 1 },
    today: brusselsDay(now),
    schoolYear,
    yearStart: startOfSchoolYear(schoolYear),
    yearBefore: yearStillUnderstood(now),
  });
  return [ok, home?.tiles.length === 1];
}

/** What the page shows before the yes: the number, the words, and the number of each choice. */
async function readPage(wanted: WantedScope, now: Date) {
  const deps = { db: database.db, now: () => now };
  const { scopes } = await getSchoolApplication(deps, { schoolId, id: applicationId, wanted });
  const counts = countsOf(scopes, wanted);
  return { count: countPupils(scopes, wanted), counts, words: whomText({ locale: "nl" }, shownScope(wanted)) };
}

const release = (wanted: WantedScope, now: Date) =>
  releaseApplication(
    { db: database.db, now: () => now },
    { ...releaseOf(wanted), schoolId, applicationId, actor: "t" },
  );

test("the third year of lager lets in no toddler of the third kleuterklas, no third year of secundair, and no OKAN", async () => {
  const of = (level: Level, kind: Kind, yearGroup: number | null): Child => ({
    ...{ level, kind, yearGroup, className: null, classBefore: null },
  });
  const children = [
    of("kleuter", "gewoon", 3),
    of("lager", "gewoon", 3),
    of("secundair", "gewoon", 3),
    of("lager", "buitengewoon", 3),
    of("secundair", "okan", 3),
    of("lager", "okan", 3),
    of("kleuter", "gewoon", null),
  ];
  const ids = await Promise.all(children.map((child, at) => addChild(child, at)));
  const wanted: WantedScope = { whole: false, classNames: [], yearChoices: ["lager-3"] };
  expect(await readPage(wanted, november)).toEqual({
    count: 1,
    counts: { classes: [], years: [{ choice: "lager-3", pupils: 1 }] },
    words: "3e leerjaar lager",
  });
  await release(wanted, november);
  const inside = await Promise.all(ids.map((id) => letsIn(id, november)));
  expect(inside.map(([gate]) => gate)).toEqual([false, true, false, false, false, false, false]);
  expect(inside.map(([, tile]) => tile)).toEqual([false, true, false, false, false, false, false]);
});

const someClass = fc.option(fc.constantFrom("1A", "3A", "3B", "OKAN1"));
const child = fc
  .record({
    level: fc.constantFrom(...Level.options),
    kind: fc.oneof({ weight: 3, arbitrary: fc.constant<Kind>("gewoon") }, fc.constantFrom(...Kind.options)),
    // few years, so that the levels meet
    yearGroup: fc.option(fc.constantFrom(1, 3, 7)),
    className: someClass,
    classBefore: someClass,
  })
  // a school without classes has nothing to choose from
  .map((one): Child => one);

test("nobody is released whom the page's own count and words didn't include, by any way in and at any time of the year", async () => {
  const school = fc.array(child, { minLength: 1, maxLength: 6 });
  const picks = fc.array(fc.nat(20), { maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(school, picks, fc.boolean(), async (children, picked, inSeptember) => {
      await owner("truncate pupil, release, class_group cascade");
      const now = inSeptember ? september : november;
      const ids: PupilId[] = [];
      for (const [at, one] of children.entries()) ids.push(await addChild(one, at));
      const wanted = await choose(picked, now);
      const { count, words, counts } = await readPage(wanted, now);
      await release(wanted, now);
      const inside = await Promise.all(ids.map((id) => letsIn(id, now)));
      for (const [gate, tile] of inside) expect(tile).toBe(gate);
      const released = children.filter((_, at) => inside[at]?.[0]);
      expect(released).toHaveLength(count);
      for (const one of released) expect(named(one, inSeptember).some((name) => covers(words, name))).toBe(true);
      const summed = [...counts.years, ...counts.classes].reduce((sum, { pupils }) => sum + pupils, 0);
      expect(summed).toBeGreaterThanOrEqual(count);
    }),
    { numRuns: 40 },
  );
});

/** Some of what the page offers; the whole school when nothing was picked. */
async function choose(picked: number[], now: Date): Promise<WantedScope> {
  const deps = { db: database.db, now: () => now };
  const { scopes } = await getSchoolApplication(deps, { schoolId, id: applicationId, wanted: undefined });
  const years = scopes.years.map(({ choice }) => choice);
  const classes = scopes.classes.map(({ name }) => name);
  const offered = [...years, ...classes];
  const chosen = new Set(picked.map((at) => offered[at % offered.length]));
  if (chosen.size === 0) return { whole: true };
  const has = (name: string) => chosen.has(name);
  return { whole: false, classNames: classes.filter(has), yearChoices: years.filter(has) };
}

/** How a page can name a child. In September who has no class yet is called by last year's. */
function named(one: Child, inSeptember: boolean): string[] {
  const className = one.className ?? (inSeptember ? one.classBefore : null);
  return [
    "de hele school",
    yearChoiceText("nl", yearChoiceOf(one)),
    ...(className === null ? [] : [`klas ${className}`]),
  ];
}
const covers = (words: string, name: string): boolean => words.split(", ").includes(name);

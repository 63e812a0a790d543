import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabaseAt } from "../../test/support/migrations.ts";

/** What becomes of releases by bare numbers, by the migration that gave years their level. */
let database: Awaited<ReturnType<typeof openDatabaseAt>>;
beforeAll(async () => {
  database = await openDatabaseAt("0019");
});
afterAll(() => database.drop());

type Enrolled = [place: string, className: string];
type Case = {
  title: string;
  /** `lager 3` or `lager 3 buitengewoon`, with the class */
  pupils: Enrolled[];
  numbers: number[];
  classes?: string[];
  /** null: paused */
  choices: string[] | null;
};
const basic: Enrolled[] = [
  ["kleuter 3", "K3"],
  ["lager 3", "3A"],
  ["lager 4", "4A"],
];
const cases: Case[] = [
  { title: "a school of lager alone means lager", pupils: [["lager 3", "3A"]], numbers: [3, 4], choices: ["3", "4"] },
  {
    title: "buitengewoon in the same year was not meant",
    pupils: [
      ["lager 3", "3A"],
      ["lager 3 buitengewoon", "Type9"],
    ],
    numbers: [3],
    choices: ["3"],
  },
  { title: "kleuter and lager both have a third year: paused", pupils: basic, numbers: [3], choices: null },
  {
    title: "a number that only lager has shows that lager was meant",
    pupils: basic,
    numbers: [3, 4],
    choices: ["3", "4"],
  },
  { title: "a year that nobody of kleuter is in is that of lager", pupils: basic, numbers: [4], choices: ["4"] },
  { title: "the class that was chosen shows the level", pupils: basic, numbers: [3], classes: ["4A"], choices: ["3"] },
  { title: "classes of two levels show nothing", pupils: basic, numbers: [3], classes: ["4A", "K3"], choices: null },
  {
    title: "numbers that show two levels: paused",
    pupils: [
      ["lager 1", "1A"],
      ["secundair 1", "1S"],
      ["lager 2", "2A"],
      ["secundair 7", "7S"],
    ],
    numbers: [1, 2, 7],
    choices: null,
  },
  {
    title: "a school of buitengewoon alone: paused",
    pupils: [["lager 3 buitengewoon", "T1"]],
    numbers: [3],
    choices: null,
  },
  { title: "a school without pupils: paused", pupils: [], numbers: [3], choices: null },
  { title: "OKAN in secundair: paused", pupils: [["secundair 1 okan", "OKAN1"]], numbers: [1], choices: null },
];
const names = cases.map(({ title }) => title);

test.each(names.map((title, at) => [title, at] as const))("%s", async (title, at) => {
  expect((await outcomes())[at]).toEqual([title, cases[at]?.choices?.map((year) => `lager-${year}`) ?? null]);
});

test("each one that was read anew stands in the audit of its school, with what it was and what it is", async () => {
  await outcomes();
  const audit = await database.rows(
    `select s.name, e.what, e.details from audit_event e join school s on s.id = e.school_id
      where s.name in ($1, $2) order by s.name`,
    [names[0], names[2]],
  );
  expect(audit).toMatchObject(
    [
      {
        name: names[0],
        what: "application.narrowed",
        details: { yearNumbers: ["3", "4"], yearChoices: ["lager-3", "lager-4"] },
      },
      { name: names[2], what: "application.paused", details: { yearNumbers: ["3"], yearChoices: null } },
    ].toSorted((a, b) => ((a.name ?? "") < (b.name ?? "") ? -1 : 1)),
  );
  const [{ count }] = await database.rows("select count(*)::int from audit_event");
  expect(count).toBe(cases.length);
});

test("releases to a whole school, to classes only, and those of the past stay as they were", async () => {
  await outcomes();
  expect(
    await database.rows(
      `select r.class_names, r.year_choices, r.paused, r.withdrawn_at is null as live from release r
        join school s on s.id = r.school_id where s.name = 'untouched' order by r.allowed_by`,
    ),
  ).toEqual([
    { class_names: null, year_choices: null, paused: false, live: true },
    { class_names: ["3A"], year_choices: null, paused: false, live: true },
    { class_names: null, year_choices: null, paused: false, live: false },
  ]);
});

test("no release is for a bare number any more, nor for a year that is none", async () => {
  await outcomes();
  const live = "update release set withdrawn_at = null, paused = false where paused";
  await expect(database.rows(live)).rejects.toThrow("no_bare_number");
  for (const wrong of ["{3}", "{lager-7}", "{}"])
    await expect(database.rows("update release set year_choices = $1", [wrong])).rejects.toThrow("year_choices");
});

let done: Promise<[string, string[] | null][]> | undefined;
/** For each case its school with what its release is for; null where it is paused. */
const outcomes = () => (done ??= migrateAll());

async function migrateAll(): Promise<[string, string[] | null][]> {
  const [sector] = await database.rows("insert into sector (name) values ('s') returning id");
  for (const one of cases) await arrange(one, sector.id);
  await arrangeUntouched(sector.id);
  await database.apply("0040");
  const rows = await database.rows(
    `select s.name, r.year_choices, r.paused, r.withdrawn_at is null as live from release r join school s on s.id = r.school_id`,
  );
  return names.map((name) => {
    const row = rows.find((one) => one.name === name);
    expect(row.live).toBe(!row.paused);
    return [name, row.paused ? null : row.year_choices];
  });
}

async function arrange({ title, pupils, numbers, classes }: Case, sectorId: string): Promise<void> {
  const { schoolId, applicationId, manifestId } = await arrangeSchool(title, sectorId);
  for (const [place, className] of pupils) {
    const [level, year, kind = "gewoon"] = place.split(" ");
    await database.rows(
      `with p as (insert into pupil (id, login_name, given_name, family_name, created_at)
        values (uuidv7(), 'kind.' || (random() * 1000000 + 10000000)::int, 'Kind', 'X', now()) returning id),
      e as (insert into enrolment (pupil_id, school_id, level, kind, year_group, during)
        select id, $1, $2, $3, $4, '[2025-09-01,)' from p),
      g as (insert into class_group (school_id, school_year, name) values ($1, '2025-2026', $5) returning id)
      insert into class_membership (class_group_id, pupil_id, school_id) select g.id, p.id, $1 from g, p`,
      [schoolId, level, kind, year, className],
    );
  }
  await database.rows(
    `insert into release (school_id, application_id, manifest_id, class_names, year_groups, allowed_at, allowed_by)
      values ($1, $2, $3, $4, $5, now(), 'test')`,
    [schoolId, applicationId, manifestId, classes ?? null, numbers],
  );
}

async function arrangeSchool(name: string, sectorId: string) {
  const [made] = await database.rows(
    `with s as (insert into school (name, valid_from, created_at) values ($1, now(), now()) returning id),
      a as (insert into application (name, sector_id, valid_from, created_at) values ($1, $2, now(), now()) returning id),
      m as (insert into manifest (application_id, version, bundle, attributes, created_at)
        select id, 1, 'personalised', '{}', now() from a returning id)
      select s.id as "schoolId", a.id as "applicationId", m.id as "manifestId" from s, a, m`,
    [name, sectorId],
  );
  return made;
}

async function arrangeUntouched(sectorId: string): Promise<void> {
  const { schoolId, applicationId, manifestId } = await arrangeSchool("untouched", sectorId);
  const second = await arrangeSchool("second", sectorId);
  await database.rows(
    `insert into release (school_id, application_id, manifest_id, class_names, year_groups, allowed_at, allowed_by, withdrawn_at)
      values ($1, $2, $3, null, null, now(), '1', null), ($1, $4, $3, '{3A}', null, now(), '2', null),
        ($1, $2, $3, null, '{3}', now(), '3', now())`,
    [schoolId, applicationId, manifestId, second.applicationId],
  );
}

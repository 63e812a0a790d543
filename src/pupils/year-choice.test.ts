import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { locales } from "../lib/locale.ts";
import { yearChoiceText } from "../../views/texts/year-choices.ts";
import { Kind, Level, yearChoiceOf, yearChoices, yearsOf } from "./pupils.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const years = [null, 1, 2, 3, 4, 5, 6, 7];
const places = Level.options.flatMap((level) =>
  Kind.options.flatMap((kind) => years.map((yearGroup) => ({ level, kind, yearGroup }))),
);

test("what the database counts a pupil as is what the code does, for every level, kind and year", async () => {
  const { owner } = database;
  const { rows: schools } = await owner.query(
    "insert into school (name, valid_from, created_at) values ('Een', now(), now()) returning id",
  );
  for (const { level, kind, yearGroup } of places) {
    const { rows } = await owner.query(
      `with p as (insert into pupil (id, login_name, created_at)
        values (uuidv7(), 'kind.' || (random() * 1000000 + 10000000)::int, now()) returning id)
      insert into enrolment (pupil_id, school_id, given_name, family_name, level, kind, year_group, during)
        select id, $1, 'Kind', 'X', $2, $3, $4, '[2026-09-01,)' from p returning year_choice`,
      [schools[0].id, level, kind, yearGroup],
    );
    expect([level, kind, yearGroup, rows[0].year_choice]).toEqual([
      level,
      kind,
      yearGroup,
      yearChoiceOf({ level, kind, yearGroup }),
    ]);
  }
});

test("a release can be for exactly the years of the one list", async () => {
  const { rows } = await database.owner.query(
    "select pg_get_constraintdef(oid) as text from pg_constraint where conrelid = 'release'::regclass and conname like '%year_choices%'",
  );
  const inDatabase = [...String(rows[0].text).matchAll(/'([a-z0-9-]+)'::text/g)].map(([, name]) => name);
  expect(inDatabase).toEqual([...yearChoices]);
});

test("every year of every level is a choice, and every choice is somebody's", () => {
  const numbered = Level.options.flatMap((level) =>
    Array.from({ length: yearsOf[level] }, (_, at) => `${level}-${at + 1}`),
  );
  expect(yearChoices).toEqual(expect.arrayContaining(numbered));
  expect(new Set(places.map((place) => yearChoiceOf(place)))).toEqual(new Set(yearChoices));
});

test("newcomers, buitengewoon and the instapklas are swept in by no number", () => {
  for (const place of places.filter(({ kind, yearGroup }) => kind !== "gewoon" || yearGroup === null))
    expect(yearChoiceOf(place)).not.toMatch(/\d/);
});

test.each(locales)("in %s no two years have the same words, and no number stands without its level", (locale) => {
  const words = yearChoices.map((choice) => yearChoiceText(locale, choice));
  expect(new Set(words).size).toBe(words.length);
  expect(words.filter((text) => text.split(" ").length < 2 && /\d/.test(text))).toEqual([]);
});

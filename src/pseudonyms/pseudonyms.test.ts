import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { PupilId, SectorId } from "../ids.ts";
import { systemRandom, type Random } from "../lib/random.ts";
import { findPupilBySub, getOrAddPseudonym } from "./pseudonyms.ts";

const now = new Date("2026-11-23T12:00:00Z");
let database: TestDatabase;
let sectors: SectorId[];

beforeAll(async () => {
  database = await createTestDatabase();
  const { rows } = await database.owner.query("insert into sector (name) values ('a'), ('b') returning id");
  sectors = rows.map((row) => SectorId.parse(row.id));
});
afterAll(() => database.drop());

let pupils = 0;
async function addPupil(): Promise<PupilId> {
  pupils += 1;
  const { rows } = await database.owner.query(
    `insert into pupil (id, login_name, created_at)
      values (uuidv7(), $1, $2) returning id`,
    [`lotte.${100000 + pupils}`, now],
  );
  return PupilId.parse(rows[0].id);
}
const sector = (place: 0 | 1): SectorId => SectorId.parse(sectors[place]);
const pseudonym = (pupilId: PupilId, place: 0 | 1 = 0, random: Random = systemRandom) =>
  getOrAddPseudonym(database.db.signIn, { pupilId, sectorId: sector(place), random, now });

test("a pseudonym is lower case, fit for a URL, has 128 bits or more, and spells no words", async () => {
  const { sub, emailLocal } = await pseudonym(await addPupil());
  expect(sub).toMatch(/^[bcdfghjkmnpqrstvwxz2-9]{28}$/);
  expect(28 * Math.log2(27)).toBeGreaterThan(128);
  expect(emailLocal).toMatch(/^[bcdfghjkmnpqrstvwxz][bcdfghjkmnpqrstvwxz2-9]{15}$/);
});

test("a pupil keeps one pseudonym in a sector", async () => {
  const pupilId = await addPupil();
  expect(await pseudonym(pupilId)).toEqual(await pseudonym(pupilId));
});

test("two sectors know a pupil by pseudonyms and addresses that have nothing in common", async () => {
  const pupilId = await addPupil();
  const [a, b] = [await pseudonym(pupilId, 0), await pseudonym(pupilId, 1)];
  expect(a.sub).not.toBe(b.sub);
  expect(a.emailLocal).not.toBe(b.emailLocal);
});

test("fifty first sign-ins at one moment get one pseudonym", async () => {
  const pupilId = await addPupil();
  const all = await Promise.all(Array.from({ length: 50 }, () => pseudonym(pupilId)));
  expect(new Set(all.map(({ sub }) => sub)).size).toBe(1);
  expect(new Set(all.map(({ emailLocal }) => emailLocal)).size).toBe(1);
});

test("change of name, class, school and login name leaves it as it is", async () => {
  const pupilId = await addPupil();
  const first = await pseudonym(pupilId);
  await database.owner.query(
    `with schools as (insert into school (name, valid_from, created_at) values ('Nieuw', $2, $2) returning id),
      classes as (insert into class_group (school_id, school_year, name) select id, '2026-2027', '4A' from schools returning id, school_id),
      member as (insert into class_membership select id, $1, school_id from classes),
      enrolled as (insert into enrolment (pupil_id, school_id, given_name, family_name, level, during) select $1, id, 'Lou', 'Claes', 'lager', '[2026-09-01,)' from schools)
      update pupil set login_name = 'lou.999999', generation = 4 where id = $1`,
    [pupilId, now],
  );
  expect(await pseudonym(pupilId)).toEqual(first);
});

test("change of the application's redirect host leaves it as it is: nothing is derived from a host", async () => {
  const pupilId = await addPupil();
  const first = await pseudonym(pupilId);
  await database.owner.query(
    `with app as (insert into application (name, sector_id, valid_from, created_at) values ('x', $1, $2, $2) returning id)
      insert into oidc_client select 'moved', id, '{"redirect_uris": ["https://elders.example/"]}', $2 from app`,
    [sector(0), now],
  );
  expect(await pseudonym(pupilId)).toEqual(first);
});

test("the highest generation counts, and the older ones still lead to the pupil", async () => {
  const pupilId = await addPupil();
  const old = await pseudonym(pupilId);
  await database.owner.query(
    "insert into pseudonym (pupil_id, sector_id, generation, sub, email_local, created_at) values ($1, $2, 2, 'newsub', 'newmail', $3)",
    [pupilId, sector(0), now],
  );
  expect(await pseudonym(pupilId)).toEqual({ sub: "newsub", emailLocal: "newmail" });
  expect(await findPupilBySub(database.db.signIn, sector(0), old.sub)).toBe(pupilId);
});

test("a pupil is found by the sub within its sector only", async () => {
  const pupilId = await addPupil();
  const { sub } = await pseudonym(pupilId);
  expect(await findPupilBySub(database.db.platform, sector(0), sub)).toBe(pupilId);
  expect(await findPupilBySub(database.db.platform, sector(1), sub)).toBeUndefined();
  expect(await findPupilBySub(database.db.platform, sector(0), "nobody")).toBeUndefined();
});

/** Draws the first letter of the alphabet for so many characters, and then by chance. */
function stuck(characters: number): Random {
  let drawn = 0;
  return { ...systemRandom, int: (end) => (drawn++ < characters ? 0 : systemRandom.int(end)) };
}

test("an address that somebody else has is drawn again", async () => {
  await pseudonym(await addPupil(), 0, stuck(44));
  const second = await pseudonym(await addPupil(), 0, stuck(44));
  expect(second.emailLocal).not.toBe("b".repeat(16));
});

test("a broken source of randomness is no endless loop", async () => {
  await pseudonym(await addPupil(), 1, stuck(44));
  await expect(pseudonym(await addPupil(), 1, stuck(10_000))).rejects.toThrow("randomness");
});

test("nothing of the pupil is in it", async () => {
  const pupilId = await addPupil();
  const { sub, emailLocal } = await pseudonym(pupilId);
  expect(`${sub}${emailLocal}`).not.toContain(pupilId.slice(0, 8));
});

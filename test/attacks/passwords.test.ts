import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkPassword } from "../../src/credentials/password-policy.ts";
import { popularWords } from "../../src/credentials/password-words.ts";
import { wordListNl } from "../../src/credentials/word-list-nl.ts";
import { seededRandom } from "../../src/demo/seeded-random.ts";
import { brusselsDay } from "../../src/schools/schools.ts";
import { findAccountById } from "../../src/sessions/queries.ts";
import { ownWordsOf } from "../../src/sessions/sessions.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeApplication, arrangePupil, arrangeSchool } from "../support/world.ts";

/** What a classmate, or a program with lists, tries first. */
const own = [
  "lotte.482137",
  "Lotte",
  "Peeters",
  "Basisschool De Wingerd",
  "Scholengroep Rivierenland",
  "3B",
  "Rekenland",
];
const linesOf = (name: string) =>
  readFileSync(new URL(`../cases/${name}.txt`, import.meta.url), "utf8")
    .split("\n")
    .filter(Boolean);

async function sortOut(passwords: string[]): Promise<{ allowed: string[]; refused: string[] }> {
  const sorted = { allowed: new Array<string>(), refused: new Array<string>() };
  for (const password of passwords)
    sorted[(await checkPassword(password, own)).ok ? "allowed" : "refused"].push(password);
  return sorted;
}

test.each(["popular-passwords", "popular-passwords-more", "popular-passwords-fads"])(
  "none of %s may be a password",
  async (name) => {
    expect((await sortOut(linesOf(name))).allowed).toEqual([]);
  },
);

const random = seededRandom(20261128);
const draw = (from: readonly string[] | string, count: number): string[] =>
  Array.from({ length: count }, () => from[random.int(from.length)] ?? "");
const many = <T>(make: () => T): T[] => Array.from({ length: 100 }, make);

test.each([" ", "", "-"])("four unrelated Dutch words, joined by '%s', may be a password", async (joint) => {
  const phrases = many(() => draw(wordListNl, 4)).filter((words) => new Set(words).size === 4);
  expect(
    (await sortOut(phrases.map((words) => words.join(joint)).filter((text) => text.length >= 12))).refused,
  ).toEqual([]);
});

test.each(["hond fiets wolk lamp", "paard school taart maan", "appel trein boek zee", "PaardFietsLampWolk"])(
  "%s may be a password, though each of its words is popular",
  async (phrase) => {
    expect(await checkPassword(phrase, own)).toEqual({ ok: true });
  },
);

const letters = "abcdefghijklmnopqrstuvwxyz";
test.each([
  ["letters", letters, 14],
  ["letters and digits", `${letters}${letters.toUpperCase()}0123456789`, 13],
  ["hexadecimal digits", "0123456789abcdef", 16],
  ["everything on the keyboard", `${letters}${letters.toUpperCase()}0123456789!#$%&()*+,-./:;<=>?@[]^_{|}~`, 12],
])("%s drawn at random may be a password", async (_, alphabet, length) => {
  const drawn = many(() => draw(alphabet, length).join(""));
  expect((await sortOut(drawn)).refused).toEqual([]);
});

test("one popular word with digits or signs around it is no password, whatever they are", async () => {
  const words = await popularWords();
  const spellings = draw(words, 20).flatMap((word) => [
    `${word}${random.int(1_000_000)}!`.padEnd(12, "!"),
    `!!${word}14032014`,
    `${word}-12345-${word}`,
    `${word.toUpperCase()}2026!!!!!!!!!`,
    `${Array.from(word).toReversed().join("")}1234567`.padEnd(12, "8"),
  ]);
  expect((await sortOut(spellings)).allowed).toEqual([]);
});

let world: TestServer;
beforeAll(async () => {
  world = await startTestServer();
});
afterAll(() => world.close());

test("a pupil's password is compared with the school, its group, the class and the applications there", async () => {
  const { owner } = world.database;
  const school = await arrangeSchool(world, "Sint-Foelieke");
  await owner.query(
    `with g as (insert into school_group (name) values ('Scholengroep Krokkebeek') returning id)
      update school set school_group_id = g.id from g where school.id = $1`,
    [school.id],
  );
  const pupil = await arrangePupil(world, school, { className: "De Zwieberkes", familyName: "Wubbelaer" });
  const { applicationId } = await arrangeApplication(world, {
    name: "Plonkertuin",
    redirectUris: ["https://plonk.example/"],
  });
  await owner.query(
    `insert into release (school_id, application_id, manifest_id, allowed_at, allowed_by)
      select $1, $2, id, now(), 'test' from manifest where application_id = $2`,
    [school.id, applicationId],
  );
  const account = await findAccountById(world.deps.db.signIn, {
    pupilId: pupil.pupilId,
    today: brusselsDay(world.deps.now()),
  });
  if (!account) throw new Error("no such pupil");
  const words = await ownWordsOf(world.deps, account);
  for (const made of ["foelieke123456", "Krokkebeek2026!", "zwieberkes1234", "plonkertuin999", "wubbelaer2014!"])
    expect(await checkPassword(made, words)).toMatchObject({ ok: false, reason: "too-easy" });
  expect(await checkPassword("hond fiets wolk lamp", words)).toEqual({ ok: true });
});

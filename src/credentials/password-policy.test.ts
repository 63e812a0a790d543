import fc from "fast-check";
import { expect, test } from "vitest";
import { randomText } from "../lib/random.ts";
import { seededRandom } from "../lib/seeded-random.ts";
import { checkPassword } from "./password-policy.ts";

const own = ["lotte.482137", "Lotte", "Van den Broeck", "Basisschool De Klimboom"];
const check = (password: string) => checkPassword(password, own);

test("eleven characters are too few, and the answer says how many are enough", async () => {
  expect(await check("xk3!vn9qpl2")).toEqual({ ok: false, reason: "too-short", least: 12 });
});

test("sixty-five characters are too many, and the answer says how many may be", async () => {
  expect(await check("xk3!vn9qpl2m".repeat(6).slice(0, 65))).toEqual({ ok: false, reason: "too-long", most: 64 });
});

test("an emoji counts as one character", async () => {
  expect(await check("🦊🐘🦒🐢🦔🐬🦉🐝🦋🐙🦀")).toMatchObject({ reason: "too-short" });
});

test("a school may ask for fewer characters", async () => {
  expect(await checkPassword("xk3!vn9qz", own, { least: 8, most: 64 })).toEqual({ ok: true });
});

test("the code of the card is no password, however it is typed", async () => {
  expect(await check("cdfg-hjkm 6pqr")).toEqual({ ok: false, reason: "same-as-code" });
});

test.each(["gele vissen dansen", "dekatkraptdekrullenvandetrap", "xk3!vn9qpl2m", "ΦΩΔλψξθβγζηκ", "zonnebloempitten"])(
  "%s may be a password: no kind of character is required",
  async (password) => {
    expect(await check(password)).toEqual({ ok: true });
  },
);

test.each([
  ["wachtwoord123", "common"],
  ["geheimpje1234", "common"],
  ["aaaaaaaaaaaa", "repeat"],
  ["abcdefghijkl", "sequence"],
  ["azertyuiopqs", "keyboard"],
  ["Antwerpen2015", "date"],
])("%s is too easy, because of: %s", async (password, hint) => {
  expect(await check(password)).toMatchObject({ ok: false, reason: "too-easy", hints: expect.arrayContaining([hint]) });
});

test.each([
  "lotte.482137",
  "LotteVandenbroeck",
  "Lotte-482137-ab",
  "vandenbroeck!!",
  "leerid2026!!x",
  "Klimboom12345",
  "lötte lötte 12",
])("%s is too easy, because it is made of the pupil's own words", async (password) => {
  const result = await check(password);
  expect(result).toMatchObject({ ok: false, reason: "too-easy", hints: expect.arrayContaining(["name"]) });
});

test.each([
  "Flubberdon2026!!",
  "zwiebelkra12345",
  "!!Knorfels!!123",
  "kn0rfels20262026",
  "Snollebolk@1234",
  "2026Wiebelfrats",
])("%s is one word with digits or signs around it, also when no list has the word", async (password) => {
  expect(await check(password)).toMatchObject({
    ok: false,
    reason: "too-easy",
    hints: expect.arrayContaining(["digits"]),
  });
});

test("what is drawn at random is no word with digits around it", async () => {
  const random = seededRandom(Buffer.alloc(32, 7), "passwords");
  const characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  const drawn = Array.from({ length: 200 }, () => randomText(random, characters, 14));
  const refused = (await Promise.all(drawn.map(check))).filter(({ ok }) => !ok);
  expect(refused.length).toBeLessThanOrEqual(1);
});

test("whatever is typed gets an answer, and soon", async () => {
  await check("the dictionaries are loaded once");
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", maxLength: 80 }), async (password) => {
      const start = performance.now();
      const result = await check(password);
      expect(typeof result.ok).toBe("boolean");
      expect(performance.now() - start).toBeLessThan(2_000);
    }),
    { numRuns: 50 },
  );
});

test("a password made to be hard to judge is judged soon", async () => {
  const start = performance.now();
  await check("4@3$1!0+7%5".repeat(6).slice(0, 64));
  await check("1a".repeat(32));
  expect(performance.now() - start).toBeLessThan(3_000);
});

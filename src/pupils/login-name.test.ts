import fc from "fast-check";
import { expect, test } from "vitest";
import { systemRandom } from "../lib/random.ts";
import { buildLoginName, drawLoginName, LoginName, parseLoginName, slugOf } from "./login-name.ts";

const slug = fc.stringMatching(/^[a-z]{1,20}$/);
const digits = fc.stringMatching(/^[0-9]{5,8}$/);
const loginName = fc.tuple(slug, digits).map(([letters, number]) => buildLoginName(letters, number));
const replaceAt = (text: string, index: number, character: string) =>
  text.slice(0, index) + character + text.slice(index + 1);

test("every login name that is made is read back as it is", () => {
  fc.assert(
    fc.property(loginName, (name) => {
      expect(parseLoginName(name)).toEqual({ ok: true, loginName: name });
    }),
  );
});

test("every wrong digit is noticed", () => {
  fc.assert(
    fc.property(loginName, fc.nat(8), fc.integer({ min: 1, max: 9 }), (name, place, shift) => {
      const dot = name.indexOf(".");
      const index = dot + 1 + (place % (name.length - dot - 1));
      const wrong = replaceAt(name, index, String((Number(name.charAt(index)) + shift) % 10));
      expect(parseLoginName(wrong)).toEqual({ ok: false, reason: "typo" });
    }),
    { numRuns: 2000 },
  );
});

test("every two neighbouring digits that changed places are noticed", () => {
  fc.assert(
    fc.property(loginName, fc.nat(7), (name, place) => {
      const dot = name.indexOf(".");
      const index = dot + 1 + (place % (name.length - dot - 2));
      const [left, right] = [name.charAt(index), name.charAt(index + 1)];
      fc.pre(left !== right);
      const wrong = replaceAt(replaceAt(name, index, right), index + 1, left);
      expect(parseLoginName(wrong)).toEqual({ ok: false, reason: "typo" });
    }),
    { numRuns: 2000 },
  );
});

test("more than nine in ten wrong letters are noticed", () => {
  let tried = 0;
  let noticed = 0;
  for (const letters of ["lotte", "mohamed", "emma", "noor", "jules", "abdoulaye", "li"]) {
    for (let number = 0; number < 100; number += 1) {
      const name = buildLoginName(letters, String(number * 991).padStart(5, "0"));
      for (let index = 0; index < letters.length; index += 1) {
        for (const other of "abcdefghijklmnopqrstuvwxyz") {
          if (other === letters.charAt(index)) continue;
          tried += 1;
          if (!parseLoginName(replaceAt(name, index, other)).ok) noticed += 1;
        }
      }
    }
  }
  expect(noticed / tried).toBeGreaterThan(0.9);
});

test("a login name is read through capitals, spaces, accents and a forgotten dot", () => {
  const name = buildLoginName("lotte", "48213");
  const number = name.slice(6);
  for (const typed of [
    `LOTTE.${number}`,
    ` lotte . ${number} `,
    `Lötté.${number}`,
    `lotte ${number}`,
    `lotte${number}`,
  ]) {
    expect(parseLoginName(typed)).toEqual({ ok: true, loginName: name });
  }
});

test("what doesn't look like a login name is told apart from a typing error", () => {
  for (const typed of ["", "lotte", "482137", "lotte.4821", "lotte@school.be", "x".repeat(5000), "lotte.48213\u0000"]) {
    expect(parseLoginName(typed)).toEqual({ ok: false, reason: "shape" });
  }
});

test("any given name gives letters of the alphabet", () => {
  expect(["Lotte", "Łukasz", "Jean-Pierre", "D'Angelo", "Zoë", "Ægir Øster", "Weiß"].map(slugOf)).toEqual([
    "lotte",
    "lukasz",
    "jeanpierre",
    "dangelo",
    "zoe",
    "aegiroster",
    "weiss",
  ]);
  expect(["محمد", "Олена", "王", "!"].map(slugOf)).toEqual(["leerling", "leerling", "leerling", "leerling"]);
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (name) => {
      expect(slugOf(name)).toMatch(/^[a-z]{1,20}$/);
    }),
  );
});

test("a login name grows from six to nine digits where names are crowded", () => {
  const lengths = [0, 3, 4, 6, 8, 20].map((attempt) => drawLoginName(systemRandom, "lucas", attempt).length - 6);
  expect(lengths).toEqual([6, 6, 7, 8, 9, 9]);
});

test("drawn login names fit the database", () => {
  fc.assert(
    fc.property(slug, fc.nat(12), (letters, attempt) => {
      expect(LoginName.safeParse(drawLoginName(systemRandom, letters, attempt)).success).toBe(true);
    }),
  );
});

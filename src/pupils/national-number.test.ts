import fc from "fast-check";
import { expect, test } from "vitest";
import { createKeys } from "../lib/keys.ts";
import { systemRandom } from "../lib/random.ts";
import {
  birthDateOf,
  birthYearOf,
  formatNationalNumber,
  hashNationalNumber,
  makeNationalNumber,
  parseNationalNumber,
} from "./national-number.ts";

const parts = fc.record({
  year: fc.integer({ min: 1920, max: 2030 }),
  month: fc.integer({ min: 0, max: 12 }),
  day: fc.integer({ min: 0, max: 31 }),
  serial: fc.integer({ min: 1, max: 997 }),
  monthRaise: fc.constantFrom<0 | 20 | 40>(0, 20, 40),
});

test("a number of either century, ordinary or bis, with month and day known or 00, is right", () => {
  fc.assert(
    fc.property(parts, (made) => {
      const number = makeNationalNumber(made);
      expect(parseNationalNumber(number)).toEqual({ ok: true, number });
    }),
  );
});

test("dots, dashes, slashes and spaces make no difference", () => {
  const number = makeNationalNumber({ year: 2012, month: 3, day: 4, serial: 123 });
  const spaced = number.replace(/^(.{6})/, "$1 ");
  for (const written of [
    formatNationalNumber(number),
    spaced,
    ` ${number} `,
    spaced.replace(" ", "-"),
    spaced.replace(" ", "/"),
  ]) {
    expect(parseNationalNumber(written)).toEqual({ ok: true, number });
  }
});

test("one wrong digit is always noticed within the century of the number", () => {
  fc.assert(
    fc.property(parts, fc.nat(10), fc.integer({ min: 1, max: 9 }), (made, place, shift) => {
      const number = makeNationalNumber({ ...made, year: 2012 });
      const wrong = number.slice(0, place) + ((Number(number[place]) + shift) % 10) + number.slice(place + 1);
      const parsed = parseNationalNumber(wrong);
      // what passes can only be a number of the other century
      expect(parsed.ok ? (birthYearOf(parsed.number) ?? 0) : 0).toBeLessThan(2000);
    }),
  );
});

test("zeros that a spreadsheet dropped from the front come back", () => {
  const number = makeNationalNumber({ year: 2005, month: 11, day: 2, serial: 7 });
  expect(parseNationalNumber(number.slice(1))).toEqual({ ok: true, number });
  const first = makeNationalNumber({ year: 2000, month: 11, day: 2, serial: 7 });
  expect(parseNationalNumber(first.slice(2))).toEqual({ ok: true, number: first });
});

test("a number that a spreadsheet rounded is told apart", () => {
  for (const written of ["9,10101E+10", "1.20304E+10", "9E+10", "9,10101e10"]) {
    expect(parseNationalNumber(written)).toEqual({ ok: false, reason: "damaged" });
  }
});

test("what is no number, or fails the check, has its own reason", () => {
  expect(parseNationalNumber("12.03.04-123")).toEqual({ ok: false, reason: "shape" });
  expect(parseNationalNumber("abcdefghijk")).toEqual({ ok: false, reason: "shape" });
  expect(parseNationalNumber("120304123450")).toEqual({ ok: false, reason: "shape" });
  for (const written of ["00000000000", "12133212345", "99999999999"]) {
    expect(parseNationalNumber(written)).toEqual({ ok: false, reason: "check" });
  }
});

test("anything at all gives an answer", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (written) => {
      expect([true, false]).toContain(parseNationalNumber(written).ok);
    }),
  );
});

test("the year of birth comes with its century", () => {
  expect(birthYearOf(makeNationalNumber({ year: 2012, month: 3, day: 4, serial: 1 }))).toBe(2012);
  expect(birthYearOf(makeNationalNumber({ year: 1998, month: 3, day: 4, serial: 1 }))).toBe(1998);
  expect(birthYearOf(makeNationalNumber({ year: 2000, month: 0, day: 0, serial: 1 }))).toBeUndefined();
});

test("the hash is the same for the same number and hides it", () => {
  const keys = createKeys(Buffer.alloc(32, 7), systemRandom);
  const number = makeNationalNumber({ year: 2012, month: 3, day: 4, serial: 123 });
  expect(hashNationalNumber(keys, number)).toEqual(hashNationalNumber(keys, number));
  expect(hashNationalNumber(keys, number)).toHaveLength(32);
  expect(hashNationalNumber(createKeys(Buffer.alloc(32, 8), systemRandom), number)).not.toEqual(
    hashNationalNumber(keys, number),
  );
});

test("a number tells the day of birth, unless its month or day is unknown", () => {
  const of = (month: number, day: number, monthRaise: 0 | 20 | 40 = 0) =>
    birthDateOf(makeNationalNumber({ year: 2017, month, day, serial: 5, monthRaise }));
  expect([of(3, 4), of(3, 4, 20), of(3, 4, 40)]).toEqual(["2017-03-04", "2017-03-04", "2017-03-04"]);
  expect([of(0, 0), of(3, 0), of(2, 31), of(0, 0, 20)]).toEqual([undefined, undefined, undefined, undefined]);
});

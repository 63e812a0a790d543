import { z } from "zod";
import type { Keys } from "../lib/keys.ts";

/** Eleven digits whose check is right. Lives in memory only: what is stored is `hashNationalNumber`. */
export const NationalNumber = z
  .string()
  .regex(/^[0-9]{11}$/)
  .brand<"NationalNumber">();
export type NationalNumber = z.infer<typeof NationalNumber>;

export type ParsedNationalNumber =
  | { ok: true; number: NationalNumber }
  /** `damaged`: a spreadsheet rounded it (`9,10101E+10`), the digits are lost */
  | { ok: false; reason: "shape" | "check" | "damaged" };

const modulus = 97;

function checkOf(nineDigits: string, century: "19" | "20"): string {
  const number = Number(century === "20" ? `2${nineDigits}` : nineDigits);
  return String(modulus - (number % modulus)).padStart(2, "0");
}

/** Which century the check digits speak for, or undefined when they are wrong. */
function centuryOf(digits: string): "19" | "20" | undefined {
  const [nine, check] = [digits.slice(0, 9), digits.slice(9)];
  if (checkOf(nine, "20") === check) return "20";
  if (checkOf(nine, "19") === check) return "19";
  return undefined;
}

/**
 * Reads a rijksregisternummer or bisnummer, with any dots, dashes, slashes and spaces.
 *
 * Month and day may be 00 (unknown date of birth); a bis number has the month raised by 20 or 40. Two digits of year 00 to 09
 * lose their zeros in a spreadsheet, so nine or ten bare digits get them back before the check.
 */
export function parseNationalNumber(written: string): ParsedNationalNumber {
  const text = written.trim();
  if (/^[0-9](?:[.,][0-9]*)?E\+?[0-9]+$/i.test(text)) return { ok: false, reason: "damaged" };
  const bare = text.replace(/[\s./-]/g, "");
  if (!/^[0-9]{9,11}$/.test(bare) || (bare.length < 11 && bare !== text)) return { ok: false, reason: "shape" };
  const digits = bare.padStart(11, "0");
  const month = Number(digits.slice(2, 4));
  const possible = month % 20 <= 12 && month < 60 && Number(digits.slice(4, 6)) <= 31;
  if (!possible || centuryOf(digits) === undefined) return { ok: false, reason: "check" };
  return { ok: true, number: NationalNumber.parse(digits) };
}

/** The year of birth, or undefined when the number doesn't tell: years and bis numbers may be unknown. */
export function birthYearOf(number: NationalNumber): number | undefined {
  if (number.slice(2, 6) === "0000" && number.startsWith("00")) return undefined;
  return Number(`${centuryOf(number) ?? "20"}${number.slice(0, 2)}`);
}

/** The day of birth (`2017-03-04`), or undefined when the number doesn't tell: a month or day may be unknown. */
export function birthDateOf(number: NationalNumber): string | undefined {
  const year = birthYearOf(number);
  const [month, day] = [Number(number.slice(2, 4)) % 20, Number(number.slice(4, 6))];
  const date = new Date(Date.UTC(year ?? 0, month - 1, day));
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return year !== undefined && exists ? date.toISOString().slice(0, 10) : undefined;
}

/** A number of somebody who is not in the population register (yet): its month is raised by 20 or 40. A final one may follow. */
export const isBisNumber = (number: NationalNumber): boolean => Number(number.slice(2, 4)) >= 20;

/** All that the database keeps of a number: HMAC-SHA-256, 32 bytes, under a key that is not there. */
export function hashNationalNumber(keys: Pick<Keys, "mac">, number: NationalNumber): Buffer {
  return keys.mac("nationalNumber", number);
}

/**
 * A number with a right check, for demo data and tests.
 * @param parts `monthRaise` 20 or 40 makes a bis number; `serial` 1 to 997
 */
export function makeNationalNumber(parts: {
  year: number;
  month: number;
  day: number;
  serial: number;
  monthRaise?: 0 | 20 | 40;
}): NationalNumber {
  const two = (value: number) => String(value).padStart(2, "0");
  const month = parts.month + (parts.monthRaise ?? 0);
  const nine = `${two(parts.year % 100)}${two(month)}${two(parts.day)}${String(parts.serial).padStart(3, "0")}`;
  return NationalNumber.parse(`${nine}${checkOf(nine, parts.year >= 2000 ? "20" : "19")}`);
}

/** `12.03.04-123.45` as packages print it. */
export function formatNationalNumber(number: NationalNumber): string {
  return number.replace(/^(..)(..)(..)(...)(..)$/, "$1.$2.$3-$4.$5");
}

import { z } from "zod";
import type { Random } from "../lib/random.ts";

/** `lotte.482137`: letters of the given name, a dot, 6 to 9 digits of which the last is a check digit. */
export const LoginName = z
  .string()
  .regex(/^[a-z]{1,20}\.[0-9]{6,9}$/)
  .brand<"LoginName">();
export type LoginName = z.infer<typeof LoginName>;

export type ParsedLoginName = { ok: true; loginName: LoginName } | { ok: false; reason: "shape" | "typo" };

/**
 * The quasigroup of H. Michael Damm (2004): a wrong digit and two neighbours that changed places are always noticed.
 * Row: the state so far; column: the next digit.
 */
const quasigroup = [
  "0317598642",
  "7092154863",
  "4206871359",
  "1750983426",
  "6123045978",
  "3674209581",
  "5869720134",
  "8945362017",
  "9438617205",
  "2581436790",
];

/** Letters that Unicode does not take apart into a base and a mark. */
const singleLetters: Record<string, string> = {
  ł: "l",
  ø: "o",
  ß: "ss",
  æ: "ae",
  œ: "oe",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
  ħ: "h",
  ŋ: "n",
  ŧ: "t",
  ƶ: "z",
  ə: "e",
};

/** Lower case without marks: `Ørjan Čech` becomes `orjan cech`. Other scripts stay as they are. */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[łøßæœđðþıħŋŧƶə]/gu, (letter) => singleLetters[letter] ?? "");
}

/** The part before the dot: a–z, at most 20. A name without any Latin letter gives `leerling`. */
export function slugOf(givenName: string): string {
  const slug = fold(givenName)
    .replace(/[^a-z]/g, "")
    .slice(0, 20);
  return slug === "" ? "leerling" : slug;
}

function checkDigit(slug: string, digits: string): string {
  let state = 0;
  const step = (digit: number) => {
    state = Number(quasigroup[state]?.charAt(digit));
  };
  for (const letter of slug) {
    const place = letter.charCodeAt(0) - 96;
    step(Math.floor(place / 10));
    step(place % 10);
  }
  for (const digit of digits) step(Number(digit));
  return String(state);
}

/** @param digits 5 to 8 digits; the check digit is put behind them */
export function buildLoginName(slug: string, digits: string): LoginName {
  return LoginName.parse(`${slug}.${digits}${checkDigit(slug, digits)}`);
}

/** Draws a name. The `attempt`, from 0 on, makes it longer where the short ones are crowded: six digits first, nine at last. */
export function drawLoginName(random: Random, slug: string, attempt: number): LoginName {
  const length = Math.min(5 + Math.max(0, Math.floor((attempt - 2) / 2)), 8);
  return buildLoginName(slug, String(random.int(10 ** length)).padStart(length, "0"));
}

/**
 * Reads what a pupil typed, forgiving of capitals, accents, spaces and a forgotten dot.
 * @returns `typo` when the check digit shows that a letter or digit is wrong: no need to ask the database, or to count it
 */
export function parseLoginName(typed: string): ParsedLoginName {
  if (typed.length > 100) return { ok: false, reason: "shape" };
  const [, slug = "", digits = ""] = /^([a-z]{1,20})[.,_-]?([0-9]{6,9})$/.exec(fold(typed).replace(/\s/g, "")) ?? [];
  if (slug === "") return { ok: false, reason: "shape" };
  const loginName = buildLoginName(slug, digits.slice(0, -1));
  return loginName.endsWith(digits) ? { ok: true, loginName } : { ok: false, reason: "typo" };
}

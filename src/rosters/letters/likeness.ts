import { fold } from "../../pupils/pupils.ts";
import { namesWithMarks } from "./names-with-marks.ts";

/** How often a letter above ASCII is met, and how often before and behind which letter; `^` and `$` are the ends of a word. */
const letters = new Map<string, number>();
const pairs = new Map<string, number>();
const known = new Set(namesWithMarks.map(({ name }) => name.toLowerCase()));
let all = 0;

const count = (of: Map<string, number>, key: string, weight: number) => of.set(key, (of.get(key) ?? 0) + weight);
const isAscii = (letter: string) => letter < "\u0080";

/** A vowel, a consonant, or an end: what stands beside a letter where the very pair is not known. */
const kindOf = (letter: string): string => {
  if (letter === "^" || letter === "$") return letter;
  return /[aeiouy]/.test(fold(letter)) ? "V" : "C";
};
const sizes = new Map([
  ["V", 6],
  ["C", 20],
]);

for (const { name, weight } of namesWithMarks) {
  const word = Array.from(`^${name.toLowerCase().normalize("NFC")}$`);
  for (const [at, letter] of word.entries()) {
    if (isAscii(letter)) continue;
    all += weight;
    count(letters, letter, weight);
    for (const [before, behind] of [
      [word[at - 1], word[at + 1]],
      [kindOf(word[at - 1] ?? "^"), kindOf(word[at + 1] ?? "$")],
    ]) {
      count(pairs, `${before}${letter}`, weight);
      count(pairs, `${letter}${behind}`, weight);
    }
  }
}

const cost = {
  /** no text has these */
  control: -40,
  /** no name has these */
  symbol: -20,
  /** an apostrophe of another kind, or a space that doesn't break */
  between: -2,
  /** `ZoÙ` */
  capitalInside: -8,
  /** `ZOë`: programs that know ASCII only write so */
  smallAmongCapitals: -4,
  /** `élise` */
  smallFirst: -3,
} as const;
/** As much as three letters that fit. */
const knownName = 6;

const isLetter = (letter: string | undefined) => letter !== undefined && /\p{L}/u.test(letter);
const isUpper = (letter: string | undefined) => letter !== undefined && /\p{Lu}/u.test(letter);
const isLower = (letter: string | undefined) => letter !== undefined && /\p{Ll}/u.test(letter);

/** How much a word looks like a name, by its letters above ASCII: the logarithm of a chance, so that words add up. */
export function likeness(word: string): number {
  const parts = Array.from(word);
  let sum = known.has(word.toLowerCase()) ? knownName : 0;
  for (const [at, letter] of parts.entries()) {
    if (isAscii(letter)) continue;
    sum += isLetter(letter) ? ofLetter(parts, at) + ofCase(parts, at) : ofSign(parts, at);
  }
  return sum;
}

/** Letters that names are written with in Latin; the rest of Unicode's Latin letters are signs of phoneticians and old spellings. */
const nameLetter = /[\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u017E\u0218-\u021B\u1E00-\u1EFF]/;

/** Whether nothing in the word speaks against its being a name. */
export function isLikely(word: string): boolean {
  const parts = Array.from(word);
  return parts.every((letter, at) => {
    if (isAscii(letter)) return true;
    if (!isLetter(letter)) return ofSign(parts, at) === cost.between;
    return nameLetter.test(letter) && ofCase(parts, at) > cost.smallAmongCapitals;
  });
}

const smoothed = (times: number, of: number, kinds: number) => (times + 0.15) / (of + 0.15 * kinds);

function ofLetter(parts: string[], at: number): number {
  const letter = (parts[at] ?? "").toLowerCase();
  const times = letters.get(letter) ?? 0;
  const side = (part: string | undefined, end: string) =>
    part === undefined || !isLetter(part) ? end : part.toLowerCase();
  const beside = (pair: (other: string) => string, other: string) => {
    const kind = kindOf(other);
    const alike = smoothed(pairs.get(pair(kind)) ?? 0, times, 3) / (sizes.get(kind) ?? 1);
    return Math.log(0.6 * smoothed(pairs.get(pair(other)) ?? 0, times, 30) + 0.4 * alike);
  };
  return (
    Math.log(smoothed(times, all, 120)) +
    beside((other) => `${other}${letter}`, side(parts[at - 1], "^")) +
    beside((other) => `${letter}${other}`, side(parts[at + 1], "$"))
  );
}

function ofCase(parts: string[], at: number): number {
  const [before, letter, behind] = [parts[at - 1], parts[at], parts[at + 1]];
  if (isUpper(letter)) return isLower(before) || (isUpper(before) && isLower(behind)) ? cost.capitalInside : 0;
  if (isUpper(before) && (isUpper(behind) || (isUpper(parts[at - 2]) && !isLetter(behind))))
    return cost.smallAmongCapitals;
  return isLetter(before) ? 0 : cost.smallFirst;
}

/** `D’Hondt`, `’t`, `De Smet` with a space that doesn't break. */
function ofSign(parts: string[], at: number): number {
  const sign = parts[at] ?? "";
  if (/\p{Cc}/u.test(sign)) return cost.control;
  const around = `${parts.slice(Math.max(0, at - 2), at).join("")}*${parts[at + 1] ?? ""}`;
  if (sign === "\u00A0") return /\p{Ll}\*\p{Lu}/u.test(around) ? cost.between : cost.symbol;
  return /[’‘´]/.test(sign) && /^[DLMNOTdlot]\*\p{L}|\p{Ll}\*\p{Lu}|^\*[ts]$/u.test(around)
    ? cost.between
    : cost.symbol;
}

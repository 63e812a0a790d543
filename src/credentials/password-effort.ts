import { fold } from "../pupils/pupils.ts";
import { longestWord, type WordCosts } from "./password-words.ts";

/** What a piece of a password turned out to be. */
export type PieceKind = "own" | "word" | "repeat" | "sequence" | "keyboard" | "date" | "digits" | "letter";
export type Effort = {
  /** To base 10: 8 is a hundred million tries. */
  log10: number;
  /** Of the way that is the cheapest. */
  kinds: PieceKind[];
};
type Piece = { cost: number; kind: PieceKind };
/** Which keys are beside which, on each keyboard. */
export type Neighbours = readonly ReadonlyMap<string, ReadonlySet<string>>[];
export type Known = { words: WordCosts; own: ReadonlySet<string>; keyboards: Neighbours };

const cost = {
  own: 0.5,
  /** a letter of which nothing is known, out of some 20 */
  letter: 1.3,
  /** letters of another script, or signs that are none of ours */
  foreign: 1.6,
  reversed: 0.5,
  leet: 0.5,
  repeat: 0.5,
  echo: 1,
  year: 1.5,
  date: 3.5,
  phone: 4.5,
  plaited: 3,
  sequence: 1.2,
} as const;

/**
 * How many tries somebody needs who knows the words and habits of pupils here, and of this pupil: the cheapest way to put the password
 * together from known pieces. Signs between letters are taken out, or read as the letters that they look like, whichever is cheaper.
 */
export function effortOf(password: string, known: Known): Effort {
  const text = fold(password.normalize("NFKC"));
  const straight = plain(text);
  const readings = [straight, leet(text, "i"), leet(text, "l")].filter(
    (one, at, all) => all.findIndex(({ letters }) => letters === one.letters) === at,
  );
  const efforts = readings.map(({ letters, signs, swapped }) => {
    const best = cheapest(letters, known);
    return { log10: best.cost + signCost(signs) + (swapped ? cost.leet : 0), kinds: best.kinds };
  });
  return efforts.reduce((a, b) => (b.log10 < a.log10 ? b : a));
}

type Reading = { letters: string; signs: string; swapped: boolean };

const isLetter = (sign: string): boolean => /[\p{L}\p{N}]/u.test(sign);

function plain(text: string): Reading {
  const signs = Array.from(text);
  return {
    letters: signs.filter((sign) => isLetter(sign)).join(""),
    signs: signs.filter((sign) => !isLetter(sign)).join(""),
    swapped: false,
  };
}

const looksLike: Record<string, string> = {
  "0": "o",
  "2": "z",
  "3": "e",
  "4": "a",
  "5": "s",
  "6": "g",
  "7": "t",
  "8": "b",
  "9": "g",
  "@": "a",
  "€": "e",
  "£": "e",
  $: "s",
  "§": "s",
  "+": "t",
  "(": "c",
  "<": "c",
};

/** Digits at the end are most often digits; those within words are letters. */
function leet(text: string, one: "i" | "l"): Reading {
  const end = /[\d\s!?.*#-]*$/.exec(text)?.index ?? text.length;
  const read = (sign: string): string => ("1!|".includes(sign) ? one : (looksLike[sign] ?? sign));
  const head = plain(Array.from(text.slice(0, end), read).join(""));
  const tail = plain(text.slice(end));
  return { letters: head.letters + tail.letters, signs: head.signs + tail.signs, swapped: true };
}

/** The first sign is a habit, the same one again is nothing; others are signs that somebody chose. */
function signCost(signs: string): number {
  const different = new Set(Array.from(signs)).size;
  if (different === 0) return 0;
  return 0.5 + 1.5 * (different - 1) + 0.1 * (Array.from(signs).length - different);
}

type Best = { cost: number; kind: PieceKind; cut: number | undefined };

/** Over all ways to cut it in pieces. Bounded: a password has 64 characters at most. */
function cheapest(text: string, known: Known): { cost: number; kinds: PieceKind[] } {
  const size = text.length;
  const table: Best[] = [];
  const place = (from: number, to: number) => from * (size + 1) + to;
  const costOf = (from: number, to: number) => table[place(from, to)]?.cost ?? Infinity;
  for (let length = 1; length <= size; length += 1) {
    for (let from = 0; from + length <= size; from += 1) {
      const to = from + length;
      const best: Best = { ...pieceOf(text, { from, to, costOf }, known), cut: undefined };
      for (let cut = from + 1; cut < to; cut += 1) {
        const both = costOf(from, cut) + costOf(cut, to);
        if (both >= best.cost) continue;
        best.cost = both;
        best.cut = cut;
      }
      table[place(from, to)] = best;
    }
  }
  const kindsOf = (from: number, to: number): PieceKind[] => {
    const best = table[place(from, to)];
    if (!best) return [];
    return best.cut === undefined ? [best.kind] : [...kindsOf(from, best.cut), ...kindsOf(best.cut, to)];
  };
  return { cost: size === 0 ? 0 : costOf(0, size), kinds: kindsOf(0, size) };
}

type Span = { from: number; to: number; costOf: (from: number, to: number) => number };

/** The span as one piece: the cheapest of what it can be. */
function pieceOf(text: string, { from, to, costOf }: Span, known: Known): Piece {
  const part = text.slice(from, to);
  const found: Piece[] = [unknown(part)];
  const word = wordCost(part, known);
  if (word) found.push(word);
  if (isSequence(part)) found.push({ cost: cost.sequence + 0.05 * part.length, kind: "sequence" });
  if (isWalk(part, known.keyboards)) found.push({ cost: 1.3 + 0.2 * part.length, kind: "keyboard" });
  if (/^(?:19|20)\d\d$/.test(part)) found.push({ cost: cost.year, kind: "date" });
  if (part.length < 9 && dates.test(part)) found.push({ cost: cost.date, kind: "date" });
  if (part.length < 11 && phone.test(part)) found.push({ cost: cost.phone, kind: "digits" });
  if (isPlaited(part, known.keyboards)) found.push({ cost: cost.plaited, kind: "keyboard" });
  const unit = repeatedUnit(part);
  if (unit !== undefined) found.push({ cost: costOf(from, from + unit) + cost.repeat, kind: "repeat" });
  if (part.length >= 4 && part.length <= from && echoes(text.slice(0, from), part))
    found.push({ cost: cost.echo, kind: "repeat" });
  return found.reduce((a, b) => (b.cost < a.cost ? b : a));
}

function unknown(part: string): Piece {
  if (/^\d+$/.test(part))
    return { cost: Math.min(part.length, 4) + 0.7 * Math.max(0, part.length - 4), kind: "digits" };
  let sum = 0;
  for (let at = 0; at < part.length; at += 1) sum += signWorth(part.charCodeAt(at));
  return { cost: sum, kind: "letter" };
}

const signWorth = (code: number): number =>
  code >= 97 && code <= 122 ? cost.letter : code >= 48 && code <= 57 ? 1 : cost.foreign;

const turned = (part: string): string => Array.from(part).toReversed().join("");

function wordCost(part: string, { words, own }: Known): Piece | undefined {
  if (part.length < 2 || part.length > longestWord) return undefined;
  const backwards = part.length > 3 ? turned(part) : undefined;
  if (own.has(part)) return { cost: cost.own, kind: "own" };
  if (backwards !== undefined && own.has(backwards)) return { cost: cost.own + cost.reversed, kind: "own" };
  const straight = words.get(part) ?? Infinity;
  const reversed = (backwards === undefined ? undefined : words.get(backwards)) ?? Infinity;
  const least = Math.min(straight, reversed + cost.reversed);
  return Number.isFinite(least) ? { cost: least, kind: "word" } : undefined;
}

const digitRows = ["1234567890", "0987654321"];

/** `abcd`, `9876`, `aaa`. */
function isSequence(part: string): boolean {
  if (part.length < 3) return false;
  if (digitRows.some((row) => row.includes(part))) return true;
  const step = part.charCodeAt(1) - part.charCodeAt(0);
  if (Math.abs(step) > 1) return false;
  for (let at = 2; at < part.length; at += 1) if (part.charCodeAt(at) - part.charCodeAt(at - 1) !== step) return false;
  return true;
}

/** Five keys at least, each beside the one before: fewer turn up in any text. */
const isWalk = (part: string, keyboards: Neighbours): boolean =>
  part.length >= 5 && keyboards.some((beside) => isWalkOn(part, beside));

function isWalkOn(part: string, beside: Neighbours[number]): boolean {
  for (let at = 1; at < part.length; at += 1)
    if (part[at] !== part[at - 1] && !beside.get(part.charAt(at - 1))?.has(part.charAt(at))) return false;
  return true;
}

const [day, month, year] = ["(?:0[1-9]|[12]\\d|3[01])", "(?:0[1-9]|1[0-2])", "(?:(?:19|20)\\d\\d|\\d\\d)"];
/** Day, month and year in any order, with two or four digits for the year. */
const dates = new RegExp(`^(?:${day}${month}${year}|${month}${day}${year}|${year}${month}${day})$`);

/** Of a mobile telephone, or of one at home. */
const phone = /^0(?:4\d{8}|[1-9]\d{7})$/;

const longestPlait = 24;

/** `a1z2e3r4`: every second sign is a row of its own. */
function isPlaited(part: string, keyboards: Neighbours): boolean {
  if (part.length < 8 || part.length > longestPlait) return false;
  return [0, 1].every((first) => {
    let strand = "";
    for (let at = first; at < part.length; at += 2) strand += part.charAt(at);
    return isSequence(strand) || keyboards.some((beside) => isWalkOn(strand, beside));
  });
}

/** How long the part is that is repeated: 5 for `hallohallo`. Short ones turn up by themselves. */
function repeatedUnit(part: string): number | undefined {
  if (part.length < 6) return undefined;
  const again = (part + part).indexOf(part, 1);
  return again < part.length ? again : undefined;
}

/** Written before already, in one direction or the other. */
const echoes = (before: string, part: string): boolean => before.includes(part) || before.includes(turned(part));

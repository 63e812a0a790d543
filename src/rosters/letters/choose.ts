import type { Reading } from "../reading.ts";
import { likeness } from "./likeness.ts";
import { decodeRaw, singleByte, type SingleByte } from "./tables.ts";

/** How often lists come in each, as a logarithm: where names say nothing, what is common is meant. */
const before = {
  "windows-1252": 0,
  "iso-8859-15": -0.5,
  "windows-1254": -2,
  macintosh: -2,
  cp850: -2,
  "windows-1250": -4,
  "iso-8859-2": -6,
} as const satisfies Record<SingleByte, number>;

/** So much more must speak for one than for another that gives other names: about 400 to 1. */
const enough = 6;
const mostWords = 2000;
const sampleCount = 3;

export type Chosen = NonNullable<Reading["encoding"]>;

/**
 * Which encoding a list of one byte per letter has, by what its names look like in each.
 * @param names those with a byte above ASCII, raw
 * @returns unsure where two are near each other and give other names; then with some of the names in each
 */
export function chooseEncoding(names: string[]): Chosen & { is: SingleByte } {
  const words = wordsOf(names);
  const ranked = singleByte
    .map((is) => ({ is, read: names.map((name) => decodeRaw(name, is)), weight: before[is] + weigh(words, is) }))
    .sort((a, b) => b.weight - a.weight);
  const [best, ...rest] = ranked;
  if (!best) throw new Error("There are no encodings");
  const near = rest.filter(({ read, weight }) => best.weight - weight < enough && differ(read, best.read));
  const telling = names.filter((_, at) => near.some(({ read }) => read[at] !== best.read[at]));
  const some = (telling.length > 0 ? telling : names).slice(0, sampleCount);
  const samplesIn = (is: SingleByte) => some.map((name) => decodeRaw(name, is));
  return {
    is: best.is,
    sure: near.length === 0,
    samples: samplesIn(best.is),
    others: different(near.map(({ is }) => ({ is, samples: samplesIn(is) }))),
  };
}

/** Of two that show the same names one is enough to choose from. */
function different(others: { is: SingleByte; samples: string[] }[]) {
  return others.filter(({ samples }, at) => others.findIndex((other) => !differ(other.samples, samples)) === at);
}

const differ = (a: string[], b: string[]) => a.some((name, at) => name !== b[at]);

const mixed = /[A-Za-z][\u0080-\u00FF]|[\u0080-\u00FF][A-Za-z]/;

const wordsOf = (names: string[]): string[] => {
  const words = new Set<string>();
  for (const name of names) {
    // a sign that stands alone is no letter of a name
    for (const word of name.match(/[A-Za-z\u0080-\u00FF]+/g) ?? []) if (mixed.test(word)) words.add(word);
    if (words.size > mostWords) break;
  }
  return [...words];
};

const weigh = (words: string[], encoding: SingleByte): number =>
  words.reduce((sum, word) => sum + likeness(decodeRaw(word.slice(0, 40), encoding)), 0);

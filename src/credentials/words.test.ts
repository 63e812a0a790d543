import fc from "fast-check";
import { expect, test } from "vitest";
import { systemRandom } from "../lib/random.ts";
import { wordListNl } from "./word-list-nl.ts";
import { drawWords, normaliseWords, wordsPerSecret } from "./words.ts";

const words = fc.shuffledSubarray([...wordListNl], { minLength: 3, maxLength: 3 });
const separator = fc.constantFrom(" ", "  ", "-", ".", " - ", "", "_", ",", " ", "\t");
const accents = ["", "\u0301", "\u0308", "\u0300"];

test("the list has at least 1,024 words", () => {
  expect(wordListNl.length).toBeGreaterThanOrEqual(1024);
});

test("no word is in the list twice once it is normalised", () => {
  expect(new Set(wordListNl.map(normaliseWords)).size).toBe(wordListNl.length);
});

test("every word has three to seven letters from a to z", () => {
  expect(wordListNl.filter((word) => !/^[a-z]{3,7}$/.test(word))).toEqual([]);
});

test("no word becomes another one by changing, adding or leaving out one letter", () => {
  const seen = new Map<string, string>();
  const close: string[] = [];
  for (const word of wordListNl) {
    for (let at = 0; at < word.length; at += 1) {
      const changed = `${word.slice(0, at)}?${word.slice(at + 1)}`;
      const other = seen.get(changed);
      if (other) close.push(`${other}-${word}`);
      seen.set(changed, word);
      const shorter = word.slice(0, at) + word.slice(at + 1);
      if (wordListNl.includes(shorter)) close.push(`${shorter}-${word}`);
    }
  }
  expect(close).toEqual([]);
});

test("three words are worth more than 30 bits", () => {
  const n = wordListNl.length;
  expect(Math.log2(n * (n - 1) * (n - 2))).toBeGreaterThan(30);
});

test("a drawn secret is three different words of the list", () => {
  for (let times = 0; times < 500; times += 1) {
    const drawn = drawWords(systemRandom).split(" ");
    expect(new Set(drawn).size).toBe(wordsPerSecret);
    expect(drawn.every((word) => wordListNl.includes(word))).toBe(true);
  }
});

test("a word that is drawn twice is drawn again", () => {
  const drawn = [5, 5, 5, 7, 5, 9];
  const random = { ...systemRandom, int: () => drawn.shift() ?? 0 };
  expect(drawWords(random)).toBe([wordListNl[5], wordListNl[7], wordListNl[9]].join(" "));
});

test("case, accents, spaces, hyphens and dots make no difference", () => {
  fc.assert(
    fc.property(
      words,
      separator,
      fc.infiniteStream(fc.tuple(fc.boolean(), fc.constantFrom(...accents))),
      (three, between, noise) => {
        const typed = Array.from(three.join(between), (letter) => {
          const [upper, accent] = noise.next().value ?? [false, ""];
          return (upper ? letter.toUpperCase() : letter) + (/[a-z]/.test(letter) ? accent : "");
        });
        expect(normaliseWords(` ${typed.join("")} `)).toBe(three.join(""));
      },
    ),
  );
});

test("other words stay other words", () => {
  fc.assert(
    fc.property(words, words, (these, those) => {
      fc.pre(these.join(" ") !== those.join(" "));
      expect(normaliseWords(these.join(" ")) === normaliseWords(those.join(" "))).toBe(
        these.join("") === those.join(""),
      );
    }),
  );
});

test("digits count: typed words with a number are not the words", () => {
  expect(normaliseWords("appel boom 3")).toBe("appelboom3");
});

test("capital letters of a Turkish keyboard count as their plain letter", () => {
  expect(normaliseWords("SİTRON")).toBe(normaliseWords("sıtron"));
});

test("normalising twice changes nothing more", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(normaliseWords(normaliseWords(text))).toBe(normaliseWords(text));
    }),
  );
});

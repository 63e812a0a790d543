import { readFile } from "node:fs/promises";
import { fold } from "../pupils/pupils.ts";

/** How dear a word is: the logarithm, to base 10, of how many words somebody tries before it. */
export type WordCosts = ReadonlyMap<string, number>;

/** Words of a list that is ordered by how often they occur, the most frequent first. */
export type Ranked = readonly (string | number)[];

/** What joins the words of a sentence says next to nothing: `ik hou van` goes before everything. */
const smallWordCost = (word: string): number => (word.length < 3 ? 1 : 0.6);
/** What pupils, parents and schools think of first. Four of them that don't belong together are enough, three are not. */
const popularCost = 2.2;
const leastCostOfRank = 2.2;
/** The longest word that is looked up. */
export const longestWord = 30;

const popularFiles = ["everyday", "school", "clubs", "places", "songs-and-fads"] as const;

const wordsOf = async (name: string): Promise<string[]> =>
  (await readFile(new URL(`popular/${name}.txt`, import.meta.url), "utf8")).split(/\s+/).filter(Boolean);

/** The popular words of our own lists, for an estimator that takes them as a dictionary. */
export const popularWords = async (): Promise<string[]> => (await Promise.all(popularFiles.map(wordsOf))).flat();

/**
 * One table of all that is known: our lists of what is popular here, and lists of words, names and passwords by frequency. Only letters
 * and digits count, without marks.
 */
export async function loadWordCosts(ranked: Ranked[]): Promise<WordCosts> {
  const costs = new Map<string, number>();
  const add = (word: string, cost: number): void => {
    const key = lettersOf(word);
    if (key.length <= longestWord) costs.set(key, Math.min(cost, costs.get(key) ?? cost));
  };
  for (const list of ranked) {
    for (const [at, word] of list.entries()) {
      // what is shorter turns up in whatever is typed at random
      if (String(word).length > 2) add(String(word), Math.max(leastCostOfRank, Math.log10(at + 1)));
    }
  }
  for (const word of await popularWords()) add(word, popularCost);
  for (const word of await wordsOf("small-words")) add(word, smallWordCost(word));
  return costs;
}

export const lettersOf = (text: string): string => fold(text).replace(/[^\p{L}\p{N}]/gu, "");

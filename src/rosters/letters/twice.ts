import { isLikely, likeness } from "./likeness.ts";
import { limits } from "../limits.ts";
import type { Table } from "../table.ts";
import { bytesOf, singleByte } from "./tables.ts";

/** More often than this nobody has read UTF-8 as something else and written it again. */
const rounds = 3;
/** So much more a word must look like a name than before. */
const enough = 3;

/** A letter of UTF-8 above ASCII is two bytes at least. */
const several = /[^\p{ASCII}]{2}/u;

/** The same table without what was written twice. */
export function undoTwiceIn(table: Table): Table {
  const words = new Map<string, string>();
  const undo = (text: string) => undoTwice(text, words);
  return {
    ...table,
    rows: table.rows.map((row) => (row.cells.some(isOdd) ? { ...row, cells: row.cells.map(undo) } : row)),
    told: table.told.map((line) => ({ ...line, ...(line.cells ? { cells: line.cells.map(undo) } : {}) })),
  };
}

const isOdd = (text: string) => several.test(text);
/** More words of this kind no list has. */
const mostWords = 5000;

/** Text that was UTF-8, was read as something else, and written again: `ZoÃ«` is Zoë. What isn't surely that stays as it is. */
export function undoTwice(text: string, words = new Map<string, string>()): string {
  if (text.length > limits.cellCharacters || !several.test(text)) return text;
  return text.replace(/[\p{L}\p{M}]*[^\p{ASCII}]{2}[^\0- ;,]*/gu, (word) => {
    const undone = words.get(word) ?? (word.length < 200 && words.size < mostWords ? undoWord(word) : word);
    if (words.size < mostWords) words.set(word, undone);
    return undone;
  });
}

/** Each time the same program did it. Of several ways back the one to what looks most like a name. */
function undoWord(word: string): string {
  let best = word;
  for (const encoding of singleByte) {
    let read: string | undefined = word;
    for (let round = 0; round < rounds && read !== undefined; round += 1) {
      read = asUtf8(read, encoding);
      if (read !== undefined && isLikely(read) && likeness(read) > likeness(best) + enough) best = read;
    }
  }
  return best;
}

/** The same bytes as UTF-8; undefined where no letter of it is. */
function asUtf8(text: string, encoding: (typeof singleByte)[number]): string | undefined {
  const table = bytesOf.get(encoding);
  const letters = Array.from(text);
  const bytes = letters.map((letter) => (letter < "\u0080" ? letter.charCodeAt(0) : table?.get(letter)));
  if (!bytes.some((byte, at) => byte !== undefined && lengthOf(bytes, at) > 1)) return undefined;
  let read = "";
  for (let at = 0; at < letters.length;) {
    const length = lengthOf(bytes, at);
    read += length > 1 ? decodeOne(bytes.slice(at, at + length)) : letters[at];
    at += length;
  }
  return read.includes("\uFFFD") ? undefined : read;
}

/** How many bytes a letter of UTF-8 has that begins here; 1 where none does. */
function lengthOf(bytes: (number | undefined)[], at: number): number {
  const lead = bytes[at] ?? 0;
  const length = lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1;
  const rest = bytes.slice(at + 1, at + length);
  const whole =
    lead < 0xf5 && rest.length === length - 1 && rest.every((byte) => byte !== undefined && (byte & 0xc0) === 0x80);
  return whole ? length : 1;
}

const decoder = new TextDecoder();
const decodeOne = (bytes: (number | undefined)[]): string =>
  decoder.decode(Uint8Array.from(bytes, (byte) => byte ?? 0));

/**
 * From the bytes of a text file to its lines, with the letters that were meant. Lines and cells are cut while the letters are still bytes:
 * what cuts them is ASCII in every encoding, and only the names in their columns tell which encoding it is.
 */
import type { Encoding } from "../choices.ts";
import { readHead } from "../columns.ts";
import { limits } from "../limits.ts";
import { readCsv } from "../lines/csv.ts";
import { firstFilled } from "../packages/empty.ts";
import { anyList } from "../packages/packages.ts";
import type { Read, Table, TableRow } from "../table.ts";
import { chooseEncoding, type Chosen } from "./choose.ts";
import { isLikely, likeness } from "./likeness.ts";
import { mixesScripts, openText } from "./open.ts";
import { decodeRaw, isSingleByte, type SingleByte } from "./tables.ts";

/** @param said the encoding that a person said it has */
export function readText(bytes: Uint8Array, said?: Encoding): Read {
  const opened = openText(bytes, said);
  if (!opened.ok) return opened;
  const read = readCsv(opened.text);
  if (!read.ok) return read;
  const { encoding: is, marked } = opened;
  if (is !== "raw") return { ok: true, table: withEncoding(read.table, sure(is)) };
  return { ok: true, table: decodeTable(read.table, { said, marked }) };
}

const sure = (is: Encoding): Chosen => ({ is, sure: true, samples: [], others: [] });
const withEncoding = (table: Table, encoding: Chosen): Table => ({ ...table, reading: { ...table.reading, encoding } });

const isRaw = (text: string) => /[\u0080-\u00FF]/.test(text);
const lenient = new TextDecoder("utf-8");
/** By what bytes begin with and go on with: an exception for each cell that isn't UTF-8 would take seconds. */
const utf8 =
  /^(?:[\0-\u007F]|[\u00C2-\u00DF][\u0080-\u00BF]|[\u00E0-\u00EF][\u0080-\u00BF]{2}|[\u00F0-\u00F4][\u0080-\u00BF]{3})*$/;

/** A piece of raw text as UTF-8; undefined where a byte doesn't fit. */
function asUtf8(text: string): string | undefined {
  if (!utf8.test(text)) return undefined;
  const read = lenient.decode(Buffer.from(text, "latin1"));
  return read.includes("\uFFFD") || mixesScripts(read) ? undefined : read;
}

type Known = { said: Encoding | undefined; marked: boolean };

function decodeTable(table: Table, { said, marked }: Known): Table {
  const names = namesIn(table);
  const broken = names.filter((name) => asUtf8(name) === undefined);
  const known = said ?? (marked || isMostlyUtf8(table) ? "utf-8" : undefined);
  if (known !== undefined && isSingleByte(known))
    return decodeCells(withEncoding(table, sure(known)), (cell) => decodeAs(cell, known));
  const chosen = chooseEncoding(broken.length > 0 ? broken : textsIn(table));
  const byChance = !marked && broken.length > 0 && broken.every((name) => utf8.test(name));
  // a letter of another alphabet that looks the same
  if (byChance && !broken.every((name) => wordsOf(decodeRaw(name, chosen.is)).every(isLikely)))
    return decodeCells(withEncoding(table, sure("utf-8")), (cell) => lenient.decode(Buffer.from(cell, "latin1")));
  // where no name depends on it nobody is asked
  const encoding = known === undefined ? { ...chosen, sure: chosen.sure || broken.length === 0 } : sure(known);
  const decode = known === undefined ? (cell: string) => decodeAs(cell, chosen.is) : utf8Mender(broken, chosen);
  return decodeCells(withEncoding(table, encoding.sure ? sure(encoding.is) : encoding), decode);
}

/** A file of UTF-8 with a few broken bytes stays what it is. */
function isMostlyUtf8({ rows, told }: Table): boolean {
  let [fit, broken] = [0, 0];
  for (const { cells = [] } of [...rows, ...told]) {
    for (const cell of cells) {
      if (cell.length > limits.cellCharacters || !isRaw(cell)) continue;
      if (asUtf8(cell) === undefined) broken += 1;
      else fit += 1;
    }
  }
  return fit > 0 && fit >= broken;
}

/** One list may be in two encodings, line by line: what is UTF-8 as a whole was never meant as anything else. */
function decodeAs(cell: string, encoding: SingleByte): string {
  const single = decodeRaw(cell, encoding);
  const whole = asUtf8(cell);
  return whole !== undefined && wordsOf(whole).every(isLikely) && weigh(whole) > weigh(single) ? whole : single;
}

/** So likely a letter must be at least, where a file is in UTF-8 and a cell of it isn't. */
const likely = -9;
/** So many words in another encoding are no broken bytes. */
const several = 3;

/** In a file of UTF-8 a cell that isn't comes from another file, or has lost a byte: then only the damage is told. */
function utf8Mender(broken: string[], chosen: Chosen): (cell: string) => string {
  const { is } = chosen;
  const isOther = chosen.sure && new Set(broken.flatMap(wordsOf)).size >= several;
  return (cell) => {
    const whole = asUtf8(cell);
    if (whole !== undefined) return whole;
    const other = isOther && isSingleByte(is) ? decodeRaw(cell, is) : "";
    const words = wordsOf(other);
    const fits = words.every((word) => isLikely(word) && weigh(word) > likely * Array.from(word).filter(isHigh).length);
    return words.length > 0 && fits ? other : lenient.decode(Buffer.from(cell, "latin1"));
  };
}

const wordsOf = (text: string) => text.split(/[\s'-]+/).filter((word) => /[^\p{ASCII}]/u.test(word));
const isHigh = (letter: string) => letter > "\u007F";
const weigh = (text: string) => wordsOf(text).reduce((sum, word) => sum + likeness(word), 0);

/** Names come again and again; of longer cells it is told that they are too long. */
const remembered = { cells: 20_000, characters: limits.cellCharacters };

function decodeCells(table: Table, decode: (cell: string) => string): Table {
  const done = new Map<string, string>();
  const one = (text: string) => {
    if (text.length > remembered.characters || !isRaw(text)) return text;
    const read = done.get(text) ?? decode(text);
    if (done.size < remembered.cells) done.set(text, read);
    return read;
  };
  return {
    ...table,
    rows: table.rows.map((row) => ({ ...row, cells: row.cells.map(one) })),
    told: table.told.map(({ cells, words, ...line }) => ({
      ...line,
      ...(cells ? { cells: cells.map(one) } : {}),
      ...(words === undefined ? {} : { words: one(words) }),
    })),
  };
}

/** As many names tell an encoding as a person reads in an hour. */
const mostNames = 4000;

/** Whole names with a byte above ASCII; where not every header can be read yet, all that may be one. */
function namesIn(table: Table): string[] {
  const head = readHead({ ...table, rows: table.rows.slice(0, 200) });
  const at = head.ok && !head.headers.some(isRaw) ? head.at : {};
  const below = head.ok ? head.headerLine : 0;
  const rows = table.rows.filter(({ line }) => line > below);
  if ((at.familyName ?? at.fullName) === undefined)
    return some(rows.flatMap(({ cells }) => cells.filter((cell) => !/\d/.test(cell))));
  const list = { at, package: (head.ok ? head.reading.package : undefined) ?? anyList };
  const nameOf = ({ cells }: TableRow) =>
    `${firstFilled(cells, ["callName", "givenName"], list)} ${firstFilled(cells, ["familyName", "fullName"], list)}`;
  return some(rows.map((row) => nameOf(row).trim()));
}

const textsIn = ({ rows }: Table): string[] => some(rows.flatMap(({ cells }) => cells));

const some = (texts: string[]): string[] =>
  [...new Set(texts.filter((text) => text.length <= 200 && isRaw(text)))].slice(0, mostNames);

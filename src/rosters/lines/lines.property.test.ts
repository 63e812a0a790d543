import fc from "fast-check";
import { expect, test } from "vitest";
import { createKeys } from "../../lib/keys.ts";
import { systemRandom } from "../../lib/random.ts";
import { createHashNumber } from "../identity.ts";
import { columnsOf } from "../columns.ts";
import { bytesOf, decodeRaw, singleByte, type SingleByte } from "../letters/tables.ts";
import { readRoster } from "../read-file.ts";
import { readRows, type ReadRows } from "../rows.ts";

const hashNumber = createHashNumber(createKeys(Buffer.alloc(32, 9), systemRandom));
const columns = ["Opmerking", "Naam", "Voornaam", "Klas"];
const families = "Peeters,De Smet,Özdemir,Núñez,Lefèvre,D'Hondt,Van den Broeck,El Amrani,Maes,Wouters-Claes".split(",");
const given = "Zoë,Anaïs,Élise,Søren,Chloé,Jürgen,Noor,Liam,Jean-Pierre,İbrahim".split(",");
const classes = ["1A", "1B", "2A", "6 Latijn"];
const remarks = ["", "", "allergie", "noten; melk", "belt mama,\nbelt papa", 'zegt "ja"', "a\nb"];

type Pupil = { remark: string; family: string; given: string; className: string };
const pupil = fc.record({
  remark: fc.constantFrom(...remarks),
  family: fc.constantFrom(...families),
  given: fc.constantFrom(...given),
  className: fc.constantFrom(...classes),
});

/** What happens to one line of a list between the package and us. */
const style = fc.constantFrom("plain", "plain", "plain", "all-quoted", "whole-line", "trailing");
const harm = fc.constantFrom("none", "none", "none", "opens", "closes", "nickname", "lone");
const before = fc.constantFrom("none", "none", "none", "blank", "head", "other-order", "other-columns");
const line = fc.record({
  ...{ pupil, style, harm, before, at: fc.integer({ min: 1, max: 3 }) },
  end: fc.constantFrom("\r\n", "\n", "\r"),
});
const delimiter = fc.constantFrom(";", ",", "\t", "|");

/** As what it is saved. Of one byte per letter only those that have all of these names. */
const encodings: Record<string, (text: string) => Uint8Array> = {
  "utf-8": (text) => Buffer.from(text),
  "utf-8 with mark": (text) => Buffer.from(`\uFEFF${text}`),
  "utf-16": (text) => Buffer.from(`\uFEFF${text}`, "utf16le"),
  "utf-8 twice": (text) => Buffer.from(decodeRaw(Buffer.from(text).toString("latin1"), "windows-1252")),
  ...Object.fromEntries(singleByte.map((one) => [one, (text: string) => encode(text, one)])),
};
function encode(text: string, encoding: SingleByte): Uint8Array {
  const table = bytesOf.get(encoding);
  return Uint8Array.from(
    Array.from(text, (letter) => (letter < "\u0080" ? letter.charCodeAt(0) : (table?.get(letter) ?? 63))),
  );
}
const has = (encoding: string, text: string) => {
  const table = bytesOf.get(singleByte.find((one) => one === encoding) ?? "windows-1252");
  return (
    !singleByte.some((one) => one === encoding) || Array.from(text).every((one) => one < "\u0080" || table?.has(one))
  );
};

type Line = typeof line extends fc.Arbitrary<infer T> ? T : never;

const needsMarks = (cell: string, cut: string) => cell.includes(cut) || /["\n\r]/.test(cell);
const inMarks = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const harms: Record<string, (cell: string) => string> = {
  opens: (cell) => `"${cell}`,
  closes: (cell) => `${cell}"`,
  nickname: (cell) => `${cell} "Jos"`,
  lone: (cell) => `${cell.slice(0, 2)}"${cell.slice(2)}`,
};

function cellsOf({ pupil: { remark, family, given, className }, at, harm }: Line, order: number[]): string[] {
  const cells = [remark, family, given, className];
  const said = cells.map((cell, column) => (column === at ? (harms[harm]?.(cell) ?? cell) : cell));
  return order.map((column) => said[column] ?? "");
}

/** From which line to which one a pupil stands. */
type Place = { from: number; to: number; pupil: Pupil };
const countLines = (text: string) => text.split(/\r\n|\n|\r/).length;

function write(lines: Line[], cut: string): { text: string; places: Place[] } {
  const places: Place[] = [];
  let order = [0, 1, 2, 3];
  let text = `${columns.join(cut)}\n`;
  for (const line of lines) {
    if (line.before === "blank") text += line.end;
    if (line.before === "other-order") order = order.toReversed();
    if (line.before === "head" || line.before === "other-order")
      text += order.map((at) => columns[at]).join(cut) + line.end;
    const from = countLines(text);
    const raw = cellsOf(line, order);
    // a harmed cell is one that nobody has put in marks properly
    const cells = raw.map((cell, at) => {
      const harmed = order[at] === line.at && line.harm !== "none";
      const all = line.style === "all-quoted";
      return harmed ? cell : all || needsMarks(cell, cut) ? inMarks(cell) : cell;
    });
    const joined = cells.join(cut);
    const whole = line.style === "whole-line" && line.harm === "none" ? inMarks(joined) : joined;
    text += whole + (line.style === "trailing" ? cut : "");
    places.push({ from, to: countLines(text), pupil: line.pupil });
    text += line.end;
  }
  return { text, places };
}

const nameOf = (one: { given: string; family: string; className: string }) =>
  [one.given, one.family, one.className].join("|");
const bare = (text: string) => text.replaceAll('"', "").replace(/ Jos\b/, "");

/** Undefined where a person is asked for the letters first. */
async function readBytes(bytes: Uint8Array) {
  const asked = { schoolNumber: "000001", today: "2026-10-16" };
  const file = await readRoster(bytes, { ...asked, choices: {} });
  if (!file.ok || file.problem) throw new Error(file.ok ? file.problem?.problem : file.problem);
  if (file.reading.encoding?.sure === false) return undefined;
  const context = { ...asked, hashNumber, startYear: 2026, knownLevels: [], knownClasses: [], schoolName: "" };
  return readRows(columnsOf(file, file.at), context);
}

/** What became of each line of a list: told, or the pupil that was taken. */
function outcome({ rows, rejected }: ReadRows): Map<number, string> {
  const said = new Map(rejected.map(({ line }) => [line, "told"]));
  for (const { line, givenName, familyName, classNames, lost } of rows)
    said.set(line, lost ? "told" : bare([givenName, familyName, classNames.join()].join("|")));
  return said;
}

test("every pupil of a list is taken as they are or told with their line, whatever became of its quotation marks, line ends and letters", async () => {
  const encoding = fc.constantFrom("utf-8", ...Object.keys(encodings));
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1, maxLength: 12 }),
      fc.record({ cut: delimiter, encoding }),
      async (lines, { cut, encoding }) => {
        const { text, places } = write(lines, cut);
        fc.pre(has(encoding, text));
        const read = await readBytes(encodings[encoding]?.(text) ?? new Uint8Array());
        if (!read) return;
        const said = outcome(read);
        for (const { from, to, pupil: one } of places) {
          const here = [...said].filter(([at]) => at >= from && at <= to).map(([, words]) => words);
          const taken = here.filter((words) => words !== "told");
          expect(taken.length === 0 ? here : taken).toEqual(taken.length === 0 ? here.fill("told") : [nameOf(one)]);
          expect(here).not.toEqual([]);
        }
        const nobody = [...said].filter(([at]) => !places.some(({ from, to }) => at >= from && at <= to));
        expect(nobody.filter(([, words]) => words !== "told")).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});

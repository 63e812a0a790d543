import fc from "fast-check";
import { expect, test } from "vitest";
import { createKeys } from "../lib/keys.ts";
import { systemRandom } from "../lib/random.ts";
import { createHashNumber } from "./identity.ts";
import { readFile } from "./read-file.ts";
import { readRows } from "./rows.ts";

/**
 * Lists as schools have them, odd in several ways at once. What each oddity does by itself stands beside its subject; here is that they
 * don't get in each other's way: pupils in are pupils out, and whatever is told is no pupil.
 */
const hashNumber = createHashNumber(createKeys(Buffer.alloc(32, 9), systemRandom));
const asked = { schoolNumber: "045678", today: "2026-11-16", choices: {} };

type Pupil = { family: string; given: string; className: string; number: string };

const families = [
  "Peeters",
  "De Smet",
  "Özdemir",
  "Lefèvre",
  "D'Hondt",
  "Van den Broeck",
  "Som",
  "Nuñez",
  "Müller",
  "Claes",
];
const givens = ["Zoë", "Anaïs", "Noor", "Chloé", "Jürgen", "Inès", "Aantal", "Élise", "Søren", "Wout"];
const classNames = ["1A", "1B", "2MTa", "OKAN 1", "K3"];
const pupils = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...families), fc.constantFrom(...givens)), {
    minLength: 5,
    maxLength: 40,
    selector: String,
  })
  .chain((names) =>
    fc.array(fc.constantFrom(...classNames), { minLength: names.length, maxLength: names.length }).map((inClass) =>
      names.map(([family, given], at): Pupil => ({
        family,
        given,
        className: inClass[at] ?? "1A",
        number: `00${24_000 + at}`,
      })),
    ),
  );

/** Columns in any order, under any of the names that packages give them; some of which nothing is taken. */
const columns = fc
  .record({
    family: fc.constantFrom("Naam", "FAMILIENAAM", "Achternaam", "Nom de famille"),
    given: fc.constantFrom("Voornaam", "voornaam", "Prénom"),
    className: fc.constantFrom("Klas", "KLAS", "Klasgroep", "Classe"),
    number: fc.constantFrom("Stamboeknummer", "Stamboek nr.", "Matricule"),
    others: fc.subarray(["Geslacht", "Geboorteplaats", "Opmerking", "Wachtwoord", "E-mail"]),
  })
  .chain(({ others, ...own }) =>
    fc.shuffledSubarray([...Object.entries(own), ...others.map((name) => ["", name])], {
      minLength: 4 + others.length,
    }),
  );

const oddities = fc.record({
  delimiter: fc.constantFrom(";", ",", "\t", "|"),
  lineEnd: fc.constantFrom("\r\n", "\n", "\r"),
  endsWithDelimiter: fc.boolean(),
  quoted: fc.boolean(),
  sep: fc.boolean(),
  title: fc.boolean(),
  blanks: fc.boolean(),
  totals: fc.boolean(),
  headersAgain: fc.boolean(),
  encoding: fc.constantFrom("utf8", "utf8-mark", "utf16le", "latin1"),
});
type Oddities = typeof oddities extends fc.Arbitrary<infer T> ? T : never;

function textOf(list: Pupil[], heads: (string | undefined)[][], odd: Oddities): string {
  const quote = (cell: string) =>
    odd.quoted || cell.includes(odd.delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell;
  const line = (cells: string[]) => cells.map(quote).join(odd.delimiter) + (odd.endsWithDelimiter ? odd.delimiter : "");
  const header = line(heads.map(([, name = ""]) => name));
  const row = (pupil: Pupil) =>
    line(heads.map(([field]) => Object.entries(pupil).find(([name]) => name === field)?.[1] ?? "x"));
  const total = (count: number) => line(heads.map((_, at) => (at === 0 ? `Totaal: ${count}` : "")));
  const half = Math.ceil(list.length / 2);
  const lines = [
    ...(odd.sep ? [`sep=${odd.delimiter}`] : []),
    ...(odd.title ? ["Leerlingen van De Linde"] : []),
    header,
    ...list.slice(0, half).map(row),
    ...(odd.totals ? [total(half)] : []),
    ...(odd.blanks ? ["", line(heads.map(() => ""))] : []),
    ...(odd.headersAgain ? [header] : []),
    ...list.slice(half).map(row),
    ...(odd.totals ? [total(list.length)] : []),
  ];
  return lines.join(odd.lineEnd);
}

function bytesOf(text: string, encoding: Oddities["encoding"]): Buffer {
  if (encoding === "utf16le") return Buffer.from(`\uFEFF${text}`, "utf16le");
  if (encoding === "latin1") return Buffer.from(text, "latin1");
  return Buffer.from(encoding === "utf8-mark" ? `\uFEFF${text}` : text);
}

test("whatever is odd about a list, its pupils come out as they went in, and only what is no pupil is told", async () => {
  await fc.assert(
    fc.asyncProperty(pupils, columns, oddities, async (list, heads, odd) => {
      const read = await readFile(bytesOf(textOf(list, heads, odd), odd.encoding), asked);
      if (!read.ok) throw new Error(read.problem);
      const context = {
        hashNumber,
        startYear: 2026,
        knownLevels: [],
        knownClasses: [],
        schoolName: "De Linde",
        ...asked,
      };
      const { rows, rejected, count } = readRows(read, context);
      const shown = (pupil: Pupil) => [pupil.family, pupil.given, pupil.className, pupil.number].join("|");
      const out = rows.map((row) => [row.familyName, row.givenName, ...row.classNames, row.stamboeknummer].join("|"));
      expect(out.sort()).toEqual(list.map(shown).sort());
      expect(rejected.map(({ code }) => code).filter((code) => code !== "total")).toEqual([]);
      expect(count).toBe(rows.length + rejected.length);
    }),
    { numRuns: 150 },
  );
});

import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { headerMarks } from "../mapping.ts";
import { readRoster } from "../read-file.ts";
import { readText } from "./read-text.ts";
import { bytesOf, singleByte, type SingleByte } from "./tables.ts";
import { undoTwiceIn } from "./twice.ts";

const head = "Naam;Voornaam;Klas";
const list = (names: string[]) => [head, ...names.map((name) => `${name.replace(" ", ";")};1A`)].join("\r\n");

function encode(text: string, encoding: SingleByte): Uint8Array {
  const table = bytesOf.get(encoding);
  return Uint8Array.from(
    Array.from(text, (letter) => (letter < "\u0080" ? letter.charCodeAt(0) : (table?.get(letter) ?? 63))),
  );
}

function read(bytes: Uint8Array) {
  const text = readText(bytes);
  if (!text.ok) throw new Error(text.problem);
  const { rows, reading } = undoTwiceIn(text.table);
  return { names: rows.slice(1).map(({ cells }) => cells.slice(0, 2).join(" ")), encoding: reading.encoding };
}

/** None of these teaches what names look like. */
const western = [
  "Bogaërts Tiphaëlle",
  "Delfosse Maëlys",
  "Hendrickx Cléophée",
  "Grégoire Anaëlle",
  "Müllenborn Björn",
  "Deprèz Félicité",
];
const kinds: [SingleByte, string[]][] = [
  ["windows-1252", [...western, "Šefcik Renée", "D’Haene Loïs"]],
  ["iso-8859-15", [...western, "Lecœur Žofie", "Dufœuil Šarka"]],
  ["macintosh", western],
  ["cp850", western],
  ["windows-1254", ["Kılıçoğlu Şebnem", "Yağcı Çisem", "Öztoprak Iraz", "Başaran Tuğrul"]],
  ["windows-1250", ["Mączyński Błażej", "Grześkowiak Wiesława", "Pietrzyk Żelisława", "Łęcki Kuźma"]],
  ["iso-8859-2", ["Mączyński Błażej", "Grześkowiak Wiesława", "Świtała Żelisława", "Ślęzak Gąska"]],
];

test.each(kinds)("a list in %s has the names that were meant, and nobody is asked", (encoding, names) => {
  expect(read(encode(list(names), encoding))).toEqual({
    names,
    encoding: { is: encoding, sure: true, samples: [], others: [] },
  });
});

test("the names that are used tell the letters, also where the column of the name one is called by says NULL", () => {
  const pupils = ["Müller;Jo;Jo;12;1A;0", "Özdemir;Barış;NULL;13;1A;0", "Géradin;Inès;NULL;14;1B;0"];
  const text = readText(
    encode(["naam;voornaam;roepnaam;internnummer;klas;schoolverlater", ...pupils].join("\n"), "windows-1254"),
  );
  expect(text.ok && text.table.rows.map(({ cells }) => cells[1])).toEqual(["voornaam", "Jo", "Barış", "Inès"]);
});

test.each(["windows-1252", "macintosh", "cp850"] as const)("so has one in capitals, in %s", (encoding) => {
  const names = western.map((name) => name.toUpperCase());
  expect(read(encode(list(names), encoding)).names).toEqual(names);
});

const parts = western.flatMap((name) => name.split(" "));
const name = fc.tuple(fc.constantFrom(...parts), fc.constantFrom(...parts)).map((two) => two.join(" "));
test("whichever few names a list has, they are right or a person sees them in each encoding that may be meant", () => {
  fc.assert(
    fc.property(
      fc.array(name, { minLength: 1, maxLength: 4 }),
      fc.constantFrom<SingleByte>("windows-1252", "macintosh", "cp850", "iso-8859-15"),
      (names, encoding) => {
        const { names: shown, encoding: reading } = read(encode(list(names), encoding));
        if (reading?.sure) expect(shown).toEqual(names);
        else
          expect([reading?.samples, ...(reading?.others.map(({ samples }) => samples) ?? [])].flat()).toContain(
            turned(names),
          );
      },
    ),
    { numRuns: 200 },
  );
});
/** A name as it is shown: as one is called. */
const turned = (names: string[]) =>
  (names.find((one) => /[^\p{ASCII}]/u.test(one)) ?? "").split(" ").toReversed().join(" ");

test("where two encodings give names that are as likely, both are shown and nothing is decided", () => {
  const { encoding } = read(encode(list(["Maes Sýren", "Claes Nový"]), "windows-1250"));
  expect(encoding).toMatchObject({ sure: false });
  expect(encoding?.others.length).toBeGreaterThan(0);
});

test("a list of which no name depends on it asks nobody, whatever stands in other columns", () => {
  const bytes = encode(`${head};Opmerking\nPeeters;Lotte;1A;n° 3 \u0081\n`, "windows-1252");
  expect(read(bytes)).toMatchObject({ names: ["Peeters Lotte"], encoding: { sure: true } });
});

test.each(["", "\uFEFF"])("one letter that lost a byte damages its own cell only, after the mark %j", (mark) => {
  const whole = Buffer.from(`${mark}${list(["Peeters Zoë", "Claes Anaïs", "Maes Noé"])}`);
  const at = whole.lastIndexOf(0xa9);
  const bytes = Buffer.concat([whole.subarray(0, at), whole.subarray(at + 1)]);
  expect(read(bytes)).toEqual({
    names: ["Peeters Zoë", "Claes Anaïs", "Maes No\uFFFD"],
    encoding: { is: "utf-8", sure: true, samples: [], others: [] },
  });
});

test.each(["windows-1252", "macintosh"] as const)(
  "a list of UTF-8 with another in %s behind it has both right",
  (encoding) => {
    const first = Buffer.from(`${list(western)}\r\n`);
    const names = ["Beliën Noëmie", "Crépin Inès", "Hébert Zoë"];
    expect(read(Buffer.concat([first, encode(list(names), encoding)])).names).toEqual([...western, ...names]);
    const few = Buffer.from(list(names.slice(0, 1)).slice(head.length));
    expect(read(Buffer.concat([encode(list(western), encoding), few])).names).toEqual([...western, names[0]]);
  },
);

test("a list is known again by its headers, and asks about its names, whichever letters the headers are in", async () => {
  const text = "Nom;Prénom;Classe;Année\nPeeters;Zoë;1A;1\n";
  const asked = { schoolNumber: "000001", today: "2026-10-16", choices: {} };
  for (const encoding of singleByte) {
    const file = await readRoster(encode(text, encoding), asked);
    expect(file.ok && [headerMarks(file), file.rows[0]?.cells[1]]).toEqual([
      ["nom", "prenom", "classe", "annee"],
      "Zoë",
    ]);
  }
  const unsure = await readRoster(encode("Nom;Prénom;Classe\nMaes;Sýren;1A\n", "windows-1250"), asked);
  expect(unsure).toMatchObject({ reading: { encoding: { sure: false } } });
});

test("letters that are UTF-8 by chance are read by what names look like, and one of another alphabet stays", () => {
  const names = ["JÓŹWIAK IGOR", "RÓŻYCKI JAN"];
  expect(read(encode(list(names), "windows-1250"))).toMatchObject({ names, encoding: { is: "windows-1250" } });
  const cyrillic = ["Koval Oleks\u0430ndra"];
  expect(read(Buffer.from(list(cyrillic)))).toMatchObject({ names: cyrillic, encoding: { is: "utf-8", sure: true } });
});

test("what a person says of the letters is done", () => {
  const bytes = encode(list(["Maes Søren"]), "windows-1252");
  const said = readText(bytes, "windows-1250");
  expect(said).toMatchObject({
    table: { rows: [{}, { cells: ["Maes", "Sřren", "1A"] }], reading: { encoding: { sure: true } } },
  });
});

test.each<[string, string]>([
  ["names that all look encoded twice", Array.from({ length: 6_000 }, (_, at) => `Ã«${at}Ã©Ã¨x;1A`).join("\n")],
  ["bytes without sense", Array.from({ length: 6_000 }, (_, at) => `\u00E9\u0082b${at}\u00C3;\u00D0`).join("\n")],
  ["one cell of five megabytes", "\u00E9".repeat(5_000_000)],
])("%s are read in a second or two", (_, text) => {
  const start = performance.now();
  read(Buffer.from(`Naam;Klas\n${text}`, text.startsWith("Ã") ? "utf8" : "latin1"));
  expect(performance.now() - start).toBeLessThan(5000);
});

const folder = new URL("../../../test/cases/rosters/", import.meta.url);
const cases = readdirSync(folder).filter((file) => /^(?:01|02|03a|24e)/.test(file));
test.each(cases)("%s is read without a question", (file) => {
  const { names, encoding } = read(readFileSync(new URL(file, folder)));
  expect([
    encoding?.sure,
    names.filter((one) => !/^\p{Lu}[\p{L} ']+$/u.test(one) || /\p{Ll}\p{Lu}/u.test(one)),
  ]).toEqual([true, []]);
});

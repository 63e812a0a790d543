import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import type { ActivatedPupil } from "./activation.ts";
import { csvCell } from "../lib/csv.ts";
import { openCardsCsv } from "./cards-csv.ts";
import type { CardsWriter } from "./cards-writer.ts";

const options = { schoolName: "De Klimboom", issuer: "https://leerid.example", locale: "nl" } as const;
const zoe: ActivatedPupil = {
  loginName: "zoe.482137",
  givenName: "Zoë",
  familyName: "D'hondt",
  className: "3B",
  kind: "words",
  secret: "appel boom vis",
};

async function writeCards(writer: CardsWriter, cards: ActivatedPupil[]): Promise<void> {
  await writer.add(cards);
  await writer.end();
}

async function csv(cards: ActivatedPupil[], locale: "nl" | "fr" = "nl"): Promise<Buffer> {
  const out = new PassThrough();
  const [written] = await Promise.all([
    buffer(out),
    writeCards(await openCardsCsv(out, { ...options, locale }), cards),
  ]);
  return written;
}

test("the list is as Excel in Belgium reads it: byte order mark, semicolons, CRLF", async () => {
  expect((await csv([zoe])).toString()).toBe(
    '\uFEFF"Klas";"Voornaam";"Familienaam";"Gebruikersnaam";"Geheim";"Adres"\r\n' +
      '"3B";"Zoë";"D\'hondt";"zoe.482137";"appel boom vis";"https://leerid.example"\r\n',
  );
});

test("the headers are in the language that was asked for", async () => {
  expect((await csv([], "fr")).toString()).toContain('"Prénom"');
});

test("a badge has the address that its QR code holds", async () => {
  const written = await csv([{ ...zoe, kind: "badge", secret: "BCDEFGHIJKLNOPRSTUVXBCDEFGHIJK" }]);
  expect(written.toString()).toContain('"https://leerid.example/badge#BCDEFGHIJKLNOPRSTUVXBCDEFGHIJK"');
});

test.each(["=1+1", "+32", "-1", "@SUM(A1)", "\tx", "\rx", "＝1"])("%j in a name is no formula", (text) => {
  expect(csvCell(text)).toBe(`"'${text}"`);
});

test("whatever a name holds, a spreadsheet reads it back, and never as a formula", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), async (givenName, familyName) => {
      const [, row = []] = parse(await csv([{ ...zoe, givenName, familyName }]), {
        bom: true,
        delimiter: ";",
        recordDelimiter: "\r\n",
      });
      const read = row.slice(1, 3);
      expect(read.some((cell) => /^[=+\-@\t\r\n]/.test(cell))).toBe(false);
      expect(read.map((cell) => cell.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, ""))).toEqual(
        [givenName, familyName].map((name) => Buffer.from(name).toString()),
      );
    }),
  );
});

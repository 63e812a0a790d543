import { PassThrough, Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { pdfObjects, pdfTexts } from "../../test/support/pdf.ts";
import type { ActivatedPupil } from "./activation.ts";
import { cardTexts } from "./card-texts.ts";
import { openCardsPdf } from "./cards-pdf.ts";
import type { CardsWriter } from "./cards-writer.ts";

const options = { schoolName: "Basisschool De Klimboom", issuer: "https://leerid.example", locale: "nl" } as const;
const zoe: ActivatedPupil = {
  loginName: "zoe.482137",
  givenName: "Zoë",
  familyName: "D'hondt",
  className: "3B",
  kind: "words",
  secret: "appel boom vis",
};
const many = (count: number, change: Partial<ActivatedPupil> = {}) =>
  Array.from({ length: count }, () => ({ ...zoe, ...change }));

async function writeCards(writer: CardsWriter, cards: ActivatedPupil[]): Promise<void> {
  await writer.add(cards);
  await writer.end();
}

async function pdf(cards: ActivatedPupil[]): Promise<string> {
  const out = new PassThrough();
  const [written] = await Promise.all([buffer(out), writeCards(await openCardsPdf(out, options), cards)]);
  return written.toString("latin1");
}

test("a card has the name, class, login name, secret, place to go and what to do", async () => {
  const [page = []] = pdfTexts(await pdf([zoe]));
  const wanted = [
    "Zoë D'hondt",
    "3B",
    "zoe.482137",
    "appel boom vis",
    "Ga naar leerid.example",
    cardTexts.nl.how.words,
  ];
  expect(page).toEqual(expect.arrayContaining(wanted));
});

test.each(["Zoë", "Đặng", "Łukasz", "Şükrü", "Ђорђе", "Θάλεια", "Ğ\u0131\u0130", "Renée-Ann"])(
  "%s is written right, with a letter of the embedded font for each of its letters",
  async (givenName) => {
    const file = await pdf([{ ...zoe, givenName }]);
    expect(pdfTexts(file)[0]).toContain(`${givenName} D'hondt`);
    expect(file).toContain("/FontFile2");
  },
);

test("a name that came with separate accents is written right", async () => {
  expect(pdfTexts(await pdf([{ ...zoe, givenName: "Zoe\u0308" }]))[0]).toContain("Zoë D'hondt");
});

test("ten cards are on a sheet; a class begins a new one", async () => {
  const file = await pdf([...many(11), ...many(3, { className: "4A" }), ...many(1, { className: undefined })]);
  const titles = pdfTexts(file).map((page) => page.find((text) => text.includes("blad")));
  expect(titles).toEqual(["3B  ·  blad 1", "3B  ·  blad 2", "4A  ·  blad 1", "zonder klas  ·  blad 1"]);
});

test("a class that comes in two chunks goes on on the same sheet", async () => {
  const out = new PassThrough();
  const written = buffer(out);
  const writer = await openCardsPdf(out, options);
  await writer.add(many(4));
  await writer.add(many(4));
  await writer.end();
  expect(pdfTexts((await written).toString("latin1"))).toHaveLength(1);
});

test("a name that is too long is cut with an ellipsis", async () => {
  const [page = []] = pdfTexts(await pdf([{ ...zoe, familyName: "Van den Broeck ".repeat(20) }]));
  expect(page.find((text) => text.startsWith("Zoë"))).toMatch(/^Zoë Van den Broeck .*…$/);
});

test("nothing says whose cards they are but the cards", async () => {
  const file = await pdf([zoe]);
  const outside = [...pdfObjects(file).values()].filter((body) =>
    /\/(Title|Creator|Producer|Author|Subject|Keywords)/.test(body),
  );
  expect(outside.join("")).not.toMatch(/Zo|hondt|482137|Klimboom/);
  expect(file).not.toContain("zoe.482137");
});

test("nobody activated is still a file that opens", async () => {
  const file = await pdf([]);
  expect(file).toMatch(/^%PDF-1/);
  expect(pdfTexts(file)).toHaveLength(1);
});

test("a badge is drawn as squares: the code holds the address with the token behind the #", async () => {
  const token = "BCDEFGHIJKLNOPRSTUVXBCDEFGHIJK";
  const { create } = await import("qrcode");
  const { modules } = create(`https://leerid.example/badge#${token}`, { errorCorrectionLevel: "M", maskPattern: 3 });
  const file = await pdf([{ ...zoe, kind: "badge", secret: token }]);
  const drawn = new Uint8Array(modules.size ** 2);
  for (const body of pdfObjects(file).values()) {
    for (const [, x, y, width] of body.matchAll(/(\d+) (\d+) (\d+) 1 re/g)) {
      const start = Number(y) * modules.size + Number(x);
      drawn.fill(1, start, start + Number(width));
    }
  }
  expect(drawn).toEqual(Uint8Array.from(modules.data, (module) => (module ? 1 : 0)));
  expect(pdfTexts(file)[0]?.join(" ")).not.toContain(token);
});

test("whatever a name holds, there is a file", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }), async (givenName, familyName) => {
      expect(await pdf([{ ...zoe, givenName, familyName, className: familyName }])).toMatch(/%%EOF\s*$/);
    }),
    { numRuns: 15 },
  );
});

test("it goes no faster than what it writes to, so that no long file is held in memory", async () => {
  const held: (() => void)[] = [];
  let open = false;
  const stuck = new Writable({
    write: (_chunk, _encoding, done) => {
      if (open) done();
      else held.push(done);
    },
  });
  const writer = await openCardsPdf(stuck, options);
  const adding = writer.add(many(2_000));
  expect(await Promise.race([adding, pause(1_000, "waits")])).toBe("waits");
  open = true;
  for (const done of held) done();
  await adding;
  await writer.end();
});

test("a disk that is full is an error, not a crash", async () => {
  const full = new Writable({ write: (_chunk, _encoding, done) => done(new Error("ENOSPC")) });
  const writer = await openCardsPdf(full, options);
  await expect(writeCards(writer, many(500))).rejects.toThrow("ENOSPC");
});

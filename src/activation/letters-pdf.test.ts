import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { pdfTexts } from "../../test/support/pdf.ts";
import type { ActivatedPupil } from "./activation.ts";
import { LetterLocale, letterTexts } from "./letter-texts.ts";
import { openLettersPdf } from "./letters-pdf.ts";

const zoe: ActivatedPupil = {
  loginName: "zoe.482137",
  givenName: "Zoë",
  familyName: "D'hondt",
  className: "3B",
  kind: "words",
  secret: "appel boom vis",
};

async function letters(pupils: ActivatedPupil[], locale: LetterLocale = "nl"): Promise<string> {
  const out = new PassThrough();
  const writer = await openLettersPdf(out, { schoolName: "De Klimboom", issuer: "https://leerid.example", locale });
  const write = async () => {
    await writer.add(pupils);
    await writer.end();
  };
  const [written] = await Promise.all([buffer(out), write()]);
  return written.toString("latin1");
}

test("each pupil has a page of their own, with their name, class and card", async () => {
  const pages = pdfTexts(await letters([zoe, { ...zoe, loginName: "wout.123456", secret: "maan zee kat" }]));
  expect(pages).toHaveLength(2);
  expect(pages[0]).toEqual(
    expect.arrayContaining(["Zoë D'hondt", "3B", "zoe.482137", "appel boom vis", letterTexts.nl.heading]),
  );
  expect(pages[0]).not.toContain("maan zee kat");
  expect(pages[1]).toContain("maan zee kat");
});

/** Letters by themselves: how a font joins or turns them doesn't matter here. */
const lettersOf = (text: string) => Array.from(text.normalize("NFKC").replace(/\s/g, "")).sort().join("");

test.each(LetterLocale.options)(
  "the letter in %s says all of its text, with a letter of the font for each",
  async (locale) => {
    const [page = []] = pdfTexts(await letters([zoe], locale));
    const drawn = lettersOf(page.join(""));
    const { heading, about, paragraphs, card } = letterTexts[locale];
    const wanted = lettersOf([heading, about, ...paragraphs, card].join(""));
    const count = (text: string, letter: string) => text.split(letter).length - 1;
    for (const letter of new Set(wanted))
      expect([letter, count(drawn, letter) >= count(wanted, letter)]).toEqual([letter, true]);
    expect(page.join("")).not.toContain("?".repeat(2));
  },
);

test("a badge is on the letter as a code to scan", async () => {
  const [page = []] = pdfTexts(await letters([{ ...zoe, kind: "badge", secret: "BCDEFGHIJKLNOPRSTUVXBCDEFGHIJK" }]));
  expect(page.join(" ")).not.toContain("BCDEFGHIJK");
});

test("without pupils there still is a file", async () => {
  expect(await letters([])).toMatch(/%%EOF\s*$/);
});

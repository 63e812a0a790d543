import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { setImmediate as turn } from "node:timers/promises";
import { badgeUrl, firstSecrets } from "../credentials/credentials.ts";
import type { ActivatedPupil } from "./card.ts";
import { cardsPerSheet, drawCard, drawCut, drawMark, ink, key, page, qrOptions, soft } from "./card-drawing.ts";
import { cardTexts } from "./card-texts.ts";
import { CardLocale, untilDrained, type CardsWriter } from "./cards-writer.ts";
import { letterTexts, type LetterLocale, type LetterTexts } from "./letter-texts.ts";
import { createPen, type Pen } from "./pdf-pen.ts";
import { linesOf, runsOf } from "./phrases.ts";

export type LettersOptions = { schoolName: string; issuer: string; locale: LetterLocale };

const margin = 56;
const room = page.width - 2 * margin;
const size = { heading: 18, text: 11.5, small: 9 };
const lineHeight = 17;
/** The last row of a sheet of cards, on the left. */
const place = cardsPerSheet - 2;

/**
 * A page per pupil for the parents, in their language, with the pupil's card at its foot. The card is for the child: in the language
 * of the letter where our pages speak it, else in Dutch. Ends `out`.
 */
export async function openLettersPdf(out: Writable, options: LettersOptions): Promise<CardsWriter> {
  const [{ default: PdfDocument }, qrcode] = await Promise.all([import("pdfkit"), import("qrcode")]);
  const texts = letterTexts[options.locale];
  const info = { Title: texts.title, Creator: "LeerID", Producer: "LeerID" };
  const doc = new PdfDocument({ size: "A4", margin: 0, autoFirstPage: false, lang: options.locale, info });
  const pen = createPen(doc);
  const { host } = new URL(options.issuer);
  const cardLocale = CardLocale.safeParse(options.locale).data ?? "nl";
  let letters = 0;
  out.on("error", () => {});
  doc.pipe(out);

  const add = async (pupil: ActivatedPupil): Promise<void> => {
    await turn();
    await untilDrained(out);
    doc.addPage();
    pen.newPage();
    drawLetter(pen, pupil, { texts, schoolName: options.schoolName });
    const qr = firstSecrets[pupil.kind].printed.asAddress
      ? qrcode.create(badgeUrl(options.issuer, pupil.secret), qrOptions)
      : undefined;
    drawCut(pen, place);
    drawCard(pen, pupil, { place, look: { texts: cardTexts[cardLocale], host, qr } });
    letters += 1;
  };
  return {
    add: async (cards) => {
      for (const pupil of cards) await add(pupil);
    },
    end: async () => {
      // A PDF without a page is no PDF.
      if (letters === 0) doc.addPage();
      const done = finished(out);
      doc.end();
      await done;
    },
  };
}

function drawLetter(
  pen: Pen,
  pupil: ActivatedPupil,
  { texts, schoolName }: { texts: LetterTexts; schoolName: string },
): void {
  const right = texts.rightToLeft === true;
  const side = right ? page.width - margin : margin;
  const align = right ? "right" : "left";
  drawMark(pen, margin, 60);
  pen.text("LeerID", [margin + 25, 64], { face: "bold", size: 13, colour: key });
  pen.text(schoolName, [page.width - margin, 64], {
    face: "bold",
    size: 11,
    least: 7,
    width: room - 120,
    colour: ink,
    align: "right",
  });
  drawPhrase(pen, texts.heading, { y: 120, size: size.heading, face: "bold", right });
  drawPhrase(pen, texts.about, { y: 148, size: size.small, face: "regular", right });
  // Not on one line: an Arabic name would turn the class around.
  const name = `${pupil.givenName} ${pupil.familyName}`.trim();
  pen.text(name, [side, 166], { face: "bold", size: 13, least: 7, width: room, colour: ink, align });
  pen.text(pupil.className ?? "", [side, 183], {
    face: "regular",
    size: size.text,
    least: 7,
    width: room,
    colour: ink,
    align,
  });
  let y = 216;
  for (const paragraph of texts.paragraphs) {
    for (const line of linesOf(paragraph, room, (text) => pen.widthOf(text, { face: "regular", size: size.text }))) {
      drawPhrase(pen, line, { y, size: size.text, face: "regular", right });
      y += lineHeight;
    }
    y += 9;
  }
  drawPhrase(pen, texts.card, { y: 650, size: size.small, face: "bold", right });
}

type Phrase = { y: number; size: number; face: "regular" | "bold"; right: boolean };

/** From the right side the pieces of each script stand one before the other, each in its own direction. */
function drawPhrase(pen: Pen, text: string, { y, size: points, face, right }: Phrase): void {
  const style = { face, size: points, colour: points === size.small ? soft : ink };
  if (!right) return pen.phrase(text, [margin, y], style);
  let x = page.width - margin;
  for (const run of runsOf(text)) {
    x -= pen.widthOf(run, style);
    pen.phrase(run, [x, y], style);
  }
}

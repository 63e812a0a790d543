import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { setImmediate as turn } from "node:timers/promises";
import { badgeUrl, firstSecrets } from "../credentials/credentials.ts";
import type { ActivatedPupil } from "./card.ts";
import { cardsPerSheet, drawCard, drawSheet, qrOptions } from "./card-drawing.ts";
import { cardTexts } from "./card-texts.ts";
import { untilDrained, type CardsOptions, type CardsWriter } from "./cards-writer.ts";
import { createPen } from "./pdf-pen.ts";

/**
 * Cards on A4, ten a sheet, with lines to cut along; a class, and a kind of secret, begins a new sheet. Ends `out`.
 * Nothing in the file's own description says whose cards they are.
 */
export async function openCardsPdf(out: Writable, options: CardsOptions): Promise<CardsWriter> {
  const [{ default: PdfDocument }, qrcode] = await Promise.all([import("pdfkit"), import("qrcode")]);
  const texts = cardTexts[options.locale];
  const info = { Title: texts.title, Creator: "LeerID", Producer: "LeerID" };
  const doc = new PdfDocument({ size: "A4", margin: 0, autoFirstPage: false, lang: options.locale, info });
  const pen = createPen(doc);
  const { host } = new URL(options.issuer);
  let sheet: OpenSheet | undefined;
  out.on("error", () => {});
  doc.pipe(out);

  const newSheet = ({ className, kind }: ActivatedPupil) => {
    const number = sheet && sheet.className === className ? sheet.number + 1 : 1;
    doc.addPage();
    pen.newPage();
    drawSheet(pen, { schoolName: options.schoolName, className, number, kind }, texts);
    return { className, kind, number, cards: 0 };
  };
  const qrOf = ({ kind, secret }: ActivatedPupil) =>
    firstSecrets[kind].printed.asAddress ? qrcode.create(badgeUrl(options.issuer, secret), qrOptions) : undefined;
  const add = async (pupil: ActivatedPupil): Promise<void> => {
    if (!sheet || !fits(sheet, pupil)) {
      await turn();
      await untilDrained(out);
      sheet = newSheet(pupil);
    }
    drawCard(pen, pupil, { place: sheet.cards, look: { texts, host, qr: qrOf(pupil) } });
    sheet.cards += 1;
  };
  return {
    add: async (cards) => {
      for (const pupil of cards) await add(pupil);
    },
    end: async () => {
      // A PDF without a page is no PDF.
      if (!sheet) doc.addPage();
      const done = finished(out);
      doc.end();
      await done;
    },
  };
}

type OpenSheet = Pick<ActivatedPupil, "className" | "kind"> & { number: number; cards: number };

/** What stands above the cards holds for one class and one kind of secret. */
const fits = (sheet: OpenSheet, { className, kind }: ActivatedPupil): boolean =>
  sheet.className === className && sheet.kind === kind && sheet.cards < cardsPerSheet;

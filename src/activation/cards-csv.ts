import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { badgeUrl } from "../credentials/credentials.ts";
import type { ActivatedPupil } from "./card.ts";
import { cardTexts } from "./card-texts.ts";
import { untilDrained, type CardsOptions, type CardsWriter } from "./cards-writer.ts";

/** A spreadsheet takes what begins like this for a formula, also in its full-width form. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;

/** One cell: quoted, and never a formula. */
export function csvCell(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

const line = (cells: string[]) => `${cells.map(csvCell).join(";")}\r\n`;

/** For a mail merge of one's own: `;` in between, UTF-8 with a byte order mark, as Excel in Belgium reads it. Ends `out`. */
export async function openCardsCsv(out: Writable, { issuer, locale }: CardsOptions): Promise<CardsWriter> {
  out.on("error", () => {});
  out.write(`\uFEFF${line(Object.values(cardTexts[locale].columns))}`);
  return {
    add: async (cards) => {
      await untilDrained(out);
      out.write(cards.map((card) => line(cellsOf(card, issuer))).join(""));
    },
    end: async () => {
      const done = finished(out);
      out.end();
      await done;
    },
  };
}

function cellsOf(card: ActivatedPupil, issuer: string): string[] {
  const address = card.kind === "badge" ? badgeUrl(issuer, card.secret) : issuer;
  return [card.className ?? "", card.givenName, card.familyName, card.loginName, card.secret, address];
}

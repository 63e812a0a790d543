import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { badgeUrl, firstSecrets } from "../credentials/credentials.ts";
import { csvLine } from "../lib/csv.ts";
import type { ActivatedPupil } from "./card.ts";
import { cardTexts } from "./card-texts.ts";
import { untilDrained, type CardsOptions, type CardsWriter } from "./cards-writer.ts";

/** For a mail merge of one's own: `;` in between, UTF-8 with a byte order mark, as Excel in Belgium reads it. Ends `out`. */
export async function openCardsCsv(out: Writable, { issuer, locale }: CardsOptions): Promise<CardsWriter> {
  out.on("error", () => {});
  out.write(`\uFEFF${csvLine(Object.values(cardTexts[locale].columns))}`);
  return {
    add: async (cards) => {
      await untilDrained(out);
      out.write(cards.map((card) => csvLine(cellsOf(card, issuer))).join(""));
    },
    end: async () => {
      const done = finished(out);
      out.end();
      await done;
    },
  };
}

function cellsOf(card: ActivatedPupil, issuer: string): string[] {
  const address = firstSecrets[card.kind].printed.asAddress ? badgeUrl(issuer, card.secret) : issuer;
  return [card.className ?? "", card.givenName, card.familyName, card.loginName, card.secret, address];
}

import { once } from "node:events";
import type { Writable } from "node:stream";
import type { ActivatedPupil } from "./card.ts";

/** Writes cards as they are made, so that a file of any length takes little memory. By class: a new class begins a new sheet. */
export type CardsWriter = {
  add(cards: ActivatedPupil[]): Promise<void>;
  /** Finishes the file; resolves when all of it is handed to the operating system. @throws what writing threw, also from `add` */
  end(): Promise<void>;
};

export type CardsOptions = {
  schoolName: string;
  /** Where to sign in, such as `https://leerid.example`. */
  issuer: string;
  locale: CardLocale;
};
export type CardLocale = "nl" | "fr" | "en" | "de";

/** Waits while the other end has more than it can take. */
export async function untilDrained(out: Writable): Promise<void> {
  if (out.errored) throw out.errored;
  if (out.writableNeedDrain) await once(out, "drain");
}

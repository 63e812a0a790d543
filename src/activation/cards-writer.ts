import { once } from "node:events";
import type { Writable } from "node:stream";
import { z } from "zod";
import { locales } from "../lib/locale.ts";
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
export const CardLocale = z.enum(locales);
export type CardLocale = z.infer<typeof CardLocale>;

/** Waits while the other end has more than it can take. @throws when nobody reads any more */
export async function untilDrained(out: Writable): Promise<void> {
  if (out.errored) throw out.errored;
  if (out.destroyed) throw new Error("nobody reads the cards any more");
  if (!out.writableNeedDrain) return;
  const waiting = new AbortController();
  const { signal } = waiting;
  const closed = once(out, "close", { signal }).then(() => {
    throw new Error("nobody reads the cards any more");
  });
  try {
    await Promise.race([once(out, "drain", { signal }), closed]);
  } finally {
    closed.catch(() => {});
    waiting.abort();
  }
}

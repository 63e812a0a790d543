import type { Locale } from "../src/lib/locale.ts";
import type { Texts } from "./texts/nl.ts";

/** What every page gets: the reader's language and its words, where the language switch returns to, and where the assets are. */
export type PageContext = {
  locale: Locale;
  t: Texts;
  /** A local path: the page again, in another language. */
  path: string;
  /** `leerid.css` -> `/assets/leerid.HASH.css` */
  asset: (name: string) => string;
};

import type { Locale } from "../../src/lib/locale.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { nl, type Texts } from "./nl.ts";

/** A catalogue per language. */
export const catalogues: Record<Locale, Texts> = { nl, fr, en, de };

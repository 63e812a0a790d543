import type { Locale } from "../../../src/lib/locale.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { nl, type YearTexts } from "./nl.ts";

/** Words of the school year's pages, and of those for merged records. */
export const yearTexts: Record<Locale, YearTexts> = { nl, fr, en, de };

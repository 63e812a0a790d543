import type { Locale } from "../../../src/lib/locale.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { nl, type HelpTexts } from "./nl.ts";

/** Words of the page that says why something failed. */
export const helpTexts: Record<Locale, HelpTexts> = { nl, fr, en, de };

import type { Locale } from "../../../src/lib/locale.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { nl, type RosterTexts } from "./nl.ts";

/** Words of the roster wizard. */
export const rosterTexts: Record<Locale, RosterTexts> = { nl, fr, en, de };

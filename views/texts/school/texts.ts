import type { Locale } from "../../../src/lib/locale.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { nl, type SchoolTexts } from "./nl.ts";

/** Words of the frame and the start page for staff. A screen with many words of its own has a folder beside this one. */
export const schoolTexts: Record<Locale, SchoolTexts> = { nl, fr, en, de };

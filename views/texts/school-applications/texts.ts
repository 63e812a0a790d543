import type { Locale } from "../../../src/lib/locale.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { nl, type ApplicationTexts } from "./nl.ts";

/** Words of the pages on which a school switches applications on and off. */
export const applicationTexts: Record<Locale, ApplicationTexts> = { nl, fr, en, de };

import type { Locale } from "../../../src/lib/locale.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { nl, type StaffTexts } from "./nl.ts";

/** Words of the pages about colleagues. */
export const staffTexts: Record<Locale, StaffTexts> = { nl, fr, en, de };

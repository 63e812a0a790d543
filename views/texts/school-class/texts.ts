import type { Locale } from "../../../src/lib/locale.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { nl, type ClassTexts } from "./nl.ts";

/** Words of the class board. */
export const classTexts: Record<Locale, ClassTexts> = { nl, fr, en, de };

import type { Locale } from "../../../src/lib/locale.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { nl, type PackageTexts } from "./nl.ts";

/** Words about administration packages. */
export const packageTexts: Record<Locale, PackageTexts> = { nl, fr, en, de };

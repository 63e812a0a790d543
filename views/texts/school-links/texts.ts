import type { Locale } from "../../../src/lib/locale.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { nl, type LinkTexts } from "./nl.ts";

/** Words of the questions whether two LeerIDs are one child, on the start page and in the mail of the day. */
export const linkTexts: Record<Locale, LinkTexts> = { nl, fr, en, de };

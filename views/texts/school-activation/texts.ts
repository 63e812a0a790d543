import type { Locale } from "../../../src/lib/locale.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { nl, type ActivationTexts } from "./nl.ts";

/** Words of the activation board. */
export const activationTexts: Record<Locale, ActivationTexts> = { nl, fr, en, de };

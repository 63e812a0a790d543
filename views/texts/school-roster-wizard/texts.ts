import type { Locale } from "../../../src/lib/locale.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { nl, type WizardTexts } from "./nl.ts";

/** Words of the roster wizard: columns, classes, progress and undoing. */
export const wizardTexts: Record<Locale, WizardTexts> = { nl, fr, en, de };

/** Why an import can't be taken back. */
export type UndoReason = keyof WizardTexts["undo"]["why"];

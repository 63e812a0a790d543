import type { Locale } from "../../../src/lib/locale.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { nl, type AuditTexts } from "./nl.ts";

/** Words of the audit of a school. */
export const auditTexts: Record<Locale, AuditTexts> = { nl, fr, en, de };

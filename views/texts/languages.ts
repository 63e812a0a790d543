import type { LetterLocale, Locale } from "../../src/lib/locale.ts";

/** Each language by its own name, with the direction of its script. */
export const languages: Record<Locale | LetterLocale, { name: string; direction: "ltr" | "rtl" }> = {
  nl: { name: "Nederlands", direction: "ltr" },
  fr: { name: "Français", direction: "ltr" },
  en: { name: "English", direction: "ltr" },
  de: { name: "Deutsch", direction: "ltr" },
  uk: { name: "Українська", direction: "ltr" },
  ar: { name: "العربية", direction: "rtl" },
  tr: { name: "Türkçe", direction: "ltr" },
  pl: { name: "Polski", direction: "ltr" },
};

import type { Locale } from "../../src/lib/locale.ts";

/** Each language by its own name, with the direction of its script. */
export const languages: Record<Locale, { name: string; direction: "ltr" | "rtl" }> = {
  nl: { name: "Nederlands", direction: "ltr" },
  fr: { name: "Français", direction: "ltr" },
  en: { name: "English", direction: "ltr" },
  de: { name: "Deutsch", direction: "ltr" },
};

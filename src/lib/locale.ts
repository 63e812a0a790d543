/**
 * What speaks which languages, the default first. Pages of pupils and staff, cards and the reasons of the importer speak `locales`.
 */
export const locales = ["nl", "fr", "en", "de"] as const;
export type Locale = (typeof locales)[number];

/** Letters are for parents: their languages are others than those of our pages. */
export const letterLocales = ["nl", "fr", "en", "uk", "ar", "tr", "pl"] as const;
export type LetterLocale = (typeof letterLocales)[number];

export function isLocale(value: string | undefined): value is Locale {
  return locales.some((locale) => locale === value);
}

export type LocaleWishes = {
  /** What the person chose with the language switch: it always wins. */
  chosen?: string | undefined;
  /** `ui_locales` of an OpenID request: language tags in order of preference, separated by spaces. */
  uiLocales?: string | undefined;
  /** The Accept-Language header, with its weights (RFC 9110, 12.5.4). */
  acceptLanguage?: string | undefined;
};

/** The first wish that we speak; Dutch when there is none. */
export function chooseLocale(wishes: LocaleWishes): Locale {
  if (isLocale(wishes.chosen)) return wishes.chosen;
  const tags = [...words(wishes.uiLocales), ...byWeight(wishes.acceptLanguage)];
  for (const tag of tags) {
    const language = tag.toLowerCase().split(/[-_]/)[0];
    if (isLocale(language)) return language;
  }
  return locales[0];
}

/** Bounded: what a stranger sends may be as long as a header may be. */
const words = (value: string | undefined): string[] => (value ?? "").slice(0, 200).split(/\s+/);

function byWeight(header: string | undefined): string[] {
  const ranges = (header ?? "").slice(0, 500).split(",");
  return ranges
    .map((range) => {
      const [tag = "", ...parameters] = range.split(";").map((part) => part.trim());
      const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2);
      return { tag, weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0 && weight <= 1)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
}

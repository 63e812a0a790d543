import { describe, expect, test } from "vitest";
import { locales, type Locale } from "../../src/lib/locale.ts";

/** Every text by its path; functions get something to fill in, once for one and once for more. */
function flatten(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [1, 12].map((count) => [`${path}(${count})`, String(value(count, 99))]);
  if (typeof value !== "object" || value === null) throw new Error(`No text at ${path}`);
  return Object.entries(value).flatMap(([name, inner]) => flatten(inner, `${path}.${name}`));
}

/** How a pupil is spoken to. Staff hear `vous` and `Sie` on every page, not now one and now the other. */
const familiar: Partial<Record<Locale, RegExp>> = {
  fr: /(?<!\p{L})(tu|toi|ton|tes)(?!\p{L})/iu,
  de: /(?<!\p{L})(du|dich|dir|deine?[nrms]?)(?!\p{L})/iu,
};

/**
 * What holds for every catalogue of texts for staff.
 * @param same what is the same as in Dutch and was checked by eye, such as `de .form.classes`
 */
export function checkTexts(texts: Record<Locale, unknown>, same: string[] = []): void {
  const nl = new Map(flatten(texts.nl));

  describe.each(locales)("in %s", (locale) => {
    const flat = flatten(texts[locale]);

    test("there are the texts of the Dutch catalogue", () => {
      expect(flat.map(([path]) => path)).toEqual([...nl.keys()]);
    });

    test("no text is empty, unfilled, or says that somebody is wrong", () => {
      const bad = flat.filter(
        ([, text]) =>
          text.trim() === "" ||
          text !== text.trim() ||
          /\bundefined\b|\bNaN\b|\{|\}| {2}/.test(text) ||
          /ongeldig|invalid|ungültig/i.test(text),
      );
      expect(bad).toEqual([]);
    });

    test("no text speaks to staff as to a pupil", () => {
      expect(flat.filter(([, text]) => familiar[locale]?.test(text))).toEqual([]);
    });
  });

  test.each(locales.filter((locale) => locale !== "nl"))("no text in %s was left in Dutch", (locale) => {
    const bySight = (path: string) => same.includes(`${locale} ${path.replace(/\(\d+\)$/, "")}`);
    const left = flatten(texts[locale]).filter(([path, text]) => nl.get(path) === text && !bySight(path));
    expect(left).toEqual([]);
  });
}

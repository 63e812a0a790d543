import { describe, expect, test } from "vitest";
import { checkTexts } from "../../../test/support/text-checks.ts";
import { locales } from "../../../src/lib/locale.ts";
import { auditTexts } from "./texts.ts";

checkTexts(auditTexts, ["en .kinds.school", "de .everything", "de .names.job", "de .facts.left"]);

describe.each(locales)("in %s", (locale) => {
  test("no two deeds have the same words", () => {
    const words = Object.values(auditTexts[locale].events);
    expect(new Set(words).size).toBe(words.length);
  });
});

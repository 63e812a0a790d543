import { describe, expect, test } from "vitest";
import { checkTexts } from "../../../test/support/text-checks.ts";
import { filesUnder, readProjectFile } from "../../../test/architecture/modules.ts";
import { kindsOfDeeds } from "../../../src/school/audit-query.ts";
import { locales } from "../../../src/lib/locale.ts";
import { auditTexts } from "./texts.ts";

/** The name of every event that the sources record, as it stands there. */
const recorded = filesUnder("src", ".ts")
  .filter((path) => !path.endsWith(".test.ts"))
  .flatMap((path) => [...readProjectFile(path).matchAll(/\bwhat(?: =|:)\s*"([a-z-]+\.[a-z-]+)"/g)])
  .map((match) => match[1] ?? "");
const events = [...new Set(recorded)].sort();

checkTexts(auditTexts, ["en .kinds.school", "de .everything", "de .names.job", "de .facts.left"]);

test("the events that are recorded are found in the sources", () => {
  expect(events.length).toBeGreaterThan(40);
});

test("every event that is recorded has words that a head understands", () => {
  expect(events.filter((name) => !(name in auditTexts.nl.events))).toEqual([]);
});

test("every event of a school is of a kind that can be chosen", () => {
  const prefixes: string[] = Object.values(kindsOfDeeds).flat();
  // what the platform does to itself belongs to no school
  const missing = events.filter((name) => !prefixes.includes(name.split(".")[0] ?? "") && !name.startsWith("keys."));
  expect(missing).toEqual([]);
});

describe.each(locales)("in %s", (locale) => {
  test("no two deeds have the same words", () => {
    const words = Object.values(auditTexts[locale].events);
    expect(new Set(words).size).toBe(words.length);
  });
});

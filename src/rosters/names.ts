import { fold } from "../pupils/pupils.ts";

/** Marks that turn or hide text, and control characters: they carry no name, and can make one look like another. */
const invisible = /[^\P{Cc}\t\n\v\f\r]|\p{Bidi_Control}|[\u00AD\u200B\u2060\uFEFF]/gu;

/** NFC, without invisible marks, with single spaces. */
export function clean(cell: string): string {
  return cell.normalize("NFC").replace(invisible, "").replace(/\s+/g, " ").trim();
}

/** NUL, a replacement character or half a surrogate pair: something before us lost what stood here. */
export const isDamaged = (cell: string) => cell.includes("\u0000") || cell.includes("\uFFFD") || !cell.isWellFormed();

/** Little words in front of family names. */
export const prefixes = new Set(
  "van von vander vanden vande de den der des du het 't te ten ter op la le les los da das do dos del della di el al ben bin bint ibn abu abou ait ould o' mc st sint saint".split(
    " ",
  ),
);

/**
 * Splits a name written as lists write it: family name first (`Van den Broeck Lotte`), or `Family, Given`, or with the
 * family name in capitals. One word is a given name, for a pupil is called by it.
 */
export function splitFullName(fullName: string): { givenName: string; familyName: string } {
  const comma = fullName.indexOf(",");
  if (comma > 0 && fullName.slice(comma + 1).trim() !== "")
    return { familyName: fullName.slice(0, comma).trim(), givenName: fullName.slice(comma + 1).trim() };
  const words = fullName.replace(/,$/, "").split(" ");
  const capitals = words.findIndex((word) => word !== word.toUpperCase());
  let split = capitals > 0 && /\p{Lu}{2}/u.test(words[0] ?? "") ? capitals : 0;
  if (split === 0) {
    while (split < words.length - 2 && prefixes.has((words[split] ?? "").toLowerCase())) split += 1;
    split += 1;
  }
  if (words.length === 1) return { givenName: fullName, familyName: "" };
  return { familyName: words.slice(0, split).join(" "), givenName: words.slice(split).join(" ") };
}

type NameField = "familyName" | "fullName" | "callName" | "givenName";

/** The name that a line gives, by what stands in its columns: a child is called by the name that is used. */
export function readName(value: (field: NameField) => string): { givenName: string; familyName: string } {
  const given = value("callName") || value("givenName");
  const family = value("familyName") || (given === "" ? "" : value("fullName"));
  if (given !== "") return { givenName: given, familyName: family };
  const whole = family || value("fullName");
  return value("familyName") === "" ? splitFullName(whole) : { givenName: whole, familyName: "" };
}

const part = (text: string) => fold(text).replace(/[^\p{L}\p{N}]/gu, "");

/** The same for family names that differ in capitals, accents, spaces, hyphens and apostrophes only. */
export const familyKey = ({ familyName }: { familyName: string }): string => part(familyName);

/** The same for names that differ in capitals, accents, spaces, hyphens and apostrophes only. */
export const nameKey = (name: { givenName: string; familyName: string }): string =>
  `${familyKey(name)}|${part(name.givenName)}`;

import { fold } from "../../pupils/pupils.ts";

/** Every field of ours that a column may hold, in the order in which a person thinks of them. */
export const fieldNames = [
  "leerId",
  "familyName",
  "fullName",
  "callName",
  "givenName",
  "className",
  "yearGroup",
  "level",
  "nationalNumber",
  "stamboeknummer",
  "sourcedId",
  "birthDate",
  "site",
  "schoolNumber",
  "from",
  "until",
  "gone",
] as const;
export type Field = (typeof fieldNames)[number];

/** Where each field stands in a line, from 0. */
export type Mapping = Partial<Record<Field, number>>;

/** `Klas 2026-2027`: a column is the same one next year. */
export const schoolYear = /\b20\d\d ?[-/–] ?(?:20)?\d\d\b/g;

/** A header without capitals, accents, spaces, punctuation and school year. */
export const headerKey = (header: string) =>
  fold(header.slice(0, 100))
    .replace(schoolYear, "")
    .replace(/[^a-z0-9]/g, "");

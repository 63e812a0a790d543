import { z } from "zod";
import { PackageId } from "./packages/packages.ts";

/** The ways of writing letters that lists come in. */
export const Encoding = z.enum([
  "utf-8",
  "utf-16le",
  "utf-16be",
  "windows-1252",
  "iso-8859-15",
  "windows-1250",
  "iso-8859-2",
  "windows-1254",
  "cp850",
  "macintosh",
]);
export type Encoding = z.infer<typeof Encoding>;

/** What a person said of how a file is to be read. What is missing is found out from the file. */
export const ReadChoices = z.object({
  encoding: Encoding.optional(),
  /** names of sheets; several are joined */
  sheets: z.array(z.string()).optional(),
  package: PackageId.optional(),
  /** which class is meant by what a spreadsheet made of its name: by what stands in the list, or as a question shows it */
  classes: z.record(z.string(), z.string()).optional(),
});
export type ReadChoices = z.infer<typeof ReadChoices>;

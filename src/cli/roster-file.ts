import { readFile, stat } from "node:fs/promises";
import { AppError, type ErrorCode } from "../errors.ts";
import { fileTooLarge, limits, type RosterLocale, type RosterProblem, type ReadChoices } from "../rosters/rosters.ts";

/** A file that may be a roster. @throws AppError roster-problem */
export async function readRosterFile(file: string, locale: RosterLocale): Promise<Buffer> {
  const size = (await stat(file).catch(unreadable)).size;
  if (size > limits.fileBytes) throw refusal(fileTooLarge(locale));
  return readFile(file).catch(unreadable);
}

function unreadable(cause: unknown): never {
  throw new AppError("roster-problem", "There is no such file, or it can't be read", { cause });
}

const codes: Partial<Record<RosterProblem["problem"], ErrorCode>> = {
  stale: "roster-stale",
  "too-many-leavers": "roster-too-many-leavers",
  "foreign-list": "roster-foreign",
  "last-years-list": "roster-last-year",
};
export const refusal = ({ problem, message }: RosterProblem) =>
  new AppError(codes[problem] ?? "roster-problem", message);

type Said = {
  package?: ReadChoices["package"] | undefined;
  encoding?: ReadChoices["encoding"] | undefined;
  sheet?: string[] | undefined;
  class: Record<string, string>;
};

/** How the file is to be read, as far as that was said. */
export const choicesIn = ({ package: id, encoding, sheet, class: classes }: Said): ReadChoices => ({
  classes,
  ...(id ? { package: id } : {}),
  ...(encoding ? { encoding } : {}),
  ...(sheet ? { sheets: sheet } : {}),
});

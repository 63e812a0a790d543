import type { Columns } from "./columns.ts";
import type { HashNumber } from "./identity.ts";
import { limits } from "./limits.ts";
import { isNameField, swallowsLines } from "./lines/swallowed.ts";
import { clean, isDamaged } from "./names.ts";
import { isFailure } from "./no-pupils/cell-error.ts";
import type { ReasonCode } from "./reason-texts.ts";
import type { Params } from "./texts.ts";

type Fault = { code: ReasonCode; params?: Params } | undefined;

/** What is wrong with a line as the file has it. */
export function shapeFault(cells: string[], columns: Columns): Fault {
  if (cells.length > columns.width && cells.slice(columns.width).some((cell) => cell.trim() !== ""))
    return { code: "too-many-cells", params: { cells: cells.length, columns: columns.width } };
  const long = cells.findIndex((cell) => cell.length > limits.cellCharacters);
  if (long >= 0) return { code: "cell-too-long", params: { column: long + 1, max: limits.cellCharacters } };
  if (swallowsLines(cells, columns.at)) return { code: "delimiter-in-name" };
  for (const [field, at] of Object.entries(columns.at)) {
    const cell = cells[at] ?? "";
    // a name that lost a letter may still be of somebody who is known
    if (cell.includes("\u0000") || (isDamaged(cell) && !isNameField(field))) return { code: "bad-character" };
  }
  const failed = Object.entries(columns.at).find(([field, at]) => isFailure(field, clean(cells[at] ?? "")));
  return failed && { code: "cell-error", params: { column: failed[1] + 1 } };
}

type Texts = { givenName: string; familyName: string; className: string; site: string };

/** What counts or numbers something is no name. */
const isNumber = (name: string) => /\d/.test(name) && !/[^\d\s.,:;()/-]/.test(name);

/** What is wrong with what it says of the pupil. */
export function textFault(texts: Texts, { hashNumber }: { hashNumber: HashNumber }): Fault {
  if (texts.givenName === "" || [texts.givenName, texts.familyName].some(isNumber)) return { code: "name-missing" };
  if (texts.givenName.length > limits.nameCharacters || texts.familyName.length > limits.nameCharacters)
    return { code: "name-too-long", params: { max: limits.nameCharacters } };
  if (texts.className === "") return { code: "class-missing" };
  if (texts.className.length > limits.classCharacters)
    return { code: "class-too-long", params: { max: limits.classCharacters } };
  const hidden = Object.values(texts).some((text) => hashNumber.finds(text));
  return hidden ? { code: "number-in-text" } : undefined;
}

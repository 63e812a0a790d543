/** Who of a list is at this school today, by what the line itself says: its school, its days, and whether the pupil has left. */
import { fold } from "../../pupils/pupils.ts";
import { dayOrderOf, readBirthDate as readDay } from "../people/birth-date.ts";
import type { Notice } from "../reading.ts";
import type { ReasonCode } from "../reason-texts.ts";
import type { Params } from "../texts.ts";
import type { Field, Mapping } from "./fields.ts";
import { profileOf, type PackageId } from "./packages.ts";
import { readSchoolNumber } from "./school-number.ts";

type List = { at: Mapping; rows: { cells: string[] }[]; package: PackageId };
type Asked = { schoolNumber: string; today: string };

/**
 * Why a line isn't used, though nothing is wrong with it. What is kept of it: its pupil, who may be here and hasn't left; the name, for
 * who looks it up; or nothing, for a pupil of another school.
 */
export type Absence = { code: ReasonCode; params?: Params; keeps: "pupil" | "name" | "nothing" };

const absent: ReadonlySet<ReasonCode> = new Set(["gone", "ended", "never-here", "not-yet", "other-school"]);
/** Whether a line says itself that its pupil isn't here: nothing is wrong with it. */
export const isAbsence = (code: ReasonCode): boolean => absent.has(code);

/** Tells how many such lines there are. */
export function absentLines(told: { code: ReasonCode }[]): Notice[] {
  const count = told.filter(({ code }) => isAbsence(code)).length;
  return count > 0 ? [{ code: "absent-lines", params: { count } }] : [];
}

const yes = new Set(["1", "ja", "j", "x", "true", "waar", "yes", "y", "oui", "o", "vrai"]);
const slashed = (day: string) => day.split("-").map(Number).toReversed().join("/");

/** @returns for each line, by the values of its fields, why it isn't used */
export function absences(list: List, { schoolNumber, today }: Asked) {
  const cellsOf = (field: Field) => {
    const at = list.at[field];
    return at === undefined ? [] : list.rows.map(({ cells }) => cells[at] ?? "");
  };
  const order = dayOrderOf([...cellsOf("from"), ...cellsOf("until")].map((cell) => ({ cells: [cell] })));
  const severalSchools = cellsOf("schoolNumber").some(
    (cell) => (readSchoolNumber(cell) ?? schoolNumber) !== schoolNumber,
  );
  const unread = new Set(profileOf(list.package).unread);
  const goneWords = new Set([...yes, ...(profileOf(list.package).gone ?? [])]);

  return (value: (field: Field) => string): Absence | undefined => {
    const school = readSchoolNumber(value("schoolNumber"));
    if (severalSchools && school === undefined) return { code: "school-missing", keeps: "pupil" };
    if (severalSchools && school !== schoolNumber)
      return { code: "other-school", params: { number: school ?? "" }, keeps: "nothing" };
    const [from, until] = [readDay(value("from"), order), readDay(value("until"), order)];
    // behind the word our own lists may say why
    if (unread.has(fold(value("gone")).split(":")[0] ?? "")) return { code: "unread-before", keeps: "pupil" };
    const left = readDay(value("gone"), order);
    if (left !== undefined && left < today) return { code: "ended", params: { day: slashed(left) }, keeps: "name" };
    if (goneWords.has(fold(value("gone")))) return { code: "gone", keeps: "name" };
    if (from !== undefined && from === until) return { code: "never-here", keeps: "name" };
    if (until !== undefined && until < today) return { code: "ended", params: { day: slashed(until) }, keeps: "name" };
    if (from !== undefined && from > today) return { code: "not-yet", params: { day: slashed(from) }, keeps: "pupil" };
    return undefined;
  };
}

/** The numbers of the schools in a list none of whose lines is of this school. Undefined for any other list. */
export function otherSchools({ at, rows }: Omit<List, "package">, schoolNumber: string): string[] | undefined {
  const column = at.schoolNumber;
  if (column === undefined) return undefined;
  const numbers = new Set(rows.flatMap(({ cells }) => readSchoolNumber(cells[column] ?? "") ?? []));
  return numbers.size === 0 || numbers.has(schoolNumber) ? undefined : [...numbers].sort();
}

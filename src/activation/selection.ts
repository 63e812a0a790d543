import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { SchoolId } from "../ids.ts";
import { listEnrolled, parseLoginName, type EnrolledPupil, type YearChoice } from "../pupils/pupils.ts";
import { schoolYearOf, yearStillUnderstood } from "../schools/schools.ts";
import { inOrder } from "../lib/in-order.ts";

/** Which pupils of a school: all who are enrolled now, or those for whom everything that is given here holds. */
export type Selection = {
  schoolId: SchoolId;
  classNames?: string[] | undefined;
  yearChoices?: YearChoice[] | undefined;
  loginNames?: string[] | undefined;
};

/** With the class under which the pupil is printed. */
export type PlacedPupil = EnrolledPupil & { className: string | undefined };
type Pupil = PlacedPupil;
/** `unknown`: login names, as they were typed, of nobody who is enrolled at the school. */
export type Selected = { chunks: Pupil[][]; unknown: string[] };

/** Small enough for one statement and short locks, large enough that round trips don't count. */
const chunkSize = 1_000;

/** @throws AppError bad-request for a class in which nobody of the selection is */
export async function selectPupils({ db }: Pick<Deps, "db">, selection: Selection, now: Date): Promise<Selected> {
  const { schoolId, classNames, yearChoices } = selection;
  const typed = selection.loginNames?.map((name) => ({ name, parsed: parseLoginName(name) }));
  const loginNames = typed?.flatMap(({ parsed }) => (parsed.ok ? [parsed.loginName] : []));
  const schoolYear = schoolYearOf(now);
  const year = { schoolYear, yearBefore: yearStillUnderstood(now) };
  const { pupils, existing } = await db.forSchools([schoolId], async (tx) => {
    const pupils = await listEnrolled(tx, { schoolId, ...year, classNames, yearChoices, loginNames });
    const missing = classNames !== undefined && missingClasses(classNames, pupils).length > 0;
    return { pupils, existing: missing ? await listEnrolled(tx, { schoolId, ...year }) : [] };
  });
  const missing = missingClasses(classNames ?? [], pupils);
  if (missing.length > 0) throw new AppError("bad-request", explain(missing, existing, schoolYear));
  const found = new Set<string>(pupils.map(({ loginName }) => loginName));
  const unknown = (typed ?? []).filter(({ parsed }) => !parsed.ok || !found.has(parsed.loginName));
  return { chunks: chunksOfClasses(pupils, classNames), unknown: unknown.map(({ name }) => name) };
}

function missingClasses(wanted: string[], pupils: EnrolledPupil[]): string[] {
  const present = new Set(pupils.flatMap((pupil) => pupil.classNames));
  return [...new Set(wanted)].filter((name) => !present.has(name));
}

function explain(missing: string[], pupils: EnrolledPupil[], schoolYear: string): string {
  const names = [...new Set(pupils.flatMap((pupil) => pupil.classNames))].sort(inOrder.compare);
  const known = names.length === 0 ? "This school has no classes yet" : `The classes are: ${names.join(", ")}`;
  return `Nobody of this selection is in class ${missing.join(", ")} in ${schoolYear}. ${known}.`;
}

/** By class and then by name. A class is cut in two only when it is larger than a chunk. */
export function chunksOfClasses(pupils: EnrolledPupil[], chosen: string[] = []): Pupil[][] {
  const chunks: Pupil[][] = [];
  let open: Pupil[] = [];
  for (const members of byClass(pupils, chosen)) {
    if (open.length + members.length > chunkSize && open.length > 0) {
      chunks.push(open);
      open = [];
    }
    open.push(...members.slice(0, chunkSize));
    for (let at = chunkSize; at < members.length; at += chunkSize) {
      chunks.push(open);
      open = members.slice(at, at + chunkSize);
    }
  }
  return open.length > 0 ? [...chunks, open] : chunks;
}

/** Classes in order, pupils by name. Who is in more than one chosen class is in the first of them only. */
export function byClass(pupils: EnrolledPupil[], chosen: string[]): Pupil[][] {
  const classes = new Map<string | undefined, Pupil[]>();
  for (const pupil of pupils) {
    const className = pupil.classNames.find((name) => chosen.includes(name)) ?? pupil.classNames[0];
    const members = classes.get(className);
    if (members) members.push({ ...pupil, className });
    else classes.set(className, [{ ...pupil, className }]);
  }
  // Who has no class comes last.
  return [...classes]
    .sort(([a], [b]) => Number(a === undefined) - Number(b === undefined) || inOrder.compare(a ?? "", b ?? ""))
    .map(([, members]) => members.sort(byName));
}

export const byName = (a: EnrolledPupil, b: EnrolledPupil): number =>
  inOrder.compare(a.familyName, b.familyName) || inOrder.compare(a.givenName, b.givenName);

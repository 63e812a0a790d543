import { showable, type Rejected } from "./rejected.ts";
import type { RosterRow } from "./rows.ts";
import type { ReasonCode } from "./reason-texts.ts";
import type { Params } from "./texts.ts";

/** What happens to a line that is used: rows of one pupil in several classes are one. `lines` are all it came from. */
export type PupilRow = RosterRow & { lines: number[] };

type Groups = { pupils: PupilRow[]; rejected: Rejected[] };

/**
 * Puts the lines of one pupil together: those with one number, or with one name and one day of birth. A line per class is usual and adds
 * a class; one number in the same class twice is a mistake, and so are two names with one number. What lines with the same name and
 * nothing else are, the pupils that are known decide, or a person.
 */
export function mergeRows(rows: RosterRow[]): Groups {
  const result: Groups = { pupils: [], rejected: [] };
  const perContact = hasLinePerContact(rows);
  for (const group of groupRows(rows, perContact).values()) {
    const [first] = group;
    if (!first) continue;
    const conflict = conflictIn(group);
    if (conflict) rejectGroup(group, conflict, result);
    else mergeGroup(first, group, { result, perContact });
  }
  return result;
}

const inClass = ({ nameKey, classNames }: RosterRow): string => `${nameKey}|${classNames.join()}`;
const fewestTwice = 5;

/**
 * Whether a list without numbers has a line for each parent of a pupil: half of its pupils stand there more than once. Two namesakes in one
 * class are rare, so nobody is asked about hundreds of them.
 */
function hasLinePerContact(rows: RosterRow[]): boolean {
  const once = new Set<string>();
  const twice = new Set<string>();
  for (const key of rows.filter((row) => isBare(row)).map((row) => inClass(row)))
    (once.has(key) ? twice : once).add(key);
  return twice.size >= fewestTwice && twice.size >= once.size / 2;
}

function rejectGroup(group: RosterRow[], code: ReasonCode, result: Groups): void {
  const params = { lines: sayLines(group) };
  for (const row of group) result.rejected.push(rejection(row, code, params));
}

/** Each line of a group tells of the others. A group may be the whole file, so no more are told than somebody goes and looks at. */
export const mostTold = 20;

export const sayLines = (group: { line: number }[]): string => {
  const lines = group.map(({ line }) => line);
  const different = [...new Set(lines)];
  return [...different.slice(0, mostTold), ...(different.length > mostTold ? ["…"] : [])].join(", ");
};

export const rejection = (row: RosterRow, code: ReasonCode, params: Params): Rejected => ({
  line: row.line,
  code,
  params,
  shown: showable({ ...row, className: row.classNames.join(", ") }),
  hash: row.hash,
  stamboeknummer: row.stamboeknummer,
  nameKey: row.nameKey,
});

/** Nothing but a name says who it is. */
export const isBare = ({ hash, stamboeknummer, sourceHash, leerId }: RosterRow) =>
  hash === null && stamboeknummer === null && !sourceHash && leerId === null;

/** Lines that share a LeerID, a national number or a stamboeknummer belong together, also through a third line. */
function groupRows(rows: RosterRow[], perContact: boolean): Map<number, RosterRow[]> {
  const parent = rows.map((_, index) => index);
  const root = (index: number): number => {
    let at = index;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] ?? at] ?? at;
      at = parent[at] ?? at;
    }
    return at;
  };
  const firstWith = new Map<string, number>();
  for (const [index, row] of rows.entries()) {
    const keys = [
      row.hash && `n${row.hash}`,
      row.stamboeknummer && `s${row.stamboeknummer}`,
      row.sourceHash && `o${row.sourceHash}`,
      row.leerId && row.leerId !== "new" && `l${row.leerId}`,
      isBare(row) && row.person !== undefined && `b${row.nameKey}|${row.person}`,
      isBare(row) && row.person === undefined && perContact && `c${inClass(row)}`,
    ];
    for (const key of keys) {
      if (!key) continue;
      const first = firstWith.get(key);
      if (first === undefined) firstWith.set(key, index);
      else parent[root(index)] = root(first);
    }
  }
  const groups = new Map<number, RosterRow[]>();
  for (const [index, row] of rows.entries()) {
    const at = root(index);
    const group = groups.get(at);
    if (group) group.push(row);
    else groups.set(at, [row]);
  }
  return groups;
}

function conflictIn(group: RosterRow[]): ReasonCode | undefined {
  if (group.length === 1) return undefined;
  const different = (values: (string | null)[]) => new Set(values.filter((value) => value !== null)).size > 1;
  const names = different(group.map((row) => (row.lost ? null : row.nameKey)));
  if (different(group.map((row) => row.hash))) return "same-stamboek";
  if (!names && !different(group.map((row) => row.stamboeknummer))) return undefined;
  return group.every((row) => row.hash !== null) ? "same-number" : "same-stamboek";
}

const nameOf = ({ givenName, familyName, nameKey, lost }: RosterRow) => ({ givenName, familyName, nameKey, lost });

type Into = { result: Groups; perContact: boolean };

function mergeGroup(first: RosterRow, group: RosterRow[], { result, perContact }: Into): void {
  const merged: PupilRow = { ...first, ...nameOf(group.find((row) => !row.lost) ?? first), classNames: [], lines: [] };
  result.pupils.push(merged);
  const lineOfClass = new Map<string, number>();
  for (const row of group) {
    const className = row.classNames[0] ?? "";
    const other = lineOfClass.get(className);
    if (other !== undefined && isBare(row) && !perContact) {
      // one pupil twice, or two who were born on one day
      result.pupils.push({ ...row, lines: [row.line] });
      continue;
    }
    if (other !== undefined) {
      result.rejected.push(rejection(row, "duplicate", { line: row.line, other }));
      continue;
    }
    lineOfClass.set(className, row.line);
    merged.classNames.push(className);
    merged.lines.push(row.line);
    if (merged.hash === null) [merged.hash, merged.bis] = [row.hash, row.bis];
    merged.stamboeknummer ??= row.stamboeknummer;
    merged.sourceHash ??= row.sourceHash;
    merged.leerId ??= row.leerId;
  }
  merged.classNames.sort();
}

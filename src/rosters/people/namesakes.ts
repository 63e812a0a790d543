import type { KnownPupil } from "../../pupils/pupils.ts";
import { isBare, mostTold, type PupilRow } from "../duplicates.ts";
import { classesOf, doubtful, matchName, namesakes, type Claimed, type Index, type Match } from "../matching.ts";

type Told = {
  /** every line of this name, also those whose numbers say who it is */
  all: PupilRow[];
  index: Index;
  /** pupils who are some line's already */
  claimed: Claimed;
};

/**
 * Whose the lines of one name are of which no number says it. As many lines in a class as there are pupils of that name in it are these
 * pupils. Of the others each that has a day of birth of its own is a pupil of its own; where nothing tells two lines apart a person does.
 */
export function matchNamesakes(open: PupilRow[], { all, index, claimed }: Told): Map<PupilRow, Match> {
  const paired = new Map<PupilRow, Match>();
  const [only] = open;
  if (!only) return paired;
  if (all.length === 1) return paired.set(only, matchName(only, index, claimed));
  const free = namesakes(only, index).filter((pupil) => !claimed.has(pupil));
  const bare = open.filter((row) => isBare(row));
  const taken = pair(bare, { free, index, paired });
  const left = free.filter((pupil) => !taken.has(pupil));
  const rest = open.filter((row) => !paired.has(row));
  const joined = joinClasses(rest, left, index);
  if (joined) return paired.set(joined.row, joined.match);
  const isTaken = { has: (pupil: KnownPupil) => claimed.has(pupil) || taken.has(pupil) };
  const questionOf = questionsOf(all);
  const byName = once((row) => matchName(row, index, isTaken));
  for (const row of rest) {
    const question = isBare(row) ? questionOf(row) : undefined;
    paired.set(row, question ? { ...doubtful(question.code, ...left), ...question } : byName(row));
  }
  return paired;
}

/** Lines of one name and class that say the same of numbers are about the same pupils: a file may have a hundred thousand of them. */
function once(match: (row: PupilRow) => Match): (row: PupilRow) => Match {
  const found = new Map<string, Match>();
  return (row) => {
    const key = `${row.hash === null}|${row.stamboeknummer ?? ""}|${classKey(row)}`;
    const known = found.get(key) ?? match(row);
    found.set(key, known);
    return known;
  };
}

const classKey = ({ classNames }: { classNames: string[] }) => classNames.toSorted().join("\n");

function groupByClass<T extends { classNames: string[] }>(rows: T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(classKey(row), append(groups.get(classKey(row)), row));
  return groups;
}

type Pairing = { free: KnownPupil[]; index: Index; paired: Map<PupilRow, Match> };

/**
 * Which of the pupils is which of the lines nobody needs to know: nothing changes for any of them but the class. Who is in exactly these
 * classes comes first.
 * @returns the pupils whose lines were found
 */
function pair(bare: PupilRow[], { free, index, paired }: Pairing): Set<KnownPupil> {
  const taken = new Set<KnownPupil>();
  const settle = (rows: PupilRow[], pupils: KnownPupil[]) => {
    if (rows.length !== pupils.length) return;
    for (const [at, row] of rows.entries()) {
      const pupil = pupils[at];
      if (!pupil) continue;
      paired.set(row, rows.length === 1 ? { is: "known", pupil } : { is: "known", pupil, asOne: true });
      taken.add(pupil);
    }
  };
  const there = free.filter((pupil) => pupil.open);
  const same = groupByClass(there);
  for (const [key, rows] of groupByClass(bare)) settle(rows, same.get(key) ?? []);
  const left = there.filter((pupil) => !taken.has(pupil));
  const groups = groupByClass(bare.filter((row) => !paired.has(row)));
  for (const { rows, pupils } of inOneClass(groups, left, index)) settle(rows, pupils);
  return taken;
}

/** Of each group of lines the pupils who are in one of its classes, where they are in those of no other group. */
function inOneClass(groups: Map<string, PupilRow[]>, left: KnownPupil[], index: Index) {
  const inClass = new Map<string, KnownPupil[]>();
  for (const pupil of left)
    for (const name of new Set(classesOf(pupil, index))) inClass.set(name, append(inClass.get(name), pupil));
  const found = [...groups.values()].map((rows) => ({
    rows,
    pupils: [...new Set(rows[0]?.classNames.flatMap((name) => inClass.get(name) ?? []))],
  }));
  const meant = new Map<KnownPupil, number>();
  for (const { pupils } of found) for (const pupil of pupils) meant.set(pupil, (meant.get(pupil) ?? 0) + 1);
  return found.filter(({ pupils }) => pupils.every((pupil) => meant.get(pupil) === 1));
}

/** The one pupil of a name who is in all the classes for which the file has lines is that pupil in all of them. */
function joinClasses(rows: PupilRow[], left: KnownPupil[], index: Index): { row: PupilRow; match: Match } | undefined {
  const [pupil, more] = left;
  const [row] = rows;
  if (!row || !pupil || more || !pupil.open || !rows.every((one) => isBare(one))) return undefined;
  const names = rows.flatMap(({ classNames }) => classNames);
  const isOne = new Set(rows.flatMap(({ person }) => person ?? [])).size < 2 && new Set(names).size === names.length;
  if (!isOne || names.some((name) => !classesOf(pupil, index).includes(name))) return undefined;
  row.lines = rows.flatMap(({ lines }) => lines);
  row.classNames = names.toSorted();
  return { row, match: { is: "known", pupil } };
}

type Question = { code: "twice" | "same-name"; together: PupilRow[] };

/**
 * What the lines of one name leave open about each other. Lines are looked up by what they have in common, since a file may have one name
 * only.
 * @returns for a line its question; undefined where the line is of a pupil of its own
 */
function questionsOf(all: PupilRow[]): (row: PupilRow) => Question | undefined {
  // where a line is said to be somebody new a person has told it from the others
  const lines = all.filter(({ leerId }) => leerId !== "new");
  const firm = lines.filter((row) => !isBare(row));
  const [dated, bare] = [true, false].map((has) =>
    lines.filter((row) => isBare(row) && (row.person !== undefined) === has),
  );
  const ordered = [...firm, ...(dated ?? []), ...(bare ?? [])];
  const classes = new Map<string, PupilRow[]>();
  const persons = new Map<number, PupilRow>();
  for (const row of ordered) {
    for (const name of row.classNames) classes.set(name, append(classes.get(name), row));
    if (row.person !== undefined && !persons.has(row.person)) persons.set(row.person, row);
  }
  const areFirmDated = firm.every(({ person }) => person !== undefined);
  return (row) => {
    const sameClass = row.classNames.flatMap((name) => classes.get(name)?.[0] ?? []).find((first) => first !== row);
    const isOwn =
      row.person === undefined
        ? ordered[0] === row && classes.size === 1
        : areFirmDated && persons.get(row.person) === row;
    if (isOwn) return undefined;
    const others = sameClass ? (classes.get(row.classNames[0] ?? "") ?? []) : ordered;
    const together = others.slice(0, mostTold + 1).filter((other) => other !== row);
    return { code: sameClass ? "twice" : "same-name", together: together.slice(0, mostTold) };
  };
}

function append<T>(list: T[] | undefined, one: T): T[] {
  if (!list) return [one];
  list.push(one);
  return list;
}

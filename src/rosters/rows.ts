import type { Kind, Level, LoginName } from "../pupils/pupils.ts";
import type { Columns } from "./columns.ts";
import { readLeerId } from "./packages/leer-id.ts";
import { isEmpty } from "./packages/empty.ts";
import { profileOf } from "./packages/packages.ts";
import { absences, absentLines } from "./packages/presence.ts";
import type { Field } from "./packages/fields.ts";
import {
  isYearGroup,
  levelOfAge,
  readClassName,
  readLevel,
  readYearGroup,
  schoolLevel,
  type Hints,
  type Place,
} from "./levels.ts";
import { hasLostName } from "./letters/lost.ts";
import { clean, nameKey, readName } from "./names.ts";
import { shapeFault, textFault } from "./line-faults.ts";
import { classesIn } from "./classes/class-reader.ts";
import { readIdentity, type HashNumber, type Identity } from "./identity.ts";
import { isCellError } from "./no-pupils/cell-error.ts";
import { besideLines, isBeside } from "./no-pupils/beside.ts";
import { findTotals, rejectTotal } from "./no-pupils/totals.ts";
import { dayOrderOf, readBirthDate, type DayOrder } from "./people/birth-date.ts";
import { personsIn, type Born } from "./people/persons.ts";
import type { Notice } from "./reading.ts";
import { nobody, reject, type Rejected, type Who } from "./rejected.ts";
import type { TableRow, ToldLine } from "./table.ts";

/** A line that can be used. `hash` is the hex of the keyed hash: the number itself is forgotten here. */
export type RosterRow = {
  line: number;
  givenName: string;
  familyName: string;
  nameKey: string;
  classNames: string[];
  level: Level;
  /** false: guessed without any sign, so what is known of the pupil wins */
  levelSure: boolean;
  /** the list says nothing of levels: while the class stays the same, what is known of the pupil does */
  noLevel?: boolean;
  kind: Kind | null;
  yearGroup: number | null;
  siteName: string | null;
  hash: string | null;
  /** whether the number is a bis number */
  bis: boolean;
  stamboeknummer: string | null;
  /** by which the school's program knows the pupil: hex of a keyed hash */
  sourceHash?: string | null | undefined;
  leerId: LoginName | "new" | null;
  /** `leerId` is what a person said of this very line */
  decided?: boolean | undefined;
  /** of several lines of one name the same for those with one day of birth; missing where none is known. The day itself is forgotten here. */
  person?: number | undefined;
  /** the number is of another day of birth than the line says */
  bornOther?: boolean | undefined;
  /** the name has lost letters on the way: it is nobody's, and changes nobody's */
  lost?: boolean | undefined;
};

export type ReadRows = {
  rows: RosterRow[];
  rejected: Rejected[];
  count: number;
  /** what was put right in the lines */
  notices?: Notice[];
};
export type RowContext = {
  hashNumber: HashNumber;
  startYear: number;
  knownLevels: Level[];
  /** the school's classes of this year and the last */
  knownClasses: string[];
  schoolName: string;
  schoolNumber: string;
  /** the day for which the list counts, `YYYY-MM-DD` */
  today: string;
};

type Draft = Omit<RosterRow, "level" | "levelSure" | "yearGroup" | "classNames"> & {
  className: string;
  own: Place;
  ownYear: boolean;
  fromClass: Place;
  age: number | undefined;
  born: Born;
};

/** Reads the lines under the headers; empty lines and totals at the end are no pupils. What can't be read at all is told with the rest. */
export function readRows(columns: Columns, context: RowContext): ReadRows {
  const drafts: Draft[] = [];
  const rejected: Rejected[] = columns.told.map((told) => rejectTold(told, columns, context));
  let count = rejected.length;
  let beside = 0;
  const order = dayOrderOf(columns.rows, columns.at.birthDate);
  const classes = classesIn(columns, context.knownClasses);
  const line = { ...context, order, readClass: classes.read, absence: absences(columns, context) };
  const totals = findTotals(columns.rows, columns.at);
  for (const row of columns.rows) {
    const total = totals.get(row);
    if (total === "end" || row.cells.every((cell) => cell.trim() === "")) continue;
    if (isBeside(row, columns)) {
      beside += 1;
      continue;
    }
    const read = total === "inside" ? rejectTotal(row) : readRow(row, columns, line);
    const told = "code" in read ? [read, ...swallowedLines(row, read)] : [];
    count += Math.max(1, told.length);
    if ("code" in read) rejected.push(...told);
    else drafts.push(read);
  }
  const rows: RosterRow[] = [];
  const fallback = schoolLevel(hintsOf(drafts, context));
  const persons = personsIn(drafts);
  const noLevel = profileOf(columns.package).part === true;
  for (const draft of drafts) {
    const placed = place(draft, fallback);
    if (placed) rows.push({ ...placed, noLevel, ...persons.get(draft) });
    else rejected.push(reject(draft.line, draft, { code: "year-group-wrong" }));
  }
  const notices = [...absentLines(rejected), ...besideLines(beside), ...classes.notices()];
  return { rows, rejected: rejected.sort((a, b) => a.line - b.line), count, notices };
}

function rejectTold({ line, words = "", cells, ...fault }: ToldLine, columns: Columns, context: RowContext): Rejected {
  return reject(line, cells ? whoIn(cells, columns, context).who : { ...nobody, familyName: words }, fault);
}

/** Nobody knows whose the lines are that stand in a name: each is told. */
const swallowedLines = ({ line, lines = 1 }: TableRow, { code }: Rejected): Rejected[] =>
  code === "delimiter-in-name"
    ? Array.from({ length: lines - 1 }, (_, at) => reject(line + at + 1, nobody, { code }))
    : [];

/** What a line says of a person, whether or not it can be used. */
function whoIn(cells: string[], columns: Columns, context: RowContext) {
  const value = (field: Field) => {
    const at = columns.at[field];
    // as a spreadsheet is told to take for a text what isn't a formula, or has zeros in front
    const cell = at === undefined ? "" : clean(cells[at] ?? "").replace(/^'(?=[=+@\d-])/, "");
    return isEmpty(columns.package, field, cell) || isCellError(cell) ? "" : cell;
  };
  const name = readName(value);
  const key = nameKey(name);
  const identity = readIdentity(
    {
      number: value("nationalNumber"),
      stamboeknummer: value("stamboeknummer"),
      sourcedId: value("sourcedId"),
      leerId: readLeerId(value("leerId"), columns.package),
    },
    context,
  );
  const className = value("className");
  const who: Who = { ...identity, ...name, className, nameKey: key === "|" ? null : key };
  return { value, name, key, identity, className, who };
}

type LineContext = RowContext & {
  order: DayOrder;
  readClass: ReturnType<typeof classesIn>["read"];
  absence: ReturnType<typeof absences>;
};

function readRow(row: TableRow, columns: Columns, context: LineContext): Draft | Rejected {
  const { value, name, key, identity, who, ...written } = whoIn(row.cells, columns, context);
  const { className, unclear } = context.readClass(written.className);
  const absent = context.absence(value);
  if (absent)
    return reject(row.line, { pupil: who, name: { ...name, className }, nothing: nobody }[absent.keeps], absent);
  const wrong =
    shapeFault(row.cells, columns) ??
    identity.fault ??
    textFault({ ...name, className, site: value("site") }, context) ??
    unclear;
  if (wrong) return reject(row.line, who, wrong);
  const born = { told: readBirthDate(value("birthDate"), context.order), ofNumber: identity.born };
  const lost = hasLostName(row.cells, columns);
  return { ...draft(row.line, { name, key, identity, className, born }, value), ...(lost ? { lost } : {}) };
}

function draft(
  line: number,
  read: {
    name: { givenName: string; familyName: string };
    key: string;
    identity: Identity;
    className: string;
    born: Born;
  },
  value: (field: Field) => string,
): Draft {
  const level = readLevel(value("level"));
  const year = readYearGroup(value("yearGroup"));
  const { hash, bis, stamboeknummer, sourceHash, leerId, age } = read.identity;
  const fromClass = readClassName(read.className);
  return {
    line,
    ...read.name,
    nameKey: read.key,
    className: read.className,
    siteName: value("site") || null,
    hash,
    bis,
    stamboeknummer,
    sourceHash,
    leerId,
    age,
    born: read.born,
    own: { ...year, ...level },
    ownYear: year.yearGroup !== undefined,
    fromClass,
    // a level without a word about special education is ordinary
    kind: level.kind ?? fromClass.kind ?? (level.level ? "gewoon" : null),
  };
}

function hintsOf(drafts: Draft[], context: RowContext): Hints {
  return {
    known: context.knownLevels,
    schoolName: context.schoolName,
    rows: drafts.map((row) => ({
      explicit: row.own.level ?? row.fromClass.level,
      className: row.className,
      yearGroup: row.own.yearGroup ?? row.fromClass.yearGroup,
      age: row.age,
    })),
  };
}

/** Own columns win over the name of the class, that over the age, that over the rest of the school. */
function place(draft: Draft, fallback: "lager" | "secundair"): RosterRow | undefined {
  const { className, own, ownYear, fromClass, age, born: _, ...row } = draft;
  const tooOld = fromClass.level === "kleuter" && age !== undefined && age > 8;
  const year = own.yearGroup ?? fromClass.yearGroup;
  const told = own.level ?? (tooOld ? undefined : fromClass.level) ?? levelOfAge(age, year);
  const level = told ?? fallback;
  const possible = year !== undefined && isYearGroup(level, year);
  if (ownYear && !possible) return undefined;
  return {
    ...row,
    classNames: [className],
    level,
    levelSure: told !== undefined || year !== undefined,
    yearGroup: possible ? year : null,
  };
}

import { fold } from "../pupils/pupils.ts";
import type { Reading } from "./reading.ts";
import { problem, type Problem, type Table, type TableRow, type ToldLine } from "./table.ts";

/**
 * What the columns of rosters are called, the best source first: Dutch packages, French, OneRoster. Written without capitals,
 * accents, spaces and punctuation.
 */
const aliases = {
  leerId: ["leerid"],
  familyName: ["familienaam", "achternaam", "nomdefamille", "familyname", "lastname", "surname"],
  fullName: [
    "naam",
    "nom",
    "name",
    "leerling",
    "naamleerling",
    "leerlingnaam",
    "volledigenaam",
    "naamenvoornaam",
    "naamvoornaam",
    "nomprenom",
    "nometprenom",
    "eleve",
    "fullname",
    "displayname",
  ],
  callName: ["roepnaam", "roepvoornaam", "prenomusuel", "preferredfirstname", "preferredname"],
  givenName: ["voornaam", "voornamen", "officielevoornaam", "prenom", "prenoms", "givenname", "firstname"],
  className: [
    "klas",
    "klasgroep",
    "klascode",
    "klasnaam",
    "klassen",
    "officieleklas",
    "classe",
    "class",
    "classname",
    "classtitle",
    "classcode",
  ],
  yearGroup: ["leerjaar", "studiejaar", "jaargroep", "anneedetudes", "annee", "grade", "grades", "yeargroup"],
  level: ["onderwijsniveau", "niveau", "hoofdstructuur", "hoofdstructuurcode", "schooltype", "onderwijsvorm", "level"],
  nationalNumber: [
    "rijksregisternummer",
    "rijksregisternr",
    "rijksregister",
    "insz",
    "insznummer",
    "insznr",
    "rijksregisterofbisnummer",
    "rijksregisternummerbisnummer",
    "bisnummer",
    "rijksregnr",
    "rrnr",
    "rrn",
    "numeronational",
    "numeroderegistrenational",
    "registrenational",
    "niss",
    "ssin",
    "nationalnumber",
  ],
  stamboeknummer: [
    "stamboeknummer",
    "stamboeknr",
    "stamboek",
    "leerlingnummer",
    "leerlingennummer",
    "leerlingnr",
    "matricule",
    "numerodematricule",
    "studentnumber",
    "identifier",
  ],
  site: ["vestigingsplaats", "vestiging", "vestigingsplaatsnaam", "campus", "implantation", "site"],
} as const;

export type Field = keyof typeof aliases;
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
  "site",
] as const satisfies Field[];
const fields = new Map<string, { field: Field; rank: number }>();
for (const field of fieldNames) {
  for (const [rank, alias] of aliases[field].entries()) fields.set(alias, { field, rank });
}

export const headerKey = (header: string) => fold(header.slice(0, 100)).replace(/[^a-z0-9]/g, "");

/** How many of these cells are headers that we know. */
export const countHeaders = (cells: string[]): number =>
  cells.slice(0, 500).filter((cell) => fields.has(headerKey(cell))).length;

/** Where each field stands in a line, from 0. */
export type Mapping = Partial<Record<Field, number>>;

export type Columns = {
  ok: true;
  /** where each field stands in a row */
  at: Mapping;
  width: number;
  headerLine: number;
  headers: string[];
  /** headers of columns that nothing is taken from */
  ignored: string[];
  rows: TableRow[];
  told: ToldLine[];
};

/** A table with the line of its headers, before anybody has said that its columns are enough. */
export type Head = {
  ok: true;
  /** as they stand there; empty where the file has no headers at all */
  headers: string[];
  headerLine: number;
  width: number;
  rows: TableRow[];
  /** lines of the file that are in none of the rows */
  told: ToldLine[];
  reading: Reading;
  /** what was recognised */
  at: Mapping;
  /** why that isn't enough to go on */
  problem: Problem | undefined;
};

/** Finds the line with the headers, below any titles, and what each column is. */
export function readHead(table: Table): Head | Problem {
  const top = table.rows.slice(0, 15);
  const [first] = top;
  if (!first) return problem("empty");
  const index = headerIndex(top);
  const header = index === undefined ? undefined : top[index];
  if (!header || index === undefined) return unknownHead(table, top);
  const { at, twice } = assign(header);
  const rows = table.rows.slice(index + 1);
  const headers = header.cells.map((cell) => cell.trim());
  const { told, reading } = table;
  const head = { ok: true, headers, headerLine: header.line, rows, told, reading } as const;
  const missing = missingIn(at, header.cells);
  return { ...head, width: header.cells.length, at, problem: twice ?? missing };
}

/** Where the name and the class are is all that must be known. */
export function missingIn(at: Mapping, headers: string[]): Problem | undefined {
  if (at.fullName === undefined && at.familyName === undefined) return problem("no-name-column", shown(headers));
  return at.className === undefined ? problem("no-class-column", shown(headers)) : undefined;
}

/** The line in which most headers are known. */
function headerIndex(top: TableRow[]): number | undefined {
  const counts = top.map((row) => countHeaders(row.cells));
  const most = Math.max(...counts);
  return most > 0 ? counts.indexOf(most) : undefined;
}

/** No header is known: the fullest line may be a line of others, unless it has people in it. */
function unknownHead(table: Table, top: TableRow[]): Head | Problem {
  const width = Math.max(...top.map(({ cells }) => cells.length));
  const filled = top.map(({ cells }) => cells.filter((cell) => cell.trim() !== "").length);
  const index = filled.indexOf(Math.max(...filled));
  const header = top[index];
  const firstCells = top[0]?.cells ?? [];
  if (!header || looksLikeData(firstCells) || looksLikeData(header.cells)) {
    const headers = Array.from({ length: width }, () => "");
    return { ok: true, headers, headerLine: 0, width, ...table, at: {}, problem: problem("no-header") };
  }
  const headers = header.cells.map((cell) => cell.trim());
  const rows = table.rows.slice(index + 1);
  const missing = problem("no-name-column", shown(firstCells));
  return {
    ok: true,
    headers,
    headerLine: header.line,
    width: headers.length,
    ...table,
    rows,
    at: {},
    problem: missing,
  };
}

/** The columns of a file when it is known what they are. */
export function columnsOf({ headers, headerLine, width, rows, told }: Head, at: Mapping): Columns {
  const used = new Set(Object.values(at));
  const ignored = readable(headers.filter((header, index) => header !== "" && !used.has(index)));
  return { ok: true, at, width, headerLine, headers, ignored, rows, told };
}

function assign(header: TableRow): { at: Mapping; twice: Problem | undefined } {
  const best = new Map<Field, { rank: number; at: number }>();
  let twice: Problem | undefined;
  for (const [at, cell] of header.cells.entries()) {
    const found = fields.get(headerKey(cell));
    if (!found) continue;
    const before = best.get(found.field);
    if (before?.rank === found.rank) twice ??= problem("two-columns", shown([header.cells[before.at] ?? "", cell]));
    else if (!before || found.rank < before.rank) best.set(found.field, { rank: found.rank, at });
  }
  // a display name beside the real columns says nothing new
  if (best.has("familyName") && (best.has("givenName") || best.has("callName"))) best.delete("fullName");
  return { at: Object.fromEntries([...best].map(([field, column]) => [field, column.at])), twice };
}

const looksLikeData = (cells: string[]) => cells.some((cell) => cell.replace(/\D/g, "").length >= 6);

/** What is shown of a header: never digits in number, for a file without headers has people there. */
export function readable(cells: string[]): string[] {
  return cells
    .map((cell) => cell.trim().replace(/\s+/g, " ").slice(0, 40))
    .filter((cell) => cell !== "")
    .map((cell) => (looksLikeData([cell]) ? "…" : cell))
    .slice(0, 50);
}

const shown = (cells: string[]) => ({ headers: readable(cells).join(", ") || "–" });

import { fold } from "../pupils/pupils.ts";
import { problem, type Problem, type Table, type TableRow } from "./table.ts";

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
const fields = new Map<string, { field: Field; rank: number }>();
for (const field of [
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
] as const) {
  for (const [rank, alias] of aliases[field].entries()) fields.set(alias, { field, rank });
}

const key = (header: string) => fold(header.slice(0, 100)).replace(/[^a-z0-9]/g, "");

/** How many of these cells are headers that we know. */
export const countHeaders = (cells: string[]): number =>
  cells.slice(0, 500).filter((cell) => fields.has(key(cell))).length;

export type Columns = {
  ok: true;
  /** where each field stands in a row */
  at: Partial<Record<Field, number>>;
  width: number;
  headerLine: number;
  headers: string[];
  /** headers of columns that nothing is taken from */
  ignored: string[];
  rows: TableRow[];
};

/** Finds the line with the headers, below any titles, and what each column is. */
export function recognise(table: Table): Columns | Problem {
  const head = table.rows.slice(0, 15);
  let index = -1;
  let most = 0;
  for (const [at, row] of head.entries()) {
    const count = countHeaders(row.cells);
    if (count > most) [index, most] = [at, count];
  }
  const header = head[index];
  const first = head[0];
  if (!first) return problem("empty");
  if (!header) return looksLikeData(first.cells) ? problem("no-header") : problem("no-name-column", shown(first.cells));
  const columns = assign(header);
  if (!columns.ok) return columns;
  const { at } = columns;
  if (at.fullName === undefined && at.familyName === undefined) return problem("no-name-column", shown(header.cells));
  if (at.className === undefined) return problem("no-class-column", shown(header.cells));
  return { ...columns, rows: table.rows.slice(index + 1) };
}

function assign(header: TableRow): Columns | Problem {
  const best = new Map<Field, { rank: number; at: number }>();
  for (const [at, cell] of header.cells.entries()) {
    const found = fields.get(key(cell));
    if (!found) continue;
    const before = best.get(found.field);
    if (before?.rank === found.rank) return problem("two-columns", shown([header.cells[before.at] ?? "", cell]));
    if (!before || found.rank < before.rank) best.set(found.field, { rank: found.rank, at });
  }
  // a display name beside the real columns says nothing new
  if (best.has("familyName") && (best.has("givenName") || best.has("callName"))) best.delete("fullName");
  const used = new Set([...best.values()].map((column) => column.at));
  return {
    ok: true,
    at: Object.fromEntries([...best].map(([field, column]) => [field, column.at])),
    width: header.cells.length,
    headerLine: header.line,
    headers: header.cells.map((cell) => cell.trim()),
    ignored: readable(header.cells.filter((cell, at) => cell.trim() !== "" && !used.has(at))),
    rows: [],
  };
}

const looksLikeData = (cells: string[]) => cells.some((cell) => cell.replace(/\D/g, "").length >= 6);

/** What is shown of a header: never digits in number, for a file without headers has people there. */
function readable(cells: string[]): string[] {
  return cells
    .map((cell) => cell.trim().replace(/\s+/g, " ").slice(0, 40))
    .filter((cell) => cell !== "")
    .map((cell) => (looksLikeData([cell]) ? "…" : cell))
    .slice(0, 50);
}

const shown = (cells: string[]) => ({ headers: readable(cells).join(", ") || "–" });

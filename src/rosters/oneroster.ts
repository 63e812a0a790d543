import { parseNationalNumber } from "../pupils/pupils.ts";
import { readCsv } from "./lines/csv.ts";
import { decode } from "./decode.ts";
import { limits } from "./limits.ts";
import { plainTable, problem, type Read, type TableRow } from "./table.ts";
import { unzipEntries, type ZipEntry } from "./zip.ts";

const files = ["users", "roles", "enrollments", "classes", "orgs"] as const;
type FileName = (typeof files)[number];
type Row = { line: number; get(column: string): string };

/** The headers that a OneRoster export is turned into; the rest of the importer knows one kind of table. */
const headers = [
  "Familienaam",
  "Voornaam",
  "Roepnaam",
  "Klas",
  "Leerjaar",
  "Onderwijsniveau",
  "Rijksregisternummer",
  "Stamboeknummer",
];

const fileOf = (entry: ZipEntry) => files.find((name) => new RegExp(`(?:^|/)${name}\\.csv$`, "i").test(entry.name));

export const isOneRoster = (entries: ZipEntry[]) => entries.some((entry) => fileOf(entry) === "users");

/**
 * Reads a OneRoster 1.1 or 1.2 CSV export: the students of users.csv with a line per class. A homeroom class wins over
 * courses. Lines are those of users.csv.
 * @param schoolNumber of several schools in one export, only this one is taken
 */
export function readOneRoster(bytes: Uint8Array, entries: ZipEntry[], schoolNumber: string): Read {
  const wanted = entries.filter((entry) => fileOf(entry) !== undefined);
  const unpacked = unzipEntries(bytes, new Set(wanted.map((entry) => entry.name)));
  if (!unpacked) return problem("zip-damaged");
  const tables = new Map<FileName, Row[]>();
  for (const entry of wanted) {
    const text = decode(unpacked.get(entry.name) ?? new Uint8Array());
    if (!text.ok && text.problem === "empty") continue;
    if (!text.ok) return text;
    const read = readCsv(text.text);
    if (!read.ok) return read;
    const name = fileOf(entry);
    if (name) tables.set(name, withHeaders(read.table.rows));
  }
  const users = tables.get("users");
  if (!users) return problem("empty");
  const rows: TableRow[] = [];
  for (const row of students(tables, schoolNumber)) {
    // lines of one pupil times classes of that pupil
    if (rows.length > limits.rows) return problem("too-many-rows", { rows: limits.rows });
    rows.push(row);
  }
  return { ok: true, table: plainTable([{ line: 1, cells: headers }, ...rows]) };
}

/** Rows that the export marks as deleted are gone. */
function withHeaders(rows: TableRow[]): Row[] {
  const [head, ...body] = rows;
  const at = new Map(head?.cells.map((cell, index) => [cell.trim().toLowerCase(), index]));
  return body
    .map(({ line, cells }) => ({
      line,
      get: (column: string) => (cells[at.get(column.toLowerCase()) ?? -1] ?? "").trim(),
    }))
    .filter((row) => row.get("status").toLowerCase() !== "tobedeleted");
}

function* students(tables: Map<FileName, Row[]>, schoolNumber: string): Generator<TableRow> {
  const classes = classesOfUsers(tables);
  const school = (tables.get("orgs") ?? []).find((row) =>
    [row.get("identifier"), row.get("sourcedId")].includes(schoolNumber),
  );
  const isStudent = studentTest(tables);
  const here = (user: Row) =>
    !school ||
    `${user.get("orgSourcedIds")},${user.get("primaryOrgSourcedId")}`
      .split(",")
      .map((id) => id.trim())
      .includes(school.get("sourcedId"));
  for (const user of tables.get("users") ?? []) {
    if (!isStudent(user) || !here(user)) continue;
    const { line } = user;
    for (const { title, grades } of classes.get(user.get("sourcedId")) ?? [{ title: "", grades: "" }])
      yield { line, cells: cellsOf(user, title, user.get("grades") || grades) };
  }
}

/** 1.1 has the role in users.csv, 1.2 in roles.csv. */
function studentTest(tables: Map<FileName, Row[]>): (user: Row) => boolean {
  const roles = tables.get("roles");
  if (!roles) return (user) => user.get("role").toLowerCase() === "student";
  const ids = new Set(
    roles.filter((row) => row.get("role").toLowerCase() === "student").map((row) => row.get("userSourcedId")),
  );
  return (user) => ids.has(user.get("sourcedId"));
}

type ClassOf = { title: string; grades: string };

function classesOfUsers(tables: Map<FileName, Row[]>): Map<string, ClassOf[]> {
  const classes = new Map((tables.get("classes") ?? []).map((row) => [row.get("sourcedId"), row]));
  const all = new Map<string, { home: ClassOf[]; courses: ClassOf[] }>();
  for (const row of tables.get("enrollments") ?? []) {
    const found = classes.get(row.get("classSourcedId"));
    if (!found || row.get("role").toLowerCase() !== "student") continue;
    const user = all.get(row.get("userSourcedId")) ?? { home: [], courses: [] };
    const list = found.get("classType").toLowerCase() === "homeroom" ? user.home : user.courses;
    list.push({ title: found.get("title") || found.get("classCode"), grades: found.get("grades") });
    all.set(row.get("userSourcedId"), user);
  }
  return new Map([...all].map(([id, { home, courses }]) => [id, home.length > 0 ? home : courses]));
}

function cellsOf(user: Row, title: string, grades: string): string[] {
  const ids = Object.fromEntries(
    [...user.get("userIds").matchAll(/\{([^:{}]+):([^{}]*)\}/g)].map(([, type = "", id = ""]) => [
      kindOfId(type),
      id.trim(),
    ]),
  );
  const identifier = user.get("identifier");
  const number = ids["number"] ?? (parseNationalNumber(identifier).ok ? identifier : "");
  const stamboek = ids["stamboek"] ?? (identifier !== "" && number !== identifier ? identifier : user.get("sourcedId"));
  const { year, level } = gradeOf(grades);
  const preferred = user.get("preferredFirstName") || user.get("preferredGivenName");
  return [user.get("familyName"), user.get("givenName"), preferred, title, year, level, number, stamboek];
}

function kindOfId(type: string): "number" | "stamboek" | "other" {
  if (/rijksregister|insz|niss|ssin|national/i.test(type)) return "number";
  return /stamboek/i.test(type) ? "stamboek" : "other";
}

/** The grade codes of OneRoster (CEDS): KG and before is kleuter, 01-06 lager, 07-13 secundair. */
function gradeOf(grades: string): { year: string; level: string } {
  const code = grades.split(",")[0]?.trim().toUpperCase() ?? "";
  if (["IT", "PR", "PK", "TK", "KG"].includes(code)) return { year: "", level: "kleuter" };
  const number = /^\d{1,2}$/.test(code) ? Number(code) : 0;
  if (number >= 1 && number <= 6) return { year: String(number), level: "lager" };
  if (number >= 7 && number <= 13) return { year: String(number - 6), level: "secundair" };
  return { year: "", level: "" };
}

/**
 * OneRoster 1.1 and 1.2 exports (a zip of CSV files, https://www.imsglobal.org/spec/oneroster): the pupils of one school who are there on
 * a day, with the classes of that day.
 */
import { parseNationalNumber } from "../../pupils/pupils.ts";
import type { Asked } from "../read-file.ts";
import { readText } from "../letters/read-text.ts";
import { limits } from "../limits.ts";
import type { Encoding } from "../choices.ts";
import type { Reading } from "../reading.ts";
import { problem, type Read, type TableRow, type ToldLine } from "../table.ts";
import { unzipEntries, type ZipEntry } from "../zip.ts";
import { enrolmentsIn, type ClassOf, type Enrolments } from "./classes.ts";
import { files, recordsOf, rowsOf, type Export, type FileName, type Row } from "./records.ts";
import { schoolsIn, type Schools } from "./schools.ts";
import { staysIn, type Place } from "./stays.ts";

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
  "sourcedId",
  "Geboortedatum",
  "Begindatum",
  "Einddatum",
  "Schoolverlater",
];

const fileOf = ({ name }: ZipEntry) => files.find((file) => new RegExp(`(?:^|/)${file}\\.csv$`, "i").test(name));
const folderOf = ({ name }: ZipEntry) => name.slice(0, name.lastIndexOf("/") + 1);

export const isOneRoster = (entries: ZipEntry[]) => entries.some((entry) => fileOf(entry) === "users");

/** Lines are those of users.csv: one per class of a pupil. */
export function readOneRoster(bytes: Uint8Array, entries: ZipEntry[], asked: Asked): Read {
  const unpacked = unpack(bytes, entries, asked.choices.encoding);
  if (!unpacked.ok) return unpacked;
  const { all, told, encoding } = unpacked;
  if (!all.has("users")) return problem("empty");
  if (!all.has("classes") || !all.has("enrollments")) return problem("no-classes-file");
  const schools = schoolsIn(all, asked.schoolNumber);
  if ("others" in schools)
    return problem("other-school-file", { numbers: shortList(schools.others), own: asked.schoolNumber });
  const rows: TableRow[] = [];
  for (const line of pupils(all, schools, asked.today)) {
    // lines of one pupil times classes of that pupil
    if (rows.length + told.length > limits.rows) return problem("too-many-rows", { rows: limits.rows });
    if ("code" in line) told.push(line);
    else rows.push(line);
  }
  const notices = schools.known ? [] : [{ code: "school-unknown" as const }];
  return {
    ok: true,
    table: { rows: [{ line: 1, cells: headers }, ...rows], told, reading: { package: "oneroster", encoding, notices } },
  };
}

const shortList = (all: string[]) => [...all.slice(0, 5), ...(all.length > 5 ? ["…"] : [])].join(", ");

type Unpacked = { ok: true; all: Export; told: ToldLine[]; encoding: Reading["encoding"] } | ReturnType<typeof problem>;

/** The files beside the users.csv that lies highest: a zip may have a copy of last year in a folder. */
function unpack(bytes: Uint8Array, entries: ZipEntry[], said: Encoding | undefined): Unpacked {
  const users = entries.filter((entry) => fileOf(entry) === "users");
  const [first] = users.toSorted((a, b) => folderOf(a).length - folderOf(b).length);
  const wanted = entries.filter((entry) => fileOf(entry) && first && folderOf(entry) === folderOf(first));
  const unpacked = unzipEntries(bytes, new Set(wanted.map((entry) => entry.name)));
  if (!unpacked) return problem("zip-damaged");
  const all: Export = new Map();
  let told: ToldLine[] = [];
  let encoding: Reading["encoding"];
  for (const entry of wanted) {
    const read = readText(unpacked.get(entry.name) ?? new Uint8Array(), said);
    if (!read.ok && read.problem === "empty") continue;
    if (!read.ok) return read;
    const name: FileName | undefined = fileOf(entry);
    if (name) all.set(name, recordsOf(read.table.rows));
    if (name === "users") [told, encoding] = [[...read.table.told], read.table.reading.encoding];
  }
  return { ok: true, all, told, encoding };
}

function* pupils(all: Export, schools: Schools, today: string): Generator<TableRow | ToldLine> {
  const enrolments = enrolmentsIn(all, { schools, today });
  const placeOf = staysIn(all, { schools, today, orgsOf: enrolments.orgsOf });
  const born = new Map(rowsOf(all, "demographics").map((row) => [row.get("sourcedId"), row.get("birthDate")]));
  for (const user of rowsOf(all, "users")) {
    const place = placeOf(user);
    const { line } = user;
    if (place.is === "elsewhere") yield { line, code: "other-school", params: { number: schools.say(place.org) } };
    if (place.is !== "here") continue;
    for (const stay of staysOf(user, place, enrolments))
      yield { line, cells: cellsOf(user, { ...stay, born: born.get(user.get("sourcedId")) ?? "" }) };
  }
}

type Stay = ClassOf & { from: string; until: string; gone: string };
const nowhere: Stay = { title: "", grades: "", from: "", until: "", gone: "" };

/** A line per class of today; for who isn't there today one line that says why. */
function staysOf(user: Row, place: Extract<Place, { is: "here" }>, enrolments: Enrolments): Stay[] {
  if (place.gone) return [{ ...nowhere, gone: "1" }];
  if (place.else) return [{ ...nowhere, from: place.else.from ?? "", until: place.else.until ?? "" }];
  const enrolled = enrolments.today(user.get("sourcedId"));
  if (!enrolled) return [nowhere];
  const { classes, else: other } = enrolled;
  if (classes.length > 0) return classes.map((one) => ({ ...nowhere, ...one }));
  return [other ? { ...nowhere, from: other.from ?? "", until: other.until ?? "" } : { ...nowhere, gone: "1" }];
}

function cellsOf(user: Row, { title, grades, born, from, until, gone }: Stay & { born: string }): string[] {
  const ids = Object.fromEntries(
    [...user.get("userIds").matchAll(/\{([^:{}]+):([^{}]*)\}/g)].map(([, type = "", id = ""]) => [
      kindOfId(type),
      id.trim(),
    ]),
  );
  const identifier = user.get("identifier");
  const number = ids["number"] ?? (parseNationalNumber(identifier).ok ? identifier : "");
  const stamboek = ids["stamboek"] ?? (number === identifier ? "" : identifier);
  const { year, level } = gradeOf(user.get("grades") || grades);
  const preferred = user.get("preferredFirstName") || user.get("preferredGivenName");
  const who = [user.get("familyName"), user.get("givenName"), preferred, title, year, level, number, stamboek];
  return [...who, user.get("sourcedId"), born, from, until, gone];
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

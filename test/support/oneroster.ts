/** OneRoster exports as programs write them, and what of one is taken at a school on a day. */
import { strToU8, zipSync } from "fflate";
import { createKeys } from "../../src/lib/keys.ts";
import { systemRandom } from "../../src/lib/random.ts";
import { createHashNumber } from "../../src/rosters/identity.ts";
import { readFile } from "../../src/rosters/read-file.ts";
import { readRows } from "../../src/rosters/rows.ts";

type Line = Record<string, string>;
export type Files = Record<string, Line[]>;

/** Quotes every cell: ids stand with commas in one. */
function csvOf(lines: Line[], delimiter: string): string {
  const columns = [...new Set(lines.flatMap((line) => Object.keys(line)))];
  const cells = [columns, ...lines.map((line) => columns.map((column) => line[column] ?? ""))];
  return cells.map((row) => row.map((cell) => `"${cell}"`).join(delimiter)).join("\r\n");
}

/** A zip with a file of each name, in a folder if one is named. */
export const exportOf = (files: Files, { folder = "", delimiter = "," } = {}): Uint8Array =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, lines]) => [`${folder}${name}.csv`, strToU8(csvOf(lines, delimiter))]),
    ),
  );

const hashNumber = createHashNumber(createKeys(Buffer.alloc(32, 3), systemRandom));

/** `1A Zoë Peeters` of each line that is used; of the others the line and why; or why nothing of the file is. */
export async function taken(bytes: Uint8Array, { school = "088001", today = "2026-11-16" } = {}) {
  const asked = { schoolNumber: school, today, choices: {} };
  const columns = await readFile(bytes, asked);
  if (!columns.ok) return { refused: columns.problem };
  const read = readRows(columns, {
    hashNumber,
    startYear: 2026,
    knownLevels: [],
    knownClasses: [],
    schoolName: "",
    ...asked,
  });
  return {
    pupils: read.rows.map((row) => `${row.classNames.join()} ${row.givenName} ${row.familyName}`),
    told: read.rejected.map(({ line, code }) => `${line} ${code}`),
  };
}

/** Two pupils of De Linde (088001), one of De Eik (088002), each with a homeroom and a course. */
export const twoSchools: Files = {
  orgs: [
    { sourcedId: "d", name: "Scholengroep", type: "district", identifier: "" },
    { sourcedId: "o1", name: "De Linde", type: "school", identifier: "088001", parentSourcedId: "d" },
    { sourcedId: "o2", name: "De Eik", type: "school", identifier: "088002", parentSourcedId: "d" },
  ],
  users: [
    {
      sourcedId: "u1",
      enabledUser: "true",
      role: "student",
      orgSourcedIds: "o1",
      givenName: "Zoë",
      familyName: "Peeters",
      identifier: "20001",
      grades: "01",
    },
    {
      sourcedId: "u2",
      enabledUser: "true",
      role: "student",
      orgSourcedIds: "o1",
      givenName: "Kaan",
      familyName: "Maes",
      identifier: "20002",
      grades: "01",
    },
    {
      sourcedId: "u3",
      enabledUser: "true",
      role: "student",
      orgSourcedIds: "o2",
      givenName: "Noor",
      familyName: "Claes",
      identifier: "20003",
      grades: "02",
    },
    {
      sourcedId: "u4",
      enabledUser: "true",
      role: "teacher",
      orgSourcedIds: "o1",
      givenName: "Juf",
      familyName: "An",
      identifier: "",
      grades: "",
    },
  ],
  classes: [
    { sourcedId: "c1", title: "1A", classType: "homeroom", schoolSourcedId: "o1" },
    { sourcedId: "c2", title: "1B", classType: "homeroom", schoolSourcedId: "o1" },
    { sourcedId: "c3", title: "Frans", classType: "scheduled", schoolSourcedId: "o1" },
    { sourcedId: "c4", title: "2A", classType: "homeroom", schoolSourcedId: "o2" },
  ],
  enrollments: [
    { sourcedId: "e1", classSourcedId: "c1", userSourcedId: "u1", schoolSourcedId: "o1", role: "student" },
    { sourcedId: "e2", classSourcedId: "c2", userSourcedId: "u2", schoolSourcedId: "o1", role: "student" },
    { sourcedId: "e3", classSourcedId: "c3", userSourcedId: "u1", schoolSourcedId: "o1", role: "student" },
    { sourcedId: "e4", classSourcedId: "c4", userSourcedId: "u3", schoolSourcedId: "o2", role: "student" },
    { sourcedId: "e5", classSourcedId: "c1", userSourcedId: "u4", schoolSourcedId: "o1", role: "teacher" },
  ],
};

/** The same export with other values in the lines of one file, by `sourcedId`. */
export const changed = (files: Files, name: string, values: Record<string, Line>): Files => ({
  ...files,
  [name]: (files[name] ?? []).map((line) => ({ ...line, ...values[line["sourcedId"] ?? ""] })),
});

/** The same export as 1.2 writes it: what a user is stands in roles.csv. */
export function version12(files: Files): Files {
  const users = files["users"] ?? [];
  return {
    ...files,
    users: users.map((user) => omit(user, ["role", "orgSourcedIds"])),
    roles: users.map((user) => ({
      ...{ sourcedId: `r${user["sourcedId"]}`, userSourcedId: user["sourcedId"] ?? "", roleType: "primary" },
      ...{ role: user["role"] ?? "", orgSourcedId: user["orgSourcedIds"] ?? "", beginDate: "", endDate: "" },
    })),
  };
}

export const omit = (line: Line, columns: string[]): Line =>
  Object.fromEntries(Object.entries(line).filter(([column]) => !columns.includes(column)));

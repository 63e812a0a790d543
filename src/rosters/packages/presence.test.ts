import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createKeys } from "../../lib/keys.ts";
import { systemRandom } from "../../lib/random.ts";
import { createHashNumber } from "../identity.ts";
import { readFile } from "../read-file.ts";
import { readRows } from "../rows.ts";
import { otherSchools } from "./presence.ts";
import { readSchoolNumber } from "./school-number.ts";

const hashNumber = createHashNumber(createKeys(Buffer.alloc(32, 9), systemRandom));
async function read(bytes: Uint8Array, today = "2026-10-16", schoolNumber = "045678") {
  const columns = await readFile(bytes, { schoolNumber, today, choices: {} });
  if (!columns.ok) throw new Error(columns.problem);
  const rows = readRows(columns, {
    hashNumber,
    startYear: 2026,
    knownLevels: [],
    knownClasses: [],
    schoolName: "",
    schoolNumber,
    today,
  });
  return { ...rows, columns, told: rows.rejected.map(({ line, code }) => [line, code]) };
}
const list = (headers: string, ...lines: string[]) =>
  Buffer.from(
    `Naam;Voornaam;Klas;${headers}\n${lines.map((line, at) => `Peeters;Lotte${at};3B;${line}`).join("\n")}\n`,
  );
const real = (name: string) => readFileSync(new URL(`../../../test/cases/rosters/${name}`, import.meta.url));

test("the last day of an enrolment is still a day at school, and one that begins and ends at once never was", async () => {
  const ended = real("real-informat-ended.csv");
  expect((await read(ended, "2026-10-15")).told).toEqual([[5, "never-here"]]);
  expect((await read(ended, "2026-10-16")).told).toEqual([
    [5, "never-here"],
    [6, "ended"],
  ]);
});

test.each([
  ["15/10/2026", "ended"],
  ["15-10-26", "ended"],
  ["2026-10-15", "ended"],
  ["2026-10-15T00:00:00", "ended"],
  ["46310", "ended"],
  ["16/10/2026", undefined],
  ["31/08/2027", undefined],
  ["31/12/9999", undefined],
  ["NULL", undefined],
  ["-", undefined],
  ["", undefined],
])("an enrolment until %s is %s on 16 October", async (until, code) => {
  const { told, rows } = await read(list("Begindatum;Einddatum", `1/9/2026;${until}`));
  expect(told).toEqual(code === undefined ? [] : [[2, code]]);
  expect(rows).toHaveLength(code === undefined ? 1 : 0);
});

test("an enrolment that begins later is told, and its pupil is not taken for a leaver", async () => {
  const { rejected } = await read(list("Begindatum;Stamboeknummer", "17/10/2026;A-12"));
  expect(rejected).toMatchObject([{ code: "not-yet", params: { day: "17/10/2026" }, stamboeknummer: "A-12" }]);
});

test("an enrolment that has ended protects nobody from leaving", async () => {
  const { rejected } = await read(list("Einddatum;Stamboeknummer", "1/10/2026;12"));
  expect(rejected).toMatchObject([{ code: "ended", stamboeknummer: null, nameKey: null }]);
});

test.each([["1"], ["ja"], ["Ja"], ["TRUE"], ["x"], ["15/09/2026"]])(
  "a pupil has left when the list says %s",
  async (word) => {
    expect((await read(list("Schoolverlater", word))).told).toHaveLength(1);
    expect((await read(list("Schoolverlater", "0", "nee", "NULL", ""))).told).toEqual([]);
  },
);

test("who has left is told, and the others of the list are there", async () => {
  const { rows, told } = await read(real("real-smartschool.csv"));
  expect(told).toEqual([[11, "gone"]]);
  expect(rows).toHaveLength(9);
});

describe("a list of several schools", () => {
  const three = list("instelnr", "45678", "045678", "999999", "045678", "");

  test("is taken for the lines of this school, with and without the zeros, and the others are told without names", async () => {
    const { rows, rejected } = await read(three);
    expect(rows.map(({ line }) => line)).toEqual([2, 3, 5]);
    expect(rejected).toMatchObject([
      { line: 4, code: "other-school", params: { number: "999999" }, nameKey: null, shown: { familyName: "" } },
      { line: 6, code: "school-missing", nameKey: "peeters|lotte4" },
    ]);
  });

  test.each([["instelnr"], ["Instellingsnummer"], ["institutionnumber"], ["org"], ["School"]])(
    "is known by its column %s",
    async (header) => {
      const { rows } = await read(list(header, "45678", "999999"));
      expect(rows.map(({ line }) => line)).toEqual([2]);
    },
  );

  test.each([["Vestigingsplaats"], ["vestigingsnummer"], ["Campusnummer"]])(
    "is not known by its column %s",
    async (header) => {
      const { rows } = await read(list(header, "1", "2"));
      expect(rows).toHaveLength(2);
    },
  );

  test("is not known by names of schools", async () => {
    const { rows } = await read(list("School", "De Linde", "De Berk", "De Beuk 2"));
    expect(rows).toHaveLength(3);
  });

  test("none of whose lines is of this school is another school's", async () => {
    const { columns } = await read(three, "2026-10-16", "000012");
    expect(otherSchools(columns, "000012")).toEqual(["045678", "999999"]);
    expect(otherSchools(columns, "045678")).toBeUndefined();
  });

  test("of one school whose number a line lacks is that school's", async () => {
    expect((await read(list("instelnr", "45678", ""))).rows).toHaveLength(2);
  });
});

test.each([
  ["45678", "045678"],
  ["'045678", "045678"],
  ["45678.0", "045678"],
  ["045678 - De Linde", "045678"],
  ["De Linde", undefined],
  ["1234567", undefined],
  ["0", undefined],
  ["", undefined],
])("the number of a school in %j is %s", (cell, number) => {
  expect(readSchoolNumber(cell)).toBe(number);
});

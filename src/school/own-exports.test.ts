import { afterAll, beforeAll, expect, test } from "vitest";
import { csv, number, openRosters } from "../../test/support/rosters.ts";
import { activationTexts } from "../../views/texts/school-activation/texts.ts";
import { rosterTexts } from "../../views/texts/school-roster/texts.ts";
import { wizardTexts } from "../../views/texts/school-roster-wizard/texts.ts";
import { lineWords } from "../../views/school/roster/lines.ts";
import { cardTexts } from "../activation/card-texts.ts";
import { byteOrderMark, csvLine } from "../lib/csv.ts";
import { xlsxOf } from "../lib/xlsx.ts";
import { rosterLocales } from "../rosters/rosters.ts";

let rosters: Awaited<ReturnType<typeof openRosters>>;
beforeAll(async () => {
  rosters = await openRosters();
  await rosters.importFile(
    csv(
      ["Van den Broeck", "Zoë", "3B", number(1)],
      ["Maes", "Wout", "K3 Beren", number(2)],
      ["El Amrani", "Inès", "3B", number(3)],
      ["El Amrani", "Inès", "Frans 3", number(3)],
      ["Claes", "Fleur", "3B", number(4)],
    ),
  );
});
afterAll(() => rosters.drop());

type Pupil = Awaited<ReturnType<typeof rosters.enrolled>>[number];
type Made = { columns: string[]; row: (pupil: Pupil, className: string) => string[] };
type Locale = (typeof rosterLocales)[number];

/** Each list with pupils that the portal hands out, with the very headers that it writes. */
const lists: Record<string, (locale: Locale) => Made> = {
  "the pupils of a school": (locale) => {
    const t = activationTexts[locale];
    return {
      columns: [t.className, t.familyName, t.givenName, t.loginName, t.state, t.readyUntil],
      row: (one, className) => [className, one.familyName, one.givenName, one.loginName, "x", ""],
    };
  },
  "the lines of an import": (locale) => ({
    columns: Object.values(rosterTexts[locale].result.columns),
    row: (one, className) => [
      "2",
      lineWords({ locale }).added,
      one.familyName,
      one.givenName,
      one.loginName,
      className,
      "",
      "",
    ],
  }),
  "the cards": (locale) => ({
    columns: Object.values(cardTexts[locale].columns),
    row: (one, className) => [
      className,
      one.givenName,
      one.familyName,
      one.loginName,
      "K7QMX3PD",
      "https://leerid.example/b/K7QMX3PD",
    ],
  }),
};
const all = Object.keys(lists).flatMap((list) => rosterLocales.map((locale): [string, Locale] => [list, locale]));

async function written(list: string, locale: Locale, change = (_: Pupil, className: string) => className) {
  const made = lists[list]?.(locale);
  if (!made) throw new Error(list);
  const pupils = await rosters.enrolled();
  return { columns: made.columns, rows: pupils.map((one) => made.row(one, change(one, one.classNames.join(", ")))) };
}
const asCsv = ({ columns, rows }: { columns: string[]; rows: string[][] }) =>
  Buffer.from(byteOrderMark + [columns, ...rows].map(csvLine).join(""));
async function asXlsx({ columns, rows }: { columns: string[]; rows: string[][] }) {
  const parts: Buffer[] = [];
  for await (const part of xlsxOf({ name: "LeerID", columns, rows })) parts.push(part);
  return Buffer.concat(parts);
}

test.each(all)("%s in %s come back in and change nothing", async (list, locale) => {
  const table = await written(list, locale);
  for (const bytes of [asCsv(table), await asXlsx(table)]) {
    const { counts, rejected, doubtful, reading } = await rosters.plan(bytes);
    expect({ rejected, doubtful, package: reading.package }).toEqual({ rejected: [], doubtful: [], package: "own" });
    expect(counts).toMatchObject({ added: 0, changed: 0, moved: 0, left: 0, unchanged: 4 });
  }
});

test.each(Object.keys(lists))(
  "a class that was changed in %s is a move, and nobody leaves by a part of them",
  async (list) => {
    const { columns, rows } = await written(list, "nl", (one, name) => (one.givenName === "Zoë" ? "4A" : name));
    const part = { columns, rows: rows.filter((row) => row.includes("Zoë") || row.includes("Wout")) };
    expect((await rosters.plan(asCsv(part))).counts).toMatchObject({ moved: 1, left: 0, unchanged: 1, added: 0 });
  },
);

test("a list of ours from which columns were taken away is still known by its user names", async () => {
  const { rows } = await written("the pupils of a school", "nl");
  const left = rows.map(([className = "", family = "", given = "", login = ""]) => [login, family, given, className]);
  const part = left.filter(([, family]) => family === "Maes").map((row) => row.with(3, "4A"));
  const columns = ["Gebruikersnaam", "Naam", "Voornaam", "Klas"];
  const { counts, reading } = await rosters.plan(asCsv({ columns, rows: part }));
  expect(reading.package).toBe("own");
  expect(counts).toMatchObject({ moved: 1, left: 0, added: 0 });
  const logins = part.map((row) => row.with(0, "wout.maes"));
  expect((await rosters.plan(asCsv({ columns, rows: logins }))).reading.package).toBe("free");
});

test.each(rosterLocales)("by lines that were mended, nobody leaves who isn't among them, in %s", async (locale) => {
  const { line, reason } = wizardTexts[locale].told;
  const columns = ["Naam", "Voornaam", "Klas", line, reason];
  const { counts, rejected } = await rosters.plan(asCsv({ columns, rows: [["Bogaert", "Tibo", "3B", "7", "x"]] }));
  expect({ counts, rejected }).toMatchObject({ counts: { added: 1, left: 0 }, rejected: [] });
});

test("a user name of ours with a wrong digit is told, and nobody else is taken for its pupil", async () => {
  const { columns, rows } = await written("the pupils of a school", "nl");
  const wrong = rows.map((row, at) =>
    at === 0
      ? row.with(
          3,
          (row[3] ?? "").replace(/\d$/, (digit) => String((Number(digit) + 1) % 10)),
        )
      : row,
  );
  const { counts, rejected } = await rosters.plan(asCsv({ columns, rows: wrong }));
  expect(rejected.map(({ code }) => code)).toEqual(["leerid-wrong"]);
  expect(counts).toMatchObject({ added: 0, changed: 0, moved: 0, left: 0 });
});

test("a line that was not used when the list was made is not used now", async () => {
  const { columns, rows } = await written("the lines of an import", "nl");
  const unread = ["9", lineWords({ locale: "nl" }).rejected, "Nieuw", "Kind", "", "3B", "", "De naam ontbreekt."];
  const { counts, rejected } = await rosters.plan(asCsv({ columns, rows: [...rows, unread] }));
  expect(rejected.map(({ code }) => code)).toEqual(["unread-before"]);
  expect(counts.added).toBe(0);
});

import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { countStatements } from "../../test/support/activation.ts";
import { csv, number, ten, type Line } from "../../test/support/rosters.ts";
import { home, wizardPerTest } from "../../test/support/roster-wizard.ts";
import { ImportId } from "../ids.ts";
import { linesOf, linesQuery } from "./roster-lines.ts";

const wizard = wizardPerTest();
const cellsOf = (file: string) =>
  parse(file, { delimiter: ";", bom: true, skip_empty_lines: true, relax_column_count: true });

/** Two classes, one line that can't be read. */
const mixed = csv(
  ["Zola", "Anna", "10A", number(31)],
  ["Aerts", "Bo", "2B", number(32)],
  ["Maes", "Wout", "2B", "123"],
);
/** The first names of the table, in order. */
const namesIn = (text: string): string[] =>
  [...text.matchAll(/<th scope="row">\s*([^<]*?)\s*</g)].map(([, name = ""]) => name);

describe("the lines of a list", () => {
  test.each([
    ["", ["Anna Zola", "Bo Aerts", "Wout Maes"]],
    ["?sort=line&down=yes", ["Wout Maes", "Bo Aerts", "Anna Zola"]],
    ["?sort=name", ["Bo Aerts", "Wout Maes", "Anna Zola"]],
    ["?sort=class", ["Bo Aerts", "Wout Maes", "Anna Zola"]],
    ["?sort=class&down=yes", ["Anna Zola", "Bo Aerts", "Wout Maes"]],
    ["?sort=what", ["Wout Maes", "Anna Zola", "Bo Aerts"]],
    ["?what=rejected", ["Wout Maes"]],
    ["?class=10A", ["Anna Zola"]],
    ["?q=AERTS", ["Bo Aerts"]],
    ["?q=%00nobody", []],
  ])("come with %s as it says", async (search, names) => {
    const { plan, get } = wizard.now;
    const { path } = await plan(mixed);
    const page = await get(`${path}/lines${search}`);
    expect(page.status).toBe(200);
    expect(namesIn(page.text)).toEqual(names);
    expect(page.said).toContain(names.length > 0 ? `Gevonden: ${names.length}` : "Niets past bij wat je zoekt.");
  });

  test("say how they are ordered, also to a screen reader, and why a line wasn't read", async () => {
    const { plan, get } = wizard.now;
    const { path } = await plan(mixed);
    const page = await get(`${path}/lines?sort=class&down=yes`);
    expect(page.text).toMatch(/aria-sort="descending">\s*<a href="[^"]*\/lines\?sort=class">Klas/);
    expect(page.said).toMatch(/niet gelezen\s+Het rijksregisternummer/);
  });

  test("show whoever leaves without a line, in the class of before", async () => {
    const { rosters, plan, get } = wizard.now;
    await rosters.importFile(csv(...ten), rosters.schoolA);
    const { path } = await plan(csv(...ten.slice(1)));
    const page = await get(`${path}/lines?what=left`);
    const [family = "", given = "", className = ""] = ten[0] ?? [];
    expect(page.said).toMatch(new RegExp(`– ${given} ${family} \\S+ ${className} − weg`));
  });

  test("have pages of a hundred, each from two statements however long the list", async () => {
    const { rosters, plan, get } = wizard.now;
    const { path } = await plan(csv(...Array.from({ length: 130 }, (_, at): Line => [`Naam ${at}`, "Kind", "1A"])));
    const last = await get(`${path}/lines?page=2`);
    expect(namesIn(last.text)).toHaveLength(30);
    expect(last.said).toContain("Blad 2 van 2");
    const counted = countStatements(rosters.deps);
    const of = { schoolId: rosters.schoolA, importId: ImportId.parse(path.slice(-36)) };
    counted.reset();
    await linesOf(counted.deps, { ...of, query: linesQuery(new URLSearchParams()) });
    expect(counted.count()).toBe(2);
  });

  test("can be taken along as they are filtered, never as a formula, by who signed in a moment ago", async () => {
    const { asked, plan, post } = wizard.now;
    const { path } = await plan(csv(["=cmd|x", "Lotte", "3B", number(30)], ["Maes", "Wout", "3B", "123"]));
    const all = cellsOf((await post(`${path}/lines/export`, { format: "csv" })).text);
    expect(asked.at(-1)).toMatchObject({ fresh: true, back: `${path}/lines` });
    expect(all).toEqual([
      ["Regel", "Wat", "Familienaam", "Voornaam", "Gebruikersnaam", "Klas", "Klas voordien", "Opmerking"],
      ["2", "nieuw", "'=cmd|x", "Lotte", "", "3B", "", ""],
      ["3", "niet gelezen", "Maes", "Wout", "", "3B", "", expect.stringMatching(/^Het rijksregisternummer heeft/)],
    ]);
    const some = cellsOf((await post(`${path}/lines/export?what=rejected`, { format: "csv" })).text);
    expect(some.map(([line]) => line)).toEqual(["Regel", "3"]);
  });

  test("have the login names once they are carried out", async () => {
    const { carryOut, post } = wizard.now;
    const path = await carryOut(csv(["Peeters", "Lotte", "3B", number(30)]));
    const { text } = await post(`${path}/lines/export`, { format: "csv" });
    expect(text).toMatch(/2;"nieuw";"Peeters";"Lotte";"lotte\.\d+";"3B"/);
  });

  test("are not there before the columns of a file are known", async () => {
    const { send, get } = wizard.now;
    const { location } = await send(Buffer.from("Wie;Waar\r\nLotte Peeters;3B\r\n"));
    expect(location).toMatch(/\/columns$/);
    expect((await get(location.replace("/columns", "/lines"))).status).toBe(404);
  });
});

describe("the lists that came in", () => {
  test("are found by name and sorted, and go along as a file", async () => {
    const { send, get, post, asked } = wizard.now;
    await send(csv(["Peeters", "Lotte", "3B"]), "eerste.csv");
    await send(csv(["Peeters", "Lotte", "3B"], ["Maes", "Wout", "3B"]), "tweede.csv");
    expect((await get(`${home}?sort=what`)).said).toMatch(/eerste\.csv.*tweede\.csv/);
    expect((await get(`${home}?sort=what&down=yes`)).said).toMatch(/tweede\.csv.*eerste\.csv/);
    expect((await get(`${home}?sort=changes`)).said).toMatch(/1 verandering .*2 veranderingen /);
    const found = await get(`${home}?q=TWEE`);
    expect(found.said).toMatch(/1 van 2.*tweede\.csv/);
    expect(found.said).not.toContain("eerste.csv");
    expect((await get(`${home}?q=derde`)).said).toContain("Niets past bij wat je zoekt.");
    const file = cellsOf((await post(`${home}/export?q=eerste`, { format: "csv" })).text);
    expect(file.map(([, name]) => name)).toEqual(["Wat", "eerste.csv"]);
    expect(asked.at(-1)).toMatchObject({ fresh: true, back: `${home}?q=eerste` });
  });
});

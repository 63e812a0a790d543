import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { csv, number, ten } from "../../test/support/rosters.ts";
import { wizardPerTest } from "../../test/support/roster-wizard.ts";
import readWorkbook from "read-excel-file/universal";

const wizard = wizardPerTest();
const cellsOf = (file: string): string[][] =>
  parse(file, { delimiter: ";", bom: true, skip_empty_lines: true, relax_column_count: true });

/** As a package may write it: its own columns and their order, one that we take nothing from, and cells that a spreadsheet would work out. */
const headers = ["Klas", "Opmerking", "VOORNAAM", "Naam", "Rijksregisternr"];
const file = (...lines: string[][]) => Buffer.from([headers, ...lines].map((cells) => cells.join(";")).join("\r\n"));
const faulty = file(
  ["3A", "", "Noor", "Peeters", number(1)],
  ["", "=1+1", "Wout", "Maes", number(2)],
  ["3A", "-", "Lena", "Claes", "123"],
);

describe("lines that weren't used", () => {
  test("come as a file in the columns of the list, as they stood there, with the line and the reason behind", async () => {
    const { plan, post } = wizard.now;
    const { path, said } = await plan(faulty);
    expect(said).toContain("Neem deze regels mee om ze te verbeteren");
    const told = cellsOf((await post(`${path}/told/export`, { format: "csv" })).text);
    expect(told).toEqual([
      [...headers, "Regel in de lijst", "Waarom niet gelezen"],
      ["", "'=1+1", "Wout", "Maes", number(2), "3", "De klas ontbreekt. Vul ze in."],
      ["3A", "'-", "Lena", "Claes", "123", "4", "Het rijksregisternummer heeft geen 11 cijfers."],
    ]);
  });

  test("can be mended there and read in again, and nobody leaves by it", async () => {
    const { plan, post, enrolled, rosters } = wizard.now;
    const { path } = await plan(faulty);
    const told = cellsOf((await post(`${path}/told/export`, { format: "csv" })).text);
    await post(`${path}/apply`);
    await rosters.deps.jobs.idle();
    const [head = [], wout = [], lena = []] = told;
    wout[0] = "3A";
    lena[4] = number(3);
    const mended = Buffer.from([head, wout, lena].map((cells) => cells.join(";")).join("\n"));
    const second = await plan(mended);
    await post(`${second.path}/apply`, { stay: "yes" });
    await rosters.deps.jobs.idle();
    expect((await enrolled()).sort()).toEqual(["Claes 3A", "Maes 3A", "Peeters 3A"]);
  });

  test("come as a workbook, too, in which nothing is a formula", async () => {
    const { web, plan } = wizard.now;
    const { path } = await plan(faulty);
    const answer = await fetch(`${web.origin}${path}/told/export`, {
      method: "POST",
      body: new URLSearchParams({ format: "xlsx" }),
    });
    const [sheet] = await readWorkbook(await answer.arrayBuffer());
    const rows = sheet?.data ?? [];
    expect(rows[1]?.slice(0, 6)).toEqual([null, "=1+1", "Wout", "Maes", number(2), 3]);
  });

  test("ask for a fresh sign-in and are recorded, without a name", async () => {
    const { plan, post, asked, rosters } = wizard.now;
    const { path } = await plan(faulty);
    await post(`${path}/told/export`, { format: "csv" });
    expect(asked.at(-1)).toMatchObject({ fresh: true, back: path });
    const { rows } = await rosters.database.owner.query(
      "select details from audit_event where what = 'list.exported' order by id desc limit 1",
    );
    expect(rows[0].details).toEqual({ list: "told-lines", format: "csv", importId: expect.any(String), rows: 2 });
  });

  test("are there as long as the list is kept, and for no other school", async () => {
    const { plan, get, post, open, rosters } = wizard.now;
    const { path } = await plan(faulty);
    const other = await open(rosters.schoolB);
    expect((await post(`${path}/told/export`, { format: "csv" }, other)).status).toBe(404);
    await rosters.database.owner.query("delete from roster_file");
    expect((await get(path)).said).not.toContain("Neem deze regels mee");
    expect((await post(`${path}/told/export`, { format: "csv" })).status).toBe(404);
  });

  test("come with what stood in a line that couldn't be read, and never with a password", async () => {
    const { plan, post } = wizard.now;
    const lines = [
      "Naam;Wachtwoord;Voornaam;Klas",
      "Peeters;geheim-1;Noor;3A",
      'Claes;geheim-2;"Wout;3A',
      "Maes;geheim-3;Lena;",
    ];
    const { path } = await plan(Buffer.from(lines.join("\n")));
    const { text } = await post(`${path}/told/export`, { format: "csv" });
    expect(text).not.toMatch(/geheim|Wachtwoord/);
    const told = cellsOf(text);
    expect(told[0]?.slice(0, 3)).toEqual(["Naam", "Voornaam", "Klas"]);
    expect(told.at(-1)?.slice(0, 4)).toEqual(["Maes", "Lena", "", "4"]);
  });

  test("aren't offered where every line was used", async () => {
    const { plan } = wizard.now;
    expect((await plan(csv(...ten))).said).not.toContain("Neem deze regels mee");
  });
});

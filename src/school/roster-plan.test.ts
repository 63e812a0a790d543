import { describe, expect, test } from "vitest";
import { csv, number, ten, type Line } from "../../test/support/rosters.ts";
import { wizardPerTest } from "../../test/support/roster-wizard.ts";
import { limits } from "../rosters/rosters.ts";
import { countStatements } from "../../test/support/activation.ts";
import { demoRoster } from "../demo/roster.ts";
import type { SchoolId } from "../ids.ts";
import { getClass, getDoubt, getImport, listImports } from "./roster.ts";

const wizard = wizardPerTest();

describe("a file", () => {
  test("becomes a difference by class, and nothing changes before it is confirmed", async () => {
    const { plan, enrolled } = wizard.now;
    const { said } = await plan(csv(...ten, ["Peeters", "Lotte", "4B", number(30)]));
    expect(said).toMatch(/11 nieuw.*0 blijft gelijk/);
    expect(said).toMatch(/leerlingen\.csv/);
    expect(said).toMatch(/3A 10 nieuw.*4B 1 nieuw.*Lotte Peeters \+ nieuw/);
    expect(await enrolled()).toEqual([]);
  });

  test("is carried out once it is confirmed, and the same address shows the result", async () => {
    const { get, carryOut, enrolled } = wizard.now;
    const path = await carryOut(csv(...ten));
    expect(await enrolled()).toHaveLength(10);
    expect((await get(path)).said).toMatch(/De lijst is doorgevoerd.*10 nieuw.*Kind FamilieA/);
  });

  test("shows who changes class, who changes name, who comes and who leaves", async () => {
    const { plan, carryOut } = wizard.now;
    await carryOut(csv(...ten));
    const [first, second, third, ...others] = ten;
    if (!first || !second || !third) throw new Error("Ten are at least three");
    const { said } = await plan(
      csv(["FamilieA", "Kind", "4B", number(1)], ["Nieuwenaam", "Kind", "3A", number(2)], ...others),
    );
    expect(said).toMatch(/1 andere klas of school 1 ander gegeven 1 weg 7 blijft gelijk/);
    expect(said).toMatch(/Kind FamilieA .* andere klas 3A → 4B/);
    expect(said).toMatch(/Kind Nieuwenaam .* ander gegeven naam: was Kind FamilieB/);
    expect(said).toMatch(/Kind FamilieC .* weg/);
    expect(said).not.toMatch(/FamilieE/);
  });

  test("has its rejected lines shown with line, name, class and what to do, and never a national number", async () => {
    const { rosters, plan } = wizard.now;
    const wrong = "17.03.04-001.00";
    const { said, text } = await plan(csv(...ten, ["Maes", "Wout", "3B", wrong], [`Maes ${number(7)}`, "Zoë", "3B"]));
    expect(said).toMatch(/2 regels zijn niet gelezen/);
    expect(said).toMatch(/12 Wout Maes 3B Het rijksregisternummer klopt niet/);
    expect(said).toMatch(/13 Zoë … 3B In de naam, klas of vestiging staat een rijksregisternummer/);
    expect(text).not.toMatch(new RegExp(`17\\.03\\.04|${number(7)}`));
    const { rows } = await rosters.database.owner.query("select to_jsonb(r)::text as kept from roster_row r");
    expect(rows.map(({ kept }) => kept).join("\n")).not.toMatch(new RegExp(`17\\.03\\.04|${number(7)}`));
  });

  test.each([
    ["nothing", Buffer.from(""), /Het bestand is leeg/],
    ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0]), /geen lijst die we kunnen lezen/],
    ["one column", Buffer.from("Naam\nMaes Wout"), /geen kolom met de klas/],
  ])("with %s is told at the field, with what to do", async (_, bytes, words) => {
    const { send } = wizard.now;
    const page = await send(bytes);
    expect(page.status).toBe(422);
    expect(page.said).toMatch(words);
    expect(page.text).toMatch(/aria-describedby="file-hint file-problem"/);
  });

  test("that nobody chose is asked for", async () => {
    const { send } = wizard.now;
    const page = await send(Buffer.from(""), "");
    expect([page.status, page.said]).toEqual([422, expect.stringMatching(/Kies eerst een bestand/)]);
  });

  test("that is too large is told, and not read", async () => {
    const { send } = wizard.now;
    const page = await send(Buffer.alloc(limits.fileBytes + 1, "a"));
    expect([page.status, page.said]).toEqual([422, expect.stringMatching(/groter dan 20 MB/)]);
  });

  test("that was carried out before says so, and changes nothing", async () => {
    const { plan, carryOut } = wizard.now;
    await carryOut(csv(...ten));
    const { said, text } = await plan(csv(...ten));
    expect(said).toMatch(/al eens doorgevoerd.*Er verandert niets/);
    expect(text).not.toMatch(/\/apply"/);
  });

  test("with names full of markup stays text", async () => {
    const { plan } = wizard.now;
    const { text } = await plan(csv(["<img src=x>", "<script>alert(1)</script>", "<b>3A"]));
    expect(text).not.toMatch(/<img|<script>alert|<b>/);
  });
});

describe("one pupil by hand", () => {
  const form = { given_name: "Mila", family_name: "Wouters", class_name: "3a" };

  test("gets level and year of the class when it is one of the school", async () => {
    const { rosters, carryOut, post } = wizard.now;
    await carryOut(csv(...ten));
    await rosters.database.owner.query("update enrolment set level = 'lager', kind = 'buitengewoon', year_group = 3");
    expect((await post("/school/012345/roster/pupil", form)).status).toBe(303);
    const query =
      "select level, kind, year_group from enrolment e join pupil p on p.id = e.pupil_id where given_name = 'Mila'";
    const { rows } = await rosters.database.owner.query(query);
    expect(rows).toEqual([{ level: "lager", kind: "buitengewoon", year_group: 3 }]);
  });

  test("of a class that is new is asked for the level", async () => {
    const { carryOut, post } = wizard.now;
    await carryOut(csv(...ten));
    const answer = await post("/school/012345/roster/pupil", { ...form, class_name: "9Z" });
    expect(answer).toMatchObject({ status: 422, said: expect.stringContaining("Kies het onderwijsniveau.") });
  });
});

describe("a file that is probably the wrong one", () => {
  test("with too many leavers is carried out only after a person said so", async () => {
    const { post, plan, carryOut, enrolled } = wizard.now;
    await carryOut(csv(...ten));
    const { path, said } = await plan(csv(...ten.slice(3)));
    expect(said).toMatch(/3 van de 10 leerlingen staan niet in dit bestand/);
    expect(said).toMatch(/Ja, deze 3 leerlingen zijn weg/);
    const refused = await post(`${path}/apply`);
    expect([refused.status, refused.said]).toEqual([422, expect.stringMatching(/Vink eerst aan/)]);
    expect(await enrolled()).toHaveLength(10);
    await post(`${path}/apply`, { leavers: "yes" });
    expect(await enrolled()).toHaveLength(7);
  });

  const foreign = Array.from({ length: 6 }, (_, at): Line => [`Elders${"ABCDEF"[at]}`, "Kind", "5A", number(60 + at)]);

  test("since it knows nobody of the school asks whose list it is", async () => {
    const { rosters, post, plan, carryOut } = wizard.now;
    await carryOut(csv(...ten));
    const { path, said } = await plan(csv(...foreign));
    expect(said).toMatch(/Maar 0 van de 6 leerlingen in deze lijst zijn van jouw school/);
    expect(said).toMatch(/Ja, dit is de lijst van De Klimboom/);
    expect((await post(`${path}/apply`, { leavers: "yes" })).status).toBe(422);
    expect(await rosters.enrolled()).toHaveLength(10);
    expect((await post(`${path}/apply`, { leavers: "yes", foreign: "yes" })).status).toBe(303);
    expect(await rosters.enrolled()).toHaveLength(6);
  });

  test("of another school is told as such, also when that school counts its stamboeknummers as this one does", async () => {
    const { plan, carryOut } = wizard.now;
    const counted = (lines: Line[]) =>
      lines.map(([family, given, name, national = ""], at): Line => [family, given, name, national, String(at + 1)]);
    await carryOut(csv(...counted(ten)));
    const { said } = await plan(csv(...counted(foreign)));
    expect(said).toMatch(/6 twijfel/);
    expect(said).toMatch(/Misschien is dit het bestand van een andere school/);
    expect(said).not.toMatch(/De lijst zegt wat we al weten/);
  });

  test("a few pupils whom another school knows are nothing to ask about, and nothing is said of that school", async () => {
    const { rosters, plan, carryOut } = wizard.now;
    await carryOut(csv(...ten));
    await rosters.importFile(csv(...foreign.slice(0, 2)), rosters.schoolB);
    const { said } = await plan(csv(...ten, ...foreign.slice(0, 2)));
    expect(said).not.toMatch(/andere school/);
    expect(said).toMatch(/2 nieuw/);
  });

  test("since it is last year's asks for this year's classes", async () => {
    const { rosters, post, plan, carryOut } = wizard.now;
    rosters.clock.now = new Date("2026-03-02T08:00:00Z");
    await carryOut(csv(...ten));
    rosters.clock.now = new Date("2026-09-02T08:00:00Z");
    await carryOut(csv(...ten.map(([family, given, , insz]): Line => [family, given, "4A", insz ?? ""])));
    const { path, said } = await plan(csv(...ten));
    expect(said).toMatch(/10 leerlingen gaan een jaar terug/);
    expect((await post(`${path}/apply`)).status).toBe(422);
    expect((await post(`${path}/apply`, { "last-year": "yes" })).status).toBe(303);
  });

  test("since it is last year's is seen by the years, in a school that has no list of last year", async () => {
    const { rosters, plan, post, carryOut } = wizard.now;
    await carryOut(csv(...ten.map(([family, given, , insz]): Line => [family, given, "4A", insz ?? ""])));
    const { path, said } = await plan(csv(...ten));
    expect(said).toMatch(/10 leerlingen gaan een jaar terug/);
    expect((await post(`${path}/apply`)).status).toBe(422);
    expect(await rosters.enrolled()).toHaveLength(10);
  });

  test("on 1 September every class is new, and nothing is asked", async () => {
    const { rosters, plan, carryOut } = wizard.now;
    rosters.clock.now = new Date("2026-03-02T08:00:00Z");
    await carryOut(csv(...ten));
    rosters.clock.now = new Date("2026-09-02T08:00:00Z");
    const { said } = await plan(csv(...ten.map(([family, given, , insz]): Line => [family, given, "4A", insz ?? ""])));
    expect(said).toMatch(/3A → 4A/);
    expect(said).not.toMatch(/vorig schooljaar/);
  });
});

test("a page asks the database as often for 2,500 pupils as for 30, and counts all of them by class", async () => {
  const { rosters } = wizard.now;
  const statementsFor = async (schoolId: SchoolId, pupils: number) => {
    const { bytes } = demoRoster({ seed: 3, pupils, kind: "basis" });
    const { importId } = await rosters.plan(bytes, schoolId);
    const { deps, count } = countStatements(rosters.deps);
    const { difference } = await getImport(deps, { schoolId, importId });
    await getClass(deps, { schoolId, importId, name: difference.classes[0]?.name ?? "" });
    await listImports(deps, schoolId);
    await getDoubt(deps, { schoolId, importId, line: 2 }).catch(() => undefined);
    const shown = difference.classes.map((group) => group.counts?.added ?? group.pupils.length);
    expect(shown.reduce((sum, count) => sum + count, 0)).toBe(pupils);
    return count();
  };
  const statements = await statementsFor(rosters.schoolA, 30);
  expect(statements).toBeLessThan(9);
  expect(await statementsFor(rosters.schoolB, 2500)).toBe(statements);
});

test("the plan of 2,500 pupils is a page of less than 60 kB, with a line per class that leads to its pupils", async () => {
  const { get, plan } = wizard.now;
  const { bytes, classNames } = demoRoster({ seed: 3, pupils: 2500, kind: "secundair" });
  const { path, text, said } = await plan(bytes);
  expect(text.length).toBeLessThan(60_000);
  expect(said).toMatch(/2500 nieuw/);
  const links = [...text.matchAll(/href="([^"]*\/class\?name=[^"]*)"/g)].map(([, href = ""]) => href);
  expect(links).toHaveLength(classNames.length);
  const pages = await Promise.all(links.map((href) => get(href)));
  const rows = pages.map((page) => page.text.match(/<th scope="row">/g)?.length ?? 0);
  expect(rows.reduce((sum, count) => sum + count, 0)).toBe(2500);
  expect((await get(`${path}/class?name=9Z`)).status).toBe(404);
});

test("of a thousand lines that can't be read the page shows the first, and says that there are more", async () => {
  const { plan } = wizard.now;
  const { said, text } = await plan(csv(...ten, ...Array.from({ length: 1000 }, (): Line => ["Maes", "Wout", ""])));
  expect(said).toMatch(/1000 regels zijn niet gelezen/);
  expect(said).toMatch(/Er zijn nog meer zulke regels/);
  expect(text.length).toBeLessThan(120_000);
});

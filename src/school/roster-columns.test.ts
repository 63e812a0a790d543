import { describe, expect, test } from "vitest";
import { csv, number, ten } from "../../test/support/rosters.ts";
import { home, wizardPerTest, type Wizard } from "../../test/support/roster-wizard.ts";
import { purgeRosters } from "../rosters/rosters.ts";

const wizard = wizardPerTest();
/** Headers that nobody knows. */
const odd = (...lines: string[]) => Buffer.from(["Wie;Groep;Roepen;Nr", ...lines].join("\n"));
const first = odd(`Peeters;3B;Lotte;${number(1)}`, `Maes;3B;Wout;${number(2)}`);
const right = { familyName: "0", className: "1", givenName: "2", nationalNumber: "3" };

async function sendOdd({ send, get }: Wizard, bytes = first) {
  const { status, location } = await send(bytes);
  expect(status).toBe(303);
  return { ...(await get(location)), path: location, importPath: location.replace(/\/columns$/, "") };
}

describe("a file of which the name or the class isn't found", () => {
  test("leads to the page of its columns, with some of their values and no digit of a number", async () => {
    const { said, text, path } = await sendOdd(wizard.now);
    expect(path).toMatch(/\/columns$/);
    expect(said).toMatch(/Welke kolom is wat\?.*kolom met de naam niet/);
    expect(said).toMatch(/Groep 3B .* Nr •{11}/);
    expect(said).toMatch(/Wie Peeters · Maes/);
    expect(text).not.toContain(number(1));
  });

  test("is compared once a person says which column is what", async () => {
    const { get, post, enrolled } = wizard.now;
    const { path } = await sendOdd(wizard.now);
    const { status, location } = await post(path, right);
    expect(status).toBe(303);
    expect((await get(location)).said).toMatch(/2 nieuw.*Lotte Peeters.*Wout Maes/);
    await post(`${location}/apply`);
    expect(await enrolled()).toEqual(["Maes 3B", "Peeters 3B"]);
  });

  test("is recognised the next time, at this school only", async () => {
    const { rosters, get, post, send } = wizard.now;
    await post((await sendOdd(wizard.now)).path, right);
    const { location } = await send(odd(`Peeters;4A;Lotte;${number(1)}`));
    expect((await get(location)).said).toMatch(/1 nieuw.*4A/);
    expect((await rosters.plan(odd(`Peeters;4A;Lotte;${number(1)}`))).counts.added).toBe(1);
    await expect(rosters.plan(first, rosters.schoolB)).rejects.toThrow(/geen kolom met de naam/);
  });

  test("is forgotten with its file when nobody comes back for it", async () => {
    const { rosters, get } = wizard.now;
    const { path, importPath } = await sendOdd(wizard.now);
    rosters.clock.now = new Date(rosters.clock.now.getTime() + 49 * 3600 * 1000);
    await purgeRosters(rosters.database.db.platform, rosters.clock.now);
    expect([(await get(path)).status, (await get(importPath)).status]).toEqual([404, 404]);
    expect((await get(home)).text).not.toContain(importPath);
  });

  test("without any headers is asked about, and not known again", async () => {
    const { get, post, send } = wizard.now;
    const bytes = Buffer.from(`Peeters;3B;Lotte;${number(1)}\nMaes;3B;Wout;${number(2)}`);
    const { path, said } = await sendOdd(wizard.now, bytes);
    expect(said).toMatch(/geen kolomtitels.*Kolom 1 \(Peeters\)/);
    const { location } = await post(path, right);
    expect((await get(location)).said).toMatch(/2 nieuw/);
    expect((await send(bytes)).location).toMatch(/\/columns$/);
  });

  test("stays with its fault beside the field until the columns can be right", async () => {
    const { post } = wizard.now;
    const { path } = await sendOdd(wizard.now);
    const page = await post(path, { familyName: "0", givenName: "0" });
    expect(page.status).toBe(422);
    expect(page.said).toMatch(/Voornaam Deze kolom staat al bij iets anders/);
    expect(page.said).toMatch(/Klas Kies een kolom/);
    expect(page.text).toMatch(/<option value="0" selected/);
    expect((await post(path, { ...right, className: "99" })).said).toMatch(/Klas Die kolom is er niet/);
    expect((await post(path, { ...right, className: "x" })).status).toBe(400);
  });
});

describe("columns that were recognised", () => {
  test("are shown beside the plan with some of their values", async () => {
    const { plan } = wizard.now;
    const { said, text } = await plan(csv(...ten));
    expect(said).toMatch(/6 kolommen gelezen/);
    expect(said).toMatch(/in één kolom Naam FamilieA · FamilieB · FamilieC/);
    expect(said).toMatch(/bisnummer INSZ •{11}/);
    expect(text).not.toContain(number(1));
  });

  test("can be corrected: the plan is made anew in the place of the old one, and the choice is remembered", async () => {
    const { rosters, get, post, plan, send } = wizard.now;
    const file = Buffer.from("Naam;Voornaam;Klas;Groep\nPeeters;Lotte;A-stroom;3B\nMaes;Wout;B-stroom;3B");
    const { path, said } = await plan(file);
    expect(said).toMatch(/A-stroom 1 nieuw/);
    const { location } = await post(`${path}/columns`, { familyName: "0", givenName: "1", className: "3" });
    expect((await get(location)).said).toMatch(/3B 2 nieuw/);
    expect((await get(path)).status).toBe(404);
    expect((await get((await send(file)).location)).said).toMatch(/3B 2 nieuw/);
    const { rows } = await rosters.database.owner.query(
      "select details from audit_event where what = 'roster.columns'",
    );
    expect(rows).toHaveLength(1);
  });

  test("that are set back to what is recognised are forgotten", async () => {
    const { rosters, post, plan } = wizard.now;
    const file = Buffer.from("Naam;Voornaam;Klas;Groep\nPeeters;Lotte;A;3B");
    const { path } = await plan(file);
    const { location } = await post(`${path}/columns`, { familyName: "0", givenName: "1", className: "3" });
    const kept = () => rosters.database.owner.query("select from roster_columns");
    expect((await kept()).rowCount).toBe(1);
    await post(`${location}/columns`, { fullName: "0", givenName: "1", className: "2" });
    expect((await kept()).rowCount).toBe(0);
  });
});

describe("the file of a plan", () => {
  const files = async ({ rosters }: Wizard) =>
    (await rosters.database.owner.query("select sealed from roster_file")).rows;

  test("is kept so that a dump of the database can't be read", async () => {
    await wizard.now.plan(csv(...ten));
    const [{ sealed }] = await files(wizard.now);
    const bytes = Buffer.from(sealed);
    for (const word of ["FamilieA", "Naam", number(1)]) expect(bytes.includes(word)).toBe(false);
  });

  test("is gone once the plan is carried out", async () => {
    await wizard.now.carryOut(csv(...ten));
    expect(await files(wizard.now)).toEqual([]);
  });

  test("is gone after two days, and the pages say what to do", async () => {
    const { rosters, get, post, plan } = wizard.now;
    const { path } = await plan(csv(...ten));
    rosters.clock.now = new Date(rosters.clock.now.getTime() + 49 * 3600 * 1000);
    await purgeRosters(rosters.database.db.platform, rosters.clock.now);
    expect(await files(wizard.now)).toEqual([]);
    expect((await get(path)).text).not.toMatch(/\/columns"/);
    for (const answer of [
      await get(`${path}/columns`),
      await post(`${path}/columns`, right),
      await post(`${path}/again`),
    ])
      expect([answer.status, answer.said]).toEqual([422, expect.stringMatching(/Het bestand is er niet meer/)]);
  });

  test("is compared again when the plan went stale, with what is true now", async () => {
    const { rosters, get, post, plan } = wizard.now;
    const { path } = await plan(csv(...ten));
    await rosters.importFile(csv(...ten.slice(0, 4)));
    expect((await get(path)).said).toMatch(/verouderd.*Het bestand is er nog.*Vergelijk opnieuw/);
    const { status, location } = await post(`${path}/again`);
    expect(status).toBe(303);
    expect((await get(location)).said).toMatch(/6 nieuw .*4 blijft gelijk/);
    expect((await get(path)).status).toBe(404);
  });

  test("can be opened by nobody of another school", async () => {
    const { rosters, open, get, post, plan } = wizard.now;
    const { path } = await plan(csv(...ten));
    const other = await open(rosters.schoolB);
    expect((await get(`${path}/columns`, other)).status).toBe(404);
    expect((await post(`${path}/columns`, right, other)).status).toBe(404);
    expect((await post(`${path}/again`, {}, other)).status).toBe(404);
    expect((await get(`${path}/class?name=3A`, other)).status).toBe(404);
    expect((await get(home)).text).toContain(path);
  });
});

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { countStatements, openGate } from "../../test/support/activation.ts";
import { csv, number, openRosters, ten, type Line } from "../../test/support/rosters.ts";
import { startWeb, type TestWeb } from "../../test/support/web.ts";
import { listLatestEvents } from "../audit/audit.ts";
import { demoRoster } from "../demo/roster.ts";
import { errorHandling } from "../http/errors.ts";
import { loadAssets } from "../http/assets.ts";
import { pages } from "../http/pages.ts";
import type { SchoolId } from "../ids.ts";
import { createLog } from "../lib/log.ts";
import { systemRandom } from "../lib/random.ts";
import { limits } from "../rosters/rosters.ts";
import type { Gate, Need } from "./gate.ts";
import { rosterRoutes } from "./roster-routes.ts";
import { getDoubt, getImport, listImports } from "./roster.ts";

let rosters: Awaited<ReturnType<typeof openRosters>>;
let web: TestWeb;
/** What the pages asked of who is there. */
let asked: Need[];
const opened: TestWeb[] = [];
const assets = loadAssets();
const home = "/school/roster";

function askingGate(id: SchoolId): Gate {
  const gate = openGate({ id });
  return {
    enter: (ctx, need = {}) => {
      asked.push(need);
      return gate.enter(ctx, need);
    },
  };
}

async function open(id: SchoolId): Promise<TestWeb> {
  const started = await startWeb(
    (issuer) => [
      pages({ assets, issuer }),
      errorHandling({ log: createLog("silent"), random: systemRandom }).middleware,
    ],
    rosterRoutes(rosters.deps, askingGate(id)),
  );
  opened.push(started);
  return started;
}
beforeEach(async () => {
  rosters = await openRosters();
  asked = [];
  web = await open(rosters.schoolA);
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  await rosters.drop();
});

type Page = { status: number; location: string; said: string; text: string };
async function pageOf(response: Response): Promise<Page> {
  const text = await response.text();
  const said = text.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
  return { status: response.status, location: response.headers.get("location") ?? "", said, text };
}
const get = async (path: string, on = web) => pageOf(await fetch(`${on.origin}${path}`, { redirect: "manual" }));
const post = async (path: string, fields: Record<string, string> = {}, on = web) =>
  pageOf(await fetch(`${on.origin}${path}`, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" }));
async function send(bytes: Uint8Array, name = "leerlingen.csv"): Promise<Page> {
  const body = new FormData();
  body.set("file", new Blob([Uint8Array.from(bytes)]), name);
  return pageOf(await fetch(`${web.origin}${home}`, { method: "POST", body, redirect: "manual" }));
}
/** Sends a file and opens its plan. */
async function plan(bytes: Uint8Array): Promise<Page & { path: string }> {
  const { status, location } = await send(bytes);
  expect(status).toBe(303);
  return { ...(await get(location)), path: location };
}
async function carryOut(bytes: Uint8Array, said: Record<string, string> = {}): Promise<string> {
  const { path } = await plan(bytes);
  expect(await post(`${path}/apply`, said)).toMatchObject({ status: 303, location: path });
  return path;
}
const enrolled = async () =>
  (await rosters.enrolled()).map((pupil) => `${pupil.familyName} ${pupil.classNames.join()}`);

describe("a file", () => {
  test("becomes a difference by class, and nothing changes before it is confirmed", async () => {
    const { said } = await plan(csv(...ten, ["Peeters", "Lotte", "4B", number(30)]));
    expect(said).toMatch(/11 nieuw.*0 blijft gelijk/);
    expect(said).toMatch(/leerlingen\.csv/);
    expect(said).toMatch(/3A 10 nieuw.*4B 1 nieuw.*Lotte Peeters \+ nieuw/);
    expect(await enrolled()).toEqual([]);
  });

  test("is carried out once it is confirmed, and the same address shows the result", async () => {
    const path = await carryOut(csv(...ten));
    expect(await enrolled()).toHaveLength(10);
    expect((await get(path)).said).toMatch(/De lijst is doorgevoerd.*10 nieuw.*Kind FamilieA/);
  });

  test("shows who changes class, who changes name, who comes and who leaves", async () => {
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
    expect(said).not.toMatch(/FamilieD/);
  });

  test("has its rejected lines shown with line, name, class and what to do, and never a national number", async () => {
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
    ["no class", Buffer.from("Naam;Voornaam\nMaes;Wout"), /geen kolom met de klas/],
  ])("with %s is told at the field, with what to do", async (_, bytes, words) => {
    const page = await send(bytes);
    expect(page.status).toBe(422);
    expect(page.said).toMatch(words);
    expect(page.text).toMatch(/aria-describedby="file-hint file-problem"/);
  });

  test("that nobody chose is asked for", async () => {
    const page = await send(Buffer.from(""), "");
    expect([page.status, page.said]).toEqual([422, expect.stringMatching(/Kies eerst een bestand/)]);
  });

  test("that is too large is told, and not read", async () => {
    const page = await send(Buffer.alloc(limits.fileBytes + 1, "a"));
    expect([page.status, page.said]).toEqual([422, expect.stringMatching(/groter dan 20 MB/)]);
  });

  test("that was carried out before says so, and changes nothing", async () => {
    await carryOut(csv(...ten));
    const { said, text } = await plan(csv(...ten));
    expect(said).toMatch(/al eens doorgevoerd.*Er verandert niets/);
    expect(text).not.toMatch(/\/apply"/);
  });

  test("with names full of markup stays text", async () => {
    const { text } = await plan(csv(["<img src=x>", "<script>alert(1)</script>", "<b>3A"]));
    expect(text).not.toMatch(/<img|<script>alert|<b>/);
  });
});

describe("a file that is probably the wrong one", () => {
  test("with too many leavers is carried out only after a person said so", async () => {
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

  test("since all national numbers belong elsewhere asks whose list it is", async () => {
    await carryOut(csv(...ten));
    await rosters.importFile(csv(...foreign), rosters.schoolB);
    const { path, said } = await plan(csv(...foreign));
    expect(said).toMatch(/6 van de 6 leerlingen horen .* bij een andere school/);
    expect(said).toMatch(/Ja, dit is de lijst van De Klimboom/);
    expect((await post(`${path}/apply`, { leavers: "yes" })).status).toBe(422);
    expect(await rosters.enrolled()).toHaveLength(10);
    expect((await post(`${path}/apply`, { leavers: "yes", foreign: "yes" })).status).toBe(303);
    expect(await rosters.enrolled()).toHaveLength(6);
  });

  test("a few pupils from elsewhere are nothing to ask about", async () => {
    await rosters.importFile(csv(...foreign.slice(0, 2)), rosters.schoolB);
    const { said } = await plan(csv(...ten, ...foreign.slice(0, 2)));
    expect(said).not.toMatch(/horen .* bij een andere school/);
    expect(said).toMatch(/komt van een andere school/);
  });

  test("since it is last year's asks for this year's classes", async () => {
    rosters.clock.now = new Date("2026-03-02T08:00:00Z");
    await carryOut(csv(...ten));
    rosters.clock.now = new Date("2026-09-02T08:00:00Z");
    await carryOut(csv(...ten.map(([family, given, , insz]): Line => [family, given, "4A", insz ?? ""])));
    const { path, said } = await plan(csv(...ten));
    expect(said).toMatch(/10 leerlingen gaan terug naar hun klas van vorig schooljaar/);
    expect((await post(`${path}/apply`)).status).toBe(422);
    expect((await post(`${path}/apply`, { "last-year": "yes" })).status).toBe(303);
  });

  test("on 1 September every class is new, and nothing is asked", async () => {
    rosters.clock.now = new Date("2026-03-02T08:00:00Z");
    await carryOut(csv(...ten));
    rosters.clock.now = new Date("2026-09-02T08:00:00Z");
    const { said } = await plan(csv(...ten.map(([family, given, , insz]): Line => [family, given, "4A", insz ?? ""])));
    expect(said).toMatch(/3A → 4A/);
    expect(said).not.toMatch(/vorig schooljaar/);
  });
});

describe("two people at once", () => {
  test("two tabs that confirm one plan carry it out once, and both see the result", async () => {
    const { path } = await plan(csv(...ten));
    const answers = await Promise.all([post(`${path}/apply`), post(`${path}/apply`)]);
    expect(answers).toMatchObject([{ status: 303 }, { status: 303 }]);
    expect((await get(path)).said).toMatch(/De lijst is doorgevoerd/);
    const events = await listLatestEvents(rosters.database.db.platform, 50);
    expect(events.filter(({ what }) => what === "roster.applied")).toHaveLength(1);
    expect(await enrolled()).toHaveLength(10);
  });

  test("a plan that went stale says so, applies nothing and asks for the file again", async () => {
    const { path } = await plan(csv(...ten));
    await carryOut(csv(["Peeters", "Lotte", "3B", number(30)]));
    const page = await get(path);
    expect(page.said).toMatch(/Dit verschil is verouderd.*Vergelijk opnieuw/);
    expect(page.text).toMatch(/type="file"/);
    expect(await post(`${path}/apply`, { leavers: "yes" })).toMatchObject({ status: 303, location: path });
    expect(await enrolled()).toEqual(["Peeters 3B"]);
  });

  test("a plan that another overtakes at the very moment is stale afterwards", async () => {
    const first = await plan(csv(...ten));
    const second = await plan(csv(["Peeters", "Lotte", "3B", number(30)]));
    await Promise.all([post(`${first.path}/apply`), post(`${second.path}/apply`)]);
    const said = [(await get(first.path)).said, (await get(second.path)).said];
    expect(said.filter((words) => /doorgevoerd op/i.test(words))).toHaveLength(1);
    expect(said.filter((words) => /verouderd/.test(words))).toHaveLength(1);
  });

  test("a plan of the last school year is stale", async () => {
    rosters.clock.now = new Date("2026-08-31T08:00:00Z");
    const { path } = await plan(csv(...ten));
    rosters.clock.now = new Date("2026-09-01T08:00:00Z");
    expect((await get(path)).said).toMatch(/verouderd/);
  });

  test("a plan that was cut off shows how far it came, and goes on from there", async () => {
    const { path } = await plan(csv(...ten));
    await rosters.database.owner.query("update roster_import set status = 'applying'");
    expect((await get(path)).said).toMatch(/Bezig met doorvoeren.*0 van 1 delen zijn klaar.*Ga verder/);
    await post(`${path}/apply`);
    expect(await enrolled()).toHaveLength(10);
  });
});

describe("a doubt", () => {
  const before: Line[] = [...ten, ["Peeters", "Lotte", "3B"], ["Maes", "Wout", "3B"]];
  const moved: Line[] = [...ten, ["Peeters", "Lotte", "4A"], ["Maes", "Wout", "4C"]];

  test("is asked one by one, and the plan shows what was decided", async () => {
    await carryOut(csv(...before));
    const { path, said, text } = await plan(csv(...moved));
    expect(said).toMatch(/Bij 2 regels twijfelen we/);
    expect(text).toContain(`${path}/doubt/12`);
    const asked = await get(`${path}/doubt/12`);
    expect(asked.said).toMatch(
      /Wie is regel 12\? .*Nog 2 twijfels.*Lotte Peeters.*Klas 4A.*Dezelfde leerling: Lotte Peeters/,
    );
    const same = /value="(same:lotte\.\d+)"/.exec(asked.text)?.[1] ?? "";
    expect(await post(`${path}/doubt/12`, { decision: same })).toMatchObject({ location: `${path}/doubt/13` });
    expect(await post(`${path}/doubt/13`, { decision: "new" })).toMatchObject({ status: 303, location: path });
    const after = await get(path);
    expect(after.said).toMatch(/12 Lotte Peeters 4A .* dezelfde leerling/);
    expect(after.said).toMatch(/13 Wout Maes 4C .* nieuwe leerling/);
    expect(after.said).toMatch(/1 nieuw 1 andere klas of school 1 weg/);
    await post(`${path}/apply`);
    expect((await enrolled()).filter((one) => !one.startsWith("Familie")).toSorted()).toEqual([
      "Maes 4C",
      "Peeters 4A",
    ]);
  });

  test("that nobody answers comes back with the question", async () => {
    await carryOut(csv(...before));
    const { path } = await plan(csv(...moved));
    const page = await post(`${path}/doubt/12`);
    expect([page.status, page.said]).toEqual([422, expect.stringMatching(/Kies een antwoord/)]);
    expect((await post(`${path}/doubt/12`, { decision: "same:wout.10007" })).status).toBe(422);
  });

  test("of a plan that went stale leads to the page that says so", async () => {
    await carryOut(csv(...before));
    const { path } = await plan(csv(...moved));
    await carryOut(csv(...before, ["Extra", "Kind", "3C"]));
    expect(await post(`${path}/doubt/12`, { decision: "new" })).toMatchObject({ status: 303, location: path });
    expect((await get(path)).said).toMatch(/verouderd/);
  });

  test("that does not exist is not found", async () => {
    await carryOut(csv(...before));
    const { path } = await plan(csv(...moved));
    for (const line of ["2", "99", "-1", "x", "99999999999"])
      expect([line, (await get(`${path}/doubt/${line}`)).status]).toEqual([line, 404]);
  });
});

describe("one pupil by hand", () => {
  const typed = {
    given_name: "Lotte",
    family_name: "Peeters",
    class_name: "3B",
    level: "lager",
    kind: "gewoon",
    year_group: "3",
    national_number: "",
    stamboeknummer: "",
  };

  test("is in the list at once, and the next step is the card", async () => {
    await carryOut(csv(...ten));
    const { status, location } = await post(`${home}/pupil`, { ...typed, national_number: number(30) });
    expect(status).toBe(303);
    const page = await get(location);
    expect(page.said).toMatch(/Lotte Peeters staat in de lijst/);
    const [, loginName] = /\/school\/activation\?pupil=(lotte\.\d+)"/.exec(page.text) ?? [];
    const pupil = (await rosters.enrolled()).find((one) => one.familyName === "Peeters");
    expect(pupil).toMatchObject({ loginName, classNames: ["3B"], level: "lager", yearGroup: 3 });
    expect(await enrolled()).toHaveLength(11);
  });

  test("who may be here already is shown first, and decided", async () => {
    await carryOut(csv(["Peeters", "Lotte", "3A"]));
    const { location } = await post(`${home}/pupil`, typed);
    expect((await get(location)).said).toMatch(/Bij 1 regel twijfelen we/);
    expect(await enrolled()).toEqual(["Peeters 3A"]);
    await post(`${location}/doubt/1`, { decision: "new" });
    await post(`${location}/apply`);
    expect((await enrolled()).toSorted()).toEqual(["Peeters 3A", "Peeters 3B"]);
  });

  test("who is here already in another class is a difference to look at", async () => {
    await carryOut(csv(["Peeters", "Lotte", "3A", number(30)]));
    const { location } = await post(`${home}/pupil`, { ...typed, national_number: number(30) });
    expect((await get(location)).said).toMatch(/andere klas 3A → 3B/);
    expect(await enrolled()).toEqual(["Peeters 3A"]);
  });

  test.each([
    ["given_name", { given_name: "", family_name: "" }, /De naam ontbreekt/],
    ["class_name", { class_name: "" }, /De klas ontbreekt/],
    ["level", { level: "" }, /Kies het onderwijsniveau/],
    ["year_group", { year_group: "7" }, /Het leerjaar bestaat niet/],
    ["national_number", { national_number: "17.03.04-001.00" }, /controlegetal is fout/],
  ])("what is wrong stands beside the field %s, and what was typed stays", async (field, more, words) => {
    const page = await post(`${home}/pupil`, { ...typed, ...more });
    expect([page.status, page.said]).toEqual([422, expect.stringMatching(words)]);
    expect(page.text).toMatch(new RegExp(`id="${field}-problem"`));
    if (field !== "given_name") expect(page.text).toMatch(/value="Lotte"/);
    expect(await rosters.enrolled()).toEqual([]);
  });

  test("offers the classes that there are", async () => {
    await carryOut(csv(...ten));
    expect((await get(`${home}/pupil`)).text).toMatch(/<option value="3A">/);
  });
});

describe("a result", () => {
  test("stays in the list of the last imports", async () => {
    const path = await carryOut(csv(...ten));
    const { said, text } = await get(home);
    expect(said).toMatch(/leerlingen\.csv 10 veranderingen doorgevoerd/);
    expect(text).toContain(`href="${path}"`);
  });

  test("can be taken along as a file that no spreadsheet takes for a formula, by who signed in a moment ago", async () => {
    const path = await carryOut(csv(["=cmd|x", "Lotte", "3B", number(30)], ["Maes", "Wout", "3B", "123"]));
    const answer = await web.ask(`${path}/result.csv`);
    expect(asked.at(-1)).toEqual({ fresh: true });
    expect(answer.headers["content-disposition"]).toMatch(/^attachment/);
    const [head, first, second] = answer.text.split("\r\n");
    expect(head).toBe('"Regel";"Wat";"Familienaam";"Voornaam";"Gebruikersnaam";"Klas";"Klas voordien";"Opmerking"');
    expect(first).toMatch(/^"2";"nieuw";"'=cmd\|x";"Lotte";"lotte\.\d+";"3B";"";""$/);
    expect(second).toMatch(/^"3";"niet gelezen";"Maes";"Wout";"";"3B";"";"Het rijksregisternummer heeft/);
  });

  test("of a plan that was not carried out there is none", async () => {
    const { path } = await plan(csv(...ten));
    expect((await get(`${path}/result.csv`)).status).toBe(404);
  });
});

describe("who may see it", () => {
  test("an import of another school is not found, on any path", async () => {
    await rosters.importFile(csv(["Peeters", "Lotte", "3B"]), rosters.schoolA);
    const { path } = await plan(csv(["Peeters", "Lotte", "4B"]));
    const other = await open(rosters.schoolB);
    for (const suffix of ["", "/doubt/2", "/result.csv"])
      expect([suffix, (await get(`${path}${suffix}`, other)).status]).toEqual([suffix, 404]);
    expect((await post(`${path}/apply`, { leavers: "yes" }, other)).status).toBe(404);
    expect((await post(`${path}/doubt/2`, { decision: "new" }, other)).status).toBe(404);
    expect((await get(home, other)).text).not.toContain(path);
  });

  test("what is no id is not found", async () => {
    expect((await get(`${home}/nothing`)).status).toBe(404);
    expect((await get(`${home}/01890000-0000-7000-8000-000000000000`)).status).toBe(404);
  });

  test("every page asks the gate for an admin", async () => {
    const path = await carryOut(csv(...ten));
    await get(home);
    await get(`${home}/pupil`);
    await get(path);
    expect(asked.every(({ admin }) => admin !== false)).toBe(true);
    expect(asked.length).toBeGreaterThan(4);
  });

  test("who carries it out is in the audit", async () => {
    await carryOut(csv(...ten));
    const events = await listLatestEvents(rosters.database.db.platform, 2);
    expect(events).toMatchObject([
      { what: "roster.started", actor: "staff:01920000-0000-7000-8000-000000000001" },
      { what: "roster.applied", actor: "staff:01920000-0000-7000-8000-000000000001" },
    ]);
  });
});

test("a page asks the database as often for 2,500 pupils as for 30, and shows all of them by class", async () => {
  const statementsFor = async (schoolId: SchoolId, pupils: number) => {
    const { bytes } = demoRoster({ seed: 3, pupils, kind: "basis" });
    const { importId } = await rosters.plan(bytes, schoolId);
    const { deps, count } = countStatements(rosters.deps);
    const { difference } = await getImport(deps, { schoolId, importId });
    await listImports(deps, schoolId);
    await getDoubt(deps, { schoolId, importId, line: 2 }).catch(() => undefined);
    expect(difference.classes.flatMap((group) => group.pupils)).toHaveLength(pupils);
    return count();
  };
  const statements = await statementsFor(rosters.schoolA, 30);
  expect(statements).toBeLessThan(8);
  expect(await statementsFor(rosters.schoolB, 2500)).toBe(statements);
});

import { describe, expect, test } from "vitest";
import { csv, number, ten, type Line } from "../../test/support/rosters.ts";
import { home, wizardPerTest } from "../../test/support/roster-wizard.ts";
import { listLatestEvents } from "../audit/audit.ts";

const wizard = wizardPerTest();

describe("two people at once", () => {
  test("two tabs that confirm one plan carry it out once, and both see the result", async () => {
    const { rosters, get, post, plan, enrolled } = wizard.now;
    const { path } = await plan(csv(...ten));
    const answers = await Promise.all([post(`${path}/apply`), post(`${path}/apply`)]);
    expect(answers).toMatchObject([{ status: 303 }, { status: 303 }]);
    expect((await get(path)).said).toMatch(/De lijst is doorgevoerd/);
    const events = await listLatestEvents(rosters.database.db.platform, 50);
    expect(events.filter(({ what }) => what === "roster.applied")).toHaveLength(1);
    expect(await enrolled()).toHaveLength(10);
  });

  test("a plan that went stale says so, applies nothing and asks for the file again", async () => {
    const { get, post, plan, carryOut, enrolled } = wizard.now;
    const { path } = await plan(csv(...ten));
    await carryOut(csv(["Peeters", "Lotte", "3B", number(30)]));
    const page = await get(path);
    expect(page.said).toMatch(/Dit verschil is verouderd.*Vergelijk opnieuw/);
    expect(page.text).toMatch(/type="file"/);
    expect(await post(`${path}/apply`, { leavers: "yes" })).toMatchObject({ status: 303, location: path });
    expect(await enrolled()).toEqual(["Peeters 3B"]);
  });

  test("a plan that another overtakes at the very moment is stale afterwards", async () => {
    const { get, post, plan } = wizard.now;
    const first = await plan(csv(...ten));
    const second = await plan(csv(["Peeters", "Lotte", "3B", number(30)]));
    await Promise.all([post(`${first.path}/apply`), post(`${second.path}/apply`)]);
    const said = [(await get(first.path)).said, (await get(second.path)).said];
    expect(said.filter((words) => /doorgevoerd op/i.test(words))).toHaveLength(1);
    expect(said.filter((words) => /verouderd/.test(words))).toHaveLength(1);
  });

  test("a plan of the last school year is stale", async () => {
    const { rosters, get, plan } = wizard.now;
    rosters.clock.now = new Date("2026-08-31T08:00:00Z");
    const { path } = await plan(csv(...ten));
    rosters.clock.now = new Date("2026-09-01T08:00:00Z");
    expect((await get(path)).said).toMatch(/verouderd/);
  });

  test("a plan that was cut off shows how far it came, and goes on from there", async () => {
    const { rosters, get, post, plan, enrolled } = wizard.now;
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
    const { get, post, plan, carryOut, enrolled } = wizard.now;
    await carryOut(csv(...before));
    const { path, said, text } = await plan(csv(...moved));
    expect(said).toMatch(/Bij 2 regels twijfelen we/);
    expect(text).toContain(`${path}/doubt/12`);
    const question = await get(`${path}/doubt/12`);
    expect(question.said).toMatch(
      /Wie is regel 12\? .*Nog 2 twijfels.*Lotte Peeters.*Klas 4A.*Dezelfde leerling: Lotte Peeters/,
    );
    const same = /value="(same:lotte\.\d+)"/.exec(question.text)?.[1] ?? "";
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
    const { post, plan, carryOut } = wizard.now;
    await carryOut(csv(...before));
    const { path } = await plan(csv(...moved));
    const page = await post(`${path}/doubt/12`);
    expect([page.status, page.said]).toEqual([422, expect.stringMatching(/Kies een antwoord/)]);
    expect((await post(`${path}/doubt/12`, { decision: "same:wout.10007" })).status).toBe(422);
  });

  test("of a plan that went stale leads to the page that says so", async () => {
    const { get, post, plan, carryOut } = wizard.now;
    await carryOut(csv(...before));
    const { path } = await plan(csv(...moved));
    await carryOut(csv(...before, ["Extra", "Kind", "3C"]));
    expect(await post(`${path}/doubt/12`, { decision: "new" })).toMatchObject({ status: 303, location: path });
    expect((await get(path)).said).toMatch(/verouderd/);
  });

  test("that does not exist is not found", async () => {
    const { get, plan, carryOut } = wizard.now;
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
    const { rosters, get, post, carryOut, enrolled } = wizard.now;
    await carryOut(csv(...ten));
    const { status, location } = await post(`${home}/pupil`, { ...typed, national_number: number(30) });
    expect(status).toBe(303);
    const page = await get(location);
    expect(page.said).toMatch(/Lotte Peeters staat in de lijst/);
    const [, loginName] = /\/school\/012345\/activation\?pupil=(lotte\.\d+)"/.exec(page.text) ?? [];
    const pupil = (await rosters.enrolled()).find((one) => one.familyName === "Peeters");
    expect(pupil).toMatchObject({ loginName, classNames: ["3B"], level: "lager", yearGroup: 3 });
    expect(await enrolled()).toHaveLength(11);
  });

  test("who may be here already is shown first, and decided", async () => {
    const { get, post, carryOut, enrolled } = wizard.now;
    await carryOut(csv(["Peeters", "Lotte", "3A"]));
    const { location } = await post(`${home}/pupil`, typed);
    expect((await get(location)).said).toMatch(/Bij 1 regel twijfelen we/);
    expect(await enrolled()).toEqual(["Peeters 3A"]);
    await post(`${location}/doubt/1`, { decision: "new" });
    await post(`${location}/apply`);
    expect((await enrolled()).toSorted()).toEqual(["Peeters 3A", "Peeters 3B"]);
  });

  test("who is here already in another class is a difference to look at", async () => {
    const { get, post, carryOut, enrolled } = wizard.now;
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
    const { rosters, post } = wizard.now;
    const page = await post(`${home}/pupil`, { ...typed, ...more });
    expect([page.status, page.said]).toEqual([422, expect.stringMatching(words)]);
    expect(page.text).toMatch(new RegExp(`id="${field}-problem"`));
    if (field !== "given_name") expect(page.text).toMatch(/value="Lotte"/);
    expect(await rosters.enrolled()).toEqual([]);
  });

  test("offers the classes that there are", async () => {
    const { get, carryOut } = wizard.now;
    await carryOut(csv(...ten));
    expect((await get(`${home}/pupil`)).text).toMatch(/<option value="3A">/);
  });
});

import { describe, expect, test } from "vitest";
import { csv, ten } from "../../test/support/rosters.ts";
import { home, wizardPerTest } from "../../test/support/roster-wizard.ts";
import { listLatestEvents } from "../audit/audit.ts";

const wizard = wizardPerTest();

describe("a result", () => {
  test("stays in the list of the last imports", async () => {
    const { get, carryOut } = wizard.now;
    const path = await carryOut(csv(...ten));
    const { said, text } = await get(home);
    expect(said).toMatch(/leerlingen\.csv 10 veranderingen doorgevoerd/);
    expect(text).toContain(`href="${path}"`);
  });
});

describe("who may see it", () => {
  test("an import of another school is not found, on any path", async () => {
    const { rosters, open, get, post, plan } = wizard.now;
    await rosters.importFile(csv(["Peeters", "Lotte", "3B"]), rosters.schoolA);
    const { path } = await plan(csv(["Peeters", "Lotte", "4B"]));
    const other = await open(rosters.schoolB);
    for (const suffix of ["", "/doubt/2", "/lines"])
      expect([suffix, (await get(`${path}${suffix}`, other)).status]).toEqual([suffix, 404]);
    expect((await post(`${path}/apply`, { leavers: "yes" }, other)).status).toBe(404);
    expect((await post(`${path}/doubt/2`, { decision: "new" }, other)).status).toBe(404);
    expect((await post(`${path}/lines/export`, { format: "csv" }, other)).status).toBe(404);
    expect((await get(home, other)).text).not.toContain(path);
  });

  test("what is no id is not found", async () => {
    const { get } = wizard.now;
    expect((await get(`${home}/nothing`)).status).toBe(404);
    expect((await get(`${home}/01890000-0000-7000-8000-000000000000`)).status).toBe(404);
  });

  test("every page asks the gate for an admin", async () => {
    const { asked, get, carryOut } = wizard.now;
    const path = await carryOut(csv(...ten));
    await get(home);
    await get(`${home}/pupil`);
    await get(path);
    expect(asked.every(({ admin }) => admin !== false)).toBe(true);
    expect(asked.length).toBeGreaterThan(4);
  });

  test("who read a list in and who took its result along are in the audit", async () => {
    const { rosters, post, carryOut } = wizard.now;
    const path = await carryOut(csv(...ten));
    await post(`${path}/lines/export`, { format: "csv" });
    const events = await rosters.deps.db.forSchools([rosters.schoolA], (tx) => listLatestEvents(tx, 10));
    for (const what of ["roster.read", "list.exported"])
      expect(events.find((event) => event.what === what)?.actor).toMatch(/^staff:/);
  });

  test("who carries it out is in the audit", async () => {
    const { rosters, carryOut } = wizard.now;
    await carryOut(csv(...ten));
    const events = await listLatestEvents(rosters.database.db.platform, 2);
    expect(events).toMatchObject([
      { what: "roster.started", actor: "staff:01920000-0000-7000-8000-000000000001" },
      { what: "roster.applied", actor: "staff:01920000-0000-7000-8000-000000000001" },
    ]);
  });
});

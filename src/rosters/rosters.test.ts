import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { csv, number, openRosters, ten, type Line } from "../../test/support/rosters.ts";
import { demoRoster } from "../demo/roster.ts";
import { getPupil } from "../pupils/pupils.ts";
import { planRoster, purgeRosters } from "./rosters.ts";

let rosters: Awaited<ReturnType<typeof openRosters>>;
beforeEach(async () => {
  rosters = await openRosters();
});
afterEach(() => rosters.drop());

test("a first file adds every pupil with level, year group and class", async () => {
  const { counts } = await rosters.importFile(
    csv(["Peeters", "Lotte", "3B", number(1)], ["D'hondt", "Zoë", "3B", number(2)]),
  );
  expect(counts).toEqual({ rows: 2, added: 2, changed: 0, moved: 0, left: 0, unchanged: 0 });
  expect(await rosters.enrolled()).toMatchObject([
    { givenName: "Zoë", familyName: "D'hondt", level: "lager", yearGroup: 3, classNames: ["3B"] },
    { givenName: "Lotte", familyName: "Peeters", level: "lager", yearGroup: 3, classNames: ["3B"] },
  ]);
});

test("planning changes nothing", async () => {
  await rosters.plan(csv(...ten));
  expect(await rosters.enrolled()).toEqual([]);
});

test("the same file again changes nothing", async () => {
  const { bytes } = demoRoster({ seed: 1, pupils: 600, kind: "basis" });
  expect((await rosters.importFile(bytes)).counts).toMatchObject({ rows: 600, added: 600 });
  const before = await rosters.enrolled();
  const again = await rosters.importFile(bytes);
  expect(again.counts).toEqual({ rows: 600, added: 0, changed: 0, moved: 0, left: 0, unchanged: 600 });
  expect(again).toMatchObject({ rejected: [], doubtful: [] });
  expect(await rosters.enrolled()).toEqual(before);
});

test("the demo roster of a secondary school is read without a doubt", async () => {
  const { bytes, classNames } = demoRoster({ seed: 2, pupils: 600, kind: "secundair" });
  const planned = await rosters.importFile(bytes);
  expect(planned).toMatchObject({ counts: { rows: 600, added: 600 }, rejected: [], doubtful: [] });
  expect(planned.ignoredColumns).toEqual(["Geslacht", "Titularis"]);
  expect(new Set((await rosters.enrolled()).flatMap((pupil) => pupil.classNames))).toEqual(new Set(classNames));
});

test("a pupil who changes class is in the new one only", async () => {
  await rosters.importFile(csv(...ten));
  expect((await rosters.importFile(csv(["FamilieA", "Kind", "4B", number(1)], ...ten.slice(1)))).counts.moved).toBe(1);
  const moved = (await rosters.enrolled()).find((pupil) => pupil.familyName === "FamilieA");
  expect(moved).toMatchObject({ classNames: ["4B"], yearGroup: 4 });
});

test("on 1 September every class is new and everybody keeps the LeerID", async () => {
  await rosters.importFile(csv(...ten));
  const before = (await rosters.enrolled()).map((pupil) => pupil.loginName).sort();
  rosters.clock.now = new Date("2027-09-01T06:00:00Z");
  const next = ten.map(([family, given, , insz]): Line => [family, given, "4A", insz ?? ""]);
  expect((await rosters.importFile(csv(...next))).counts).toMatchObject({ moved: 10, added: 0, left: 0 });
  const after = await rosters.enrolled(rosters.schoolA, "2027-2028");
  expect(after.map((pupil) => pupil.loginName).sort()).toEqual(before);
  expect(new Set(after.flatMap((pupil) => pupil.classNames))).toEqual(new Set(["4A"]));
});

test("who is missing from the file has left", async () => {
  await rosters.importFile(csv(...ten));
  expect((await rosters.importFile(csv(...ten.slice(1)))).counts).toMatchObject({ left: 1, unchanged: 9 });
  expect(await rosters.enrolled()).toHaveLength(9);
});

test("a file that would end more than a fifth of the enrolments stops until a person confirms", async () => {
  await rosters.importFile(csv(...ten));
  const planned = await rosters.plan(csv(...ten.slice(3)));
  expect(planned.stops[0]?.message).toContain("3 van de 10");
  const refused = await rosters.apply(planned.importId);
  expect(refused).toMatchObject({ ok: false, problem: "too-many-leavers" });
  expect(await rosters.enrolled()).toHaveLength(10);
  await rosters.apply(planned.importId, "leavers");
  expect(await rosters.enrolled()).toHaveLength(7);
});

test("who comes back after leaving gets the old LeerID again", async () => {
  await rosters.importFile(csv(...ten));
  const before = (await rosters.enrolled()).find((pupil) => pupil.familyName === "FamilieA");
  await rosters.importFile(csv(...ten.slice(1)));
  rosters.clock.now = new Date("2026-10-01T08:00:00Z");
  expect((await rosters.importFile(csv(...ten))).counts).toMatchObject({ moved: 1, unchanged: 9 });
  const after = (await rosters.enrolled()).find((pupil) => pupil.familyName === "FamilieA");
  expect(after?.loginName).toBe(before?.loginName);
});

test("a rejected line doesn't make its pupil a leaver", async () => {
  await rosters.importFile(csv(...ten));
  const planned = await rosters.importFile(
    csv(["FamilieA", "Kind", "", number(1)], ["FamilieB", "Kind", "3A", "12345678901"], ...ten.slice(2)),
  );
  expect(planned.rejected.map((row) => [row.line, row.code])).toEqual([
    [2, "class-missing"],
    [3, "number-check"],
  ]);
  expect(planned.counts.left).toBe(0);
});

test("no table holds a readable national number", async () => {
  const insz = number(1);
  await rosters.importFile(
    csv(
      ["Peeters", "Lotte", "3B", insz],
      ["Maes", "Jef", "3B", "", number(2)],
      ["Fout", `An ${insz}`, "3B"],
      ["Fout", "An", "3B", "1"],
    ),
  );
  const { rows } = await rosters.database.owner.query(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  for (const { name } of rows) {
    const dump = JSON.stringify((await rosters.database.owner.query(`select t::text from "${name}" t`)).rows);
    for (const written of [insz, number(2)]) expect(dump).not.toContain(written);
  }
  expect(await rosters.enrolled()).toHaveLength(2);
});

test("starting and finishing an import stand in the audit, with counts and without names", async () => {
  const { importId } = await rosters.importFile(csv(...ten));
  const { rows } = await rosters.database.owner.query(
    `select what, details from audit_event where what like 'roster%' order by id`,
  );
  expect(rows).toEqual([
    { what: "roster.started", details: { importId } },
    { what: "roster.applied", details: { importId, rows: 10, added: 10, changed: 0, moved: 0, left: 0, unchanged: 0 } },
  ]);
});

test("a file that can't be read is explained in the language asked for", async () => {
  const refused = await planRoster(rosters.deps, {
    schoolId: rosters.schoolA,
    bytes: Buffer.from("Voornaam;Klas\nLotte;3B"),
    locale: "en",
  });
  expect(refused).toMatchObject({ ok: false, problem: "no-name-column" });
  expect(refused).toMatchObject({ message: expect.stringContaining("Found: Voornaam, Klas") });
});

test("what is carried out long after it was planned is kept for 30 days from then", async () => {
  const planned = await rosters.plan(csv(...ten));
  rosters.clock.now = new Date("2026-09-22T08:00:00Z");
  await rosters.apply(planned.importId);
  expect(await purgeRosters(rosters.database.db.platform, new Date("2026-10-10T08:00:00Z"))).toBe(0);
  expect(await purgeRosters(rosters.database.db.platform, new Date("2026-10-23T08:00:00Z"))).toBe(1);
});

test("the mark of a file is none that somebody without the key can compute by trying", async () => {
  const bytes = csv(["Peeters", "Lotte", "3B", number(1)]);
  await rosters.plan(bytes);
  const { rows } = await rosters.database.owner.query("select encode(file_digest, 'hex') as mark from roster_import");
  expect(rows).toEqual([{ mark: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  expect(rows).not.toEqual([{ mark: createHash("sha256").update(bytes).digest("hex") }]);
});

test("imports are forgotten after 30 days, pupils are not", async () => {
  const { importId } = await rosters.importFile(csv(["Peeters", "Lotte", "3B", number(1)]));
  const later = new Date(rosters.clock.now.getTime() + 31 * 24 * 3600 * 1000);
  expect(await purgeRosters(rosters.database.db.platform, later)).toBe(1);
  const { rows } = await rosters.database.owner.query("select from roster_row where import_id = $1", [importId]);
  expect(rows).toEqual([]);
  const [lotte] = await rosters.enrolled();
  expect((await getPupil(rosters.database.db.platform, lotte?.loginName ?? "")).enrolments).toHaveLength(1);
});

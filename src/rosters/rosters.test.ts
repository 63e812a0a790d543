import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { demoRoster } from "../demo/roster.ts";
import { SchoolNumber, type SchoolId } from "../ids.ts";
import { createKeys } from "../lib/keys.ts";
import { systemRandom } from "../lib/random.ts";
import { getPupil, listEnrolled, makeNationalNumber } from "../pupils/pupils.ts";
import { addSchool } from "../schools/schools.ts";
import { applyRoster, planRoster, purgeRosters, type RosterPlan } from "./rosters.ts";

let database: TestDatabase;
let now: Date;
let schoolA: SchoolId;
let schoolB: SchoolId;
const keys = createKeys(Buffer.alloc(32, 3), systemRandom);
const deps = () => ({ db: database.db, now: () => now, random: systemRandom, keys });

beforeEach(async () => {
  now = new Date("2026-09-02T08:00:00Z");
  database = await createTestDatabase();
  schoolA = (await addSchool(deps(), { number: SchoolNumber.parse("000001"), name: "A" })).id;
  schoolB = (await addSchool(deps(), { number: SchoolNumber.parse("000002"), name: "B" })).id;
});
afterEach(() => database.drop());

const number = (serial: number) => makeNationalNumber({ year: 2017, month: 3, day: 4, serial });
type Line = [family: string, given: string, className: string, number?: string, stamboek?: string, leerId?: string];
const csv = (...lines: Line[]) =>
  Buffer.from(
    [
      "Naam;Voornaam;Klas;INSZ;Stamboeknr;LeerID",
      ...lines.map((line) => Array.from({ length: 6 }, (_, at) => line[at] ?? "").join(";")),
    ].join("\n"),
  );

async function plan(bytes: Uint8Array, schoolId = schoolA): Promise<RosterPlan> {
  const planned = await planRoster(deps(), { schoolId, bytes });
  if (!planned.ok) throw new Error(planned.message);
  return planned;
}
async function importFile(bytes: Uint8Array, schoolId = schoolA, allowLeavers = false): Promise<RosterPlan> {
  const planned = await plan(bytes, schoolId);
  const applied = await applyRoster(deps(), { schoolId, importId: planned.importId, allowLeavers });
  if (!applied.ok) throw new Error(applied.problem);
  return planned;
}
const enrolled = (schoolId = schoolA) =>
  database.db.forSchools([schoolId], (tx) => listEnrolled(tx, { schoolId, schoolYear: "2026-2027" }));
const ten = Array.from({ length: 10 }, (_, at): Line => [
  `Familie${String.fromCharCode(65 + at)}`,
  "Kind",
  "3A",
  number(at + 1),
]);

test("a first file adds every pupil with level, year group and class", async () => {
  const { counts } = await importFile(csv(["Peeters", "Lotte", "3B", number(1)], ["D'hondt", "Zoë", "3B", number(2)]));
  expect(counts).toEqual({ rows: 2, added: 2, changed: 0, moved: 0, left: 0, unchanged: 0 });
  expect(await enrolled()).toMatchObject([
    { givenName: "Zoë", familyName: "D'hondt", level: "lager", yearGroup: 3, classNames: ["3B"] },
    { givenName: "Lotte", familyName: "Peeters", level: "lager", yearGroup: 3, classNames: ["3B"] },
  ]);
});

test("planning changes nothing", async () => {
  await plan(csv(...ten));
  expect(await enrolled()).toEqual([]);
});

test("the same file again changes nothing", async () => {
  const { bytes } = demoRoster({ seed: 1, pupils: 600, kind: "basis" });
  expect((await importFile(bytes)).counts).toMatchObject({ rows: 600, added: 600 });
  const before = await enrolled();
  const again = await importFile(bytes);
  expect(again.counts).toEqual({ rows: 600, added: 0, changed: 0, moved: 0, left: 0, unchanged: 600 });
  expect(again).toMatchObject({ rejected: [], doubtful: [] });
  expect(await enrolled()).toEqual(before);
});

test("the demo roster of a secondary school is read without a doubt", async () => {
  const { bytes, classNames } = demoRoster({ seed: 2, pupils: 600, kind: "secundair" });
  const planned = await importFile(bytes);
  expect(planned).toMatchObject({ counts: { rows: 600, added: 600 }, rejected: [], doubtful: [] });
  expect(planned.ignoredColumns).toEqual(["Geboortedatum", "Geslacht", "Titularis"]);
  expect(new Set((await enrolled()).flatMap((pupil) => pupil.classNames))).toEqual(new Set(classNames));
});

test("a changed name keeps the LeerID", async () => {
  await importFile(csv(...ten));
  const [before] = await enrolled();
  const lines: Line[] = [["Nieuwenaam", "Kind", "3A", number(1)], ...ten.slice(1)];
  expect((await importFile(csv(...lines))).counts).toMatchObject({ changed: 1, unchanged: 9 });
  const after = (await enrolled()).find((pupil) => pupil.pupilId === before?.pupilId);
  expect(after).toMatchObject({ familyName: "Nieuwenaam", loginName: before?.loginName });
});

test("a pupil who changes class is in the new one only", async () => {
  await importFile(csv(...ten));
  expect((await importFile(csv(["FamilieA", "Kind", "4B", number(1)], ...ten.slice(1)))).counts.moved).toBe(1);
  const moved = (await enrolled()).find((pupil) => pupil.familyName === "FamilieA");
  expect(moved).toMatchObject({ classNames: ["4B"], yearGroup: 4 });
});

test("on 1 September every class is new and everybody keeps the LeerID", async () => {
  await importFile(csv(...ten));
  const before = (await enrolled()).map((pupil) => pupil.loginName).sort();
  now = new Date("2027-09-01T06:00:00Z");
  const next = ten.map(([family, given, , insz]): Line => [family, given, "4A", insz ?? ""]);
  expect((await importFile(csv(...next))).counts).toMatchObject({ moved: 10, added: 0, left: 0 });
  const after = await database.db.forSchools([schoolA], (tx) =>
    listEnrolled(tx, { schoolId: schoolA, schoolYear: "2027-2028" }),
  );
  expect(after.map((pupil) => pupil.loginName).sort()).toEqual(before);
  expect(new Set(after.flatMap((pupil) => pupil.classNames))).toEqual(new Set(["4A"]));
});

test("who is missing from the file has left", async () => {
  await importFile(csv(...ten));
  expect((await importFile(csv(...ten.slice(1)))).counts).toMatchObject({ left: 1, unchanged: 9 });
  expect(await enrolled()).toHaveLength(9);
});

test("a file that would end more than a fifth of the enrolments stops until a person confirms", async () => {
  await importFile(csv(...ten));
  const planned = await plan(csv(...ten.slice(3)));
  expect(planned.stop).toContain("3 van de 10");
  const refused = await applyRoster(deps(), { schoolId: schoolA, importId: planned.importId });
  expect(refused).toMatchObject({ ok: false, problem: "too-many-leavers" });
  expect(await enrolled()).toHaveLength(10);
  await applyRoster(deps(), { schoolId: schoolA, importId: planned.importId, allowLeavers: true });
  expect(await enrolled()).toHaveLength(7);
});

test("who comes back after leaving gets the old LeerID again", async () => {
  await importFile(csv(...ten));
  const before = (await enrolled()).find((pupil) => pupil.familyName === "FamilieA");
  await importFile(csv(...ten.slice(1)));
  now = new Date("2026-10-01T08:00:00Z");
  expect((await importFile(csv(...ten))).counts).toMatchObject({ moved: 1, unchanged: 9 });
  const after = (await enrolled()).find((pupil) => pupil.familyName === "FamilieA");
  expect(after?.loginName).toBe(before?.loginName);
});

test("a pupil who comes from another school keeps the LeerID and may be at two schools at once", async () => {
  await importFile(csv(["Peeters", "Lotte", "3B", number(1)]), schoolB);
  const [there] = await enrolled(schoolB);
  const { counts } = await importFile(csv(["Peeters-Maes", "Lotte", "4C", number(1)]));
  expect(counts).toMatchObject({ moved: 1, added: 0 });
  expect(await enrolled()).toMatchObject([
    { loginName: there?.loginName, familyName: "Peeters-Maes", classNames: ["4C"] },
  ]);
  expect(await enrolled(schoolB)).toMatchObject([{ loginName: there?.loginName, classNames: ["3B"] }]);
});

test("a pupil whom another school entered after the plan was made moves here, and is not made twice", async () => {
  const planned = await plan(csv(["Peeters", "Lotte", "3B", number(1)]));
  await importFile(csv(["Peeters", "Lotte", "3B", number(1)]), schoolB);
  await applyRoster(deps(), { schoolId: schoolA, importId: planned.importId });
  const [[here], [there]] = [await enrolled(), await enrolled(schoolB)];
  expect(here?.pupilId).toBe(there?.pupilId);
});

test("an import of one school sees and changes no pupil of another", async () => {
  await importFile(csv(["Peeters", "Lotte", "3B", "", "77"]), schoolB);
  const before = await enrolled(schoolB);
  const { counts, doubtful } = await importFile(
    csv(["Peeters", "Lotte", "3B", "", "77", before[0]?.loginName ?? ""], ["Peeters", "Lotta", "3B"]),
  );
  expect({ added: counts.added, doubtful: doubtful.map((row) => row.code) }).toEqual({
    added: 1,
    doubtful: ["leerid-wrong"],
  });
  expect(await enrolled(schoolB)).toEqual(before);
});

test("an import of another school can't be applied", async () => {
  const planned = await plan(csv(...ten), schoolB);
  const stolen = applyRoster(deps(), { schoolId: schoolA, importId: planned.importId });
  await expect(stolen).rejects.toMatchObject({ code: "not-found" });
});

test("a national number that comes later is linked to the pupil with that stamboeknummer", async () => {
  await importFile(csv(["Peeters", "Lotte", "3B", "", "77"]));
  const { counts } = await importFile(csv(["Peeters", "Lotte", "3B", number(1), "77"]));
  expect(counts.changed).toBe(1);
  expect((await importFile(csv(["Peeters", "Lotte", "3B", number(1)]))).counts.unchanged).toBe(1);
});

test("a name and class without any number are the same pupil again", async () => {
  await importFile(csv(["Peeters", "Lotte", "3B"]));
  expect((await importFile(csv(["PEETERS", "Lotté", "3B"]))).counts).toMatchObject({ added: 0, changed: 1 });
});

test("a name alone is shown with the login name it may be, and nobody is added or ended for it", async () => {
  await importFile(csv(["Peeters", "Lotte", "3B"]));
  const [lotte] = await enrolled();
  const planned = await importFile(csv(["Peeters", "Lotte", "4A"]));
  expect(planned.counts).toMatchObject({ added: 0, left: 0 });
  expect(planned.doubtful).toMatchObject([{ line: 2, code: "name-only", candidates: [lotte?.loginName] }]);
});

test("a column LeerID settles a doubt: this pupil, or a new one", async () => {
  await importFile(csv(["Peeters", "Lotte", "3B"]));
  const [lotte] = await enrolled();
  const planned = await importFile(
    csv(["Peeters", "Lotte", "4A", "", "", lotte?.loginName ?? ""], ["Peeters", "Lotte", "4B", "", "", "nieuw"]),
  );
  expect(planned).toMatchObject({ counts: { moved: 1, added: 1, left: 0 }, doubtful: [] });
});

test("a rejected line doesn't make its pupil a leaver", async () => {
  await importFile(csv(...ten));
  const planned = await importFile(
    csv(["FamilieA", "Kind", "", number(1)], ["FamilieB", "Kind", "3A", "12345678901"], ...ten.slice(2)),
  );
  expect(planned.rejected.map((row) => [row.line, row.code])).toEqual([
    [2, "class-missing"],
    [3, "number-check"],
  ]);
  expect(planned.counts.left).toBe(0);
});

const powerCut = () =>
  database.owner.query(`
    create function fail() returns trigger language plpgsql as $$ begin
      if (select count(*) from enrolment) > 1500 then raise exception 'power cut'; end if; return null; end $$;
    create trigger fail after insert on enrolment for each statement execute function fail()`);
const powerBack = () => database.owner.query("drop trigger fail on enrolment");

test("a plan that was made while another import stood half-way is stale once that one went on", async () => {
  const { bytes } = demoRoster({ seed: 3, pupils: 2500, kind: "secundair" });
  const first = { schoolId: schoolA, importId: (await plan(bytes)).importId };
  await powerCut();
  await expect(applyRoster(deps(), first)).rejects.toThrow("power cut");
  const second = await plan(bytes);
  await powerBack();
  await applyRoster(deps(), first);
  const refused = await applyRoster(deps(), { schoolId: schoolA, importId: second.importId });
  expect(refused).toMatchObject({ ok: false, problem: "stale" });
  expect(await enrolled()).toHaveLength(2500);
});

test("after a crash in the middle the same import goes on, and every pupil is there once", async () => {
  const { bytes } = demoRoster({ seed: 3, pupils: 2500, kind: "secundair" });
  const planned = await plan(bytes);
  await powerCut();
  const request = { schoolId: schoolA, importId: planned.importId };
  await expect(applyRoster(deps(), request)).rejects.toThrow("power cut");
  expect(await enrolled()).toHaveLength(1000);
  await powerBack();
  expect(await applyRoster(deps(), request)).toMatchObject({ ok: true, counts: { added: 2500 } });
  const { rows } = await database.owner.query(
    "select count(*)::int as pupils, count(distinct login_name)::int as names from pupil",
  );
  expect(rows).toEqual([{ pupils: 2500, names: 2500 }]);
  expect((await plan(bytes)).counts.unchanged).toBe(2500);
});

test("the same import applied four times at once adds every pupil once", async () => {
  const planned = await plan(demoRoster({ seed: 4, pupils: 2200, kind: "secundair" }).bytes);
  const request = { schoolId: schoolA, importId: planned.importId };
  const results = await Promise.all([1, 2, 3, 4].map(() => applyRoster(deps(), request)));
  expect(results.map((result) => result.ok)).toEqual([true, true, true, true]);
  expect(await enrolled()).toHaveLength(2200);
});

test("of two plans for one school that are applied at once, one wins and the other is stale", async () => {
  const lines = csv(...Array.from({ length: 1500 }, (_, at): Line => [`Peeters ${at}`, "Lotte", "3A"]));
  const plans = [await plan(lines), await plan(lines)];
  const results = await Promise.all(plans.map(({ importId }) => applyRoster(deps(), { schoolId: schoolA, importId })));
  expect(results.map((result) => (result.ok ? "applied" : result.problem)).sort()).toEqual(["applied", "stale"]);
  expect(await enrolled()).toHaveLength(1500);
});

test("two schools that enter the same children at once share their LeerIDs", async () => {
  const { bytes } = demoRoster({ seed: 5, pupils: 900, kind: "secundair" });
  await Promise.all([importFile(bytes, schoolA), importFile(bytes, schoolB)]);
  const { rows } = await database.owner.query("select count(*)::int as pupils from pupil");
  expect(rows).toEqual([{ pupils: 900 }]);
});

test("a plan is stale once another import was applied, and changes nothing", async () => {
  const old = await plan(csv(...ten.slice(0, 5)));
  await importFile(csv(...ten));
  const refused = await applyRoster(deps(), { schoolId: schoolA, importId: old.importId });
  expect(refused).toMatchObject({ ok: false, problem: "stale" });
  expect(await enrolled()).toHaveLength(10);
});

test("a plan of last school year is stale", async () => {
  const old = await plan(csv(...ten));
  now = new Date("2027-09-01T08:00:00Z");
  expect(await applyRoster(deps(), { schoolId: schoolA, importId: old.importId })).toMatchObject({ problem: "stale" });
});

test("no table holds a readable national number", async () => {
  const insz = number(1);
  await importFile(
    csv(
      ["Peeters", "Lotte", "3B", insz],
      ["Maes", "Jef", "3B", "", number(2)],
      ["Fout", `An ${insz}`, "3B"],
      ["Fout", "An", "3B", "1"],
    ),
  );
  const { rows } = await database.owner.query(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  for (const { name } of rows) {
    const dump = JSON.stringify((await database.owner.query(`select t::text from "${name}" t`)).rows);
    for (const written of [insz, number(2)]) expect(dump).not.toContain(written);
  }
  expect(await enrolled()).toHaveLength(2);
});

test("starting and finishing an import stand in the audit, with counts and without names", async () => {
  const { importId } = await importFile(csv(...ten));
  const { rows } = await database.owner.query(
    `select what, details from audit_event where what like 'roster%' order by id`,
  );
  expect(rows).toEqual([
    { what: "roster.started", details: { importId } },
    { what: "roster.applied", details: { importId, rows: 10, added: 10, changed: 0, moved: 0, left: 0, unchanged: 0 } },
  ]);
});

test("a file that can't be read is explained in the language asked for", async () => {
  const refused = await planRoster(deps(), {
    schoolId: schoolA,
    bytes: Buffer.from("Voornaam;Klas\nLotte;3B"),
    locale: "en",
  });
  expect(refused).toMatchObject({ ok: false, problem: "no-name-column" });
  expect(refused).toMatchObject({ message: expect.stringContaining("Found: Voornaam, Klas") });
});

test("imports are forgotten after 30 days, pupils are not", async () => {
  const { importId } = await importFile(csv(["Peeters", "Lotte", "3B", number(1)]));
  const later = new Date(now.getTime() + 31 * 24 * 3600 * 1000);
  expect(await purgeRosters(database.db.platform, later)).toBe(1);
  const { rows } = await database.owner.query("select from roster_row where import_id = $1", [importId]);
  expect(rows).toEqual([]);
  const [lotte] = await enrolled();
  expect((await getPupil(database.db.platform, lotte?.loginName ?? "")).enrolments).toHaveLength(1);
});

import { Buffer } from "node:buffer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { record, type AuditDeed } from "../../src/audit/audit.ts";
import type { SchoolId } from "../../src/ids.ts";
import { auditQuery } from "../../src/school/audit-query.ts";
import { auditOf } from "../../src/school/audit.ts";
import { countStatements } from "../support/activation.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeStaff, signInStaff, type ArrangedStaff } from "../support/staff.ts";
import { expectPage, Visitor, words, type Answer } from "../support/visitor.ts";
import { arrangePupil, arrangeSchool } from "../support/world.ts";

let world: TestServer;
let school: Awaited<ReturnType<typeof arrangeSchool>>;
let head: ArrangedStaff;
const visitor = new Visitor();
beforeAll(async () => {
  world = await startTestServer({ TRUSTED_HOPS: "0" });
  school = await arrangeSchool(world, "Basisschool De Wingerd");
  head = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
  await signInStaff(world, { visitor, staff: head, path: `/school/${school.number}/audit` });
});
afterAll(() => world.close());

const log = (query = ""): Promise<Answer> => visitor.go(`${world.issuer}/school/${school.number}/audit${query}`);
const rowsOf = (answer: Answer): string[] =>
  [...answer.text.matchAll(/<tr>\s*<td>(.*?)<\/tr>/gs)].map(([row]) =>
    row
      .replace(/<[^>]+>/g, " ")
      .replace(/\s+/g, " ")
      .trim(),
  );
type Told = { what: AuditDeed; actor?: string; at?: Date; details?: Record<string, string | string[] | number> };
const happened = (schoolId: SchoolId, { what, actor = `staff:${head.staffId}`, at = new Date(), details = {} }: Told) =>
  record(world.deps.db.platform, { what, actor, at, schoolId, details });

test("a head finds what was just done at the school: who, what, when and from which network", async () => {
  const change = await visitor.go(`${world.issuer}/school/${school.number}/activation`);
  expectPage(change, {});
  await visitor.submit({ young: "badge", middle: "words", secondary: "code" }, { to: /ladder/ });
  const [newest] = rowsOf(await log());
  expect(newest).toMatch(
    /^\d+ \w+\.? 20\d\d,? .*Griet Wouters Gekozen welk geheim bij welke leeftijd hoort .*127\.0\.0\.0\/24$/,
  );
  expect(words(await log())).toContain("Aangemeld bij het schoolgedeelte");
});

test("of a pupil the name is shown, and never from where", async () => {
  const pupil = await arrangePupil(world, school, { givenName: "Wout", familyName: "Maes" });
  const child = new Visitor();
  await child.go(`${world.issuer}/sign-in`);
  await child.submit({ login_name: pupil.loginName, secret: pupil.password });
  const { rows } = await world.database.owner.query("select network from audit_event where actor = 'pupil'");
  expect(rows).toEqual([{ network: null }]);
  await happened(school.id, { what: "pass.given", details: { pupilIds: [pupil.pupilId] } });
  expect(rowsOf(await log())[0]).toContain("Lescode of nieuw geheim klaargezet Wout Maes");
  expect(rowsOf(await log("?q=wout"))).toHaveLength(1);
  expect(rowsOf(await log("?q=nobody"))).toHaveLength(0);
});

test("a school sees nothing of another one, nor of its pupils", async () => {
  const other = await arrangeSchool(world, "Elders");
  const stranger = await arrangePupil(world, other, { givenName: "Vreemd", familyName: "Kind" });
  await happened(other.id, { what: "school.suspended" });
  await happened(school.id, { what: "pass.ended", details: { pupilIds: [stranger.pupilId] } });
  const page = words(await log());
  expect(page).toContain("Lescode ingetrokken");
  expect(page).not.toMatch(/School stilgelegd|Vreemd/);
  expectPage(await visitor.go(`${world.issuer}/school/${other.number}/audit`), { status: 404 });
});

test("it can be narrowed down by kind, person and day, and sorted", async () => {
  const colleague = await arrangeStaff(world, {
    givenName: "Ann",
    familyName: "Aerts",
    roles: [{ role: "school-admin", schoolId: school.id }],
  });
  const at = new Date("2026-10-05T22:30:00Z");
  await happened(school.id, {
    what: "roster.applied",
    actor: `staff:${colleague.staffId}`,
    at,
    details: { added: 12 },
  });
  await happened(school.id, { what: "roster.undone", actor: colleague.staffId, at: new Date("2026-10-04T10:00:00Z") });
  expect(rowsOf(await log("?what=roster"))).toHaveLength(2);
  expect(rowsOf(await log(`?who=${colleague.staffId}`))).toHaveLength(2);
  // half past midnight in Brussels
  expect(rowsOf(await log("?from=2026-10-06&until=2026-10-06"))).toEqual([
    expect.stringContaining("Ann Aerts Leerlingenlijst doorgevoerd nieuw: 12"),
  ]);
  expect(rowsOf(await log("?sort=who"))[0]).toContain("Ann Aerts");
  // by name; jobs and the like come behind all people
  const byName = rowsOf(await log("?sort=who"));
  const platform = byName.findIndex((row) => row.includes("Beheer van LeerID"));
  expect(byName.slice(platform).filter((row) => !row.includes("Beheer van LeerID"))).toEqual([]);
  expect(rowsOf(await log("?sort=who&down=yes")).at(-1)).toContain("Ann Aerts");
  expect(rowsOf(await log("?sort=when"))[0]).toContain("Leerlingenlijst teruggedraaid");
  expect(rowsOf(await log("?what=nonsense&from=2026-13-45&page=-1&sort=x")).length).toBeGreaterThan(3);
});

test("who works here no more still has a name in what they did", async () => {
  const former = await arrangeStaff(world, { givenName: "Jan", familyName: "Vroeger", roles: [] });
  await happened(school.id, { what: "roster.decided", actor: `staff:${former.staffId}` });
  expect(rowsOf(await log())[0]).toContain("Jan Vroeger Twijfel in de leerlingenlijst beslist");
});

test("a deed of the platform, of a job and of a package is told in words", async () => {
  for (const actor of ["cli", "job:school-year", `package:${school.id}`])
    await happened(school.id, { what: "school.resumed", actor });
  const page = words(await log());
  for (const who of ["Beheer van LeerID", "Automatisch", "Administratiepakket"]) expect(page).toContain(who);
});

test("the whole log leaves as a file after a fresh sign-in, without formulas, and that is in the log too", async () => {
  await arrangeStaff(world, { roles: [] });
  await world.database.owner.query("update staff set given_name = '=1+1' where family_name = 'Aerts'");
  await log("?what=roster");
  const csv = await visitor.submit({}, { button: { name: "format", value: "csv" }, to: /audit.export/ });
  expectPage(csv, {});
  expect(csv.text).toContain(`"'=1+1 Aerts";"Leerlingenlijst doorgevoerd";"nieuw: 12"`);
  expect(csv.text.trim().split("\r\n").length).toBe(4);
  await log();
  const page = visitor.page;
  if (!page) throw new Error("There is no page");
  const body = new URLSearchParams({ format: "xlsx" });
  const headers = { origin: page.url.origin, "sec-fetch-site": "same-origin" };
  const xlsx = await visitor.send(new URL(`${page.url.pathname}/export`, page.url), { body, headers });
  expect(
    Buffer.from(await xlsx.arrayBuffer())
      .subarray(0, 2)
      .toString(),
  ).toBe("PK");
  expect(rowsOf(await log())[0]).toContain("Lijst meegenomen als bestand");
});

test("a teacher has no log", async () => {
  const staff = await arrangeStaff(world, { roles: [{ role: "teacher", schoolId: school.id, className: "3B" }] });
  const teacher = new Visitor();
  const path = `/school/${school.number}/audit`;
  expectPage(await signInStaff(world, { visitor: teacher, staff, path }), { status: 403 });
});

test("the page takes two statements, however much happened", async () => {
  const counted = countStatements(world.deps);
  const query = auditQuery(new URLSearchParams());
  await auditOf(counted.deps, { schoolId: school.id, query });
  expect(counted.count()).toBe(2);
  counted.reset();
  await world.database.owner.query(
    `insert into audit_event (at, what, actor, school_id, details)
      select now() - i * interval '1 minute', 'roster.decided', 'staff:' || $1::text, $2::uuid, '{}' from generate_series(1, 3000) as i`,
    [head.staffId, school.id],
  );
  const page = await auditOf(counted.deps, { schoolId: school.id, query });
  expect([counted.count(), page.events.length]).toEqual([2, 50]);
  expect(words(await log("?page=3"))).toMatch(/Blad 3 van \d\d/);
  expectPage(await log("?page=999"), { says: /niets gevonden/ });
});

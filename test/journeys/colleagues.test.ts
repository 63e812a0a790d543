import { readdirSync, readFileSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { colleaguesOf } from "../../src/school/staff.ts";
import type { School } from "../../src/schools/schools.ts";
import { countStatements } from "../support/activation.ts";
import type { StaffId } from "../../src/ids.ts";
import { removeSchoolRole } from "../../src/staff/staff.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeStaff, passSignIn, signInStaff, type ArrangedStaff } from "../support/staff.ts";
import { Visitor, expectPage, words } from "../support/visitor.ts";
import { arrangePupil, arrangeSchool } from "../support/world.ts";

let world: TestServer;
let school: School;
let folder: string;
let admin: ArrangedStaff;
let visitor: Visitor;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "leerid-mail-"));
  world = await startTestServer({ LEERID_DATA: folder });
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A school with two classes, and an admin who stands on the page with the colleagues. */
async function newSchool(): Promise<void> {
  school = await arrangeSchool(world, "De Linde");
  await arrangePupil(world, school, { className: "3A" });
  await arrangePupil(world, school, { className: "3B" });
  admin = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
  visitor = new Visitor();
  await signInStaff(world, { visitor, staff: admin, path: `/school/${school.number}/staff` });
}
const path = (more = "") => `/school/${school.number}/staff${more}`;
const mails = () => readdirSync(join(folder, "mail")).map((name) => readFileSync(join(folder, "mail", name), "utf8"));
const lastMailTo = (email: string) =>
  mails()
    .filter((mail) => mail.includes(email))
    .at(-1) ?? "";
const teacher = (classNames: string[], givenName = "Samira") =>
  arrangeStaff(world, {
    givenName,
    roles: classNames.map((className) => ({ role: "teacher", schoolId: school.id, className }) as const),
  });
const rolesOf = async ({ staffId }: ArrangedStaff) => {
  const { rows } = await world.database.owner.query(
    "select role, class_name from staff_role where staff_id = $1 order by role, class_name",
    [staffId],
  );
  return rows.map(({ role, class_name: name }) => (name === null ? role : `${role} ${name}`));
};
let invited = 0;
/** Fills in the form. */
async function inviteBy(fields: Record<string, string>, email = `nieuw-${(invited += 1)}@school.example`) {
  await visitor.go(path("/invite"));
  const page = await visitor.submit({ email, given_name: "An", family_name: "Claes", ...fields });
  return { email, page };
}
const asTeacher = { role: "teacher", "class:3A": "yes", "class:3B": "yes" };

describe("an admin", () => {
  beforeAll(newSchool);

  test("sees who works here: what they may do, how they come in, and when they did last", async () => {
    await teacher(["3B", "3A"]);
    const page = await visitor.go(path());
    expectPage(page, { says: /Griet Wouters.*dat ben jij.*alles voor deze school.*wachtwoord en app.*2026/ });
    expect(words(page)).toMatch(/Samira Wouters.*klas 3A en 3B.*wachtwoord en app.*nog nooit/);
  });

  test("asks the database as often for sixty colleagues as for one", async () => {
    const counted = countStatements(world.deps);
    const count = async () => {
      counted.reset();
      await colleaguesOf(counted.deps, school.id);
      return counted.count();
    };
    const alone = await count();
    await world.database.owner.query(
      `with added as (insert into staff (given_name, family_name, email, email_key, created_at)
          select 'An', 'Claes', 'many-' || n || '@school.example', 'many-' || n || '@school.example', now() from generate_series(1, 60) n returning id)
        insert into staff_role (staff_id, role, school_id, class_name, granted_at, granted_by)
          select id, 'teacher', $1, '3A', now(), 'test' from added`,
      [school.id],
    );
    expect((await colleaguesOf(world.deps, school.id)).colleagues.length).toBeGreaterThan(60);
    expect(await count()).toBe(alone);
    await world.database.owner.query("delete from staff where email like 'many-%'");
  });

  test("invites a teacher with classes by mail, who gets in and teaches those", async () => {
    const { email, page } = await inviteBy(asTeacher);
    expectPage(page, { says: /De uitnodiging is onderweg.*An Claes.*klas 3A en 3B.*werkt tot/ });
    const link = /http\S+\/welcome#\w{30}/.exec(lastMailTo(email))?.[0] ?? "";
    const colleague = new Visitor();
    await colleague.go(`${world.issuer}/welcome`);
    expectPage(await colleague.submit({ token: link }), { says: /leerkracht van klas 3A en 3B in De Linde/ });
  });

  test("keeps what was typed when something is to be mended, with the reason beside it", async () => {
    const { page } = await inviteBy({ role: "teacher", family_name: "" }, "an@@x");
    expectPage(page, { status: 422, says: /Typ een e-mailadres.*Typ de familienaam.*Kies ten minste één klas/ });
    expect(page.text).toContain('value="an@@x"');
    expect(page.text).toMatch(/value="teacher"\s+checked/);
  });

  test("can't invite a colleague once more", async () => {
    const { page } = await inviteBy(asTeacher, admin.email.toUpperCase());
    expectPage(page, { status: 422, says: /heeft hier al toegang/ });
  });

  test("can't invite to a class that the school hasn't got, nor to another role", async () => {
    await visitor.go(path("/invite"));
    const forged = await visitor.go(path("/invite"), {
      body: new URLSearchParams({
        email: "x@school.example",
        given_name: "An",
        family_name: "Claes",
        role: "teacher",
        "class:9Z": "yes",
      }),
      headers: { origin: world.issuer, "sec-fetch-site": "same-origin" },
    });
    expectPage(forged, { status: 422, says: /Kies ten minste één klas/ });
    expectPage((await inviteBy({ role: "operator" })).page, { status: 422, says: /Kies wat je collega mag/ });
    expectPage((await inviteBy({ role: "group-admin" })).page, { status: 422 });
  });

  test("sends an invitation again: the old link ends and the new one works", async () => {
    const { email } = await inviteBy({ role: "school-admin" });
    const old = /#(\w{30})/.exec(lastMailTo(email))?.[1] ?? "";
    await world.database.owner.query("update staff_invitation set expires_at = now() where email = $1", [email]);
    expectPage(await visitor.go(path()), { says: /te oud: stuur ze opnieuw/ });
    const { rows } = await world.database.owner.query("select id from staff_invitation where email = $1", [email]);
    expectPage(await visitor.submit({}, { to: new RegExp(`${rows[0].id}/again$`) }), { says: /nieuwe link onderweg/ });
    const fresh = mails().flatMap((mail) => (mail.includes(email) ? (/#(\w{30})/.exec(mail)?.[1] ?? []) : []));
    const guest = new Visitor();
    await guest.go(`${world.issuer}/welcome`);
    expectPage(await guest.submit({ token: old }), { status: 422, says: /geldt niet meer/ });
    const opened = await guest.submit({ token: fresh.find((token) => token !== old) ?? "" });
    expectPage(opened, { says: /Dag An/ });
  });

  test("withdraws an invitation, once", async () => {
    const { email } = await inviteBy({ role: "school-admin" });
    const { rows } = await world.database.owner.query("select id from staff_invitation where email = $1", [email]);
    const to = new RegExp(`${rows[0].id}/withdraw$`);
    const before = await visitor.go(path());
    expectPage(await visitor.submit({}, { to }), { says: /De uitnodiging is ingetrokken/ });
    visitor.page = before;
    expectPage(await visitor.submit({}, { to }), { says: /al gebruikt of ingetrokken/ });
    const guest = new Visitor();
    await guest.go(`${world.issuer}/welcome`);
    const token = /#(\w{30})/.exec(lastMailTo(email))?.[1] ?? "";
    expectPage(await guest.submit({ token }), { status: 422, says: /geldt niet meer/ });
  });

  test("changes the classes of a teacher, at once", async () => {
    const staff = await teacher(["3A"]);
    await visitor.go(path(`/${staff.staffId}`));
    expectPage(await visitor.submit({ "class:3B": "yes" }, { to: /classes$/ }), { says: /Bewaard. Het geldt meteen/ });
    expect(await rolesOf(staff)).toEqual(["teacher 3B"]);
  });

  test("lets a teacher keep a class of last year until its tick is taken away", async () => {
    const staff = await teacher(["2Z"]);
    expectPage(await visitor.go(path(`/${staff.staffId}`)), { says: /2Z \(niet in dit schooljaar\)/ });
    await visitor.submit({ "class:2Z": "yes", "class:3A": "yes" }, { to: /classes$/ });
    expect(await rolesOf(staff)).toEqual(["teacher 2Z", "teacher 3A"]);
    await visitor.submit({ "class:3A": "yes" }, { to: /classes$/ });
    expect(await rolesOf(staff)).toEqual(["teacher 3A"]);
  });

  test("can't give a class that doesn't exist by a forged form", async () => {
    const staff = await teacher(["3A"]);
    await visitor.go(path(`/${staff.staffId}`));
    const forged = await visitor.go(path(`/${staff.staffId}/classes`), {
      body: new URLSearchParams({ "class:9Z": "yes" }),
      headers: { origin: world.issuer, "sec-fetch-site": "same-origin" },
    });
    expectPage(forged, { says: /bestaat niet meer/ });
    expect(await rolesOf(staff)).toEqual(["teacher 3A"]);
  });

  test("makes a teacher admin, and takes that away", async () => {
    const staff = await teacher(["3A"]);
    await visitor.go(path(`/${staff.staffId}`));
    await visitor.submit({}, { to: /admin$/ });
    expect(await rolesOf(staff)).toEqual(["school-admin", "teacher 3A"]);
    const page = await visitor.go(path(`/${staff.staffId}`));
    expectPage(page, { says: /Deze collega mag alles voor deze school/ });
    await visitor.submit({ role: "school-admin" }, { to: /remove$/ });
    expect(await rolesOf(staff)).toEqual(["teacher 3A"]);
  });

  test("leaves a trace of each deed, with ids and no name", async () => {
    const { rows } = await world.database.owner.query(
      "select distinct what from audit_event where school_id = $1 and actor = $2 order by what",
      [school.id, admin.staffId],
    );
    const told = ["staff.classes-set", "staff.invitation-withdrawn", "staff.invited", "staff.role-given"];
    expect(rows.map(({ what }) => what)).toEqual(expect.arrayContaining(told));
    const all = await world.database.owner.query("select details::text as line from audit_event");
    expect(all.rows.map(({ line }) => line).join(" ")).not.toMatch(/Claes|Samira|@/);
  });
});

describe("a colleague whose role is taken away", () => {
  beforeAll(newSchool);

  test("is out at once, also on an open page and in a form", async () => {
    const other = await arrangeStaff(world, {
      roles: [{ role: "school-admin", schoolId: school.id }],
      givenName: "Bo",
    });
    const guest = new Visitor();
    await signInStaff(world, { visitor: guest, staff: other, path: path("/invite") });
    const open = guest.page;
    await visitor.go(path(`/${other.staffId}`));
    const { page } = visitor;
    expect(page?.text).toContain("Geen beheerder meer");
    await visitor.submit({ role: "school-admin" }, { button: { name: "role", value: "school-admin" }, to: /remove$/ });
    expect(await rolesOf(other)).toEqual([]);
    guest.page = open;
    const fields = { email: "x@school.example", given_name: "An", family_name: "Claes", role: "school-admin" };
    expectPage(await guest.submit(fields, { to: /invite$/ }), { status: 404 });
    expectPage(await guest.go(path()), { status: 404 });
    const { rows } = await world.database.owner.query("select from staff_invitation where email = 'x@school.example'");
    expect(rows).toEqual([]);
  });

  test("can't come back by an invitation that still lies in their mailbox", async () => {
    const staff = await teacher(["3A"], "Tom");
    const { email } = staff;
    await world.database.owner.query(
      `insert into staff_invitation (token_hash, email, email_key, given_name, family_name, role, school_id, created_at, created_by, expires_at)
        values (sha256('x'), $1, $1, 'Tom', 'Wouters', 'school-admin', $2, now(), 'test', now() + interval '1 hour')`,
      [email, school.id],
    );
    await visitor.go(path(`/${staff.staffId}`));
    await visitor.submit({ role: "teacher" }, { to: /remove$/ });
    const { rows } = await world.database.owner.query(
      "select revoked_at is not null as withdrawn from staff_invitation where email = $1",
      [email],
    );
    expect(rows).toEqual([{ withdrawn: true }]);
  });
});

describe("the last admin of a school", () => {
  beforeAll(newSchool);

  test("can't go: not by oneself, nor while only a suspended one would remain", async () => {
    const out = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
    await world.database.owner.query("update staff set status = 'suspended' where id = $1", [out.staffId]);
    await visitor.go(path(`/${admin.staffId}`));
    expectPage(await visitor.submit({ role: "school-admin" }, { to: /remove$/ }), { says: /laatste beheerder/ });
    expect(await rolesOf(admin)).toEqual(["school-admin"]);
  });

  test("remains when two admins remove each other at the same moment, each time", async () => {
    const other = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
    const remove = (staffId: StaffId, actor: StaffId) =>
      removeSchoolRole(world.deps, { schoolId: school.id, staffId, actor, role: "school-admin" });
    for (let round = 0; round < 12; round += 1) {
      const { staffId } = other;
      await Promise.all([remove(admin.staffId, staffId), remove(staffId, admin.staffId)]);
      expect([...(await rolesOf(admin)), ...(await rolesOf(other))]).toEqual(["school-admin"]);
      for (const one of [admin.staffId, staffId]) {
        await world.database.owner.query(
          `insert into staff_role (staff_id, role, school_id, granted_at, granted_by)
            values ($1, 'school-admin', $2, now(), 'test') on conflict do nothing`,
          [one, school.id],
        );
      }
    }
  });
});

describe("who may not:", () => {
  beforeAll(newSchool);

  test("a teacher sees no colleagues", async () => {
    const guest = new Visitor();
    const staff = await teacher(["3A"]);
    const page = await signInStaff(world, { visitor: guest, staff, path: path() });
    expectPage(page, { status: 403 });
  });

  test("an admin of another school reaches nobody here under their own number", async () => {
    const there = await arrangeSchool(world, "De Eik");
    const stranger = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: there.id }] });
    const guest = new Visitor();
    await signInStaff(world, { visitor: guest, staff: stranger, path: `/school/${there.number}/staff` });
    expectPage(await guest.go(`/school/${there.number}/staff/${admin.staffId}`), { status: 404 });
    expect(words(await guest.go(`/school/${there.number}/staff`))).not.toContain(admin.email);
  });

  test("whoever finds an open browser after a quarter of an hour changes nothing without signing in again", async () => {
    await world.database.owner.query(
      `update oidc_artifact set payload = jsonb_set(payload::jsonb, '{loginTs}',
        to_jsonb(extract(epoch from now())::int - 1000))::json where model = 'Session'`,
    );
    expectPage(await visitor.go(path()), { says: /Collega&#39;s/ });
    expectPage(await visitor.go(path("/invite")), { says: /Bewijs even dat jij het bent/ });
    const back = await passSignIn(world, visitor, admin);
    expect(back.url.pathname).toBe(path("/invite"));
  });
});

import { afterAll, beforeAll, expect, test } from "vitest";
import type { School } from "../../src/schools/schools.ts";
import { enter, relyingParty, type RelyingParty } from "../support/relying-party.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeStaff, signInStaff } from "../support/staff.ts";
import { expectPage, Visitor, words } from "../support/visitor.ts";
import { arrangeApplication, arrangePupil, arrangeSchool, type ArrangedPupil } from "../support/world.ts";

let world: TestServer;
const stopAt = ["http://localhost:9"];

beforeAll(async () => {
  world = await startTestServer();
});
afterAll(() => world.close());

const into = async (party: RelyingParty, pupil: ArrangedPupil) =>
  (await enter(new Visitor({ stopAt }), party, pupil)).user;

/** A school with one child twice, an application that knows both records, and one that knows the other only. */
async function arrange() {
  const school = await arrangeSchool(world, "De Wingerd");
  const keep = await arrangePupil(world, school, { givenName: "Lotte" });
  const other = await arrangePupil(world, school, { givenName: "Lotte", className: "3A" });
  const both = await relyingParty(world.issuer, await arrangeApplication(world, { releaseTo: school }));
  const one = await relyingParty(world.issuer, await arrangeApplication(world, { releaseTo: school }));
  return { school, keep, other, both, one, head: await headOf(school) };
}

async function headOf(school: School): Promise<Visitor> {
  const staff = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
  const visitor = new Visitor();
  await signInStaff(world, { visitor, staff, path: `/school/${school.number}/merge` });
  return visitor;
}

async function merge(head: Visitor, { keep, other }: { keep: ArrangedPupil; other: ArrangedPupil }) {
  expectPage(await head.submit({ keep: keep.loginName, other: other.loginName }, { to: /merge$/ }), {
    says: /hetzelfde kind/,
  });
  return head.submit({ sure: "yes" }, { to: /confirm$/ });
}

test(
  "a head merges two records of one child, whom applications go on knowing; and splits them again",
  { timeout: 60_000 },
  async () => {
    const { keep, other, both, one, head } = await arrange();
    const [known, knownOther, onlyOther] = [await into(both, keep), await into(both, other), await into(one, other)];
    expect(knownOther.sub).not.toBe(known.sub);

    expectPage(await merge(head, { keep, other }), { says: /Samengevoegd.*Lotte Peeters/ });
    const merged = await into(both, keep);
    expect([merged.sub, merged.email]).toEqual([known.sub, known.email]);
    const moved = await into(one, keep);
    expect([moved.sub, moved.email]).toEqual([onlyOther.sub, onlyOther.email]);
    await expect(into(both, other)).rejects.toThrow();

    await head.submit({}, { to: /split$/ });
    expect((await into(both, keep)).sub).toBe(known.sub);
    expect((await into(both, other)).sub).toBe(knownOther.sub);
    expect((await into(one, other)).sub).toBe(onlyOther.sub);
    expect((await into(one, keep)).sub).not.toBe(onlyOther.sub);
  },
);

test("nothing is merged before somebody says that it is one child", async () => {
  const { keep, other, head } = await arrange();
  await head.submit({ keep: keep.loginName, other: other.loginName }, { to: /merge$/ });
  expectPage(await head.submit({}, { to: /confirm$/ }), { status: 422, says: /Vink eerst aan/ });
});

test("a login name of nobody here, or with a typing error, is told beside its field", async () => {
  const { keep, head } = await arrange();
  const stranger = await arrangePupil(world, await arrangeSchool(world, "Elders"), { givenName: "Lotte" });
  const typo = `${keep.loginName.slice(0, -1)}${(Number(keep.loginName.at(-1)) + 1) % 10}`;
  const answer = await head.submit({ keep: typo, other: stranger.loginName }, { to: /merge$/ });
  expectPage(answer, { status: 422, says: /tikfout.*Niemand op jouw school/ });
});

test("a record that another school has too is merged by the platform only", async () => {
  const { keep, other, head } = await arrange();
  const elsewhere = await arrangeSchool(world, "Elders");
  await world.database.owner.query(
    "insert into enrolment (pupil_id, school_id, given_name, family_name, level, during) values ($1, $2, 'Lotte', 'Peters', 'lager', '[2026-09-01,)')",
    [other.pupilId, elsewhere.id],
  );
  const answer = await merge(head, { keep, other });
  expect(answer.status).toBe(422);
  expect(words(answer)).toMatch(/Vraag de helpdesk/);
});

test("neither a teacher nor the head of another school merges or splits", async () => {
  const { school, keep, other, head } = await arrange();
  const page = await merge(head, { keep, other });
  const split = /action="([^"]*\/split)"/.exec(page.text)?.[1] ?? "";
  const teacher = new Visitor();
  const roles = [{ role: "teacher", schoolId: school.id, className: "3A" } as const];
  await signInStaff(world, { visitor: teacher, staff: await arrangeStaff(world, { roles }) });
  expect((await teacher.go(`/school/${school.number}/merge`)).status).toBe(403);

  const elsewhere = await arrangeSchool(world, "Elders");
  const stranger = await headOf(elsewhere);
  expect((await stranger.go(`/school/${school.number}/merge`)).status).toBe(404);
  const headers = { origin: world.issuer, "sec-fetch-site": "same-origin" };
  const own = split.replace(school.number, elsewhere.number);
  const statuses: number[] = [];
  for (const path of [split, own])
    statuses.push((await stranger.send(new URL(path, world.issuer), { body: new URLSearchParams(), headers })).status);
  expect(statuses).toEqual([404, 404]);
});

test("a pupil of two schools at once is one pupil to an application, at both", async () => {
  const { school, keep, both } = await arrange();
  const second = await arrangeSchool(world, "De Linde");
  const before = await into(both, keep);
  await world.database.owner.query(
    `with e as (insert into enrolment (pupil_id, school_id, given_name, family_name, level, during)
        values ($1, $2, 'Lotte', 'Peeters', 'lager', '[2026-09-01,)')),
      g as (insert into class_group (school_id, school_year, name) values ($2, '2026-2027', '3C') returning id)
      insert into class_membership select g.id, $1, $2 from g`,
    [keep.pupilId, second.id],
  );
  await world.database.owner.query(
    `insert into release (school_id, application_id, manifest_id, allowed_at, allowed_by)
      select $2, application_id, manifest_id, allowed_at, 'test' from release
      where school_id = $1 and application_id in (select application_id from oidc_client where client_id = $3)`,
    [school.id, second.id, both.config.clientMetadata().client_id],
  );
  const after = await into(both, keep);
  expect([after.sub, after.email]).toEqual([before.sub, before.email]);
  expect(after).toMatchObject({
    eduperson_scoped_affiliation: [
      `student@${school.number}.school.test.example`,
      `student@${second.number}.school.test.example`,
    ],
    leerid_class_groups: [{ name: "3B" }, { name: "3C" }],
  });
});

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { ApplicationId, ClassGroupId, PupilId, SchoolId, SchoolNumber, SectorId } from "../ids.ts";
import type { Query } from "../lib/db.ts";
import { createKeys } from "../lib/keys.ts";
import { systemRandom } from "../lib/random.ts";
import {
  findReleasedPupil,
  judgeAccount,
  subjectOf,
  transientSub,
  type AccountOutcome,
  type Presented,
} from "./account.ts";
import { findAccountRow, type AccountRow, type EnrolmentRow } from "./queries.ts";

const noon = new Date("2026-11-23T12:00:00Z");
const at = noon.getTime() / 1000;
const keys = createKeys(Buffer.alloc(32, 7), systemRandom);

// ---- the rules

const uuid = (n: number): string => `019ab000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const release: NonNullable<EnrolmentRow["release"]> = {
  allowedAt: at - 1000,
  classNames: null,
  yearGroups: null,
  version: 1,
  bundle: "pseudonymous",
  attributes: ["email", "locale"],
};
const enrolment: EnrolmentRow = {
  schoolId: SchoolId.parse(uuid(1)),
  number: SchoolNumber.parse("012345"),
  schoolStatus: "active",
  schoolValidFrom: at - 1000,
  level: "lager",
  yearGroup: 3,
  classGroups: [{ id: ClassGroupId.parse(uuid(2)), name: "3B" }],
  release,
};
const other: EnrolmentRow = { ...enrolment, schoolId: SchoolId.parse(uuid(3)), number: SchoolNumber.parse("054321") };
const row: AccountRow = {
  status: "active",
  generation: 2,
  givenName: "Lotte",
  familyName: "Peeters",
  locale: "nl",
  applicationStatus: "live",
  applicationValidFrom: at - 1000,
  sub: null,
  emailLocal: null,
  enrolments: [enrolment],
};
const presented: Presented = { generation: 2, issuedAt: at };
const reason = (outcome: AccountOutcome) => (outcome.ok ? "ok" : outcome.reason);
const with_ = (more: Partial<EnrolmentRow>, released: Partial<typeof release> = {}): Partial<AccountRow> => ({
  enrolments: [{ ...enrolment, release: { ...release, ...released }, ...more }],
});

test("nobody is no account", () => expect(reason(judgeAccount(undefined, presented))).toBe("no-account"));

type Case = [title: string, row: Partial<AccountRow>, shown: Partial<Presented>, expected: string];
const cases: Case[] = [
  ["a pupil of a school that released the application", {}, {}, "ok"],
  ["a sandbox application", { applicationStatus: "sandbox" }, {}, "ok"],
  ["a suspended pupil", { status: "suspended" }, {}, "suspended"],
  ["a session from before the reset", {}, { generation: 1 }, "stale-generation"],
  ["a session of a generation to come", {}, { generation: 3 }, "stale-generation"],
  ["a suspended application", { applicationStatus: "suspended" }, {}, "application-suspended"],
  ["a retired application", { applicationStatus: "retired" }, {}, "application-suspended"],
  ["an application that is gone", { applicationStatus: null, applicationValidFrom: null }, {}, "application-suspended"],
  ["a token from before the application was resumed", { applicationValidFrom: at + 1 }, {}, "issued-too-early"],
  ["a token of the very second in which it was resumed", { applicationValidFrom: at + 0.9 }, {}, "ok"],
  ["a pupil without a school today", { enrolments: [] }, {}, "no-release"],
  ["a school that released nothing", with_({ release: null }), {}, "no-release"],
  ["a school without a number", with_({ number: null }), {}, "no-release"],
  ["a suspended school", with_({ schoolStatus: "suspended" }), {}, "school-suspended"],
  ["a suspended school that released nothing", with_({ schoolStatus: "suspended", release: null }), {}, "no-release"],
  ["a token from before the school was resumed", with_({ schoolValidFrom: at + 1 }), {}, "issued-too-early"],
  ["a token of the second in which the school was resumed", with_({ schoolValidFrom: at + 0.9 }), {}, "ok"],
  ["a token from before the release", with_({}, { allowedAt: at + 1 }), {}, "issued-too-early"],
  ["a token of the second of the release", with_({}, { allowedAt: at + 0.9 }), {}, "ok"],
  ["a session from before the release", with_({}, { allowedAt: at + 1 }), { issuedTo: "browser" }, "ok"],
  [
    "a session from before the application was resumed",
    { applicationValidFrom: at + 1 },
    { issuedTo: "browser" },
    "ok",
  ],
  [
    "a session from before the school was resumed",
    with_({ schoolValidFrom: at + 1 }),
    { issuedTo: "browser" },
    "issued-too-early",
  ],
  ["a released class", with_({}, { classNames: ["3B"] }), {}, "ok"],
  ["another class", with_({}, { classNames: ["3A"] }), {}, "no-release"],
  ["a class whose name only begins alike", with_({}, { classNames: ["3"] }), {}, "no-release"],
  ["a pupil without a class", with_({ classGroups: [] }, { classNames: ["3B"] }), {}, "no-release"],
  ["a released year group", with_({}, { yearGroups: [2, 3] }), {}, "ok"],
  ["another year group", with_({}, { yearGroups: [4] }), {}, "no-release"],
  ["a pupil without a year group", with_({ yearGroup: null }, { yearGroups: [3] }), {}, "no-release"],
  ["another class of a released year group", with_({}, { classNames: ["5A"], yearGroups: [3] }), {}, "ok"],
  ["neither class nor year group", with_({}, { classNames: ["5A"], yearGroups: [4] }), {}, "no-release"],
  ["an empty scope", with_({}, { classNames: [] }), {}, "no-release"],
  ["two schools of which one released", { enrolments: [{ ...other, release: null }, enrolment] }, {}, "ok"],
  [
    "two schools, the released one suspended",
    {
      enrolments: [
        { ...enrolment, schoolStatus: "suspended" },
        { ...other, release: null },
      ],
    },
    {},
    "school-suspended",
  ],
  [
    "two schools that released, one suspended",
    { enrolments: [{ ...enrolment, schoolStatus: "suspended" }, other] },
    {},
    "ok",
  ],
  [
    "two schools that released, one too late",
    { enrolments: [{ ...enrolment, release: { ...release, allowedAt: at + 1 } }, other] },
    {},
    "ok",
  ],
];
test.each(cases)("%s: %s %s -> %s", (...[, more, shown, expected]) => {
  expect(reason(judgeAccount({ ...row, ...more }, { ...presented, ...shown }))).toBe(expected);
});

const released = (enrolments: EnrolmentRow[]) => {
  const outcome = judgeAccount({ ...row, enrolments }, presented);
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.released;
};

test("only schools that released and are active show themselves", () => {
  const third = { ...enrolment, number: SchoolNumber.parse("000003"), release: null };
  const { schools } = released([third, { ...other, schoolStatus: "suspended" }, enrolment]);
  expect(schools.map(({ number }) => number)).toEqual(["012345"]);
});

test("where schools released different versions, each school's own counts for what is the school's", () => {
  const newer = { ...release, version: 2, bundle: "personalised" as const, attributes: ["given_name", "leerid_level"] };
  const { bundle, attributes, schools } = released([enrolment, { ...other, release: newer }]);
  expect([bundle, [...attributes]]).toEqual(["personalised", ["given_name", "leerid_level"]]);
  expect(schools.map((school) => [...school.attributes])).toEqual([
    ["email", "locale"],
    ["given_name", "leerid_level"],
  ]);
});

test("an attribute that is not on the closed list never comes out of a stored manifest", () => {
  expect([
    ...released([{ ...enrolment, release: { ...release, attributes: ["birthdate", "email"] } }]).attributes,
  ]).toEqual(["email"]);
});

// ---- the query, on a real database

let database: TestDatabase;
let pupilId: PupilId;
let applicationId: ApplicationId;
let clientSector: SectorId;
let schools: SchoolId[];
const owner = (text: string, values: unknown[] = []) => database.owner.query(text, values);

beforeAll(async () => {
  database = await createTestDatabase();
  const { rows: made } = await owner(
    `insert into school (name, valid_from, created_at) values ('Een', $1, $1), ('Twee', $1, $1) returning id`,
    [new Date(noon.getTime() - 1_000_000)],
  );
  schools = made.map((one) => SchoolId.parse(one.id));
  await owner(
    `insert into school_number values ('000009', $1, '2000-01-01', '2020-01-01'), ('012345', $1, '2020-01-01', null),
    ('054321', $2, '2020-01-01', null)`,
    schools,
  );
  await owner(
    `insert into class_group (school_id, school_year, name)
    values ($1, '2026-2027', '3B'), ($1, '2025-2026', '2B'), ($2, '2026-2027', 'X')`,
    schools,
  );
});
afterAll(() => database.drop());

beforeEach(async () => {
  await owner("truncate pupil, application, manifest, release, pseudonym, sector cascade");
  const { rows } = await owner(
    `with s as (insert into sector (name) values ('s') returning id),
      a as (insert into application (name, sector_id, valid_from, created_at) select 'App', id, $1, $1 from s returning id, sector_id),
      m as (insert into manifest (application_id, version, bundle, attributes, created_at)
        select id, 1, 'pseudonymous', '{"email": "because", "leerid_class_groups": "because"}', $1 from a returning id, application_id),
      r as (insert into release (school_id, application_id, manifest_id, allowed_at, allowed_by)
        select $2, application_id, id, $1, 'test' from m)
      select id, sector_id from a`,
    [new Date(noon.getTime() - 1_000_000), schools[0]],
  );
  applicationId = ApplicationId.parse(rows[0].id);
  clientSector = SectorId.parse(rows[0].sector_id);
  pupilId = await addPupil("lotte.100001");
});

async function addPupil(loginName: string): Promise<PupilId> {
  const { rows } = await owner(
    `with p as (insert into pupil (id, login_name, given_name, family_name, created_at)
        values (uuidv7(), $1, 'Lotte', 'Peeters', $2) returning id),
      e as (insert into enrolment (pupil_id, school_id, level, year_group, stamboeknummer, during)
        select id, $3, 'lager', 3, $1, '[2026-09-01,)' from p),
      m as (insert into class_membership select g.id, p.id, g.school_id from p, class_group g where g.name in ('3B', '2B'))
      select id from p`,
    [loginName, noon, schools[0]],
  );
  return PupilId.parse(rows[0].id);
}
const ask = (more: Partial<Parameters<typeof findReleasedPupil>[1]> = {}) =>
  findReleasedPupil(database.db.signIn, {
    pupilId,
    generation: 1,
    applicationId,
    clientSector,
    issuedAt: at,
    now: noon,
    ...more,
  });

test("a pupil comes with school, this year's class, and what the school released", async () => {
  expect(await ask()).toEqual({
    ok: true,
    released: {
      bundle: "pseudonymous",
      attributes: new Set(["email", "leerid_class_groups"]),
      givenName: "Lotte",
      familyName: "Peeters",
      locale: "nl",
      pseudonym: undefined,
      schools: [
        {
          number: "012345",
          level: "lager",
          yearGroup: 3,
          classGroups: [{ id: expect.any(String), name: "3B" }],
          attributes: new Set(["email", "leerid_class_groups"]),
        },
      ],
    },
  });
});

test("the pseudonym is drawn once and comes with the account from then on", async () => {
  const first = await ask();
  if (!first.ok) throw new Error(first.reason);
  const context = { pupilId, sectorId: clientSector, grantId: "g", now: noon };
  const subject = await subjectOf({ db: database.db.signIn, keys, random: systemRandom }, first.released, context);
  const second = await ask();
  expect(second).toMatchObject({ ok: true, released: { pseudonym: subject } });
});

test("an anonymous application gets a subject that lasts as long as the grant, and no pseudonym is drawn", async () => {
  const found = await ask();
  if (!found.ok) throw new Error(found.reason);
  const deps = { db: database.db.signIn, keys, random: systemRandom };
  const context = { pupilId, sectorId: clientSector, grantId: "g", now: noon };
  const subject = await subjectOf(deps, { ...found.released, bundle: "anonymous" }, context);
  expect(subject).toEqual({ sub: transientSub(keys, { grantId: "g", sectorId: clientSector }), emailLocal: undefined });
  expect(subject.sub).not.toBe(transientSub(keys, { grantId: "h", sectorId: clientSector }));
  expect((await owner("select from pseudonym")).rowCount).toBe(0);
});

test("without a grant there is no transient subject, or all pupils would have the same one", () => {
  expect(() => transientSub(keys, { grantId: "", sectorId: clientSector })).toThrow("needs a grant");
});

test.each([
  ["a pupil who is suspended", "update pupil set status = 'suspended'", "suspended"],
  ["a pupil who was reset", "update pupil set generation = 2", "stale-generation"],
  ["a pupil who is deleted", "delete from pupil", "no-account"],
  ["an application that is suspended", "update application set status = 'suspended'", "application-suspended"],
  ["an application that was resumed", "update application set valid_from = '2026-11-23T12:00:01Z'", "issued-too-early"],
  ["a release that is withdrawn", "update release set withdrawn_at = allowed_at", "no-release"],
  ["a release for another class", "update release set class_names = '{3A}'", "no-release"],
  ["a release for last year's class", "update release set class_names = '{2B}'", "no-release"],
  ["a release for the class", "update release set class_names = '{3B}'", "ok"],
  ["a release for another year group", "update release set year_groups = '{4}'", "no-release"],
  ["a release after the token", "update release set allowed_at = '2026-11-23T12:00:01Z'", "issued-too-early"],
  ["a pupil who left yesterday", "update enrolment set during = '[2026-09-01,2026-11-23)'", "no-release"],
  ["a pupil whose last day is today", "update enrolment set during = '[2026-09-01,2026-11-24)'", "ok"],
  ["a pupil who comes tomorrow", "update enrolment set during = '[2026-11-24,)'", "no-release"],
  ["a pupil who is in no class", "delete from class_membership", "ok"],
])("%s: %s -> %s", async (_title, change, expected) => {
  await owner(change);
  expect(reason(await ask())).toBe(expected);
});

test("a suspended school's pupils get in nowhere", async () => {
  await owner("update school set status = 'suspended' where id = $1", [schools[0]]);
  try {
    expect(reason(await ask())).toBe("school-suspended");
  } finally {
    await owner("update school set status = 'active'");
  }
});

test("a pupil of two schools gets in by the one that released, the earliest enrolment first", async () => {
  await owner(
    "insert into enrolment (pupil_id, school_id, level, during) values ($1, $2, 'secundair', '[2026-01-01,)')",
    [pupilId, schools[1]],
  );
  const numbers = async () => {
    const outcome = await ask();
    return outcome.ok ? outcome.released.schools.map(({ number }) => number) : outcome.reason;
  };
  expect(await numbers()).toEqual(["012345"]);
  await owner(
    `insert into release (school_id, application_id, manifest_id, allowed_at, allowed_by)
      select $1, application_id, manifest_id, allowed_at, 'test' from release`,
    [schools[1]],
  );
  expect(await numbers()).toEqual(["054321", "012345"]);
});

test("the day changes in Brussels, not in Greenwich", async () => {
  await owner("update enrolment set during = '[2026-11-24,)'");
  expect(reason(await ask({ now: new Date("2026-11-23T22:59:59Z") }))).toBe("no-release");
  expect(reason(await ask({ now: new Date("2026-11-23T23:00:00Z") }))).toBe("ok");
});

test("an application sees only its own sector's pseudonym", async () => {
  await owner(
    `with s as (insert into sector (name) values ('other') returning id)
      insert into pseudonym select $1, id, 1, 'theirs', 'theirs', $2 from s`,
    [pupilId, noon],
  );
  expect(await ask()).toMatchObject({ ok: true, released: { pseudonym: undefined } });
});

test("one account is one statement, and its plan goes by indexes whatever the number of pupils", async () => {
  await owner(
    `insert into pupil (id, login_name, given_name, family_name, created_at)
      select uuidv7(), 'kind.' || (200000 + n), 'Kind', 'Van ' || n, $1 from generate_series(1, 20000) n`,
    [noon],
  );
  await owner(
    `insert into enrolment (pupil_id, school_id, level, year_group, during)
      select p.id, $1, 'lager', 3, during from pupil p,
        (values (daterange '[2025-09-01,2026-07-01)'), (daterange '[2026-09-01,)')) d (during) where p.id <> $2`,
    [schools[0], pupilId],
  );
  await owner(`insert into class_membership select g.id, p.id, g.school_id from pupil p, class_group g
    where g.name in ('3B', '2B') on conflict do nothing`);
  await owner(
    `insert into pseudonym select p.id, s.id, 1, 's' || p.login_name, 'e' || p.login_name, $1 from pupil p, sector s`,
    [noon],
  );
  await owner("analyze");

  let statements: Query[] = [];
  const { signIn } = database.db;
  const counting: typeof signIn = {
    ...signIn,
    maybeOne: (shape, query) => {
      statements.push(query);
      return signIn.maybeOne(shape, query);
    },
  };
  await findReleasedPupil(counting, { pupilId, generation: 1, applicationId, clientSector, issuedAt: at, now: noon });
  expect(statements).toHaveLength(1);

  const plan = await explain(statements[0]);
  const big = new Set(["pupil", "enrolment", "class_membership", "pseudonym"]);
  expect(plan.filter((node) => node.type === "Seq Scan" && big.has(node.relation))).toEqual([]);
  expect(Math.max(...plan.map((node) => node.rows))).toBeLessThan(10);
  statements = [];
});

type PlanNode = { type: string; relation: string; rows: number };

/** Every node of the plan as it really ran, for the role that signs pupils in, prepared for values that it doesn't know yet. */
async function explain(query: Query | undefined): Promise<PlanNode[]> {
  if (!query) throw new Error("No statement");
  const client = await database.owner.connect();
  try {
    await client.query("set role leerid_sign_in; set plan_cache_mode = force_generic_plan");
    const { rows } = await client.query({ text: `explain (analyze, format json) ${query.text}`, values: query.values });
    const found: PlanNode[] = [];
    const walk = (node: Record<string, unknown>): void => {
      found.push({
        type: String(node["Node Type"]),
        relation: String(node["Relation Name"]),
        rows: Number(node["Actual Rows"]) + Number(node["Rows Removed by Filter"] ?? 0),
      });
      for (const child of [node["Plans"] ?? []].flat()) walk({ ...(typeof child === "object" ? child : {}) });
    };
    walk(rows[0]["QUERY PLAN"][0].Plan);
    return found;
  } finally {
    await client.query("reset role; reset plan_cache_mode");
    client.release();
  }
}

test("the query answers for the role of the sign-in path, which sees no more than it needs", async () => {
  const found = await findAccountRow(database.db.signIn, {
    pupilId,
    applicationId,
    sectorId: clientSector,
    today: "2026-11-23",
    schoolYear: "2026-2027",
  });
  expect(JSON.stringify(found)).not.toContain("lotte.100001");
});

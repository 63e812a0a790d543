import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { ApplicationId, SchoolId } from "../ids.ts";
import { sql } from "../lib/db.ts";
import { createKeys } from "../lib/keys.ts";
import { systemRandom } from "../lib/random.ts";
import {
  addApplication,
  clientSecretHash,
  listApplications,
  releaseApplication,
  resumeApplication,
  rotateClientSecret,
  suspendApplication,
  withdrawRelease,
  type AddApplication,
} from "./applications.ts";

const keys = createKeys(Buffer.alloc(32, 7), systemRandom);
const noon = new Date("2026-11-23T12:00:00Z");
let database: TestDatabase;
let now = noon;
let deps: Parameters<typeof addApplication>[0];
let schoolId: SchoolId;
let otherSchoolId: SchoolId;

beforeAll(async () => {
  database = await createTestDatabase();
  deps = { db: database.db, keys, random: systemRandom, now: () => now };
  const { rows } = await database.owner.query(
    `with added as (
      insert into school (name, valid_from, created_at) values ('Een', $1, $1), ('Twee', $1, $1) returning id, name),
    classes as (insert into class_group (school_id, school_year, name)
      select id, '2026-2027', '3B' from added where name = 'Een')
    select id from added order by name`,
    [noon],
  );
  schoolId = SchoolId.parse(rows[0].id);
  otherSchoolId = SchoolId.parse(rows[1].id);
});
afterAll(() => database.drop());

const wish = (more: Partial<AddApplication> = {}): AddApplication => ({
  name: "Lezen",
  status: "live",
  redirectUris: ["https://lezen.example.be/callback"],
  bundle: "pseudonymous",
  actor: "test",
  ...more,
});
const state = async (id: string) =>
  (await database.owner.query("select status, valid_from, sector_id from application where id = $1", [id])).rows[0];
const audited = async (what: string) =>
  (await database.owner.query("select details, actor, school_id from audit_event where what = $1 order by id", [what]))
    .rows;

test("a new application has an id, a client and a secret of 256 bits", async () => {
  const added = await addApplication(deps, wish());
  expect(added.clientId).toMatch(/^[a-z0-9]{24}$/);
  expect(Buffer.from(added.clientSecret ?? "", "base64url")).toHaveLength(32);
});

test("two applications never get the same client id or secret", async () => {
  const [a, b] = await Promise.all([addApplication(deps, wish()), addApplication(deps, wish())]);
  expect(a.clientId).not.toBe(b.clientId);
  expect(a.clientSecret).not.toBe(b.clientSecret);
});

test("the database holds the secret as a keyed hash only", async () => {
  const { clientId, clientSecret = "" } = await addApplication(deps, wish());
  const { rows } = await database.owner.query("select * from client_secret where client_id = $1", [clientId]);
  expect(rows.map((row) => row.secret_hash)).toEqual([clientSecretHash(keys, clientId, clientSecret)]);
  const dump = await database.owner.query(
    "select (select jsonb_agg(c) from oidc_client c)::text || (select jsonb_agg(a) from audit_event a)::text as all",
  );
  expect(dump.rows[0].all).not.toContain(clientSecret);
});

test.each(["private_key_jwt", "none"] as const)("%s comes without a secret", async (authMethod) => {
  const jwksUri = authMethod === "private_key_jwt" ? "https://lezen.example.be/keys" : undefined;
  const added = await addApplication(deps, wish({ authMethod, jwksUri }));
  expect(added).not.toHaveProperty("clientSecret");
});

test("the deed is in the audit, with ids and no secret", async () => {
  const added = await addApplication(deps, wish());
  const last = (await audited("application.added")).at(-1);
  expect(last).toMatchObject({
    actor: "test",
    details: { applicationId: added.applicationId, clientId: added.clientId },
  });
});

test("an application of the same name gets a sector of its own", async () => {
  const [a, b] = [
    await addApplication(deps, wish({ name: "Dubbel" })),
    await addApplication(deps, wish({ name: "Dubbel" })),
  ];
  expect((await state(a.applicationId)).sector_id).not.toBe((await state(b.applicationId)).sector_id);
});

test("applications that name the same sector share it", async () => {
  const [a, b] = await Promise.all([
    addApplication(deps, wish({ name: "Een", sector: "Uitgever" })),
    addApplication(deps, wish({ name: "Twee", sector: "Uitgever" })),
  ]);
  expect((await state(a.applicationId)).sector_id).toBe((await state(b.applicationId)).sector_id);
});

test("an application never changes its sector, and a manifest never changes: not even the platform may", async () => {
  const platform = database.db.platform;
  await expect(platform.run(sql`update application set sector_id = uuidv7()`)).rejects.toThrow("permission denied");
  await expect(platform.run(sql`update manifest set attributes = '{}'`)).rejects.toThrow("permission denied");
});

const refused: [Partial<AddApplication>, string][] = [
  [{ name: " " }, "name: is empty"],
  [{ name: "Lezen\u202e" }, "name: holds invisible"],
  [{ redirectUris: [] }, "redirect-uris: at least one"],
  [{ redirectUris: ["http://lezen.example.be/"] }, "redirect-uris: must start with https"],
  [{ redirectUris: ["http://localhost:4001/"] }, "sandbox"],
  [{ redirectUris: ["https://lezen.example.be/a", "https://lezen.example.be/a"] }, "listed twice"],
  [{ postLogoutRedirectUris: ["javascript:alert(1)"] }, "post-logout-redirect-uris: "],
  [{ backchannelLogoutUri: "https://169.254.169.254/" }, "backchannel-logout-uri: "],
  [{ initiateLoginUri: "https://lezen.example.be/#" }, "initiate-login-uri: has a fragment"],
  [{ jwksUri: "https://lezen.example.be/keys" }, "jwks-uri: goes with private_key_jwt only"],
  [{ authMethod: "private_key_jwt" }, "jwks-uri: is needed"],
  [{ authMethod: "private_key_jwt", jwksUri: "http://localhost/keys" }, "jwks-uri: must start with https"],
  [{ bundle: "anonymous", attributes: ["email"] }, "email needs the pseudonymous bundle"],
  [{ bundle: "personalised", attributes: ["family_name"] }, "family_name needs a reason"],
  [{ attributes: ["birthdate"] }, 'no attribute "birthdate"'],
];
test.each(refused)("%j is refused in words", async (more, message) => {
  await expect(addApplication(deps, wish(more))).rejects.toMatchObject({
    code: "bad-request",
    message: expect.stringContaining(message),
  });
});

test("everything that is wrong is said at once, and nothing is written", async () => {
  const before = await listApplications(deps);
  const input = wish({ redirectUris: ["x"], backchannelLogoutUri: "y", attributes: ["z"] });
  const failure = await addApplication(deps, input).catch(String);
  expect(failure).toMatch(/redirect-uris[\s\S]*backchannel-logout-uri[\s\S]*no attribute "z"/);
  expect(await listApplications(deps)).toEqual(before);
});

test("a sandbox may live on the developer's own machine", async () => {
  const added = await addApplication(
    deps,
    wish({ status: "sandbox", redirectUris: ["http://localhost:4001/callback"] }),
  );
  expect((await state(added.applicationId)).status).toBe("sandbox");
});

const alive = async (clientId: string, at: Date) =>
  (
    await database.owner.query(
      "select secret_hash from client_secret where client_id = $1 and coalesce(expires_at > $2, true) order by created_at",
      [clientId, at],
    )
  ).rows.map((row) => row.secret_hash);

test("after a rotation the old secret works until the overlap ends", async () => {
  const { clientId, clientSecret: old = "" } = await addApplication(deps, wish());
  const { clientSecret } = await rotateClientSecret(deps, { clientId, overlapSeconds: 3600, actor: "test" });
  const [oldHash, newHash] = [old, clientSecret].map((secret) => clientSecretHash(keys, clientId, secret));
  expect(await alive(clientId, new Date(noon.getTime() + 3_599_000))).toEqual([oldHash, newHash]);
  expect(await alive(clientId, new Date(noon.getTime() + 3_600_000))).toEqual([newHash]);
});

test("however often one rotates, two secrets are alive at most, and a date once set is never put off", async () => {
  const { clientId } = await addApplication(deps, wish());
  for (const overlapSeconds of [60, 3600, 3600]) {
    now = new Date(now.getTime() + 1000);
    await rotateClientSecret(deps, { clientId, overlapSeconds, actor: "test" });
    expect(await alive(clientId, now)).toHaveLength(2);
  }
  expect(await alive(clientId, new Date(now.getTime() + 3_600_000))).toHaveLength(1);
  now = noon;
});

test("without overlap the leaked secret is dead at once", async () => {
  const { clientId } = await addApplication(deps, wish());
  const { clientSecret } = await rotateClientSecret(deps, { clientId, overlapSeconds: 0, actor: "test" });
  expect(await alive(clientId, noon)).toEqual([clientSecretHash(keys, clientId, clientSecret)]);
});

test("a client that has no secret has none to rotate", async () => {
  const { clientId } = await addApplication(deps, wish({ authMethod: "none" }));
  await expect(rotateClientSecret(deps, { clientId, overlapSeconds: 0, actor: "test" })).rejects.toMatchObject({
    code: "bad-request",
  });
  await expect(
    rotateClientSecret(deps, { clientId: "nobody", overlapSeconds: 0, actor: "test" }),
  ).rejects.toMatchObject({
    code: "application-not-found",
  });
});

const releases = async (applicationId: string) =>
  (
    await database.owner.query(
      `select class_names, year_groups, withdrawn_at is null as live, allowed_by, school_id from release
        where application_id = $1 order by id`,
      [applicationId],
    )
  ).rows;

test("a release says for whom, by whom, and is in the school's audit", async () => {
  const { applicationId } = await addApplication(deps, wish());
  await releaseApplication(deps, { applicationId, schoolId, classNames: ["3B"], yearGroups: [5], actor: "test" });
  expect(await releases(applicationId)).toEqual([
    { class_names: ["3B"], year_groups: [5], live: true, allowed_by: "test", school_id: schoolId },
  ]);
  expect((await audited("application.released")).at(-1)).toMatchObject({
    school_id: schoolId,
    details: { applicationId },
  });
});

test("a new release replaces the one before", async () => {
  const { applicationId } = await addApplication(deps, wish());
  await releaseApplication(deps, { applicationId, schoolId, classNames: ["3B"], actor: "test" });
  await releaseApplication(deps, { applicationId, schoolId, actor: "test" });
  expect((await releases(applicationId)).map((row) => [row.class_names, row.live])).toEqual([
    [["3B"], false],
    [null, true],
  ]);
});

test("of ten releases at one moment one stays", async () => {
  const { applicationId } = await addApplication(deps, wish());
  await Promise.all(
    Array.from({ length: 10 }, () => releaseApplication(deps, { applicationId, schoolId, actor: "test" })),
  );
  expect((await releases(applicationId)).filter((row) => row.live)).toHaveLength(1);
});

test("a class that the school doesn't have is named, and nothing is released", async () => {
  const { applicationId } = await addApplication(deps, wish());
  const release = { applicationId, schoolId: otherSchoolId, classNames: ["3B", "9Z"], actor: "test" };
  await expect(releaseApplication(deps, release)).rejects.toMatchObject({
    code: "bad-request",
    message: "This school has no class 3B, 9Z this year",
  });
  expect(await releases(applicationId)).toEqual([]);
});

test.each([{ classNames: [] }, { yearGroups: [] }, { yearGroups: [0] }, { yearGroups: [8] }, { yearGroups: [1.5] }])(
  "%j is no scope: a list that is empty by mistake must not mean everybody",
  async (scope) => {
    const { applicationId } = await addApplication(deps, wish());
    await expect(releaseApplication(deps, { applicationId, schoolId, ...scope, actor: "test" })).rejects.toMatchObject({
      code: "bad-request",
    });
  },
);

test("a school or application that isn't there is told", async () => {
  const { applicationId } = await addApplication(deps, wish());
  const nowhere = SchoolId.parse("019ab000-0000-7000-8000-000000000000");
  const nothing = ApplicationId.parse("019ab000-0000-7000-8000-000000000000");
  for (const work of [releaseApplication, withdrawRelease]) {
    await expect(work(deps, { applicationId, schoolId: nowhere, actor: "t" })).rejects.toMatchObject({
      code: "school-not-found",
    });
    await expect(work(deps, { applicationId: nothing, schoolId, actor: "t" })).rejects.toMatchObject({
      code: "application-not-found",
    });
  }
});

test("a school can withdraw, also twice", async () => {
  const { applicationId } = await addApplication(deps, wish());
  await releaseApplication(deps, { applicationId, schoolId, actor: "test" });
  await withdrawRelease(deps, { applicationId, schoolId, actor: "test" });
  await withdrawRelease(deps, { applicationId, schoolId, actor: "test" });
  expect((await releases(applicationId)).map((row) => row.live)).toEqual([false]);
});

test("withdrawing leaves the other school's release alone", async () => {
  const { applicationId } = await addApplication(deps, wish());
  await releaseApplication(deps, { applicationId, schoolId, actor: "test" });
  await releaseApplication(deps, { applicationId, schoolId: otherSchoolId, actor: "test" });
  await withdrawRelease(deps, { applicationId, schoolId, actor: "test" });
  expect((await releases(applicationId)).filter((row) => row.live).map((row) => row.school_id)).toEqual([
    otherSchoolId,
  ]);
});

test.each(["sandbox", "live"] as const)("a suspended %s application resumes as what it was", async (status) => {
  const { applicationId } = await addApplication(deps, wish({ status }));
  await suspendApplication(deps, { applicationId, actor: "test" });
  expect((await state(applicationId)).status).toBe("suspended");
  now = new Date(noon.getTime() + 60_000);
  await resumeApplication(deps, { applicationId, actor: "test" });
  expect(await state(applicationId)).toMatchObject({ status, valid_from: now });
  now = noon;
});

test("suspending twice or resuming twice changes nothing more", async () => {
  const { applicationId } = await addApplication(deps, wish());
  await suspendApplication(deps, { applicationId, actor: "test" });
  await suspendApplication(deps, { applicationId, actor: "test" });
  await resumeApplication(deps, { applicationId, actor: "test" });
  await resumeApplication(deps, { applicationId, actor: "test" });
  const of = async (what: string) =>
    (await audited(what)).filter((row) => row.details.applicationId === applicationId).length;
  expect([await of("application.suspended"), await of("application.resumed")]).toEqual([1, 1]);
});

test("the list tells state, sector, clients and how many schools", async () => {
  const { applicationId, clientId } = await addApplication(deps, wish({ name: "Zoo", sector: "Dieren" }));
  await releaseApplication(deps, { applicationId, schoolId, actor: "test" });
  expect((await listApplications(deps)).at(-1)).toEqual({
    applicationId,
    name: "Zoo",
    status: "live",
    sector: "Dieren",
    bundle: "pseudonymous",
    attributes: expect.arrayContaining(["email", "locale"]),
    clientIds: [clientId],
    schools: 1,
  });
});

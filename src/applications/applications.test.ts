import { afterAll, beforeAll, expect, test } from "vitest";
import { keys, noon, openApplications, wish } from "../../test/support/applications.ts";
import { sql } from "../lib/db.ts";
import {
  addApplication,
  clientSecretHash,
  listApplications,
  releaseApplication,
  resumeApplication,
  suspendApplication,
  type AddApplication,
} from "./applications.ts";

let registry: Awaited<ReturnType<typeof openApplications>>;

beforeAll(async () => {
  registry = await openApplications();
});
afterAll(() => registry.drop());

const state = async (id: string) =>
  (await registry.database.owner.query("select status, valid_from, sector_id from application where id = $1", [id]))
    .rows[0];

test("a new application has an id, a client and a secret of 256 bits", async () => {
  const added = await registry.add();
  expect(added.clientId).toMatch(/^[a-z0-9]{24}$/);
  expect(Buffer.from(added.clientSecret ?? "", "base64url")).toHaveLength(32);
});

test("two applications never get the same client id or secret", async () => {
  const [a, b] = await Promise.all([registry.add(), registry.add()]);
  expect(a.clientId).not.toBe(b.clientId);
  expect(a.clientSecret).not.toBe(b.clientSecret);
});

test("the database holds the secret as a keyed hash only", async () => {
  const { clientId, clientSecret = "" } = await registry.add();
  const { rows } = await registry.database.owner.query("select * from client_secret where client_id = $1", [clientId]);
  expect(rows.map((row) => row.secret_hash)).toEqual([clientSecretHash(keys, clientId, clientSecret)]);
  const dump = await registry.database.owner.query(
    "select (select jsonb_agg(c) from oidc_client c)::text || (select jsonb_agg(a) from audit_event a)::text as all",
  );
  expect(dump.rows[0].all).not.toContain(clientSecret);
});

test.each(["private_key_jwt", "none"] as const)("%s comes without a secret", async (authMethod) => {
  const jwksUri = authMethod === "private_key_jwt" ? "https://lezen.example.be/keys" : undefined;
  const added = await registry.add({ authMethod, jwksUri });
  expect(added).not.toHaveProperty("clientSecret");
});

test("the deed is in the audit, with ids and no secret", async () => {
  const added = await registry.add();
  const last = (await registry.audited("application.added")).at(-1);
  expect(last).toMatchObject({
    actor: "test",
    details: { applicationId: added.applicationId, clientId: added.clientId },
  });
});

test("an application of the same name gets a sector of its own", async () => {
  const [a, b] = [await registry.add({ name: "Dubbel" }), await registry.add({ name: "Dubbel" })];
  expect((await state(a.applicationId)).sector_id).not.toBe((await state(b.applicationId)).sector_id);
});

test("applications that name the same sector share it", async () => {
  const [a, b] = await Promise.all([
    registry.add({ name: "Een", sector: "Uitgever" }),
    registry.add({ name: "Twee", sector: "Uitgever" }),
  ]);
  expect((await state(a.applicationId)).sector_id).toBe((await state(b.applicationId)).sector_id);
});

test("an application never changes its sector, and a manifest never changes: not even the platform may", async () => {
  const platform = registry.database.db.platform;
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
  await expect(registry.add(more)).rejects.toMatchObject({
    code: "bad-request",
    message: expect.stringContaining(message),
  });
});

test("everything that is wrong is said at once, and nothing is written", async () => {
  const before = await listApplications(registry.deps);
  const input = wish({ redirectUris: ["x"], backchannelLogoutUri: "y", attributes: ["z"] });
  const failure = await addApplication(registry.deps, input).catch(String);
  expect(failure).toMatch(/redirect-uris[\s\S]*backchannel-logout-uri[\s\S]*no attribute "z"/);
  expect(await listApplications(registry.deps)).toEqual(before);
});

test("a sandbox may live on the developer's own machine", async () => {
  const added = await registry.add({ status: "sandbox", redirectUris: ["http://localhost:4001/callback"] });
  expect((await state(added.applicationId)).status).toBe("sandbox");
});

test.each(["sandbox", "live"] as const)("a suspended %s application resumes as what it was", async (status) => {
  const { applicationId } = await registry.add({ status });
  await suspendApplication(registry.deps, { applicationId, actor: "test" });
  expect((await state(applicationId)).status).toBe("suspended");
  registry.clock.now = new Date(noon.getTime() + 60_000);
  await resumeApplication(registry.deps, { applicationId, actor: "test" });
  expect(await state(applicationId)).toMatchObject({ status, valid_from: registry.clock.now });
  registry.clock.now = noon;
});

test("suspending twice or resuming twice changes nothing more", async () => {
  const { applicationId } = await registry.add();
  await suspendApplication(registry.deps, { applicationId, actor: "test" });
  await suspendApplication(registry.deps, { applicationId, actor: "test" });
  await resumeApplication(registry.deps, { applicationId, actor: "test" });
  await resumeApplication(registry.deps, { applicationId, actor: "test" });
  const of = async (what: string) =>
    (await registry.audited(what)).filter((row) => row.details.applicationId === applicationId).length;
  expect([await of("application.suspended"), await of("application.resumed")]).toEqual([1, 1]);
});

test("the list tells state, sector, clients and how many schools", async () => {
  const { applicationId, clientId } = await registry.add({ name: "Zoo", sector: "Dieren" });
  await releaseApplication(registry.deps, { applicationId, schoolId: registry.schoolId, actor: "test" });
  expect((await listApplications(registry.deps)).at(-1)).toEqual({
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

import { exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { PackageId, SchoolNumber, type SchoolId } from "../ids.ts";
import { systemRandom } from "../lib/random.ts";
import { addSchool, suspendSchool } from "../schools/schools.ts";
import {
  addPackage,
  findPackageAccess,
  findPackageClient,
  grantPackage,
  listPackagesOfSchool,
  resumePackage,
  suspendPackage,
  withdrawPackage,
} from "./applications.ts";

const clock = { now: new Date("2026-11-23T12:00:00Z") };
let database: TestDatabase;
let deps: { db: TestDatabase["db"]; now: () => Date; random: typeof systemRandom };
let schoolA: SchoolId;
let schoolB: SchoolId;
let publicKey: object;
let serial = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  deps = { db: database.db, now: () => clock.now, random: systemRandom };
  schoolA = (await addSchool(deps, { number: SchoolNumber.parse("000001"), name: "A" })).id;
  schoolB = (await addSchool(deps, { number: SchoolNumber.parse("000002"), name: "B" })).id;
  publicKey = await exportJWK((await generateKeyPair("ES256")).publicKey);
});
afterAll(() => database.drop());

async function arrange() {
  serial += 1;
  return addPackage(deps, { name: `Pakket ${serial}`, jwks: { keys: [publicKey] }, actor: "test" });
}
const grant = (packageId: PackageId, schoolId = schoolA, scopes = ["roster.write"]) =>
  grantPackage(deps, { packageId, schoolId, scopes, actor: "test" });
const access = (clientId: string, schoolNumber = "000001") =>
  findPackageAccess(database.db.signIn, { clientId, schoolNumber });
const events = async (packageId: PackageId) =>
  (
    await database.owner.query("select what, details from audit_event where details ->> 'packageId' = $1 order by id", [
      packageId,
    ])
  ).rows;

test("a package that nobody granted anything may do nothing anywhere", async () => {
  const { clientId } = await arrange();
  expect(await access(clientId)).toMatchObject({ grant: null });
  expect(await access(clientId, "999999")).toMatchObject({ grant: null });
  expect(await access("package-nobody")).toBeUndefined();
});

test("a grant holds at that school and no other, and for what was granted", async () => {
  const { packageId, clientId } = await arrange();
  await grant(packageId, schoolA, ["roster.read", "activation.read"]);
  expect(await access(clientId)).toMatchObject({
    packageId,
    grant: { schoolId: schoolA, scopes: ["activation.read", "roster.read"] },
  });
  expect(await access(clientId, "000002")).toMatchObject({ grant: null });
});

test("another grant replaces the one before, and a withdrawn one is gone", async () => {
  const { packageId, clientId } = await arrange();
  await grant(packageId);
  await grant(packageId, schoolA, ["activation.read"]);
  expect((await access(clientId))?.grant?.scopes).toEqual(["activation.read"]);
  const withdraw = () => withdrawPackage(deps, { packageId, schoolId: schoolA, actor: "test" });
  await withdraw();
  await withdraw();
  expect((await access(clientId))?.grant).toBeNull();
  const whats = (await events(packageId)).map(({ what }) => what);
  expect(whats).toEqual(["package.added", "package.granted", "package.granted", "package.withdrawn"]);
});

test("of two grants at the same moment one is left", async () => {
  const { packageId, clientId } = await arrange();
  await Promise.all([grant(packageId), grant(packageId, schoolA, ["roster.read"]), grant(packageId)]);
  expect((await access(clientId))?.grant?.scopes).toHaveLength(1);
});

test("a suspended package is nobody, and what was issued before it came back stays dead", async () => {
  const { packageId, clientId } = await arrange();
  await grant(packageId);
  await suspendPackage(deps, { packageId, actor: "test" });
  expect(await access(clientId)).toBeUndefined();
  expect(await findPackageClient(database.db.signIn, clientId)).toBeUndefined();
  await expect(grant(packageId)).rejects.toMatchObject({ code: "not-found" });
  clock.now = new Date(clock.now.getTime() + 60_000);
  await resumePackage(deps, { packageId, actor: "test" });
  expect((await access(clientId))?.packageValidFrom).toBe(clock.now.getTime() / 1000);
});

test("a suspended school allows nobody anything", async () => {
  const { packageId, clientId } = await arrange();
  const school = await addSchool(deps, { number: SchoolNumber.parse("000003"), name: "C" });
  await grant(packageId, school.id);
  await suspendSchool(deps, "000003");
  expect((await access(clientId, "000003"))?.grant).toBeNull();
});

test("a school sees its own grants and not those of another", async () => {
  const { packageId } = await arrange();
  await grant(packageId, schoolB);
  const find = async (schoolId: SchoolId) =>
    (await listPackagesOfSchool(deps, schoolId)).find((one) => one.packageId === packageId);
  expect(await find(schoolA)).toMatchObject({ scopes: [], grantedAt: null });
  expect(await find(schoolB)).toMatchObject({ scopes: ["roster.write"] });
  const rows = await database.db.forSchools([schoolA], (tx) =>
    tx.client.query("select 1 from admin_package_grant where package_id = $1", [packageId]),
  );
  expect(rows.rowCount).toBe(0);
});

test.each([[[]], [["everything"]], [["roster.write", "openid"]]])("%j is no grant", async (scopes) => {
  const { packageId } = await arrange();
  await expect(grant(packageId, schoolA, scopes)).rejects.toMatchObject({ code: "bad-request" });
});

describe("keys", () => {
  const add = (jwks: unknown) => {
    serial += 1;
    return addPackage(deps, { name: `Pakket ${serial}`, jwks, actor: "test" });
  };

  test("a private key is refused, with the advice to make a new one", async () => {
    const { privateKey } = await generateKeyPair("ES256", { extractable: true });
    await expect(add({ keys: [await exportJWK(privateKey)] })).rejects.toThrow("holds a private key: make a new one");
  });

  test.each([
    ["none", { keys: [] }],
    ["no set", [1]],
    ["a shared secret", { keys: [{ kty: "oct", k: "c2VjcmV0" }] }],
    ["a short RSA key", { keys: [{ kty: "RSA", n: "a".repeat(170), e: "AQAB" }] }],
    ["a curve that we don't use", { keys: [{ kty: "EC", crv: "P-384", x: "a", y: "b" }] }],
    ["an algorithm that we don't use", { keys: [{ kty: "EC", crv: "P-256", x: "a", y: "b", alg: "none" }] }],
    ["text", "keys"],
  ])("%s is refused", async (_what, jwks) => {
    await expect(add(jwks)).rejects.toMatchObject({ code: "bad-request" });
  });

  test("what else is in a key is not kept", async () => {
    const { clientId } = await add({ keys: [{ ...publicKey, note: "mine" }] });
    const found = await findPackageClient(database.db.signIn, clientId);
    expect(found?.keys).toEqual({ jwks: { keys: [publicKey] } });
  });

  test("a name is taken once", async () => {
    const twice = { name: "Tweemaal", jwks: { keys: [publicKey] }, actor: "test" };
    await addPackage(deps, twice);
    await expect(addPackage(deps, twice)).rejects.toThrow("There is a package of this name already");
  });
});

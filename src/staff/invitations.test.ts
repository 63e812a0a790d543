import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { SchoolNumber } from "../ids.ts";
import { sql } from "../lib/db.ts";
import { createKeys } from "../lib/keys.ts";
import { systemRandom } from "../lib/random.ts";
import { addSchool, type School } from "../schools/schools.ts";
import { acceptInvitation, addStaff, invite, openInvitation, purgeInvitations, type NewInvitation } from "./staff.ts";

let database: TestDatabase;
let here: School;
let there: School;
const keys = createKeys(Buffer.alloc(32, 5), systemRandom);
const morning = new Date("2026-11-23T08:00:00Z");
const deps = { keys, random: systemRandom, now: () => morning };

beforeAll(async () => {
  database = await createTestDatabase();
  const schools = { db: database.db, now: deps.now };
  here = await addSchool(schools, { number: SchoolNumber.parse("000001"), name: "Hier" });
  there = await addSchool(schools, { number: SchoolNumber.parse("000002"), name: "Daar" });
});
afterAll(() => database.drop());

let people = 0;
const somebody = (school: School): NewInvitation => {
  people += 1;
  const email = `an${people}@school.example`;
  return {
    email,
    givenName: "An",
    familyName: "Claes",
    role: { role: "school-admin", schoolId: school.id },
    actor: "cli",
  };
};
const row = z.object({ email: z.string() });

describe("a school", () => {
  test("invites to itself, and sees its own invitations and nobody else's", async () => {
    const [own, other] = [somebody(here), somebody(there)];
    await database.db.forSchools([here.id], (tx) => invite(tx, deps, own));
    await database.db.forSchools([there.id], (tx) => invite(tx, deps, other));
    const seen = await database.db.forSchools([here.id], (tx) => tx.many(row, sql`select email from staff_invitation`));
    expect(seen).toEqual([{ email: own.email }]);
  });

  test("can't invite to another one", async () => {
    const inviting = database.db.forSchools([here.id], (tx) => invite(tx, deps, somebody(there)));
    await expect(inviting).rejects.toThrow(/row-level security/);
  });

  test.each([{ role: "operator" }, undefined] as const)(
    "can't invite with the role %o, which is no school's",
    async (role) => {
      const { role: _role, ...person } = somebody(here);
      const inviting = database.db.forSchools([here.id], (tx) => invite(tx, deps, { ...person, role }));
      await expect(inviting).rejects.toThrow(/row-level security/);
    },
  );

  test.each(["staff_password", "staff_totp", "staff_recovery_code", "staff_passkey"])(
    "can't look into %s",
    async (table) => {
      const looking = database.db.forSchools([here.id], (tx) => tx.client.query(`select from ${table}`));
      await expect(looking).rejects.toThrow(/permission denied/);
    },
  );

  test("can't read the hash of a token", async () => {
    const looking = database.db.forSchools([here.id], (tx) =>
      tx.client.query("select token_hash from staff_invitation"),
    );
    await expect(looking).rejects.toThrow(/permission denied/);
  });
});

test("the sign-in path can't give anybody a role, a password or a passkey", async () => {
  for (const table of ["staff", "staff_role", "staff_password", "staff_totp", "staff_passkey", "staff_invitation"]) {
    const writing = database.db.signIn.transaction((tx) => tx.client.query(`insert into ${table} default values`));
    await expect(writing).rejects.toThrow(/permission denied/);
  }
});

test("only a keyed hash of the token is kept", async () => {
  const { token } = await database.db.platform.transaction((tx) => invite(tx, deps, somebody(here)));
  const { rows } = await database.owner.query("select i::text as line from staff_invitation i");
  expect(rows.filter(({ line }) => line.includes(token))).toEqual([]);
  expect(token).toMatch(/^[34679CDFGHJKMNPQRTVWX]{30}$/);
});

test.each(["", "an", "an@school", "an@@school.example", "a n@school.example", "an@school.example\nBcc: x@y.example"])(
  "%o is no address to invite",
  async (email) => {
    const inviting = database.db.platform.transaction((tx) => invite(tx, deps, { ...somebody(here), email }));
    await expect(inviting).rejects.toMatchObject({ code: "bad-request" });
  },
);

test("an invitation stops working at the very moment it expires", async () => {
  const { token, expiresAt } = await database.db.platform.transaction((tx) => invite(tx, deps, somebody(here)));
  const opened = (now: Date) => openInvitation(database.db.platform, keys, { typed: token, now });
  expect((await opened(new Date(expiresAt.getTime() - 1))).ok).toBe(true);
  expect(await opened(expiresAt)).toEqual({ ok: false, reason: "expired" });
  expect(expiresAt.getTime() - morning.getTime()).toBe(72 * 3_600_000);
});

test("of two invitations that one person takes at the same moment, one begins the account and the other needs it", async () => {
  const person = somebody(here);
  const draw = (school: School) =>
    database.db.platform.transaction((tx) =>
      invite(tx, deps, { ...person, role: { role: "school-admin", schoolId: school.id } }),
    );
  const tokens = [(await draw(here)).token, (await draw(there)).token];
  const factors = { kind: "password", phc: "$argon2id$x", totp: Buffer.alloc(20), step: 1 } as const;
  const accepted = await Promise.all(
    tokens.map((typed) => acceptInvitation({ ...deps, db: database.db }, { typed, factors })),
  );
  expect(accepted.map((one) => (one.ok ? "in" : one.reason)).sort()).toEqual(["has-account", "in"]);
});

test("an invitation is no way in for somebody who is suspended", async () => {
  const { role, ...person } = somebody(here);
  await addStaff({ db: database.db, now: deps.now }, { ...person, roles: [] });
  const { token: typed } = await database.db.platform.transaction((tx) => invite(tx, deps, { ...person, role }));
  await database.owner.query("update staff set status = 'suspended' where email = $1", [person.email]);
  const factors = { kind: "password", phc: "$argon2id$x", totp: Buffer.alloc(20), step: 1 } as const;
  const accepted = await acceptInvitation({ ...deps, db: database.db }, { typed, factors });
  expect(accepted).toEqual({ ok: false, reason: "suspended" });
});

test("the name in an invitation is forgotten a month after it expired", async () => {
  await database.db.platform.transaction((tx) => invite(tx, deps, somebody(here)));
  const days = (count: number) => new Date(morning.getTime() + count * 24 * 3_600_000);
  expect(await purgeInvitations(database.db.platform, days(32))).toBe(0);
  expect(await purgeInvitations(database.db.platform, days(34))).toBeGreaterThan(0);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { SchoolNumber } from "../ids.ts";
import { sql } from "../lib/db.ts";
import { addSchool } from "../schools/schools.ts";
import { addStaff } from "./staff.ts";

let database: TestDatabase;
const now = () => new Date("2026-11-22T08:00:00Z");
const person = { givenName: "An", familyName: "Claes", actor: "test" };

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test("a school sees its own staff and nobody else's", async () => {
  const deps = { db: database.db, now };
  const here = await addSchool(deps, { number: SchoolNumber.parse("000001"), name: "Hier" });
  const there = await addSchool(deps, { number: SchoolNumber.parse("000002"), name: "Daar" });
  await addStaff(deps, { ...person, email: "an@hier.example", roles: [{ role: "school-admin", schoolId: here.id }] });
  await addStaff(deps, {
    ...person,
    email: "jo@daar.example",
    roles: [{ role: "teacher", schoolId: there.id, className: "3B" }],
  });
  const row = z.object({ email: z.string() });
  const seen = await database.db.forSchools([here.id], (tx) => tx.many(row, sql`select email from staff`));
  expect(seen).toEqual([{ email: "an@hier.example" }]);
});

test("an e-mail address is one person's, whatever its capitals", async () => {
  const deps = { db: database.db, now };
  await addStaff(deps, { ...person, email: "els@hier.example", roles: [{ role: "operator" }] });
  const again = addStaff(deps, { ...person, email: "Els@Hier.Example", roles: [] });
  await expect(again).rejects.toMatchObject({ code: "staff-email-taken" });
});

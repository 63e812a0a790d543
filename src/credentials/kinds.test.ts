import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { CredentialKind, firstSecretKinds } from "./kinds.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** The texts that the check of a column allows. */
async function allowed(table: string, column: string): Promise<string[]> {
  const { rows } = await database.owner.query(
    `select pg_get_constraintdef(c.oid) as says from pg_constraint c
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
      where c.contype = 'c' and c.conrelid = $1::regclass and a.attname = $2 and cardinality(c.conkey) = 1`,
    [table, column],
  );
  return [...String(rows[0]?.says).matchAll(/'([^']+)'/g)].map(([, text = ""]) => text).sort();
}

test("the database takes the kinds of the table, and no others", async () => {
  expect(await allowed("credential", "kind")).toEqual(CredentialKind.options.toSorted());
  expect(await allowed("secret_ladder", "kind")).toEqual(firstSecretKinds.toSorted());
});

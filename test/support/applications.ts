import { addApplication, type AddApplication } from "../../src/applications/applications.ts";
import { SchoolId } from "../../src/ids.ts";
import { createKeys } from "../../src/lib/keys.ts";
import { systemRandom } from "../../src/lib/random.ts";
import { createTestDatabase } from "./database.ts";

export const noon = new Date("2026-11-23T12:00:00Z");
export const keys = createKeys(Buffer.alloc(32, 7), systemRandom);

/** An application that meets every rule. */
export const wish = (more: Partial<AddApplication> = {}): AddApplication => ({
  name: "Lezen",
  status: "live",
  redirectUris: ["https://lezen.example.be/callback"],
  bundle: "pseudonymous",
  actor: "test",
  ...more,
});

/** A registry and two schools, of which the first has a class 3B. `clock.now` is the time. */
export async function openApplications() {
  const database = await createTestDatabase();
  const clock = { now: noon };
  const deps = { db: database.db, keys, random: systemRandom, now: () => clock.now };
  const { rows } = await database.owner.query(
    `with added as (
      insert into school (name, valid_from, created_at) values ('Een', $1, $1), ('Twee', $1, $1) returning id, name),
    classes as (insert into class_group (school_id, school_year, name)
      select id, '2026-2027', '3B' from added where name = 'Een')
    select id from added order by name`,
    [noon],
  );
  const audited = async (what: string) =>
    (
      await database.owner.query("select details, actor, school_id from audit_event where what = $1 order by id", [
        what,
      ])
    ).rows;
  return {
    database,
    deps,
    clock,
    schoolId: SchoolId.parse(rows[0].id),
    otherSchoolId: SchoolId.parse(rows[1].id),
    add: (more?: Partial<AddApplication>) => addApplication(deps, wish(more)),
    audited,
    drop: () => database.drop(),
  };
}

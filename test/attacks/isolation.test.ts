import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { cancelRun, findRun } from "../../src/activation/activation.ts";
import { ActivationRunId, InvitationId, StaffId } from "../../src/ids.ts";
import type { School } from "../../src/schools/schools.ts";
import {
  inviteAgain,
  listColleagues,
  makeSchoolAdmin,
  removeSchoolRole,
  setClasses,
  withdrawInvitation,
} from "../../src/staff/staff.ts";
import { arrangeFullSchool, type FullSchool } from "../support/full-school.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeStaff, type ArrangedStaff } from "../support/staff.ts";
import { arrangeSchool } from "../support/world.ts";

/**
 * What remains when a check in the code is forgotten: every statement here is one without any `where`, run as staff of one school,
 * while all data are another one's.
 */
let world: TestServer;
let own: School;
let admin: ArrangedStaff;
let there: FullSchool;

beforeAll(async () => {
  world = await startTestServer();
  own = await arrangeSchool(world, "De Eik");
  admin = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: own.id }] });
  there = await arrangeFullSchool(world, await arrangeSchool(world, "De Linde"));
});
afterAll(() => world.close());

const Table = z.object({
  name: z.string(),
  select: z.string().nullable(),
  update: z.string().nullable(),
  insert: z.boolean(),
  delete: z.boolean(),
});
/** Every table that a school may touch at all, but for those of the platform that hold no data of schools. */
async function tablesOfSchools(): Promise<z.infer<typeof Table>[]> {
  const { rows } = await world.database.owner.query(`
    select c.relname as name,
      (select min(a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
        and has_column_privilege('leerid_school', c.oid, a.attnum, 'select')) as select,
      (select min(a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
        and has_column_privilege('leerid_school', c.oid, a.attnum, 'select')
        and has_column_privilege('leerid_school', c.oid, a.attnum, 'update')) as update,
      has_any_column_privilege('leerid_school', c.oid, 'insert') as insert,
      has_table_privilege('leerid_school', c.oid, 'delete') as delete
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and has_any_column_privilege('leerid_school', c.oid, 'select, insert, update') order by 1`);
  return z.array(Table).parse(rows);
}
/** The same for every school: names of applications and groups. Nothing of a school or a person, and nobody of a school writes there. */
const ofPlatform = ["admin_package", "application", "manifest", "school_group", "sector", "vendor"];
/** What the other school's admin has of their own. */
const ownRows: Record<string, number> = { audit_event: 2, school: 1, school_number: 1, staff: 1, staff_role: 1 };

class Enough extends Error {}
/** Runs as staff of the own school; what it did is taken back. */
async function asOwn<T>(
  work: (query: (text: string, values?: unknown[]) => Promise<number>) => Promise<T>,
): Promise<T> {
  let result: { value: T } | undefined;
  await world.database.db
    .forSchools([own.id], async (tx) => {
      const query = async (text: string, values: unknown[] = []) => (await tx.client.query(text, values)).rowCount ?? 0;
      result = { value: await work(query) };
      throw new Enough();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Enough)) throw error;
    });
  if (!result) throw new Error("nothing was run");
  return result.value;
}

test("the tables are known, and none of the platform's is written by a school", async () => {
  const tables = await tablesOfSchools();
  expect(tables.length).toBeGreaterThan(25);
  for (const table of tables.filter(({ name }) => ofPlatform.includes(name))) {
    expect(table).toMatchObject({ update: null, insert: false, delete: false });
  }
});

test("every table with data of schools has a row of the other school in this test", async () => {
  const empty: string[] = [];
  for (const { name } of await tablesOfSchools()) {
    if (ofPlatform.includes(name)) continue;
    const { rows } = await world.database.owner.query(`select count(*)::int as rows from ${name}`);
    if (rows[0].rows <= (ownRows[name] ?? 0)) empty.push(name);
  }
  // arrangeFullSchool() in test/support/full-school.ts makes them
  expect(empty).toEqual([]);
});

describe("a statement that forgets to ask for the school", () => {
  const eachTable = async (work: (table: z.infer<typeof Table>) => Promise<unknown>) => {
    const wrong: [string, unknown][] = [];
    for (const table of await tablesOfSchools()) {
      if (ofPlatform.includes(table.name)) continue;
      const found = await work(table);
      if (found !== undefined) wrong.push([table.name, found]);
    }
    expect(wrong).toEqual([]);
  };
  const atMost = (name: string, rows: number) => (rows > (ownRows[name] ?? 0) ? rows : undefined);

  test("reads nothing of another school, in any table", async () => {
    await eachTable(async ({ name, select }) =>
      select === null ? undefined : atMost(name, await asOwn((query) => query(`select ${select} from ${name}`))),
    );
  });

  test("changes nothing of another school, in any table", async () => {
    await eachTable(async ({ name, update }) =>
      update === null
        ? undefined
        : atMost(name, await asOwn((query) => query(`update ${name} set ${update} = ${update}`))),
    );
  });

  test("deletes nothing of another school, in any table", async () => {
    await eachTable(async (table) =>
      table.delete ? atMost(table.name, await asOwn((query) => query(`delete from ${table.name}`))) : undefined,
    );
  });

  test("adds nothing to another school, in any table", async () => {
    await eachTable(async ({ name, insert }) => {
      if (!insert) return undefined;
      const { rows } = await world.database.owner.query(`select to_jsonb(t) as row from ${name} t`);
      const foreign = rows.map(({ row }) => row).filter((row) => !JSON.stringify(row).includes(own.id));
      const { rows: columns } = await world.database.owner.query(
        `select string_agg(quote_ident(attname), ', ') as names from pg_attribute
          where attrelid = $1::regclass and attnum > 0 and not attisdropped and attidentity = '' and attgenerated = ''
            and has_column_privilege('leerid_school', $1::regclass, attnum, 'insert')`,
        [name],
      );
      const { names } = columns[0];
      const copy = `insert into ${name} (${names}) select ${names} from jsonb_populate_record(null::${name}, $1)`;
      const refused = await asOwn((query) => query(copy, [JSON.stringify(foreign[0])])).then(
        () => "was added",
        (error: unknown) => (error instanceof Error ? error.message : "?"),
      );
      return /row-level security|permission denied/.test(refused) ? undefined : refused;
    });
  });

  test("without any school set it reads nothing at all", async () => {
    await eachTable(async ({ name, select }) => {
      const rows = await world.database.db.forSchools([], (tx) => tx.client.query(`select ${select} from ${name}`));
      return rows.rowCount === 0 ? undefined : rows.rowCount;
    });
  });
});

describe("a use-case that is handed ids of another school finds and changes nothing", () => {
  const at = () => ({ schoolId: own.id, staffId: StaffId.parse(there.staffId), actor: admin.staffId });
  const deeds: [string, () => Promise<unknown>, unknown][] = [
    ["listColleagues", () => world.database.db.forSchools([own.id], (tx) => listColleagues(tx, at())), []],
    ["removeSchoolRole", () => removeSchoolRole(world.deps, { ...at(), role: "teacher" }), undefined],
    ["makeSchoolAdmin", () => makeSchoolAdmin(world.deps, at()), undefined],
    ["setClasses", () => setClasses(world.deps, { ...at(), classNames: ["3B"] }), undefined],
    [
      "withdrawInvitation",
      () => withdrawInvitation(world.deps, { ...at(), id: InvitationId.parse(there.invitationId) }),
      false,
    ],
    ["inviteAgain", () => inviteAgain(world.deps, { ...at(), id: InvitationId.parse(there.invitationId) }), undefined],
  ];
  const everything = async () => {
    const tables = await tablesOfSchools();
    const sums = await Promise.all(
      tables.map(async ({ name }) => {
        const { rows } = await world.database.owner.query(
          `select md5(string_agg(t::text, '|' order by t::text)) as sum from ${name} t`,
        );
        return [name, rows[0].sum];
      }),
    );
    return Object.fromEntries(sums);
  };

  test.each(deeds)("%s", async (_name, deed, answer) => {
    const before = await everything();
    expect(await deed()).toEqual(answer);
    expect(await everything()).toEqual(before);
  });

  test("cancelRun, findRun", async () => {
    const before = await everything();
    const which = { schoolId: own.id, id: ActivationRunId.parse(there.runId) };
    await expect(cancelRun(world.deps, { ...which, actor: admin.staffId })).rejects.toMatchObject({
      code: "not-found",
    });
    const find = () => world.database.db.forSchools([own.id], (tx) => findRun(tx, { ...which, now: new Date() }));
    expect(await find()).toBeUndefined();
    expect(await everything()).toEqual(before);
  });
});

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { csv, number, openRosters, ten, type Line } from "../../test/support/rosters.ts";
import { addStaff, type Role } from "../staff/staff.ts";
import { undoImport, viewUndo } from "./rosters.ts";

let rosters: Awaited<ReturnType<typeof openRosters>>;
beforeEach(async () => {
  rosters = await openRosters();
});
afterEach(() => rosters.drop());

const of = (importId: Awaited<ReturnType<typeof rosters.plan>>["importId"], schoolId = rosters.schoolA) => ({
  schoolId,
  importId,
});
const undo = (importId: Parameters<typeof of>[0], schoolId = rosters.schoolA) =>
  undoImport(rosters.deps, { ...of(importId, schoolId), actor: "staff:test" });
const minutes = (count: number) => {
  rosters.clock.now = new Date(rosters.clock.now.getTime() + count * 60_000);
};
/** Everything that the school's list says, as the owner of the database sees it. */
async function world(): Promise<string[]> {
  const { rows } = await rosters.database.owner.query(
    `select p.login_name, e.given_name, e.family_name, e.level, e.kind, e.year_group, e.stamboeknummer, e.during::text,
        (select name from site s where s.id = e.site_id) as site, s.name as school,
        array[encode(e.number_hash, 'hex'), encode(e.former_number_hash, 'hex')] as numbers,
        array(select g.school_year || g.name from class_membership m join class_group g on g.id = m.class_group_id
          where m.pupil_id = p.id and g.school_id = e.school_id order by 1) as classes
      from pupil p left join enrolment e on e.pupil_id = p.id left join school s on s.id = e.school_id
      order by p.login_name, e.during`,
  );
  return rows.map((row) => JSON.stringify(row));
}

describe("undoing an import", () => {
  test("of a first list leaves no pupil behind", async () => {
    const { importId } = await rosters.importFile(csv(...ten));
    expect(await undo(importId)).toMatchObject({ can: true });
    expect(await world()).toEqual([]);
  });

  test("puts back names, classes, numbers, sites, who left and who came back", async () => {
    const site = (site: string, ...lines: string[]) =>
      Buffer.from(
        ["Naam;Voornaam;Klas;INSZ;Stamboeknr;Vestiging", ...lines.map((line) => `${line};${site}`)].join("\n"),
      );
    await rosters.importFile(csv(...ten, ["Weg", "Kind", "3A", number(50)]));
    await rosters.importFile(csv(...ten));
    minutes(60 * 24 * 5);
    await rosters.importFile(
      site(
        "Noord",
        "Peeters;Lotte;3B;;100",
        "Maes;Wout;3B;;200",
        `FamilieA;Kind;3A;${number(1)};`,
        `FamilieB;Kind;3A;${number(2)};300`,
        ...ten.slice(2).map(([family, given, name, insz]) => `${family};${given};${name};${insz};`),
      ),
    );
    const before = await world();
    minutes(5);
    const { importId, counts } = await rosters.importFile(
      site(
        "Zuid",
        `Peeters;Lotte;4B;${number(70)};100`,
        `Nieuwenaam;Kind;3A;${number(1)};700`,
        `Weg;Kind;3A;${number(50)};`,
        `Gloednieuw;Kind;1A;${number(71)};400`,
        ...ten.slice(2).map(([family, given, name, insz]) => `${family};${given};${name};${insz};`),
      ),
    );
    expect(counts).toMatchObject({ added: 1, left: 2 });
    expect(await world()).not.toEqual(before);
    expect(await undo(importId)).toMatchObject({ can: true });
    expect(await world()).toEqual(before);
  });

  test("takes the classes along that it made, unless they were there before, somebody is in them, or somebody teaches them", async () => {
    await rosters.importFile(csv(["Blijft", "Kind", "2A", number(60)]));
    const inClass = (className: string, serial: number): Line => ["Nieuw", `Kind${serial}`, className, number(serial)];
    const lines = ["2A", "3A", "3B", "3C"].map((name, at) => inClass(name, 70 + at));
    const { importId } = await rosters.importFile(csv(["Blijft", "Kind", "2A", number(60)], ...lines));
    const { owner } = rosters.database;
    const roles: Role[] = [{ role: "teacher", schoolId: rosters.schoolA, className: "3B" }];
    const an = { givenName: "An", familyName: "Claes", email: "an@school.example" };
    await addStaff(rosters.deps, { ...an, roles, actor: "test" });
    await owner.query(
      `insert into class_membership (class_group_id, pupil_id, school_id)
        select g.id, e.pupil_id, g.school_id from class_group g, enrolment e where g.name = '3C' and e.family_name = 'Blijft'`,
    );
    expect(await undo(importId)).toMatchObject({ can: true });
    const { rows } = await owner.query("select name from class_group order by name");
    expect(rows.map(({ name }) => name)).toEqual(["2A", "3B", "3C"]);
  });

  test("stands in the audit, and twice is once", async () => {
    const { importId } = await rosters.importFile(csv(...ten));
    await undo(importId);
    expect(await undo(importId)).toEqual({ can: false, why: "undone", count: 0 });
    const { rows } = await rosters.database.owner.query(
      "select actor, details from audit_event where what = 'roster.undone'",
    );
    expect(rows).toEqual([{ actor: "staff:test", details: { importId, pupils: 10 } }]);
  });

  test("at the same moment by two people happens once", async () => {
    const { importId } = await rosters.importFile(csv(...ten));
    const answers = await Promise.all([undo(importId), undo(importId)]);
    expect(answers.filter(({ can }) => can)).toHaveLength(1);
  });

  test("makes a plan stale that was made while it stood", async () => {
    const { importId } = await rosters.importFile(csv(...ten));
    const waiting = await rosters.plan(csv(...ten, ["Extra", "Kind", "3C"]));
    await undo(importId);
    expect(await rosters.apply(waiting.importId)).toMatchObject({ problem: "stale" });
  });

  test("lets the list be read in again, and the pupils get LeerIDs again", async () => {
    const { importId } = await rosters.importFile(csv(...ten));
    await undo(importId);
    expect((await rosters.importFile(csv(...ten))).counts).toMatchObject({ added: 10 });
    expect(await rosters.enrolled()).toHaveLength(10);
  });

  test("of another school's import is not possible: it isn't there", async () => {
    const { importId } = await rosters.importFile(csv(...ten));
    await expect(undo(importId, rosters.schoolB)).rejects.toMatchObject({ code: "not-found" });
    expect(await rosters.enrolled()).toHaveLength(10);
  });
});

describe("an import stays as it is when", () => {
  async function refused(importId: Parameters<typeof of>[0], why: string): Promise<void> {
    const before = await world();
    expect(await viewUndo(rosters.deps, of(importId))).toMatchObject({ undo: { can: false, why } });
    expect(await undo(importId)).toMatchObject({ can: false, why });
    expect(await world()).toEqual(before);
  }
  const update = (statement: string, values: unknown[] = []) => rosters.database.owner.query(statement, values);

  test("another was carried out after it; once that one is undone, so can it be", async () => {
    const first = await rosters.importFile(csv(...ten));
    minutes(1);
    const second = await rosters.importFile(csv(...ten, ["Extra", "Kind", "3C"]));
    await refused(first.importId, "later");
    await undo(second.importId);
    expect(await undo(first.importId)).toMatchObject({ can: true });
  });

  test("another that changed nothing came after it: that is no reason", async () => {
    const { importId } = await rosters.importFile(csv(...ten));
    minutes(1);
    await rosters.importFile(csv(...ten));
    expect(await undo(importId)).toMatchObject({ can: true });
  });

  test("a pupil whom it added has a card", async () => {
    const { importId } = await rosters.importFile(csv(...ten));
    await update(
      "insert into credential (id, pupil_id, kind, secret_hash, created_at, revoked_at) select uuidv7(), id, 'code', $1, $2, $2 from pupil limit 1",
      [Buffer.alloc(32), rosters.clock.now],
    );
    await refused(importId, "activated");
  });

  test("a pupil whom it added used an application", async () => {
    const { importId } = await rosters.importFile(csv(...ten));
    await update("insert into sector (name) values ('Rekenland')");
    await update(
      "insert into pseudonym (pupil_id, sector_id, sub, email_local, created_at) select p.id, s.id, 's', 'e', $1 from pupil p, sector s limit 1",
      [rosters.clock.now],
    );
    await refused(importId, "used");
  });

  const enrolElsewhere = () =>
    update(
      `insert into enrolment (pupil_id, school_id, given_name, family_name, level, during)
        select pupil_id, $1, 'Kind', 'FamilieA', 'lager', '[2026-09-01,)' from enrolment where family_name = 'FamilieA'`,
      [rosters.schoolB],
    );

  test("a pupil whom it added is at another school as well", async () => {
    const { importId } = await rosters.importFile(csv(...ten));
    await enrolElsewhere();
    await refused(importId, "elsewhere");
  });

  test("a pupil whom it let go is at another school by now", async () => {
    await rosters.importFile(csv(...ten));
    minutes(5);
    const { importId } = await rosters.importFile(csv(...ten.slice(1)));
    await enrolElsewhere();
    await refused(importId, "elsewhere");
  });

  test("a pupil whom it added has another name by now", async () => {
    const { importId } = await rosters.importFile(csv(...ten));
    await update("update enrolment set given_name = 'Anders' where family_name = 'FamilieA'");
    await refused(importId, "changed");
  });

  test("a pupil who left by it is back", async () => {
    await rosters.importFile(csv(...ten));
    minutes(1);
    const { importId } = await rosters.importFile(csv(...ten.slice(1)));
    await update("update enrolment set during = daterange(lower(during), null)");
    await refused(importId, "changed");
  });

  test("30 days have gone by", async () => {
    const { importId } = await rosters.importFile(csv(...ten));
    minutes(60 * 24 * 30);
    await refused(importId, "too-old");
  });

  test("pupils of another school are active there: that is no reason, only the enrolment here goes", async () => {
    const lines = Array.from({ length: 3 }, (_, at): Line => [`Elders${at}`, "Kind", "5A", number(60 + at)]);
    await rosters.importFile(csv(...lines), rosters.schoolB);
    const before = await world();
    const { importId } = await rosters.importFile(csv(...lines));
    await update(
      "insert into credential (id, pupil_id, kind, secret_hash, created_at) select uuidv7(), id, 'code', $1, $2 from pupil limit 1",
      [Buffer.alloc(32), rosters.clock.now],
    );
    expect(await undo(importId)).toMatchObject({ can: true });
    expect(await world()).toEqual(before);
  });
});

test("the functions that remove know no pupil of another school, and none with a secret", async () => {
  await rosters.importFile(csv(...ten));
  const { rows } = await rosters.database.owner.query("select array_agg(id) as ids from pupil");
  const removeAs = (schoolIds: (typeof rosters.schoolA)[]) =>
    rosters.database.db.forSchools(schoolIds, async ({ client }) => {
      const removed = await client.query("select take_back_pupils($1, $2)", [rosters.schoolA, rows[0].ids]);
      const gone = await client.query("select take_back_enrolments($1, $2)", [rosters.schoolA, rows[0].ids]);
      return [removed.rowCount, gone.rowCount];
    });
  expect(await removeAs([rosters.schoolB])).toEqual([0, 0]);
  await rosters.database.owner.query(
    "insert into credential (id, pupil_id, kind, secret_hash, created_at) select uuidv7(), id, 'code', $1, now() from pupil",
    [Buffer.alloc(32)],
  );
  expect(await removeAs([rosters.schoolA])).toEqual([0, 0]);
  expect(await rosters.enrolled()).toHaveLength(10);
});

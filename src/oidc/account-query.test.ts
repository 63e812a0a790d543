import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { at, noon, openAccounts, type ReleasedPupilArrangement } from "../../test/support/account.ts";
import { PupilId } from "../ids.ts";
import type { Query } from "../lib/db.ts";
import { accountReader, findReleasedPupil } from "./account.ts";
import { findAccountRows } from "./queries.ts";

let accounts: Awaited<ReturnType<typeof openAccounts>>;
let arranged: ReleasedPupilArrangement;
const owner = (text: string, values: unknown[] = []) => accounts.owner(text, values);

beforeAll(async () => {
  accounts = await openAccounts();
});
afterAll(() => accounts.drop());
beforeEach(async () => {
  arranged = await accounts.arrange();
});

test("pupils who are asked for at one moment are one statement, and its plan goes by indexes whatever the number of pupils", async () => {
  await owner(
    `insert into pupil (id, login_name, given_name, family_name, created_at)
      select uuidv7(), 'kind.' || (200000 + n), 'Kind', 'Van ' || n, $1 from generate_series(1, 20000) n`,
    [noon],
  );
  await owner(
    `insert into enrolment (pupil_id, school_id, level, year_group, during)
      select p.id, $1, 'lager', 3, during from pupil p,
        (values (daterange '[2025-09-01,2026-07-01)'), (daterange '[2026-09-01,)')) d (during) where p.id <> $2`,
    [accounts.schools[0], arranged.pupilId],
  );
  await owner(`insert into class_membership select g.id, p.id, g.school_id from pupil p, class_group g
    where g.name in ('3B', '2B') on conflict do nothing`);
  await owner(
    `insert into pseudonym select p.id, s.id, 1, 's' || p.login_name, 'e' || p.login_name, $1 from pupil p, sector s`,
    [noon],
  );
  await owner("analyze");

  const statements: Query[] = [];
  const { signIn } = accounts.database.db;
  const counting: typeof signIn = {
    ...signIn,
    many: (shape, query) => {
      statements.push(query);
      return signIn.many(shape, query);
    },
  };
  const read = accountReader(counting);
  const three = [1, 2, 3].map((generation) =>
    findReleasedPupil(read, { ...arranged, generation, issuedAt: at, now: noon }),
  );
  expect((await Promise.all(three)).map(({ ok }) => ok)).toEqual([true, false, false]);
  expect(statements).toHaveLength(1);

  const plan = await explain(statements[0]);
  const big = new Set(["pupil", "enrolment", "class_membership", "pseudonym"]);
  expect(plan.filter((node) => node.type === "Seq Scan" && big.has(node.relation))).toEqual([]);
  expect(Math.max(...plan.map((node) => node.rows))).toBeLessThan(10);
});

type PlanNode = { type: string; relation: string; rows: number };

/** Every node of the plan as it really ran, for the role that signs pupils in, prepared for values that it doesn't know yet. */
async function explain(query: Query | undefined): Promise<PlanNode[]> {
  if (!query) throw new Error("No statement");
  const client = await accounts.database.owner.connect();
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

const key = () => ({
  applicationId: arranged.applicationId,
  sectorId: arranged.clientSector,
  today: "2026-11-23",
  schoolYear: "2026-2027",
  yearStart: new Date("2026-08-31T22:00:00Z"),
  yearBefore: "2025-2026",
});

test("each of those who are asked for together gets what is theirs", async () => {
  const other = await accounts.addPupil("noor.100002");
  await owner("update pupil set locale = 'fr' where id = $1", [other]);
  await owner("delete from enrolment where pupil_id = $1", [other]);
  const nobody = PupilId.parse("01920000-0000-7000-8000-000000000001");
  const [one, two, none, twoAgain] = await findAccountRows(accounts.database.db.signIn, [
    { ...key(), pupilId: other },
    { ...key(), pupilId: arranged.pupilId },
    { ...key(), pupilId: nobody },
    { ...key(), pupilId: arranged.pupilId, yearBefore: undefined },
  ]);
  expect([one?.locale, one?.enrolments]).toEqual(["fr", []]);
  expect(two?.enrolments).toMatchObject([{ classGroups: [{ name: "3B" }], classNamesBefore: ["2B"] }]);
  expect(none).toBeUndefined();
  expect(twoAgain?.enrolments).toMatchObject([{ classNamesBefore: [] }]);
});

test("the query answers for the role of the sign-in path, which sees no more than it needs", async () => {
  const found = await findAccountRows(accounts.database.db.signIn, [{ ...key(), pupilId: arranged.pupilId }]);
  expect(found).toHaveLength(1);
  expect(JSON.stringify(found)).not.toContain("lotte.100001");
});

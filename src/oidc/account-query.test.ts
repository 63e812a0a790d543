import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { at, noon, openAccounts, type ReleasedPupilArrangement } from "../../test/support/account.ts";
import type { Query } from "../lib/db.ts";
import { findReleasedPupil } from "./account.ts";
import { findAccountRow } from "./queries.ts";

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

test("one account is one statement, and its plan goes by indexes whatever the number of pupils", async () => {
  await owner(
    `insert into pupil (id, login_name, created_at)
      select uuidv7(), 'kind.' || (200000 + n), $1 from generate_series(1, 20000) n`,
    [noon],
  );
  await owner(
    `insert into enrolment (pupil_id, school_id, given_name, family_name, level, year_group, during)
      select p.id, $1, 'Kind', 'Van ' || p.login_name, 'lager', 3, during from pupil p,
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
  await findReleasedPupil(counting, { ...arranged, generation: 1, issuedAt: at, now: noon });
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

test("the query answers for the role of the sign-in path, which sees no more than it needs", async () => {
  const found = await findAccountRow(accounts.database.db.signIn, {
    pupilId: arranged.pupilId,
    applicationId: arranged.applicationId,
    sectorId: arranged.clientSector,
    today: "2026-11-23",
    schoolYear: "2026-2027",
    yearStart: new Date("2026-08-31T22:00:00Z"),
    yearBefore: undefined,
  });
  expect(JSON.stringify(found)).not.toContain("lotte.100001");
});

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openAccounts, type ReleasedPupilArrangement } from "../../test/support/account.ts";
import { findHome } from "../portal/queries.ts";
import { brusselsDay, schoolYearOf, startOfSchoolYear, yearStillUnderstood } from "../schools/schools.ts";

const september = new Date("2026-09-15T08:00:00Z");
const october = new Date("2026-10-01T08:00:00Z");
let accounts: Awaited<ReturnType<typeof openAccounts>>;
let arranged: ReleasedPupilArrangement;

beforeAll(async () => {
  accounts = await openAccounts();
});
afterAll(() => accounts.drop());
beforeEach(async () => {
  arranged = await accounts.arrange();
});

/** The school released the application to last year's class on that day. The pupil was in 2B and is in 3B. */
async function releaseTo(className: string, day: string): Promise<void> {
  await accounts.owner("update release set class_names = array[$1], allowed_at = $2", [className, `${day}T08:00:00Z`]);
}
const leaveThisYear = () =>
  accounts.owner(
    "delete from class_membership m using class_group g where g.id = m.class_group_id and g.school_year = '2026-2027'",
  );

async function outcome(now: Date): Promise<string> {
  const found = await accounts.ask({ ...arranged, now });
  return found.ok ? "ok" : found.reason;
}

/** What the launcher shows: it must agree with what the door says. */
async function tiles(now: Date): Promise<number> {
  await accounts.owner("update application set initiate_login_uri = 'https://app.example/start'");
  const schoolYear = schoolYearOf(now);
  const day = { today: brusselsDay(now), schoolYear, yearStart: startOfSchoolYear(schoolYear) };
  const account = { pupilId: arranged.pupilId, generation: 1 };
  const home = await findHome(accounts.database.db.signIn, { account, ...day, yearBefore: yearStillUnderstood(now) });
  return home?.tiles.length ?? 0;
}

test("a release to last year's class holds for its pupils until September is over, at the door and on the launcher", async () => {
  await releaseTo("2B", "2026-03-01");
  expect([await outcome(september), await tiles(september)]).toEqual(["ok", 1]);
  expect([await outcome(october), await tiles(october)]).toEqual(["no-release", 0]);
});

test("a release of this September means this year's class", async () => {
  await releaseTo("2B", "2026-09-02");
  expect([await outcome(september), await tiles(september)]).toEqual(["no-release", 0]);
});

test("who has no class of this year yet is let in by last year's", async () => {
  await releaseTo("2B", "2026-09-02");
  await leaveThisYear();
  expect([await outcome(september), await tiles(september)]).toEqual(["ok", 1]);
});

test("an application is told this year's classes only, in September too", async () => {
  const found = await accounts.ask({ ...arranged, now: september });
  expect(found.ok && found.released.schools.flatMap(({ classGroups }) => classGroups.map(({ name }) => name))).toEqual([
    "3B",
  ]);
});

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { noon, openAccounts, type ReleasedPupilArrangement } from "../../test/support/account.ts";
import { createKeys } from "../lib/keys.ts";
import { systemRandom } from "../lib/random.ts";
import { subjectOf, transientSub, type AccountOutcome } from "./account.ts";

const keys = createKeys(Buffer.alloc(32, 7), systemRandom);

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

const ask = (now = noon) => accounts.ask({ ...arranged, now });
const reason = (outcome: AccountOutcome) => (outcome.ok ? "ok" : outcome.reason);

test("a pupil comes with school, this year's class, and what the school released", async () => {
  expect(await ask()).toEqual({
    ok: true,
    released: {
      bundle: "pseudonymous",
      attributes: new Set(["email", "leerid_class_groups"]),
      givenName: "",
      familyName: "",
      locale: "nl",
      pseudonym: undefined,
      schools: [
        {
          number: "012345",
          level: "lager",
          yearGroup: 3,
          classGroups: [{ id: expect.any(String), name: "3B" }],
          attributes: new Set(["email", "leerid_class_groups"]),
        },
      ],
    },
  });
});

test("the pseudonym is drawn once and comes with the account from then on", async () => {
  const first = await ask();
  if (!first.ok) throw new Error(first.reason);
  const { pupilId, clientSector } = arranged;
  const context = { pupilId, sectorId: clientSector, grantId: "g", now: noon };
  const subject = await subjectOf(
    { db: accounts.database.db.signIn, keys, random: systemRandom },
    first.released,
    context,
  );
  const second = await ask();
  expect(second).toMatchObject({ ok: true, released: { pseudonym: subject } });
});

test("an anonymous application gets a subject that lasts as long as the grant, and no pseudonym is drawn", async () => {
  const found = await ask();
  if (!found.ok) throw new Error(found.reason);
  const deps = { db: accounts.database.db.signIn, keys, random: systemRandom };
  const { pupilId, clientSector } = arranged;
  const context = { pupilId, sectorId: clientSector, grantId: "g", now: noon };
  const subject = await subjectOf(deps, { ...found.released, bundle: "anonymous" }, context);
  expect(subject).toEqual({ sub: transientSub(keys, { grantId: "g", sectorId: clientSector }), emailLocal: undefined });
  expect(subject.sub).not.toBe(transientSub(keys, { grantId: "h", sectorId: clientSector }));
  expect((await owner("select from pseudonym")).rowCount).toBe(0);
});

test("without a grant there is no transient subject, or all pupils would have the same one", () => {
  expect(() => transientSub(keys, { grantId: "", sectorId: arranged.clientSector })).toThrow("needs a grant");
});

test.each([
  ["a pupil who is suspended", "update pupil set status = 'suspended'", "suspended"],
  ["a pupil who was reset", "update pupil set generation = 2", "stale-generation"],
  ["a pupil who is deleted", "delete from pupil", "no-account"],
  ["an application that is suspended", "update application set status = 'suspended'", "application-suspended"],
  ["an application that was resumed", "update application set valid_from = '2026-11-23T12:00:01Z'", "issued-too-early"],
  ["a release that is withdrawn", "update release set withdrawn_at = allowed_at", "no-release"],
  ["a release for another class", "update release set class_names = '{3A}'", "no-release"],
  ["a release for last year's class", "update release set class_names = '{2B}'", "no-release"],
  ["a release for the class", "update release set class_names = '{3B}'", "ok"],
  ["a release for another year group", "update release set year_choices = '{lager-4}'", "no-release"],
  ["a release after the token", "update release set allowed_at = '2026-11-23T12:00:01Z'", "issued-too-early"],
  ["a pupil who left yesterday", "update enrolment set during = '[2026-09-01,2026-11-23)'", "no-release"],
  ["a pupil whose last day is today", "update enrolment set during = '[2026-09-01,2026-11-24)'", "ok"],
  ["a pupil who comes tomorrow", "update enrolment set during = '[2026-11-24,)'", "no-release"],
  ["a pupil who is in no class", "delete from class_membership", "ok"],
])("%s: %s -> %s", async (_title, change, expected) => {
  await owner(change);
  expect(reason(await ask())).toBe(expected);
});

test("a suspended school's pupils get in nowhere", async () => {
  await owner("update school set status = 'suspended' where id = $1", [accounts.schools[0]]);
  try {
    expect(reason(await ask())).toBe("school-suspended");
  } finally {
    await owner("update school set status = 'active'");
  }
});

test("a pupil of two schools gets in by the one that released, the earliest enrolment first", async () => {
  await owner(
    "insert into enrolment (pupil_id, school_id, given_name, family_name, level, during) values ($1, $2, 'Lot', 'P', 'secundair', '[2026-01-01,)')",
    [arranged.pupilId, accounts.schools[1]],
  );
  const numbers = async () => {
    const outcome = await ask();
    return outcome.ok ? outcome.released.schools.map(({ number }) => number) : outcome.reason;
  };
  expect(await numbers()).toEqual(["012345"]);
  await owner(
    `insert into release (school_id, application_id, manifest_id, allowed_at, allowed_by)
      select $1, application_id, manifest_id, allowed_at, 'test' from release`,
    [accounts.schools[1]],
  );
  expect(await numbers()).toEqual(["054321", "012345"]);
});

test("the day changes in Brussels, not in Greenwich", async () => {
  await owner("update enrolment set during = '[2026-11-24,)'");
  expect(reason(await ask(new Date("2026-11-23T22:59:59Z")))).toBe("no-release");
  expect(reason(await ask(new Date("2026-11-23T23:00:00Z")))).toBe("ok");
});

test("an application sees only its own sector's pseudonym", async () => {
  await owner(
    `with s as (insert into sector (name) values ('other') returning id)
      insert into pseudonym select $1, id, 1, 'theirs', 'theirs', $2 from s`,
    [arranged.pupilId, noon],
  );
  expect(await ask()).toMatchObject({ ok: true, released: { pseudonym: undefined } });
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { SchoolNumber } from "../../src/ids.ts";
import { createKeys } from "../../src/lib/keys.ts";
import { systemRandom } from "../../src/lib/random.ts";
import { addSchool, type School } from "../../src/schools/schools.ts";
import {
  addStaff,
  findStaffByEmail,
  findStaffForPassword,
  invite,
  isPlainName,
  plainText,
} from "../../src/staff/staff.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { openDatabaseAt } from "../support/migrations.ts";

/** An invitation reaches the mailbox that it names, a few times a day, and says nothing but what we say. */
let database: TestDatabase;
let schools: School[];
const morning = new Date("2026-11-23T08:00:00Z");
const clock = { now: morning };
const deps = { keys: createKeys(Buffer.alloc(32, 5), systemRandom), random: systemRandom, now: () => clock.now };

beforeAll(async () => {
  database = await createTestDatabase();
  schools = [];
  for (const number of ["000001", "000002", "000003"])
    schools.push(
      await addSchool(
        { db: database.db, now: deps.now },
        { number: SchoolNumber.parse(number), name: `School ${number}` },
      ),
    );
});
afterAll(() => database.drop());

type Asked = { email: string; givenName?: string; familyName?: string };
function inviteBy(school: School | undefined, { email, givenName = "An", familyName = "Claes" }: Asked) {
  if (!school) throw new Error("no such school");
  const invitation = {
    ...{ email, givenName, familyName, actor: "test" },
    role: { role: "school-admin", schoolId: school.id } as const,
  };
  return database.db.forSchools([school.id], (tx) => invite(tx, deps, invitation));
}

const lookAlikes = [
  "dİrectie@een.be",
  "dırectie@een.be",
  "ｄirectie@een.be",
  "direc\u200Dtie@een.be",
  "dir\u0435ctie@een.be",
];

test.each(lookAlikes)(
  "%s is invited by nobody: it is another mailbox than that of the head whom it looks like",
  async (email) => {
    await addStaff(
      { db: database.db, now: deps.now },
      {
        ...{ email: "directie@een.be", givenName: "An", familyName: "Claes", roles: [], actor: "test" },
      },
    ).catch(() => undefined);
    await expect(inviteBy(schools[1], { email })).rejects.toMatchObject({
      code: "bad-request",
      message: /letters a to z/,
    });
    expect(await findStaffByEmail(database.db.platform, email)).toBeUndefined();
    expect(await findStaffForPassword(database.db.signIn, email)).toBeUndefined();
  },
);

test("the same mailbox is found however it is spelled, and can't be anybody else's too", async () => {
  const { staffId } = {
    staffId: await addStaff(
      { db: database.db, now: deps.now },
      { email: "Juf.Mia@SCHÖLE.be", givenName: "Mia", familyName: "Claes", roles: [], actor: "test" },
    ),
  };
  for (const email of ["juf.mia@schöle.be", "JUF.MIA@xn--schle-lua.be", " juf.mia@sch\u00F6le。be "])
    expect(await findStaffByEmail(database.db.platform, email)).toMatchObject({ id: staffId });
  const again = { email: "juf.mia@schÖle.be", givenName: "X", familyName: "Y", roles: [], actor: "test" };
  await expect(addStaff({ db: database.db, now: deps.now }, again)).rejects.toMatchObject({
    code: "staff-email-taken",
  });
});

test("the token goes to the address whose key it has, and none that is read as another one is taken", async () => {
  const { email } = await inviteBy(schools[0], { email: "Juf.An@\uFF33chöle。BE" });
  expect(email).toBe("Juf.An@xn--schle-lua.be");
  for (const sign of ["/", "#", "?", "\\"])
    await expect(inviteBy(schools[0], { email: `juf.an@een.be${sign}.other.be` })).rejects.toMatchObject({
      code: "bad-request",
    });
});

test("no row gets a key that only looks like one, whoever writes it", async () => {
  const write = (email: string, key: string | null) =>
    database.owner.query(
      "insert into staff (given_name, family_name, email, email_key, created_at) values ('X', 'Y', $1, $2, now())",
      [email, key],
    );
  for (const [email, key] of [
    ["x@x.be", "X@x.be"],
    ["x@x.be", "\u0130@x.be"],
    ["x@x.be", "x\u200D@x.be"],
    ["\u0130@x.be", "i@x.be"],
    ["x@x.be", null],
  ] as const)
    await expect(write(email, key)).rejects.toThrow(/staff_(email_key|has_key)/);
});

test("an address gets a few invitations a day over all schools together, also when they are sent at once", async () => {
  const email = "stranger@elsewhere.be";
  const spelled = [email, "Stranger@Elsewhere.be", "STRANGER@elsewhere.be"];
  const asked = Array.from({ length: 12 }, (_, at) => inviteBy(schools[at % 3], { email: spelled[at % 3] ?? email }));
  const outcomes = await Promise.allSettled(asked);
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
  for (const outcome of outcomes)
    if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "invitation-limit" });
  clock.now = new Date(morning.getTime() + 25 * 3_600_000);
  await inviteBy(schools[0], { email });
  clock.now = morning;
});

test("a note behind a + makes no other mailbox of it", async () => {
  const asked = Array.from({ length: 8 }, (_, at) =>
    inviteBy(schools[at % 3], { email: `flooded${at === 0 ? "" : `+${at}+x`}@elsewhere.be` }),
  );
  const outcomes = await Promise.allSettled(asked);
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
});

const links = [
  "evil.example",
  "http://evil.example",
  "https evil",
  "www evil",
  "evil\u3002example",
  "evil．example",
  "evil\u2024example",
  "evil\uFE0F.example",
  "evilx\u0301.example",
  "evil.\u034Fexample",
  "evil/login",
  "evil\\login",
  "an@evil",
  "mailto:an",
  "Bel 0478123456",
  "[klik](x)",
  "<a>",
  "An\u202Ellen",
  "w\u200Dww",
  "w\uFE0Fww",
  "ht\u3164tp",
  "Bel 04 70 12",
  "\u0660\u0664\u0667\u0668",
  "An\nevil",
];
test.each(links)("%j is no name, since a mail program would make something of it", async (name) => {
  expect(isPlainName(name)).toBe(false);
  await expect(inviteBy(schools[0], { email: "a@een.be", givenName: name })).rejects.toMatchObject({
    code: "bad-request",
  });
  await expect(inviteBy(schools[0], { email: "a@een.be", familyName: name })).rejects.toMatchObject({
    code: "bad-request",
  });
});

test.each(["An", "D'hondt", "Van den Broeck", "El Amrani-Claes", "J. P.", "Élodie", "Şükrü", "Ó Súilleabháin", "李"])(
  "%s is a name",
  (name) => expect(isPlainName(name)).toBe(true),
);

test.each(links)("what a place is called leads nowhere in a mail: %j", (name) => {
  const text = plainText(`De Linde ${name}`);
  expect(text).not.toMatch(
    /[@/\\:<>\n]|\u{200D}|\u{202E}|www|http|mailto|[\p{L}\p{N}][.\u3002\uFF0E\u2024][\p{L}\p{N}]/u,
  );
});

test("what was there before gets the key of plain addresses; others are found by nobody, and their open invitations end", async () => {
  const before = await openDatabaseAt("0019");
  try {
    await before.rows(`insert into staff (given_name, family_name, email, created_at) values
      ('A', 'A', 'An.Claes@School.be', now()), ('B', 'B', 'd\u0130rectie@school.be', now())`);
    await before.rows(`insert into staff_invitation (token_hash, email, given_name, family_name, role, created_at, created_by, expires_at)
      values (sha256('1'), 'X@y.be', 'X', 'X', 'operator', now(), 't', now()), (sha256('2'), 'ı@y.be', 'X', 'X', 'operator', now(), 't', now())`);
    await before.apply("0042");
    expect(await before.rows("select email_key from staff order by given_name")).toEqual([
      { email_key: "an.claes@school.be" },
      { email_key: null },
    ]);
    expect(
      await before.rows(
        "select email_key, revoked_at is null as open from staff_invitation order by email_key nulls last",
      ),
    ).toEqual([
      { email_key: "x@y.be", open: true },
      { email_key: null, open: false },
    ]);
  } finally {
    await before.drop();
  }
});

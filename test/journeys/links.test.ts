import { afterAll, beforeAll, expect, test } from "vitest";
import { leeridJson, leerid } from "../support/command-line.ts";
import { answerCard, givePassword, handIn, headOf, pupilAt, signInPupil } from "../support/link-web.ts";
import { number, type Line } from "../support/rosters.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { expectPage, words, type Visitor } from "../support/visitor.ts";
import { arrangeSchool } from "../support/world.ts";

let world: TestServer;
beforeAll(async () => {
  world = await startTestServer();
});
afterAll(() => world.close());

let serial = 0;
/** Two schools that enrol Lotte at once; at the first she has a password. */
async function arrange(there: Partial<{ family: string; given: string }> = {}) {
  const number_ = number((serial += 1));
  const [first, second] = [await arrangeSchool(world, "De Wingerd"), await arrangeSchool(world, "De Linde")];
  const others: Line[] = [["Janssens", "Noor", "3A", number((serial += 1))]];
  await handIn(world, first, ["Peeters", "Lotte", "3A", number_], ...others);
  const older = await pupilAt(world, first, "Lotte");
  const password = await givePassword(world, older);
  const { family = "Peeters", given = "Lotte" } = there;
  await handIn(world, second, [family, given, "4B", number_]);
  return { first, second, older, password, newer: await pupilAt(world, second, given), others };
}
const start = (visitor: Visitor, school: { number: string }) => visitor.go(`${world.issuer}/school/${school.number}`);
const isIn = (visitor: Visitor): boolean => /Dag Lotte!/.test(visitor.page ? words(visitor.page) : "");

test(
  "a child who moves in the middle of the year: the old school says yes, then the new one, and both login names work",
  { timeout: 90_000 },
  async () => {
    const { first, second, older, newer, password } = await arrange();
    const secret = await givePassword(world, newer);
    const [old, fresh] = [await headOf(world, first), await headOf(world, second)];
    expect(words(await start(fresh.visitor, second))).not.toMatch(/De Wingerd/);
    expectPage(await start(old.visitor, first), { says: /Hetzelfde kind als op De Linde\?.*Lotte Peeters/ });
    expectPage(await answerCard(old.visitor, "yes"), { says: /Bewaard/ });
    expect(words(await start(old.visitor, first))).not.toMatch(/Hetzelfde kind/);

    expectPage(await start(fresh.visitor, second), { says: /Hetzelfde kind als op De Wingerd\?.*Lotte Peeters/ });
    expectPage(await answerCard(fresh.visitor, "yes"), { says: /Bewaard/ });
    expect(await pupilAt(world, second, "Lotte")).toEqual(older);
    for (const loginName of [older.loginName, newer.loginName]) {
      const visitor = await signInPupil(world, { loginName, secret: password });
      expect(isIn(visitor)).toBe(true);
      expect(visitor.page && words(visitor.page)).toMatch(/Je hebt nu één LeerID/);
      expect(isIn(await signInPupil(world, { loginName, secret }))).toBe(false);
    }
    for (const { visitor } of [old, fresh]) {
      const school = visitor === old.visitor ? first : second;
      const audit = await visitor.go(`${world.issuer}/school/${school.number}/audit`);
      expectPage(audit, { says: /van twee scholen zijn er één geworden/ });
    }
  },
);

test("who decides for both schools says it once", async () => {
  const { first, second, older } = await arrange();
  const both = await headOf(world, first, second);
  await answerCard(both.visitor, "yes");
  expect(await pupilAt(world, second, "Lotte")).toEqual(older);
});

test("another child: the question goes, and both stay what they are", async () => {
  const { first, second, newer } = await arrange();
  const { visitor } = await headOf(world, first);
  expectPage(await answerCard(visitor, "another"), { says: /Het blijven twee/ });
  expect(words(await start(visitor, first))).not.toMatch(/Hetzelfde kind/);
  expect(await pupilAt(world, second, "Lotte")).toEqual(newer);
});

test("a pupil types the old login name and secret at the new LeerID, and has one from then on", async () => {
  const { second, older, newer, password } = await arrange({ given: "Charlotte" });
  const secret = await givePassword(world, newer);
  const visitor = await signInPupil(world, { loginName: newer.loginName, secret });
  await visitor.go("/earlier");
  expectPage(await visitor.submit({ login_name: older.loginName, secret: `${password}x` }), {
    status: 422,
    says: /Dat lukt nu niet/,
  });
  expectPage(await visitor.submit({ login_name: older.loginName, secret: password }), { says: /één LeerID/ });
  expect(await pupilAt(world, second, "Charlotte")).toEqual(older);
  expect(words(await visitor.go("/"))).toMatch(/Aanmelden/);
  for (const loginName of [older.loginName, newer.loginName])
    expect(words(await (await signInPupil(world, { loginName, secret: password })).go("/"))).toMatch(/Dag Charlotte!/);
});

test("a child who left is not asked about: the new school goes on with the old LeerID, and the old one is told and can undo it", async () => {
  const { first, second, older, others } = await arrange();
  await handIn(world, first, ...others);
  expect(await pupilAt(world, second, "Lotte")).toEqual(older);
  const { visitor } = await headOf(world, first);
  expectPage(await start(visitor, first), { says: /Overgegaan naar De Linde.*Lotte Peeters/ });
  expectPage(await visitor.submit({}, { to: /\/undo$/ }), { says: /Losgemaakt/ });
  expect(await pupilAt(world, second, "Lotte")).not.toEqual(older);
});

test("the operator sees what waits without names, decides after twenty school days, and takes a whole school over at once", async () => {
  const { first, second, older } = await arrange();
  const listed = await leeridJson(world.config, "link", "list");
  const mine = listed.links.find((one: { older: string[] }) => one.older.includes(first.number));
  expect(mine).toMatchObject({ newer: [second.number], due: false, waitsFor: "older" });
  expect(JSON.stringify(listed)).not.toMatch(/lotte|peeters/i);
  const early = await leerid(world.config, "link", "yes", mine.linkId, "--reason", "seen");
  expect([early.exitCode, early.stderr]).toEqual([1, expect.stringMatching(/20 school days/)]);
  const done = await leeridJson(
    world.config,
    ...["link", "takeover", "--from", first.number, "--to", second.number, "--reason", "One school since today"],
  );
  expect(done).toEqual({ linked: 1 });
  expect(await pupilAt(world, second, "Lotte")).toEqual(older);
});

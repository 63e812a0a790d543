import * as argon2 from "@node-rs/argon2";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { drawLoginName } from "../../src/pupils/login-name.ts";
import { suspendPupil } from "../../src/pupils/pupils.ts";
import { stores } from "../support/attacker.ts";
import { givePassword, handIn, pupilAt, signInPupil } from "../support/link-web.ts";
import { number } from "../support/rosters.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { withoutAddress, withoutCode, words, type Answer, type Visitor } from "../support/visitor.ts";
import { arrangePupil, arrangeSchool } from "../support/world.ts";

// the real thing, and it counts
vi.mock("@node-rs/argon2", { spy: true });

/** Group K: the form for a pupil who had a LeerID before is no way to guess, and tells nobody whether there is a question. */
describe.each(stores)("the form of a pupil who had a LeerID before, with %s", (_store, settings) => {
  let world: TestServer;
  let serial = 0;

  beforeAll(async () => {
    world = await startTestServer(settings);
  });
  afterAll(() => world.close());

  /** A pupil with a question, signed in with the newer LeerID, at the form. */
  async function atTheForm() {
    const theirs = number((serial += 1));
    const [first, second] = [await arrangeSchool(world), await arrangeSchool(world)];
    await handIn(world, first, ["Peeters", "Lotte", "3A", theirs]);
    const older = await pupilAt(world, first, "Lotte");
    const password = await givePassword(world, older);
    await handIn(world, second, ["Peeters", "Lotte", "3A", theirs]);
    const newer = await pupilAt(world, second, "Lotte");
    const visitor = await signInPupil(world, {
      loginName: newer.loginName,
      secret: await givePassword(world, newer),
    });
    await visitor.go("/earlier");
    return { visitor, first, second, older, newer, password };
  }
  const type = (visitor: Visitor, loginName: string, secret: string) =>
    visitor.submit({ login_name: loginName, secret }, { to: /earlier$/ });
  const seen = (answer: Answer, typed: string) => [
    answer.status,
    withoutCode(withoutAddress(answer)).replaceAll(typed, "TYPED"),
  ];

  test("whatever is wrong, the answer and the work are the same", async () => {
    const { visitor, first, older, newer } = await atTheForm();
    const stranger = await arrangePupil(world, first, { givenName: "Noor" });
    const suspended = await arrangePupil(world, first, { givenName: "Noor" });
    await suspendPupil(world.deps, suspended.loginName);
    const nobody = drawLoginName(world.deps.random, "noor", 8);
    const tries: [string, string][] = [
      [older.loginName, "verkeerd wachtwoord"],
      [nobody, "verkeerd wachtwoord"],
      [`${nobody.slice(0, -1)}${(Number(nobody.at(-1)) + 1) % 10}`, "verkeerd wachtwoord"],
      ["geen naam", "verkeerd wachtwoord"],
      [stranger.loginName, "verkeerd wachtwoord"],
      // right, and no question
      [stranger.loginName, stranger.password],
      [suspended.loginName, suspended.password],
      [newer.loginName, "verkeerd wachtwoord"],
    ];
    const all = new Set<string>();
    for (const [loginName, secret] of tries) {
      vi.clearAllMocks();
      const answer = await type(visitor, loginName, secret);
      all.add(JSON.stringify([...seen(answer, loginName), vi.mocked(argon2.verify).mock.calls.length]));
    }
    expect([...all]).toHaveLength(1);
    expect(JSON.parse([...all][0] ?? "[]")).toMatchObject([422, expect.any(String), 1]);
  });

  test("every try counts for the LeerID that is typed, as at the sign-in", async () => {
    const { visitor, older, password } = await atTheForm();
    for (let tries = 0; tries < 10; tries += 1) await type(visitor, older.loginName, `gok ${tries}`);
    const right = await type(visitor, older.loginName, password);
    expect([right.status, words(right)]).toEqual([422, expect.stringMatching(/Dat lukt nu niet/)]);
    const door = await signInPupil(world, { loginName: older.loginName, secret: password });
    expect(door.page && words(door.page)).toMatch(/Even wachten/);
  });

  test("one pupil can't try one secret over many names", async () => {
    const { visitor, older, password } = await atTheForm();
    for (let tries = 0; tries < 10; tries += 1)
      await type(visitor, drawLoginName(world.deps.random, "noor", 8), password);
    expect((await type(visitor, older.loginName, password)).status).toBe(422);
  });

  test("a former pupil whose old LeerID is suspended doesn't get it back by this", async () => {
    const { visitor, older, password } = await atTheForm();
    await suspendPupil(world.deps, older.loginName);
    expect((await type(visitor, older.loginName, password)).status).toBe(422);
  });

  test("who isn't signed in, or not any more, is sent away", async () => {
    const { visitor, older, newer, password } = await atTheForm();
    await world.database.owner.query("update pupil set generation = generation + 1 where id = $1", [newer.pupilId]);
    expect((await type(visitor, older.loginName, password)).status).toBe(403);
    expect((await visitor.go(`${world.issuer}/earlier`)).url.pathname).toBe("/");
  });

  test("of many right answers at the same moment one counts, and nothing is left half", async () => {
    const { visitor, older, newer, password } = await atTheForm();
    const body = () => new URLSearchParams({ login_name: older.loginName, secret: password });
    const headers = { origin: world.issuer, "sec-fetch-site": "same-origin" };
    const url = new URL("/earlier", world.issuer);
    const all = await Promise.all(Array.from({ length: 6 }, () => visitor.send(url, { body: body(), headers })));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
    const { rows } = await world.database.owner.query("select merged_into from pupil where id = $1", [newer.pupilId]);
    expect(rows).toEqual([{ merged_into: older.pupilId }]);
  });
});

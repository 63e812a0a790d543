import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Hasher } from "../../src/deps.ts";
import { drawLoginName } from "../../src/pupils/login-name.ts";
import { countAccountsFrom, signIn } from "../../src/sessions/sessions.ts";
import { newBrowser, startFlow, stores, times } from "../support/attacker.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeApplication, arrangePupil, arrangeSchool, type ArrangedApplication } from "../support/world.ts";

/** A few requests stop nobody: what is expensive is shared out by network, device and sign-in. */
describe.each(stores)("secrets that wait, with %s", { timeout: 120_000 }, (_store, settings) => {
  let world: TestServer;
  let school: Awaited<ReturnType<typeof arrangeSchool>>;
  let application: ArrangedApplication;

  beforeAll(async () => {
    world = await startTestServer({ ...settings, TRUSTED_HOPS: "1" });
    school = await arrangeSchool(world);
    application = await arrangeApplication(world, { releaseTo: school });
  });
  afterAll(() => world.close());

  const newPupil = () => arrangePupil(world, school);
  const someName = () => drawLoginName(world.deps.random, "lotte", 8);
  const tryAt = (network: string, loginName: string, secret: string) =>
    signIn(world.deps, { loginName, secret, choice: undefined, network });

  test("300 of one anonymous client make a pupil wait for a few of them at most, and refuse only that client", async () => {
    const pupil = await newPupil();
    const [usual, flooding] = ["192.0.2.0/24", "203.0.113.0/24"];
    await tryAt(usual, pupil.loginName, pupil.password);
    // What is shared out is hashing: everything else takes no time that anybody would notice.
    const counts = { flood: 0, refused: 0 };
    const hasher: Hasher = {
      ...world.deps.hasher,
      verify: async (phc, secret, visit) => {
        const same = await world.deps.hasher.verify(phc, secret, visit);
        counts.flood += visit?.network === flooding ? 1 : 0;
        return same;
      },
    };
    const deps = { ...world.deps, hasher };
    const flood = times(300, (at) =>
      signIn(deps, { loginName: someName(), secret: `gok ${at}`, choice: undefined, network: flooding }).catch(() => {
        counts.refused += 1;
      }),
    );
    // Many of them wait by now.
    while (counts.flood < 5) await new Promise((resolve) => setTimeout(resolve, 2));
    const before = counts.flood;
    await hasher.verify(undefined, pupil.password, { network: usual, device: usual, interaction: undefined });
    expect(counts.flood - before).toBeLessThan(20);
    expect((await tryAt(usual, pupil.loginName, pupil.password)).kind).toBe("signed-in");
    await flood;
    expect(counts.flood + counts.refused).toBe(300);
  });

  test("of one sign-in one secret waits: the last one typed is answered, and the others are told to wait", async () => {
    const browser = newBrowser({ headers: { "x-forwarded-for": "203.0.114.1" } });
    const { url } = await browser.go(startFlow(world.issuer, application).url);
    const statuses = await times(30, async (at) => {
      const body = new URLSearchParams({ login_name: someName(), secret: `gok ${at}` });
      const answer = await browser.send(url, { body, headers: { origin: world.issuer } });
      await answer.text();
      return [answer.status, answer.headers.has("retry-after")];
    });
    expect(statuses.filter(([status]) => status === 422).length).toBeLessThan(20);
    expect(new Set(statuses.map(String))).toEqual(new Set(["422,false", "503,true"]));
  });

  test("a network has a share for each account that got in from it in thirty days, today included", async () => {
    const network = "198.51.110.0/24";
    const pupils = await Promise.all(Array.from({ length: 4 }, newPupil));
    for (const one of [...pupils, ...pupils]) await tryAt(network, one.loginName, one.password);
    expect(await countAccountsFrom(world.deps, network)).toBe(4);
    const age = (days: number) =>
      world.database.owner.query("update network_arrival set last_day = current_date - $1::int", [days]);
    await age(28);
    expect(await countAccountsFrom(world.deps, network)).toBe(4);
    await age(31);
    expect(await countAccountsFrom(world.deps, network)).toBe(0);
  });

  test("one account makes a share in eight new networks a day, and in no more", async () => {
    const pupil = await newPupil();
    const networks = Array.from({ length: 12 }, (_, at) => `198.51.${120 + at}.0/24`);
    for (const network of networks) await tryAt(network, pupil.loginName, pupil.password);
    const shares = await Promise.all(networks.map((network) => countAccountsFrom(world.deps, network)));
    expect(shares).toEqual([...Array.from({ length: 8 }, () => 1), 0, 0, 0, 0]);
  });
});

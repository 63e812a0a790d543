import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drawFirstSecret } from "../../src/credentials/credentials.ts";
import { drawLoginName } from "../../src/pupils/login-name.ts";
import { signIn } from "../../src/sessions/sessions.ts";
import { applicationOrigin, newBrowser, startFlow, stores, times } from "../support/attacker.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { withoutAddress, withoutCode, type Visitor } from "../support/visitor.ts";
import {
  arrangeApplication,
  arrangeFirstSecret,
  arrangePupil,
  arrangeSchool,
  type ArrangedApplication,
  type ArrangedPupil,
} from "../support/world.ts";

/** Group K, across many names: one secret, or many, tried at everybody. */
describe.each(stores)("spraying, with %s", { timeout: 120_000 }, (_store, settings) => {
  let world: TestServer;
  let school: Awaited<ReturnType<typeof arrangeSchool>>;
  let application: ArrangedApplication;
  let used = 0;

  beforeAll(async () => {
    world = await startTestServer({ ...settings, TRUSTED_HOPS: "1" });
    school = await arrangeSchool(world);
    application = await arrangeApplication(world, { releaseTo: school });
  });
  afterAll(() => world.close());

  const newPupil = () => arrangePupil(world, school);
  const someName = () => drawLoginName(world.deps.random, "lotte", 8);
  /** Never seen before in this file. */
  const newAddress = () => `203.${(used += 1) >> 8}.${used & 255}.9`;
  const browserAt = async (address: string, browser = newBrowser({ headers: { "x-forwarded-for": address } })) => {
    await browser.go(startFlow(world.issuer, application, { prompt: "login" }).url);
    return browser;
  };
  const type = (browser: Visitor, loginName: string, secret: string) =>
    browser.submit({ login_name: loginName, secret });
  const isIn = async (at: Promise<Visitor> | Visitor, { loginName }: ArrangedPupil, secret: string) =>
    (await type(await at, loginName, secret)).url.origin === applicationOrigin;
  /** Straight at the rule, from a network: what a page would do, without the pages. */
  const tryAt = (network: string, loginName: string, secret: string) =>
    signIn(world.deps, { loginName, secret, choice: undefined, network });
  const makeHot = async (secret: string, count = 29, networkOf = () => "198.51.100.0/24") => {
    for (let at = 0; at < count; at += 1) await tryAt(networkOf(), someName(), secret);
  };

  test("one password at many names from one address stops before 30", async () => {
    const victim = await newPupil();
    const attacker = await browserAt(newAddress());
    for (let at = 0; at < 29; at += 1) expect((await type(attacker, someName(), victim.password)).status).toBe(422);
    expect(await isIn(attacker, victim, victim.password)).toBe(false);
  });

  test("all at once it stops before 30 as well", async () => {
    const victims = await Promise.all(Array.from({ length: 20 }, newPupil));
    const secret = victims[0]?.password ?? "";
    await world.database.owner.query(
      `update credential set phc = (select phc from credential where pupil_id = $1)
        where pupil_id = any ($2)`,
      [victims[0]?.pupilId, victims.map(({ pupilId }) => pupilId)],
    );
    const names = [...Array.from({ length: 40 }, someName), ...victims.map(({ loginName }) => loginName)];
    const outcomes = await times(names.length, (at) => tryAt("198.51.101.0/24", names[at] ?? "", secret));
    expect(outcomes.filter(({ kind }) => kind === "signed-in")).toEqual([]);
  });

  test("from a hundred networks it stops before 100", async () => {
    const victim = await newPupil();
    let at = 0;
    await makeHot(victim.password, 99, () => `10.0.${(at += 1)}.0/24`);
    expect(await isIn(browserAt(newAddress()), victim, victim.password)).toBe(false);
  });

  test.each([
    ["/64", (at: number) => `2001:db8:1:1::${at.toString(16)}`],
    ["/56", (at: number) => `2001:db8:2:${(0x4400 + at).toString(16)}::1`],
    ["/48", (at: number) => `2001:db8:3:${(at * 900).toString(16)}::1`],
    ["/32", (at: number) => `2001:db8:${(at + 16).toString(16)}::1`],
  ])("an IPv6 attacker who has a %s gets no further", async (_size, addressOf) => {
    const victim = await newPupil();
    for (let at = 0; at < 29; at += 1) await type(await browserAt(addressOf(at)), someName(), victim.password);
    expect(await isIn(browserAt(addressOf(29)), victim, victim.password)).toBe(false);
  });

  test("capitals and another keyboard make no other password of it", async () => {
    const victim = await newPupil();
    const variants = [victim.password.toUpperCase(), victim.password, victim.password.replace("een", "Een")];
    for (let at = 0; at < 29; at += 1) await tryAt("198.51.102.0/24", someName(), variants[at % 3] ?? "");
    expect(await isIn(browserAt(newAddress()), victim, victim.password)).toBe(false);
  });

  test("a pupil still gets in with a password that is sprayed, on a device or a network that they use", async () => {
    const [atHome, away] = [newAddress(), newAddress()];
    const [victim, other] = [await newPupil(), await newPupil()];
    const own = newBrowser({ headers: { "x-forwarded-for": atHome } });
    expect(await isIn(browserAt(atHome, own), victim, victim.password)).toBe(true);
    expect(await isIn(browserAt(away), other, other.password)).toBe(true);
    await makeHot(victim.password);
    await makeHot(other.password);
    const moved = newBrowser({ headers: { "x-forwarded-for": newAddress() } });
    moved.adopt(own);
    expect(await isIn(browserAt("", moved), victim, victim.password)).toBe(true);
    expect(await isIn(browserAt(away), other, other.password)).toBe(true);
    expect(await isIn(browserAt(newAddress()), other, other.password)).toBe(false);
  });

  test("inside a school, behind its own address, one password stops before 30 at pupils who all use it", async () => {
    const address = newAddress();
    const victims = await Promise.all(Array.from({ length: 31 }, newPupil));
    for (const one of victims) expect(await isIn(browserAt(address), one, one.password)).toBe(true);
    const insider = await browserAt(address);
    const last = victims.at(-1);
    if (!last) throw new Error("there are pupils");
    for (const one of victims.slice(0, 29)) await type(insider, one.loginName, last.password);
    expect(await isIn(insider, last, last.password)).toBe(false);
  });

  test("the answer to a password that is sprayed is the same for everybody, and the same as ever", async () => {
    const address = newAddress();
    const [known, stranger, fresh] = [await newPupil(), await newPupil(), await newPupil()];
    expect(await isIn(browserAt(address), known, known.password)).toBe(true);
    await makeHot(fresh.password);
    const seen = async (loginName: string, secret: string) => {
      const at = await type(await browserAt(address), loginName, secret);
      const text = withoutCode(withoutAddress(at)).replaceAll(loginName, "NAME").replaceAll(at.url.pathname, "HERE");
      return { status: at.status, text };
    };
    const usual = await seen(stranger.loginName, "iets heel anders");
    for (const name of [known.loginName, stranger.loginName, someName(), fresh.loginName])
      expect(await seen(name, fresh.password)).toEqual(usual);
  });

  test("what is printed on a card lets its pupil in, whoever has typed the same", async () => {
    for (const kind of ["words", "code"] as const) {
      const pupil = await newPupil();
      const secret = drawFirstSecret(world.deps.random, kind);
      await arrangeFirstSecret(world, { pupilId: pupil.pupilId, kind, secret });
      await makeHot(secret);
      const { kind: outcome } = await tryAt("198.51.103.0/24", pupil.loginName, secret);
      expect(outcome).toBe(kind === "words" ? "signed-in" : "choose-password");
    }
  });

  test("a class where everybody mistypes, each in their own way, gets in", async () => {
    const address = newAddress();
    const pupils = await Promise.all(Array.from({ length: 25 }, newPupil));
    for (const one of pupils) {
      const browser = await browserAt(address);
      expect((await type(browser, one.loginName, `${one.password}x`)).status).toBe(422);
    }
    for (const one of pupils) expect(await isIn(browserAt(address), one, one.password)).toBe(true);
  });

  test("many passwords at many names: beyond 300 names a stranger's chosen password is no longer let in from there", async () => {
    const network = "198.51.104.0/24";
    const pupils = [await newPupil(), await newPupil(), await newPupil()] as const;
    const [before, usual, after] = pupils;
    expect((await tryAt(network, usual.loginName, usual.password)).kind).toBe("signed-in");
    for (let part = 0; part < 4; part += 1) await times(80, (at) => tryAt(network, someName(), `gok ${part} ${at}`));
    const word = drawFirstSecret(world.deps.random, "words");
    expect((await tryAt(network, after.loginName, after.password)).kind).toBe("problem");
    expect((await tryAt(network, usual.loginName, usual.password)).kind).toBe("signed-in");
    expect((await tryAt("198.51.105.0/24", before.loginName, before.password)).kind).toBe("signed-in");
    await arrangeFirstSecret(world, { pupilId: after.pupilId, kind: "words", secret: word });
    expect((await tryAt(network, after.loginName, word)).kind).toBe("signed-in");
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ArrangedStaff } from "../support/staff.ts";
import { arrangeStaff, passSignIn } from "../support/staff.ts";
import { applicationOrigin, newBrowser, startFlow, stores } from "../support/attacker.ts";
import { liftHold, takeAttempt } from "../../src/sessions/sessions.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { expectPage, type Visitor } from "../support/visitor.ts";
import {
  arrangeApplication,
  arrangePupil,
  arrangeSchool,
  type ArrangedApplication,
  type ArrangedPupil,
} from "../support/world.ts";

const cookieName = "leerid-device";

/** Group K: whoever guesses elsewhere can't keep somebody out of where they always sign in. */
describe.each(stores)("a device or network that somebody uses, with %s", { timeout: 120_000 }, (_store, settings) => {
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
  const newAddress = () => `203.${(used += 1)}.0.9`;
  const at = (address: string, device?: Visitor): Visitor => {
    const browser = newBrowser({ headers: { "x-forwarded-for": address } });
    if (device) browser.adopt(device);
    return browser;
  };
  const open = async (browser: Visitor): Promise<Visitor> => {
    await browser.go(startFlow(world.issuer, application, { prompt: "login" }).url);
    return browser;
  };
  const type = async (browser: Visitor, { loginName }: ArrangedPupil, secret: string) =>
    (await open(browser)).submit({ login_name: loginName, secret });
  const enter = async (browser: Visitor, pupil: ArrangedPupil): Promise<"in" | number> => {
    const answer = await type(browser, pupil, pupil.password);
    return answer.url.origin === applicationOrigin ? "in" : answer.status;
  };
  const wrongTimes = async (browser: Visitor, { loginName }: ArrangedPupil, count: number) => {
    await open(browser);
    for (let tries = 0; tries < count; tries += 1)
      await browser.submit({ login_name: loginName, secret: `gok ${tries}` });
  };
  /** 63 wrong secrets from seven networks: what the pages count for each of them, without the pages. */
  const lockOut = async (who: string) => {
    const networks = Array.from({ length: 7 }, newAddress);
    for (let tries = 0; tries < 63; tries += 1) await takeAttempt(world.deps, who, networks[tries % 7] ?? "");
  };

  test("keeps its own tries: 63 wrong secrets from seven networks lock a pupil out elsewhere, and not there", async () => {
    const pupil = await newPupil();
    const [home, device] = [newAddress(), at(newAddress())];
    expect(await enter(at(home), pupil)).toBe("in");
    expect(await enter(device, pupil)).toBe("in");
    await lockOut(pupil.loginName);
    expect(await enter(at(newAddress()), pupil)).toBe(429);
    expect(await enter(at(home), pupil)).toBe("in");
    await lockOut(pupil.loginName);
    expect(await enter(at(newAddress(), device), pupil)).toBe("in");
  });

  test("keeps its own tries for staff as well, with the code behind the password", async () => {
    const staff = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
    const home = newAddress();
    const begin = async (browser: Visitor, wanted: ArrangedStaff, password = wanted.password) => {
      await browser.go(`${world.issuer}/school`);
      return browser.submit({ email: wanted.email, password });
    };
    const arrive = async (browser: Visitor) => {
      await browser.go(`${world.issuer}/school`);
      return passSignIn(world, browser, staff);
    };
    expectPage(await arrive(at(home)), { status: 200 });
    await lockOut(`staff ${staff.email}`);
    expectPage(await begin(at(newAddress()), staff), { status: 429 });
    expectPage(await arrive(at(home)), { status: 200 });
    await liftHold(world.deps, `staff ${staff.email}`);
    const knowsPassword = at(newAddress());
    await begin(knowsPassword, staff);
    for (let tries = 0; tries < 10; tries += 1) await knowsPassword.submit({ code: "000000" }, { to: /\/code$/ });
    expectPage(await knowsPassword.submit({ code: "000000" }, { to: /\/code$/ }), { status: 429 });
    expectPage(await arrive(at(home)), { status: 200 });
  });

  test("waits after ten wrong tries of its own, and lets a classmate's device alone", async () => {
    const pupil = await newPupil();
    const address = newAddress();
    const [mine, also] = [at(address), at(address)];
    expect([await enter(mine, pupil), await enter(also, pupil)]).toEqual(["in", "in"]);
    await wrongTimes(at(address), pupil, 12);
    expect(await enter(at(address), pupil)).toBe(429);
    await wrongTimes(mine, pupil, 12);
    expect(await enter(mine, pupil)).toBe(429);
    expect(await enter(also, pupil)).toBe("in");
  });

  test("is one of that pupil only: another's cookie, a changed one and an invented one are worth nothing", async () => {
    const [pupil, classmate] = [await newPupil(), await newPupil()];
    const theirs = at(newAddress());
    expect(await enter(theirs, classmate)).toBe("in");
    await lockOut(pupil.loginName);
    expect(await enter(at(newAddress(), theirs), pupil)).toBe(429);
    const cookie = deviceCookie(theirs);
    const changed = `${cookie.slice(0, -6)}AAAAAA`;
    for (const value of [changed, "x", "", "A".repeat(5000)]) {
      const forger = at(newAddress());
      forger.plant(new URL(world.issuer), `${cookieName}=${value}; path=/interaction`);
      expect(await enter(forger, pupil)).toBe(429);
    }
  });

  test("is known by a cookie that says nothing: sealed, another one on each device, and only for the pages of a sign-in", async () => {
    const pupil = await newPupil();
    const [one, other] = [at(newAddress()), at(newAddress())];
    expect([await enter(one, pupil), await enter(other, pupil)]).toEqual(["in", "in"]);
    const [first, second] = [deviceCookie(one), deviceCookie(other)];
    expect(first.slice(0, 20)).not.toBe(second.slice(0, 20));
    expect(Buffer.from(first, "base64url").toString("latin1")).not.toContain(pupil.loginName);
    const line = one.setCookies.find((set) => set.startsWith(`${cookieName}=`)) ?? "";
    expect(line).toMatch(/path=\/interaction/);
    expect(line).toMatch(/httponly/i);
    expect(line).toMatch(/samesite=lax/i);
    expect(one.cookies(new URL("/start", world.issuer))).not.toContain(cookieName);
  });

  test("stands in no store by name: neither pupil, nor network, nor what was typed, and a pupil's two rows have nothing in common", async () => {
    const pupil = await newPupil();
    const [one, other] = ["192.0.2.7", "198.18.7.7"];
    expect(await enter(at(one), pupil)).toBe("in");
    expect(await enter(at(other), pupil)).toBe("in");
    await type(at(one), pupil, "een vergissing");
    const tables = ["network_arrival", "distinct_count", "throttle"];
    const rows = await Promise.all(tables.map((table) => world.database.owner.query(`select * from ${table}`)));
    const dump = JSON.stringify(rows.map((found) => found.rows));
    for (const plain of [pupil.loginName, pupil.pupilId, "192.0.2", "198.18.7", "vergissing"])
      expect(dump).not.toContain(plain);
    const accounts = rows[0]?.rows.map(({ account }) => String(account)) ?? [];
    expect(new Set(accounts).size).toBe(accounts.length);
  });

  test("ends after sixty days", async () => {
    const pupil = await newPupil();
    const home = newAddress();
    expect(await enter(at(home), pupil)).toBe("in");
    await world.database.owner.query("update network_arrival set last_day = last_day - 61");
    await lockOut(pupil.loginName);
    expect(await enter(at(home), pupil)).toBe(429);
  });

  const deviceCookie = (browser: Visitor): string =>
    browser.setCookies.findLast((line) => line.startsWith(`${cookieName}=`))?.replace(/^[^=]*=([^;]*).*/, "$1") ?? "";
});

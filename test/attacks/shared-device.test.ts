import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { badgeUrl, drawFirstSecret } from "../../src/credentials/credentials.ts";
import {
  applicationOrigin,
  getTokens,
  newBrowser,
  offline,
  redeem,
  refresh,
  startFlow,
  stores,
  tokensOf,
  userInfo,
  type Tokens,
} from "../support/attacker.ts";
import { atPassPage, codesOn, newWordsOn, openBoard, press, typeCode } from "../support/class-board.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { ageSessions, arrangeStaff, signInStaff } from "../support/staff.ts";
import type { Visitor } from "../support/visitor.ts";
import {
  arrangeApplication,
  arrangeFirstSecret,
  arrangePupil,
  arrangeSchool,
  type ArrangedApplication,
  type ArrangedPupil,
} from "../support/world.ts";

/** Whose device it is decides how long it keeps a pupil: what a class shares forgets, whatever the page that let somebody in. */
describe.each(stores)("a shared device, with %s", (_store, settings) => {
  let world: TestServer;
  let school: Awaited<ReturnType<typeof arrangeSchool>>;
  let application: ArrangedApplication;

  beforeAll(async () => {
    world = await startTestServer(settings);
    school = await arrangeSchool(world);
    application = await arrangeApplication(world, { releaseTo: school });
  });
  afterAll(() => world.close());

  type Age = { level: string; yearGroup: number | null };
  const young: Age = { level: "lager", yearGroup: 3 };
  const old: Age = { level: "secundair", yearGroup: 2 };
  const pupilOf = async (...ages: Age[]): Promise<ArrangedPupil> => {
    const pupil = await arrangePupil(world, school);
    const { owner } = world.database;
    await owner.query("delete from enrolment where pupil_id = $1", [pupil.pupilId]);
    for (const { level, yearGroup } of ages) {
      const { id } = ages.length === 1 ? school : await arrangeSchool(world);
      await owner.query(
        "insert into enrolment (pupil_id, school_id, given_name, family_name, level, year_group, during) values ($1, $2, 'Noor', 'Peeters', $3, $4, daterange('2026-09-01', null))",
        [pupil.pupilId, id, level, yearGroup],
      );
    }
    return pupil;
  };
  /** A browser that was closed in between, as far as it keeps anything. */
  const reopened = (visitor: Visitor) => {
    const browser = newBrowser();
    for (const [name, value] of kept(visitor)) browser.plant(new URL(world.issuer), `${name}=${value}; Path=/`);
    return browser;
  };
  /** Cookies that outlive the browser's closing. */
  const kept = (visitor: Visitor): Map<string, string> => {
    const cookies = new Map<string, string>();
    for (const line of visitor.setCookies) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const gone = value === "" || /max-age=0|expires=.*1970/i.test(line);
      if (/; (expires|max-age)=/i.test(line) && /path=\/(;|$)/i.test(line) && !gone) cookies.set(name, value);
      else cookies.delete(name);
    }
    return cookies;
  };
  /** Whether the pupil is still in once the browser was closed. */
  const remembers = (visitor: Visitor): boolean => kept(visitor).has("leerid");
  type Said = { shared?: "yes" | "no" };
  const signIn = async (visitor: Visitor, pupil: ArrangedPupil, said: Said = {}) => {
    await visitor.go(startFlow(world.issuer, application, { prompt: "login" }).url);
    const at = await visitor.submit({ login_name: pupil.loginName, secret: pupil.password, ...said });
    expect(at.url.origin).toBe(applicationOrigin);
    return visitor;
  };
  const badgeOf = async ({ pupilId }: ArrangedPupil) => {
    const secret = drawFirstSecret(world.deps.random, "badge");
    await arrangeFirstSecret(world, { pupilId, kind: "badge", secret });
    return badgeUrl(world.issuer, secret);
  };
  const signInByBadge = async (visitor: Visitor, badge: string, said: Said = {}) => {
    await visitor.go(startFlow(world.issuer, application, { prompt: "login", acr_values: "leerid:badge" }).url);
    const at = await visitor.submit({ badge, ...said });
    expect(at.url.origin).toBe(applicationOrigin);
    return visitor;
  };

  describe("by default, where nothing was said", () => {
    test.each([
      ["a toddler", [{ level: "kleuter", yearGroup: 2 }], false],
      ["the first year of lager", [{ level: "lager", yearGroup: 1 }], false],
      ["the fourth year of lager", [{ level: "lager", yearGroup: 4 }], false],
      ["the fifth year of lager", [{ level: "lager", yearGroup: 5 }], true],
      ["secundair", [old], true],
      ["whose year nobody knows", [{ level: "secundair", yearGroup: null }], false],
      ["whom no school enrols today", [], false],
      ["two schools of which one is a primary", [old, young], false],
    ] satisfies [string, Age[], boolean][])("%s", async (_who, ages, remembered) => {
      const flow = application;
      const pupil = await pupilOf(...ages);
      const visitor = newBrowser();
      await visitor.go(`${world.issuer}/sign-in`);
      await visitor.submit({ login_name: pupil.loginName, secret: pupil.password });
      expect(visitor.cookieNames()).toContain("leerid");
      expect(remembers(visitor)).toBe(remembered);
      expect(flow).toBe(application);
    });

    test("every badge, of the oldest as well, however it was opened", async () => {
      const badge = await badgeOf(await pupilOf(old));
      expect(remembers(await signInByBadge(newBrowser(), badge))).toBe(false);
      const opened = newBrowser();
      await opened.go(`${world.issuer}/badge`);
      // what the script sends of a badge that was opened by its address: the form as it stands
      await opened.submit({ badge: badge.split("#")[1] ?? "" });
      expect(opened.cookieNames()).toContain("leerid");
      expect(remembers(opened)).toBe(false);
    });

    test("a lesson code, always, and new words or a new password by a code of the teacher", async () => {
      const pupils = [await pupilOf(old), await pupilOf(old), await pupilOf({ level: "secundair", yearGroup: 6 })];
      const teacher = await openBoard(world, school);
      await press(world, teacher, { button: "lesson", pupils: pupils.slice(0, 1) });
      await press(world, teacher, { button: "secret", pupils: pupils.slice(1) });
      const board = await teacher.visitor.go(new URL(teacher.path, world.issuer));
      const codes = new Set(codesOn(board));
      for (const pupil of pupils) {
        const visitor = await atPassPage(world);
        let page = visitor.page;
        for (const code of codes) {
          page = await typeCode(visitor, pupil.loginName, code).catch(() => visitor.page);
          if (page?.status !== 422) break;
        }
        if (page && newWordsOn(page)) page = await visitor.submit({ by: "pass" });
        else if (page?.url.pathname.endsWith("/password")) {
          const password = `paars fietsend wolkje ${world.deps.random.int(1e6)}`;
          page = await visitor.submit({ password, repeat: password });
        }
        expect(page?.url.pathname).toBe("/");
        expect(visitor.cookieNames()).toContain("leerid");
        expect(remembers(visitor)).toBe(false);
      }
    });

    test("a form that says something that it can't say counts as nothing said", async () => {
      const visitor = newBrowser();
      const pupil = await pupilOf(young);
      await visitor.go(`${world.issuer}/sign-in`);
      const action = new URL(visitor.page?.url ?? "");
      const body = new URLSearchParams({ login_name: pupil.loginName, secret: pupil.password, shared: "own" });
      await visitor.go(action, { body, headers: { origin: world.issuer } });
      expect(remembers(visitor)).toBe(false);
    });
  });

  describe("what a pupil says", () => {
    test("'it is shared' holds for whoever comes next, also after the browser was closed", async () => {
      const visitor = await signIn(newBrowser(), await pupilOf(old), { shared: "yes" });
      expect(remembers(visitor)).toBe(false);
      const later = await signIn(reopened(visitor), await pupilOf(old));
      expect(later.cookieNames()).toContain("leerid");
      expect(remembers(later)).toBe(false);
    });

    test("'my own device' keeps the pupil, and holds again the next time without being said", async () => {
      const pupil = await pupilOf(young);
      const visitor = await signIn(newBrowser(), pupil, { shared: "no" });
      expect(remembers(visitor)).toBe(true);
      const again = newBrowser();
      again.plant(new URL(world.issuer), `leerid-whose=${kept(visitor).get("leerid-whose")}; Path=/`);
      expect(remembers(await signIn(again, pupil))).toBe(true);
      const byBadge = newBrowser();
      byBadge.plant(new URL(world.issuer), `leerid-whose=${kept(visitor).get("leerid-whose")}; Path=/`);
      expect(remembers(await signInByBadge(byBadge, await badgeOf(pupil)))).toBe(true);
    });

    test("'my own device' of one pupil makes nobody else's session long", async () => {
      const visitor = await signIn(newBrowser(), await pupilOf(young), { shared: "no" });
      expect(remembers(await signIn(visitor, await pupilOf(young)))).toBe(false);
      expect(remembers(await signInByBadge(visitor, await badgeOf(await pupilOf(old))))).toBe(false);
    });

    test("'my own device' with a lesson code counts for nothing, then or later", async () => {
      const pupil = await pupilOf(young);
      const teacher = await openBoard(world, school);
      await press(world, teacher, { button: "lesson", pupils: [pupil] });
      const codes = codesOn(await teacher.visitor.go(new URL(teacher.path, world.issuer)));
      const visitor = await atPassPage(world);
      for (const code of codes) {
        if (visitor.page?.url.pathname === "/") break;
        await visitor.submit({ login_name: pupil.loginName, code, shared: "no" });
      }
      expect(visitor.page?.url.pathname).toBe("/");
      expect(remembers(visitor)).toBe(false);
      expect(remembers(await signIn(reopened(visitor), pupil))).toBe(false);
    });

    test("a cookie that somebody made, or took from elsewhere with a changed letter, says nothing", async () => {
      const pupil = await pupilOf(young);
      const visitor = await signIn(newBrowser(), pupil, { shared: "no" });
      const cookie = kept(visitor).get("leerid-whose") ?? "";
      for (const forged of ["", "yes", `${cookie.slice(0, 30)}${cookie[30] === "A" ? "B" : "A"}${cookie.slice(31)}`]) {
        const browser = newBrowser();
        browser.plant(new URL(world.issuer), `leerid-whose=${forged}; Path=/`);
        expect(remembers(await signIn(browser, pupil))).toBe(false);
      }
    });
  });

  describe("what an application was given by a shared sign-in", () => {
    const given = async (visitor: Visitor, pupil: ArrangedPupil, said: Said = {}) => {
      const flow = startFlow(world.issuer, application, { ...offline, prompt: "login consent" });
      await visitor.go(flow.url);
      const at = await visitor.submit({ login_name: pupil.loginName, secret: pupil.password, ...said });
      const code = at.url.searchParams.get("code") ?? "";
      expect(at.status).toBeLessThan(500);
      return tokensOf(await redeem(world.issuer, application, { code, verifier: flow.verifier }));
    };
    const works = async (tokens: Tokens) => [
      (await userInfo(world.issuer, tokens.accessToken)).status === 200,
      (await refresh(world.issuer, application, tokens.refreshToken)).status === 200,
    ];

    test("ends when the next pupil signs in, also if the browser was closed in between", async () => {
      const device = newBrowser();
      const previous = await given(device, await pupilOf(young));
      await signIn(reopened(device), await pupilOf(young));
      expect(await works(previous)).toEqual([false, false]);
    });

    test.each([
      ["by a badge", async (next: Visitor) => signInByBadge(next, await badgeOf(await pupilOf(old)))],
      ["who keeps the device", async (next: Visitor) => signIn(next, await pupilOf(old), { shared: "no" })],
      [
        "who is on the staff",
        async (next: Visitor) => {
          const staff = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
          await signInStaff(world, { visitor: next, staff });
          return next;
        },
      ],
    ])("ends when the next one signs in after the browser was closed: %s", async (_who, signsIn) => {
      const device = newBrowser();
      const previous = await given(device, await pupilOf(young));
      await signsIn(reopened(device));
      expect(await works(previous)).toEqual([false, false]);
    });

    test("ends when the same pupil signs in again after the browser was closed; what is given then works", async () => {
      const device = newBrowser();
      const pupil = await pupilOf(young);
      const before = await given(device, pupil);
      const after = await given(reopened(device), pupil);
      expect(await works(before)).toEqual([false, false]);
      expect(await works(after)).toEqual([true, true]);
    });

    test("ends when the pupil signs out", async () => {
      const device = newBrowser();
      const tokens = await given(device, await pupilOf(young));
      await device.go(world.issuer);
      await device.submit({}, { to: /sign-out/ });
      expect(await works(tokens)).toEqual([false, false]);
    });

    test("works for one at most of several who sign in at the same moment on one device", async () => {
      const device = newBrowser();
      const first = await given(device, await pupilOf(young));
      const pupils = [await pupilOf(young), await pupilOf(young), await pupilOf(young), await pupilOf(young)];
      // whoever is followed before the application asks gets no tokens at all
      const all = await Promise.allSettled(pupils.map((pupil) => given(reopened(device), pupil)));
      expect(await works(first)).toEqual([false, false]);
      const got = all.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
      const alive = await Promise.all(got.map((tokens) => userInfo(world.issuer, tokens.accessToken)));
      expect(alive.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    });

    test("is left alone by a sign-in on another device, also of the same pupil", async () => {
      const pupil = await pupilOf(young);
      const tokens = await given(newBrowser(), pupil);
      await signIn(newBrowser(), pupil);
      await signIn(newBrowser(), await pupilOf(young));
      expect(await works(tokens)).toEqual([true, true]);
    });

    test("ends when the same pupil says that the device is shared after all", async () => {
      const device = newBrowser();
      const pupil = await pupilOf(old);
      const tokens = await given(device, pupil);
      await signIn(device, pupil, { shared: "yes" });
      expect(await works(tokens)).toEqual([false, false]);
    });
  });

  test("every page on the way in asks whose device it is", async () => {
    const visitor = newBrowser();
    await visitor.go(`${world.issuer}/sign-in`);
    const path = visitor.page?.url.pathname ?? "";
    for (const page of [path, `${path}/badge`, `${path}/pass`]) {
      const { text } = await visitor.go(new URL(page, world.issuer));
      expect(text).toContain("Dit toestel is gedeeld");
      expect(text).toMatch(/name="shared"[^>]*value="yes"/s);
    }
    const opened = newBrowser();
    expect((await opened.go(`${world.issuer}/badge`)).text).toContain("Dit toestel is gedeeld");
  });
});

describe("how long it lasts", () => {
  let world: TestServer;
  beforeAll(async () => {
    world = await startTestServer();
  });
  afterAll(() => world.close());

  test("grants and refresh tokens of a shared sign-in are stored for no longer than its session, an hour at most", async () => {
    const school = await arrangeSchool(world);
    const [first, second] = [
      await arrangeApplication(world, { releaseTo: school }),
      await arrangeApplication(world, { releaseTo: school }),
    ];
    const { owner } = world.database;
    await owner.query("update school set valid_from = now() - interval '1 day'");
    const visitor = newBrowser();
    const longest = async () => {
      const { rows } = await owner.query(
        `select max(extract(epoch from expires_at - now()) / 60) as minutes from oidc_artifact
          where model in ('Grant', 'RefreshToken', 'Session', 'AccessToken') and payload->>'movedTo' is null`,
      );
      return Number(rows[0]?.minutes);
    };
    await getTokens(visitor, world, { application: first, pupil: await arrangePupil(world, school) });
    expect(await longest()).toBeLessThanOrEqual(60.1);
    await owner.query("delete from oidc_artifact where model in ('Grant', 'RefreshToken', 'AccessToken')");
    await ageSessions(world, 50);
    const tokens = await getTokens(visitor, world, { application: second });
    expect(await longest()).toBeLessThanOrEqual(10.1);
    await refresh(world.issuer, second, tokens.refreshToken);
    expect(await longest()).toBeLessThanOrEqual(10.1);
  });
});

import { setTimeout as pause } from "node:timers/promises";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  getTokens,
  newBrowser,
  redeem,
  refresh,
  startFlow,
  stores,
  times,
  tokensOf,
  userInfo,
  walkIn,
  offline,
  type Flow,
  type Tokens,
} from "../support/attacker.ts";
import { startLoopbackApplication, type LoopbackApplication } from "../support/loopback.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import type { Answer, Visitor } from "../support/visitor.ts";
import { arrangeApplication, arrangePupil, arrangeSchool, type ArrangedApplication } from "../support/world.ts";

const rounds = 50;
/** Each round is a sign-in or two; a busy machine needs its time for a hash. */
const enough = 240_000;

/**
 * Group I: who signed out is out, whatever another tab or the holder of a copied cookie does at that very moment. What an authorization got
 * before the sign-out is dead after it, and what it gets after it is nothing.
 */
describe.each(stores)("signed out is signed out, with %s", (_store, settings) => {
  let world: TestServer;
  let school: Awaited<ReturnType<typeof arrangeSchool>>;
  let receiver: LoopbackApplication;
  let opened: ArrangedApplication;
  let fresh: ArrangedApplication[];
  let pupils: Awaited<ReturnType<typeof arrangePupil>>[];

  beforeAll(async () => {
    world = await startTestServer(settings);
    school = await arrangeSchool(world);
    receiver = await startLoopbackApplication();
    const application = () =>
      arrangeApplication(world, { releaseTo: school, backchannelLogoutUri: `${receiver.origin}/backchannel` });
    [opened, ...fresh] = [await application(), await application(), await application(), await application()];
    pupils = [await arrangePupil(world, school), await arrangePupil(world, school)];
  });
  afterAll(async () => {
    await world.close();
    await receiver.close();
  });

  const pupil = (index = 0) => {
    const one = pupils[index];
    if (!one) throw new Error("two pupils are needed");
    return one;
  };

  /** The cookies of a session, copied to another machine or held by another tab that is still loading. */
  const copyOf = (visitor: Visitor) => {
    const browser = newBrowser();
    const cookies = visitor.cookies(new URL(world.issuer)).split("; ");
    for (const cookie of cookies.filter((one) => /^leerid(\.sig)?=/.test(one)))
      browser.plant(new URL(world.issuer), `${cookie}; Path=/`);
    return browser;
  };
  const silently = async (visitor: Visitor, application = opened) =>
    (await visitor.go(startFlow(world.issuer, application, { prompt: "none" }).url)).url.searchParams.get("error") ??
    "in";

  type Got = { application: ArrangedApplication; flow: Flow; at: Answer };
  const open = async (browser: Visitor, application: ArrangedApplication, change = {}): Promise<Got> => {
    const flow = startFlow(world.issuer, application, change);
    return { application, flow, at: await walkIn(browser, flow) };
  };

  /** What of all these answers still lets anybody in: codes that can be redeemed, to tokens that work. */
  const alive = async (got: Got[]) => {
    const codes = got.filter(({ at }) => at.url.searchParams.has("code"));
    const results = await Promise.all(
      codes.map(async ({ application, flow, at }) => {
        const code = at.url.searchParams.get("code") ?? "";
        return (await redeem(world.issuer, application, { code, verifier: flow.verifier })).status;
      }),
    );
    return results.filter((status) => status === 200).length;
  };
  const works = async (application: ArrangedApplication, tokens: Tokens) => [
    (await userInfo(world.issuer, tokens.accessToken)).status,
    (await refresh(world.issuer, application, tokens.refreshToken)).status,
  ];

  const byOurButton = async (visitor: Visitor) => () =>
    visitor.go(new URL("/sign-out", world.issuer), {
      method: "POST",
      body: new URLSearchParams(),
      headers: { origin: world.issuer, "sec-fetch-site": "same-origin" },
    });
  const byAnApplication = async (visitor: Visitor) => {
    await visitor.go(new URL(`/session/end?client_id=${opened.clientId}`, world.issuer));
    return () => visitor.submit({}, { button: { name: "logout", value: "yes" } });
  };
  /** Our own button and the way of an application, in turn. */
  const prepare = (visitor: Visitor, round: number): Promise<() => Promise<unknown>> =>
    (round % 2 === 0 ? byOurButton : byAnApplication)(visitor);

  const stillIn = async (browsers: Visitor[]) =>
    (await Promise.all(browsers.map((browser) => silently(browser)))).filter((answer) => answer === "in").length;
  const stillWork = async (tokens: Tokens) => (await works(opened, tokens)).filter((status) => status === 200).length;
  /** Five at a time: a busy server is where things get in between. */
  const inRounds = async <T>(one: (round: number) => Promise<T>): Promise<T[]> => {
    const results: T[] = [];
    for (let round = 0; round < rounds; round += 5) results.push(...(await times(5, (index) => one(round + index))));
    return results;
  };
  const nothing = (result: object) => Array.from({ length: rounds }, () => result);
  const application = (index: number) => fresh[index] ?? opened;

  test(
    `${rounds} times beside another tab that opens applications: no session, code, grant or token survives`,
    async () => {
      const left = await inRounds(async (round) => {
        const visitor = newBrowser();
        const tokens = await getTokens(visitor, world, { application: opened, pupil: pupil() });
        const tabs = [copyOf(visitor), copyOf(visitor), copyOf(visitor)];
        const signOut = await prepare(visitor, round);
        const [, ...got] = await Promise.all([
          pause(round % 8).then(signOut),
          ...tabs.map((tab, index) =>
            open(tab, index === 2 ? opened : application(index), round % 4 < 2 && index === 1 ? offline : {}),
          ),
        ]);
        return {
          sessions: await stillIn([...tabs, visitor, copyOf(visitor)]),
          codes: await alive(got),
          tokens: await stillWork(tokens),
        };
      });
      expect(left).toEqual(nothing({ sessions: 0, codes: 0, tokens: 0 }));
    },
    enough,
  );

  test(
    `${rounds} times beside a copied cookie that polls: no session, code, grant or token survives`,
    async () => {
      const left = await inRounds(async (round) => {
        const visitor = newBrowser();
        const tokens = await getTokens(visitor, world, { application: opened, pupil: pupil() });
        const thieves = [copyOf(visitor), copyOf(visitor)];
        const signOut = await prepare(visitor, round);
        const got: Got[] = [];
        const polling = new AbortController();
        const polls = thieves.map(async (thief, index) => {
          while (!polling.signal.aborted)
            got.push(await open(thief, application(index), (round >> 1) % 2 === index ? offline : {}));
        });
        await pause(5 + (round % 8));
        await signOut();
        await pause(20);
        polling.abort();
        await Promise.all(polls);
        return {
          sessions: await stillIn([...thieves, visitor]),
          codes: await alive(got),
          tokens: await stillWork(tokens),
        };
      });
      expect(left).toEqual(nothing({ sessions: 0, codes: 0, tokens: 0 }));
    },
    enough,
  );

  test("a copied cookie that was given another id by an application's question ends with the pupil's next sign-in", async () => {
    const visitor = newBrowser();
    await getTokens(visitor, world, { application: opened, pupil: pupil() });
    const thief = copyOf(visitor);
    const tokens = await getTokens(thief, world, { application: application(0) });
    expect([await silently(thief), await silently(visitor)]).toEqual(["in", "login_required"]);
    await getTokens(visitor, world, { application: opened, pupil: pupil() });
    expect([await silently(thief), await silently(visitor)]).toEqual(["login_required", "in"]);
    expect((await refresh(world.issuer, application(0), tokens.refreshToken)).body.error).toBe("invalid_grant");
  });

  test(
    `${rounds} times the next pupil comes while a tab of the previous one is loading: nothing of the previous one survives`,
    async () => {
      const next = pupil(1);
      const left = await inRounds(async (round) => {
        const device = newBrowser();
        const tokens = await getTokens(device, world, { application: opened, pupil: pupil(0) });
        const [tab, thief] = [copyOf(device), copyOf(device)];
        const flow = startFlow(world.issuer, opened, { prompt: "login" });
        await device.go(flow.url);
        const [at, ...got] = await Promise.all([
          device.submit({ login_name: next.loginName, secret: next.password }),
          pause(round % 60).then(() => open(tab, application(0), round % 2 === 0 ? offline : {})),
          pause(round % 50).then(() => open(thief, application(1))),
        ]);
        const code = at.url.searchParams.get("code") ?? "";
        const ofNext = tokensOf(await redeem(world.issuer, opened, { code, verifier: flow.verifier }));
        return {
          sessions: await stillIn([tab, thief]),
          codes: await alive(got),
          tokens: await stillWork(tokens),
          isNext: decodeJwt(ofNext.idToken).sub !== decodeJwt(tokens.idToken).sub,
        };
      });
      expect(left).toEqual(nothing({ sessions: 0, codes: 0, tokens: 0, isNext: true }));
    },
    enough,
  );
});

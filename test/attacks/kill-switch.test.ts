import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  releaseApplication,
  resumeApplication,
  suspendApplication,
  withdrawRelease,
} from "../../src/applications/applications.ts";
import { newGeneration, resumePupil, suspendPupil } from "../../src/pupils/pupils.ts";
import { resumeSchool, suspendSchool } from "../../src/schools/schools.ts";
import {
  applicationOrigin,
  getCode,
  getTokens,
  newBrowser,
  redeem,
  refresh,
  startFlow,
  stores,
  tokensOf,
  userInfo,
  walkIn,
} from "../support/attacker.ts";
import { startSecondNode, startTestServer, type TestServer } from "../support/server.ts";
import { words, withoutCode } from "../support/visitor.ts";
import { arrangeApplication, arrangePupil, arrangeSchool } from "../support/world.ts";

/**
 * Group J: what is switched off is off at once, everywhere, whatever the store of sessions and tokens still holds. Nothing here is
 * allowed to rely on a job, so the jobs of these deeds are thrown away.
 */
describe.each(stores)("the kill switch, with %s", (_store, settings) => {
  let world: TestServer;
  let node: { origin: string; close(): Promise<void> };

  beforeAll(async () => {
    world = await startTestServer(settings);
    node = await startSecondNode(world);
  });
  afterAll(async () => {
    await node.close();
    await world.close();
  });

  const deps = () => ({ ...world.deps, jobs: { ...world.deps.jobs, enqueue: async () => {} } });

  /** A pupil who is inside: with tokens, an unused code, and a session on an own device. */
  async function inside() {
    const school = await arrangeSchool(world);
    const pupil = await arrangePupil(world, school);
    const application = await arrangeApplication(world, {
      releaseTo: school,
      initiateLoginUri: "http://localhost:9/start",
    });
    const browser = newBrowser();
    const tokens = await getTokens(browser, world, { application, pupil });
    const code = await getCode(browser, { issuer: world.issuer, application });
    return { school, pupil, application, browser, tokens, code };
  }
  type Inside = Awaited<ReturnType<typeof inside>>;

  const actor = "test";
  type Kill = { off: (at: Inside) => Promise<unknown>; on?: (at: Inside) => Promise<unknown>; reauth?: boolean };
  const kills: Record<string, Kill> = {
    "a pupil who is suspended": {
      off: ({ pupil }) => suspendPupil(deps(), pupil.loginName),
      on: ({ pupil }) => resumePupil(deps(), pupil.loginName),
      reauth: true,
    },
    "a pupil whose secret is replaced": {
      off: ({ pupil }) => world.deps.db.platform.transaction((tx) => newGeneration(tx, [pupil.pupilId])),
      on: async () => {},
      reauth: true,
    },
    "an application that is suspended": {
      off: ({ application }) => suspendApplication(deps(), { ...application, actor }),
      on: ({ application }) => resumeApplication(deps(), { ...application, actor }),
    },
    "a school that is suspended": {
      off: ({ school }) => suspendSchool(deps(), school.number ?? ""),
      on: ({ school }) => resumeSchool(deps(), school.number ?? ""),
      reauth: true,
    },
    "a release that is withdrawn": {
      off: ({ application, school }) => withdrawRelease(deps(), { ...application, schoolId: school.id, actor }),
      on: ({ application, school }) => releaseApplication(deps(), { ...application, schoolId: school.id, actor }),
    },
    "a pupil who leaves the school": {
      off: ({ pupil }) =>
        world.database.owner.query(
          "update enrolment set during = daterange(lower(during), current_date - 1) where pupil_id = $1",
          [pupil.pupilId],
        ),
    },
    "a pupil who is deleted": {
      off: ({ pupil }) => world.database.owner.query("delete from pupil where id = $1", [pupil.pupilId]),
    },
  };

  /** Every door of both nodes, each tried once. */
  async function doors(at: Inside) {
    const { application, browser, tokens, code, pupil } = at;
    const silent = startFlow(world.issuer, application, { prompt: "none" }).url;
    const onNode = new URL(`${silent.pathname}${silent.search}`, node.origin);
    const elsewhere = await fetch(onNode, {
      redirect: "manual",
      headers: { cookie: browser.cookies(new URL(world.issuer)) },
    });
    const stranger = await walkIn(newBrowser(), startFlow(world.issuer, application), pupil).catch(() => undefined);
    return {
      userInfo: (await userInfo(world.issuer, tokens.accessToken)).status === 200,
      userInfoElsewhere: (await userInfo(node.origin, tokens.accessToken)).status === 200,
      session: (await browser.go(silent)).url.searchParams.has("code"),
      sessionElsewhere: (elsewhere.headers.get("location") ?? "").includes("code="),
      anew: stranger?.url.origin === applicationOrigin,
      tile: (await browser.go(world.issuer)).text.includes("http://localhost:9/start"),
      codeElsewhere: (await redeem(node.origin, application, code)).status === 200,
      refreshElsewhere: (await refresh(node.origin, application, tokens.refreshToken)).status === 200,
      code: (await redeem(world.issuer, application, code)).status === 200,
      refresh: (await refresh(world.issuer, application, tokens.refreshToken)).status === 200,
    };
  }

  test("finds every door open before anything is switched off", async () => {
    const open = await doors(await inside());
    // a code and a refresh token work once, so the second node is the one that they open
    expect(open).toEqual({
      ...Object.fromEntries(Object.keys(open).map((door) => [door, true])),
      code: false,
      refresh: false,
    });
  });

  test.concurrent.each(Object.entries(kills))(
    "%s: every door is shut at once, on every node",
    async (name, { off }) => {
      const at = await inside();
      await off(at);
      const open = Object.entries(await doors(at)).flatMap(([door, isOpen]) => (isOpen ? door : []));
      // whoever got a new secret is let in by it: here it is still the old one
      expect(open).toEqual(name === "a pupil whose secret is replaced" ? ["anew"] : []);
    },
  );

  const returning = Object.entries(kills).flatMap(([name, kill]) => (kill.on ? [[name, kill] as const] : []));
  test.concurrent.each(returning)(
    "%s: after the return what was given out before stays dead, and a new sign-in works",
    async (_name, { off, on, reauth = false }) => {
      const at = await inside();
      await off(at);
      await pause(1100); // validity counts in whole seconds
      await on?.(at);
      const { application, tokens, browser, pupil } = at;
      expect((await userInfo(world.issuer, tokens.accessToken)).status).toBe(401);
      expect((await userInfo(node.origin, tokens.accessToken)).status).toBe(401);
      expect((await refresh(world.issuer, application, tokens.refreshToken)).body.error).toBe("invalid_grant");
      expect((await redeem(world.issuer, application, at.code)).body.error).toBe("invalid_grant");
      const silent = await browser.go(startFlow(world.issuer, application, { prompt: "none" }).url);
      expect(silent.url.searchParams.get("error")).toBe(reauth ? "login_required" : null);
      const again = await getTokens(newBrowser(), world, { application, pupil });
      expect((await userInfo(node.origin, again.accessToken)).status).toBe(200);
    },
  );

  test("a pupil who is suspended in the middle of signing in gets no further", async () => {
    const { pupil, application } = await inside();
    const browser = newBrowser();
    await browser.go(startFlow(world.issuer, application).url);
    await suspendPupil(deps(), pupil.loginName);
    const at = await browser.submit({ login_name: pupil.loginName, secret: pupil.password });
    expect(at.status).toBe(422);
    const stranger = newBrowser();
    await stranger.go(startFlow(world.issuer, application).url);
    const wrong = await stranger.submit({ login_name: pupil.loginName, secret: "iets anders" });
    const said = (answer: typeof at) => words({ ...answer, text: withoutCode(answer.text) });
    expect(said(wrong)).toBe(said(at));
  });

  test("an application that is suspended in the middle of a sign-in gets no code", async () => {
    const { pupil, application } = await inside();
    const browser = newBrowser();
    await browser.go(startFlow(world.issuer, application).url);
    await suspendApplication(deps(), { ...application, actor });
    const at = await browser.submit({ login_name: pupil.loginName, secret: pupil.password });
    expect([at.url.origin, at.status >= 400 && at.status < 500]).toEqual([world.issuer, true]);
  });

  test("a suspended pupil's sessions and grants are also cleared away, and its front door is shut", async () => {
    const { pupil, browser, tokens } = await inside();
    expect(words(await browser.go(world.issuer))).toContain("Noor");
    await suspendPupil(world.deps, pupil.loginName);
    expect(words(await browser.go(world.issuer))).not.toContain("Noor");
    await resumePupil(world.deps, pupil.loginName);
    await expect
      .poll(async () => (await world.deps.artifacts.sessionsOfAccount(`${pupil.pupilId}.1`)).length, {
        timeout: 10_000,
      })
      .toBeLessThanOrEqual(1);
    expect((await userInfo(world.issuer, tokens.accessToken)).status).toBe(401);
  });

  test("a secret of an application that is replaced because it leaked opens no node any more", async () => {
    const { application, tokens } = await inside();
    expect(tokensOf(await refresh(node.origin, application, tokens.refreshToken))).toBeTruthy();
    await world.database.owner.query("update client_secret set expires_at = now() where client_id = $1", [
      application.clientId,
    ]);
    for (const origin of [world.issuer, node.origin]) {
      const status = async () => (await refresh(origin, application, "whatever")).status;
      await expect.poll(status, { timeout: 2_000, interval: 20 }).toBe(401);
    }
  });
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { applicationOrigin, newBrowser, startFlow, walkIn } from "../support/attacker.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { expectPage, type Answer, type Visitor } from "../support/visitor.ts";
import {
  arrangeApplication,
  arrangeFirstSecret,
  arrangePupil,
  arrangeSchool,
  type ArrangedApplication,
} from "../support/world.ts";

/** Group B: no step of signing in can be skipped, repeated, sent empty or taken from another sign-in. */
const code = "CDFG-HJKM-NPQR";
const password = "zeven gele olifanten op zolder";
let world: TestServer;
let school: Awaited<ReturnType<typeof arrangeSchool>>;
let application: ArrangedApplication;

beforeAll(async () => {
  world = await startTestServer();
  school = await arrangeSchool(world);
  application = await arrangeApplication(world, { releaseTo: school });
});
afterAll(() => world.close());

/** A browser at the page that asks who is there. */
const atSignIn = async (): Promise<{ browser: Visitor; page: URL }> => {
  const browser = newBrowser();
  const { url } = await browser.go(startFlow(world.issuer, application).url);
  return { browser, page: url };
};
const pupilWithCode = async () => {
  const pupil = await arrangePupil(world, school);
  await arrangeFirstSecret(world, { pupilId: pupil.pupilId, kind: "code", secret: code });
  return pupil;
};
const send = (browser: Visitor, page: URL | string, fields: Record<string, string>) =>
  browser.go(page, { body: new URLSearchParams(fields), headers: { origin: world.issuer } });
const step = (page: URL, name: string) => new URL(`${page.pathname}/${name}`, page);

/** A page in the pupil's language with a code for the teacher and a way on. */
function expectFriendly(at: Answer, status = 400): void {
  expectPage(at, { status, says: /Code [A-Z\d]{4}-[A-Z\d]{4}/ });
  expect(at.text).toMatch(/<a class="button primary" href=/);
}

test("a password can't be chosen before a code was typed", async () => {
  const { browser, page } = await atSignIn();
  expectFriendly(await browser.go(step(page, "password")));
  expectFriendly(await send(browser, step(page, "password"), { password, repeat: password }));
});

test("who has a code can't have passwords judged without end, in however many sign-ins", async () => {
  const pupil = await pupilWithCode();
  const answers = new Map<number, number>();
  for (const tries of [30, 15]) {
    const { browser, page } = await atSignIn();
    await browser.submit({ login_name: pupil.loginName, secret: code });
    for (let at = 0; at < tries; at += 1) {
      const { status } = await send(browser, step(page, "password"), { password: "te kort", repeat: "te kort" });
      answers.set(status, (answers.get(status) ?? 0) + 1);
    }
  }
  expect(answers.get(503)).toBe(5);
});

test("a password can't be chosen in the sign-in of another browser", async () => {
  const pupil = await pupilWithCode();
  const { browser, page } = await atSignIn();
  await browser.submit({ login_name: pupil.loginName, secret: code });
  const { browser: other, page: otherPage } = await atSignIn();
  for (const target of [page, step(page, "password")]) {
    expectFriendly(await other.go(target));
    expectFriendly(await send(other, target, { password, repeat: password }));
  }
  // also not with a cookie that is put where this sign-in's own cookie would be
  const own = /leerid-sign-in=[^;]*|leerid-sign-in\.sig=[^;]*/g;
  for (const cookie of other.cookies(otherPage).match(own) ?? []) other.plant(page, `${cookie}; Path=${page.pathname}`);
  expectFriendly(await other.go(page));
  expectFriendly(await other.go(step(page, "password")));
  // nor with the right name under a signature of something else
  other.plant(page, `leerid-sign-in=${page.pathname.split("/")[2]}; Path=${page.pathname}`);
  expectFriendly(await other.go(step(page, "password")));
  expectFriendly(await send(other, step(page, "password"), { password, repeat: password }));
});

test("a code that was typed in one sign-in is no code in another one of the same browser", async () => {
  const pupil = await pupilWithCode();
  const { browser } = await atSignIn();
  await browser.submit({ login_name: pupil.loginName, secret: code });
  const { url: second } = await browser.go(startFlow(world.issuer, application).url);
  expectFriendly(await browser.go(step(second, "password")));
});

test.each(["", "password", "badge"])("a form that comes empty (%j) shows its page again", async (name) => {
  const pupil = await pupilWithCode();
  const { browser, page } = await atSignIn();
  await browser.submit({ login_name: pupil.loginName, secret: code });
  const target = name ? step(page, name) : page;
  const fields: Record<string, string>[] = [
    {},
    { login_name: "", secret: "", password: "", repeat: "", badge: "" },
    { x: "y" },
  ];
  for (const empty of fields) expectPage(await send(browser, target, empty), { status: 422 });
});

test.each([
  ["an empty password", { password: "", repeat: "" }],
  ["two that differ", { password, repeat: `${password}!` }],
  ["a short one", { password: "kort", repeat: "kort" }],
  ["a well-known one", { password: "wachtwoord123", repeat: "wachtwoord123" }],
  ["one of spaces", { password: " ".repeat(20), repeat: " ".repeat(20) }],
  ["a very long one", { password: "x".repeat(900), repeat: "x".repeat(900) }],
])("%s is not taken as a password, and leaves the code as it was", async (_name, fields) => {
  const pupil = await pupilWithCode();
  const { browser } = await atSignIn();
  await browser.submit({ login_name: pupil.loginName, secret: code });
  expectPage(await browser.submit(fields), { status: 422 });
  const done = await browser.submit({ password, repeat: password });
  expect(done.url.searchParams.has("code")).toBe(true);
});

test("every step is closed once the sign-in is done: the back button leads to a friendly page", async () => {
  const pupil = await pupilWithCode();
  const { browser, page } = await atSignIn();
  await browser.submit({ login_name: pupil.loginName, secret: code });
  const done = await browser.submit({ password, repeat: password });
  expect(done.url.origin).toBe(applicationOrigin);
  for (const target of [page, step(page, "password"), step(page, "badge"), step(page, "wish"), step(page, "back")]) {
    expectFriendly(
      await send(browser, target, { login_name: pupil.loginName, secret: password, password, repeat: password }),
    );
  }
  for (const target of [page, step(page, "password"), step(page, "badge")]) expectFriendly(await browser.go(target));
  const resume = new URL(page.pathname.replace("interaction", "authorize"), world.issuer);
  expectFriendly(await browser.go(resume));
});

test("where the provider goes on is no way around the form", async () => {
  const { browser, page } = await atSignIn();
  const resume = new URL(page.pathname.replace("interaction", "authorize"), world.issuer);
  const at = await browser.go(resume);
  expect([at.url.origin, at.url.pathname.split("/")[1]]).toEqual([world.issuer, "interaction"]);
  expectFriendly(await newBrowser().go(resume));
});

test("the steps of an application without a release are there only then, and the other way round", async () => {
  const { browser, page } = await atSignIn();
  for (const name of ["wish", "back"]) expectFriendly(await send(browser, step(page, name), {}));

  const closed = await arrangeApplication(world);
  const pupil = await arrangePupil(world, school);
  const pupilBrowser = newBrowser();
  const refused = await walkIn(pupilBrowser, startFlow(world.issuer, closed), pupil);
  expectPage(refused, { status: 403 });
  const waiting = new URL(refused.url.pathname, world.issuer);
  for (const target of [waiting, step(waiting, "badge"), step(waiting, "password")]) {
    expectFriendly(
      await send(pupilBrowser, target, {
        login_name: pupil.loginName,
        secret: pupil.password,
        password,
        repeat: password,
      }),
    );
  }
  // going on past the refusal leads back to it
  const past = await pupilBrowser.go(new URL(waiting.pathname.replace("interaction", "authorize"), world.issuer));
  expect([past.url.origin, past.status]).toEqual([world.issuer, 403]);
});

test.each([
  ["from another site", { "sec-fetch-site": "cross-site" }],
  ["from a neighbour of ours", { "sec-fetch-site": "same-site" }],
  ["with another origin", { origin: "https://evil.example" }],
  ["with the origin null", { origin: "null" }],
  ["without any origin", {}],
])("a form %s is refused at every door that acts on a cookie", async (_name, headers) => {
  const pupil = await arrangePupil(world, school);
  const { browser, page } = await atSignIn();
  for (const target of [
    page,
    step(page, "badge"),
    step(page, "password"),
    new URL("/sign-out", page),
    new URL("/language", page),
    new URL("/session/end/confirm", page),
  ]) {
    const body = new URLSearchParams({ login_name: pupil.loginName, secret: pupil.password, to: "fr", logout: "yes" });
    const response = await browser.send(target, { body, headers });
    expect([target.pathname.split("/")[1], response.status]).toEqual([target.pathname.split("/")[1], 403]);
  }
  expect((await browser.submit({ login_name: pupil.loginName, secret: pupil.password })).url.origin).toBe(
    applicationOrigin,
  );
});

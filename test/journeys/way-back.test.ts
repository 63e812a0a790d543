import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { applicationOrigin, newBrowser, startFlow, walkIn } from "../support/attacker.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { withoutAddress, words, type Visitor } from "../support/visitor.ts";
import {
  arrangeApplication,
  arrangeFirstSecret,
  arrangePupil,
  arrangeSchool,
  type ArrangedApplication,
  type ArrangedPupil,
} from "../support/world.ts";

let world: TestServer;
let application: ArrangedApplication;
let pupil: ArrangedPupil;
let beginner: ArrangedPupil;
const code = "CDFG-HJKM-NPQR";
beforeAll(async () => {
  world = await startTestServer();
  const school = await arrangeSchool(world);
  application = await arrangeApplication(world, { name: "Rekenland", releaseTo: school });
  pupil = await arrangePupil(world, school);
  beginner = await arrangePupil(world, school);
  await arrangeFirstSecret(world, { pupilId: beginner.pupilId, kind: "code", secret: code });
});
afterAll(() => world.close());

const step = (browser: Visitor, name: string) => browser.go(`${browser.page?.url.pathname ?? ""}/${name}`);
/** From the page that asks who is there to the one that is tried. */
const pages: [string, (browser: Visitor) => Promise<unknown>][] = [
  ["the sign-in page", async () => undefined],
  ["the sign-in page after a wrong secret", (browser) => browser.submit({ login_name: pupil.loginName, secret: "x" })],
  ["the badge page", (browser) => step(browser, "badge")],
  ["the page for the teacher's code", (browser) => step(browser, "pass")],
  ["the page for a password", (browser) => browser.submit({ login_name: beginner.loginName, secret: code })],
];
const goBack = (browser: Visitor) => browser.submit({}, { to: /\/leave$/ });

describe.each(pages)("on %s", (_name, reach) => {
  test("a pupil goes back to the application, which hears access_denied", async () => {
    const browser = newBrowser();
    const flow = startFlow(world.issuer, application);
    await browser.go(flow.url);
    await reach(browser);
    if (!browser.page) throw new Error("no page");
    expect(words(browser.page)).toContain("Terug naar Rekenland");
    const { url } = await goBack(browser);
    expect(`${url.origin}${url.pathname}`).toBe(application.redirectUri);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      error: "access_denied",
      error_description: "the pupil went back without signing in",
      state: flow.state,
      iss: world.issuer,
    });
  });

  test("the answer goes by form where the application wants it so", async () => {
    const browser = newBrowser();
    const flow = startFlow(world.issuer, application, { response_mode: "form_post" });
    await browser.go(flow.url);
    await reach(browser);
    const { text } = await goBack(browser);
    expect(text).toContain(`action="${application.redirectUri}"`);
    expect(text).toContain('name="error" value="access_denied"');
    expect(text).toContain(`name="state" value="${flow.state}"`);
    expect(text).toContain(`name="iss" value="${world.issuer}"`);
  });
});

test("who went back is not signed in, and the page that they left is a friendly one", async () => {
  const browser = newBrowser();
  const page = await browser.go(startFlow(world.issuer, application).url);
  await goBack(browser);
  expect((await browser.go(page.url)).status).toBe(400);
  expect(
    (await browser.go(startFlow(world.issuer, application, { prompt: "none" }).url)).url.searchParams.get("error"),
  ).toBe("login_required");
});

test("who is signed in and is asked again stays signed in", async () => {
  const browser = newBrowser();
  await walkIn(browser, startFlow(world.issuer, application), pupil);
  await browser.go(startFlow(world.issuer, application, { prompt: "login" }).url);
  expect((await goBack(browser)).url.searchParams.get("error")).toBe("access_denied");
  expect((await browser.go(startFlow(world.issuer, application).url)).url.origin).toBe(applicationOrigin);
});

test("nobody is sent back from another site, nor in the sign-in of another browser", async () => {
  const browser = newBrowser();
  const { url } = await browser.go(startFlow(world.issuer, application).url);
  const back = new URL(`${url.pathname}/leave`, url);
  const body = new URLSearchParams();
  const strange = await browser.go(back, {
    body,
    headers: { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
  });
  expect(strange.status).toBe(403);
  expect((await newBrowser().go(back, { body, headers: { origin: world.issuer } })).status).toBe(400);
  expect((await browser.go(url)).status).toBe(200);
});

test("on the way to our own front page there is no application to go back to", async () => {
  const at = await newBrowser().go(`${world.issuer}/sign-in`);
  expect(at.url.pathname).toMatch(/^\/interaction\//);
  expect(withoutAddress(at)).not.toMatch(/\/leave"/);
});

describe("acr_values is an order of preference:", () => {
  const isBadgePage = async (acr_values: string) => {
    const { text } = await newBrowser().go(startFlow(world.issuer, application, { acr_values }).url);
    return /<input[^>]*\sname="badge"[^>]*maxlength/s.test(text);
  };
  test.each(["leerid:badge", "leerid:badge leerid:password", " leerid:badge  leerid:words"])(
    "%j begins with the badge, and its page comes",
    async (wish) => expect(await isBadgePage(wish)).toBe(true),
  );
  test.each([
    "leerid:password leerid:badge",
    "leerid:words leerid:password leerid:badge",
    "urn:somewhere:else leerid:badge",
    "leerid:badges",
    "LEERID:BADGE",
  ])("%j doesn't, and the page with the name comes", async (wish) => expect(await isBadgePage(wish)).toBe(false));
});

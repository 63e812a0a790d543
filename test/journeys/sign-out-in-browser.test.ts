import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { startWebParty, type WebParty } from "../support/web-party.ts";
import { arrangePupil, arrangeSchool, type ArrangedPupil } from "../support/world.ts";

let world: TestServer;
let pupil: ArrangedPupil;
let party: WebParty;
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
  world = await startTestServer();
  const school = await arrangeSchool(world);
  pupil = await arrangePupil(world, school);
  party = await startWebParty(world, { releaseTo: school });
});
afterAll(async () => {
  await browser.close();
  await party.close();
  await world.close();
});

const leave = () => {
  const { clientId } = party.application;
  const query = { client_id: clientId, post_logout_redirect_uri: `${party.origin}/out`, state: "of the application" };
  return `${world.issuer}/session/end?${new URLSearchParams(query).toString()}`;
};

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("signing out from an application that redirects on, in a browser %s,", (_what, javaScriptEnabled) => {
  const open = async (): Promise<{ page: Page; complaints: string[] }> => {
    const page = await (await browser.newContext({ locale: "nl-BE", javaScriptEnabled })).newPage();
    page.setDefaultTimeout(8_000);
    const complaints: string[] = [];
    page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
    return { page, complaints };
  };

  test("ends at the application, and nobody is signed in", async () => {
    const { page, complaints } = await open();
    await page.goto(party.start());
    await page.fill("[name=login_name]", pupil.loginName);
    await page.fill("[name=secret]", pupil.password);
    await page.click("form.stack button.primary");
    await page.waitForURL(`${party.home}/in*`);
    await page.goto(leave());
    await page.click("button[name=logout]");
    await page.waitForURL(`${party.home}/out`);
    await page.goto(party.start({ prompt: "none" }));
    expect(page.url()).toBe(`${party.home}/refused?error=login_required`);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("ends at the application also when nobody was signed in", async () => {
    const { page, complaints } = await open();
    await page.goto(leave(), { waitUntil: "commit" });
    if (!javaScriptEnabled) await page.click("form button:visible");
    await page.waitForURL(`${party.home}/out`);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

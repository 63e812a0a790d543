import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { badgeUrl, drawFirstSecret } from "../../src/credentials/credentials.ts";
import type { School } from "../../src/schools/schools.ts";
import { openBrowser } from "../support/browser.ts";
import { openBoard, press, codesOn, classIdOf } from "../support/class-board.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeStaff, signInStaffInBrowser } from "../support/staff.ts";
import { arrangeApplication, arrangeFirstSecret, arrangePupil, arrangeSchool } from "../support/world.ts";

/**
 * People's browsers keep whole pages, as they stood, for the way back. Here a Chromium does so as well, which Playwright would switch off:
 * what the next pupil finds behind the back button is what counts.
 */
let world: TestServer;
let browser: Browser;
let school: School;

beforeAll(async () => {
  world = await startTestServer();
  browser = await openBrowser({ keepsPages: true });
  school = await arrangeSchool(world, "Basisschool De Wingerd");
  const initiateLoginUri = "http://localhost:9/start";
  await arrangeApplication(world, { releaseTo: school, name: "Rekenland", initiateLoginUri });
}, 60_000);
afterAll(async () => {
  await browser.close();
  await world.close();
});

/** What each step back shows, until there is nothing before it: the text and whatever stands in a field. */
async function goBackThrough(page: Page): Promise<string[]> {
  const seen: string[] = [];
  for (let steps = 0; steps < 12; steps += 1) {
    // a form that was sent is not sent again: then the browser stays where it is, with a page of its own
    await page.goBack({ waitUntil: "commit", timeout: 3_000 }).catch(() => undefined);
    // a page that was kept loads nothing that could be waited for
    await page.waitForTimeout(300);
    if (page.url() === "about:blank") return seen;
    const fields = await page
      .locator("input")
      .evaluateAll((all) => all.map((one) => ("value" in one ? one.value : "")));
    seen.push([page.url(), await page.locator("body").innerText(), ...fields].join("\n"));
  }
  return seen;
}

async function newPage(javaScriptEnabled: boolean): Promise<Page> {
  return (await browser.newContext({ locale: "nl-BE", javaScriptEnabled })).newPage();
}

async function signIn(page: Page, { loginName, secret }: { loginName: string; secret: string }): Promise<void> {
  await page.goto(`${world.issuer}/sign-in`);
  await page.fill("#login_name", loginName);
  await page.fill("#secret", secret);
  await page.press("#secret", "Enter");
}

const done = async (page: Page) => {
  await page.getByRole("button", { name: "Ik ben klaar" }).click();
  await page.getByText("De volgende mag").waitFor();
};

const staffOut = async (page: Page) => {
  await page.getByRole("button", { name: "Afmelden" }).click();
  await page.getByText("De volgende mag").waitFor();
};

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("nothing of a person comes back by Back, %s", (_name, scripts) => {
  test("of the pupil who was done", async () => {
    const pupil = await arrangePupil(world, school, { givenName: "Wout" });
    const page = await newPage(scripts);
    await signIn(page, { loginName: pupil.loginName, secret: pupil.password });
    await page.getByText("Dag Wout").waitFor();
    await done(page);
    const seen = await goBackThrough(page);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.join("\n")).not.toMatch(/Wout|Rekenland/);
    expect(seen.join("\n")).not.toContain(pupil.loginName);
  });

  test("of the pupil who said yes to an application's question whether to sign out", async () => {
    const pupil = await arrangePupil(world, school, { givenName: "Fien" });
    const page = await newPage(scripts);
    await signIn(page, { loginName: pupil.loginName, secret: pupil.password });
    await page.getByText("Dag Fien").waitFor();
    await page.goto(`${world.issuer}/session/end`);
    await page.getByRole("button", { name: "Ja" }).click();
    await page.getByText("De volgende mag").waitFor();
    expect((await goBackThrough(page)).join("\n")).not.toMatch(/Fien|Rekenland/);
  });

  test("of the pupil before, once the next one is in by a badge", async () => {
    const before = await arrangePupil(world, school, { givenName: "Kaan" });
    const next = await arrangePupil(world, school, { givenName: "Lore" });
    const secret = drawFirstSecret(world.deps.random, "badge");
    await arrangeFirstSecret(world, { pupilId: next.pupilId, kind: "badge", secret });
    const page = await newPage(scripts);
    await signIn(page, { loginName: before.loginName, secret: before.password });
    await page.getByText("Dag Kaan").waitFor();
    await page.goto(`${world.issuer}/badge`);
    await page.fill("[name=badge]", badgeUrl(world.issuer, secret));
    await page.keyboard.press("Enter");
    await page.getByText("Dag Lore").waitFor();
    expect((await goBackThrough(page)).join("\n")).not.toContain("Kaan");
  });

  test("neither the words that were shown once to a pupil", async () => {
    const pupil = await arrangePupil(world, school, { givenName: "Ines" });
    const teacher = await openBoard(world, school);
    await press(world, teacher, { button: "secret", pupils: [pupil] });
    const board = await teacher.visitor.go(new URL(teacher.path, world.issuer));
    const [code = ""] = codesOn(board);
    const page = await newPage(scripts);
    await page.goto(`${world.issuer}/sign-in`);
    await page.goto(`${page.url()}/pass`);
    await page.fill("#login_name", pupil.loginName);
    await page.fill("#code", code);
    await page.keyboard.press("Enter");
    await page.locator(".new-words").waitFor();
    const words = await page.locator(".new-words li").allInnerTexts();
    expect(words.length).toBeGreaterThan(1);
    await page.locator("form button.primary").click();
    await page.getByText("Dag Ines").waitFor();
    await done(page);
    const seen = (await goBackThrough(page)).join("\n");
    expect(seen).not.toContain("Ines");
    for (const word of words) expect(seen).not.toContain(word);
  });

  test("of staff: start, class, card, help and one's own page", async () => {
    const pupil = await arrangePupil(world, school, { givenName: "Tuur", familyName: "Zeldzaam", className: "4C" });
    const staff = await arrangeStaff(world, {
      roles: [{ role: "school-admin", schoolId: school.id }],
      givenName: "Griet",
      familyName: "Wouters",
    });
    const home = `/school/${school.number}`;
    const board = `${home}/class/${await classIdOf(world, school, "4C")}`;
    const rooms = [board, `${board}/card/${pupil.pupilId}`, "/school/me", `${home}/nowhere`, `${home}/help`];
    const page = await newPage(scripts);
    await signInStaffInBrowser(world, { page, staff, path: home });
    for (const path of rooms) await page.goto(new URL(path, world.issuer).href);
    await staffOut(page);
    const seen = await goBackThrough(page);
    expect(seen.length).toBeGreaterThan(rooms.length);
    expect(seen.join("\n")).not.toMatch(/Tuur|Zeldzaam|Griet|Wouters|staff-\d+@/);
  }, 60_000);

  test("of staff who sign out everywhere", async () => {
    const roles = [{ role: "school-admin", schoolId: school.id } as const];
    const staff = await arrangeStaff(world, { roles, givenName: "Griet", familyName: "Wouters" });
    const page = await newPage(scripts);
    await signInStaffInBrowser(world, { page, staff, path: "/school/me" });
    await page.locator("form[action='/school/me/out'] button").click();
    await page.locator("[name=email]").waitFor();
    const seen = (await goBackThrough(page)).join("\n");
    expect(seen).not.toMatch(/Griet|Wouters|staff-\d+@/);
  });
});

test("a page of a session that was ended elsewhere is asked for again on the way back, where scripts run", async () => {
  const pupil = await arrangePupil(world, school, { givenName: "Mats" });
  const page = await newPage(true);
  await signIn(page, { loginName: pupil.loginName, secret: pupil.password });
  await page.getByText("Dag Mats").waitFor();
  await page.evaluate(`location.href = "/nowhere"`);
  await page.locator(".error-code").waitFor();
  await world.database.owner.query("delete from oidc_artifact where model = 'Session'");
  const seen = await goBackThrough(page);
  expect(seen.join("\n")).not.toContain("Mats");
  expect(seen.join("\n")).toContain("Eén sleutel, veel deuren");
});

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, screenshots } from "../support/browser.ts";
import { classIdOf } from "../support/class-board.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeStaff, signInStaffInBrowser } from "../support/staff.ts";
import { arrangeFirstSecret, arrangePupil, arrangeSchool, type ArrangedPupil } from "../support/world.ts";

let world: TestServer;
let school: Awaited<ReturnType<typeof arrangeSchool>>;
let browser: Browser;

beforeAll(async () => {
  world = await startTestServer();
  browser = await openBrowser();
  school = await arrangeSchool(world, "Basisschool De Wingerd");
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

const phone = { width: 360, height: 740 };
async function newPage(javaScriptEnabled = true): Promise<Page> {
  const context = await browser.newContext({ locale: "nl-BE", viewport: phone, javaScriptEnabled });
  return context.newPage();
}

const names: [givenName: string, familyName: string][] = [
  ["Noor", "Adams"],
  ["Wout", "Bakkali"],
  ["Ines", "Claes"],
  ["Kaan", "Demir"],
];
const arrangeClass = async (className: string, yearGroup = 3): Promise<ArrangedPupil[]> => {
  const pupils: ArrangedPupil[] = [];
  for (const [givenName, familyName] of names)
    pupils.push(await arrangePupil(world, school, { givenName, familyName, className, yearGroup }));
  return pupils;
};

/** A teacher on a phone, who signs in at the front door of the school. */
async function openBoard(className: string, { scripts = true } = {}): Promise<Page> {
  const staff = await arrangeStaff(world, { roles: [{ role: "teacher", schoolId: school.id, className }] });
  const page = await newPage(scripts);
  const path = `/school/${school.number}/class/${await classIdOf(world, school, className)}`;
  await signInStaffInBrowser(world, { page, staff, path });
  return page;
}

async function signIn(page: Page, loginName: string, secret: string): Promise<void> {
  await page.goto(`${world.issuer}/sign-in`);
  await page.fill("#login_name", loginName);
  await page.fill("#secret", secret);
  await page.press("#secret", "Enter");
}

async function typeCode(page: Page, loginName: string, code: string): Promise<void> {
  await page.goto(`${world.issuer}/sign-in`);
  await page.getByText("Hulp", { exact: true }).click();
  await page.getByRole("link", { name: "Code van mijn leerkracht" }).click();
  await page.fill("#login_name", loginName);
  await page.fill("#code", code);
  await page.getByRole("button", { name: "Verder" }).click();
}

const row = (page: Page, name: string) => page.locator(".pupils > li", { hasText: name });
const codeFor = async (page: Page, name: string): Promise<string> =>
  (await page.locator(".passes > li", { hasText: name }).locator(".digits").textContent()) ?? "";
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

test("6: a teacher's phone opens on the own class and tells who is in, who is stuck and why, and who was never activated", async () => {
  const [noor, wout, ines, kaan] = await arrangeClass("3B");
  await signIn(await newPage(), noor?.loginName ?? "", noor?.password ?? "");
  const stuck = await newPage();
  for (let tries = 0; tries < 3; tries += 1) await signIn(stuck, wout?.loginName ?? "", "gok");
  if (ines) await arrangeFirstSecret(world, { ...ines, kind: "words", secret: "maan boom vis" });
  await world.database.owner.query("update credential set revoked_at = now() where pupil_id = $1", [kaan?.pupilId]);
  const staff = await arrangeStaff(world, { roles: [{ role: "teacher", schoolId: school.id, className: "3B" }] });
  const board = await newPage();
  await signInStaffInBrowser(world, { page: board, staff });
  await board.waitForURL(/\/class\/[0-9a-f-]+$/);
  expect(await board.getByRole("heading", { level: 1 }).textContent()).toBe("Klas 3B");
  expect(await row(board, "Noor").textContent()).toMatch(/binnen, sinds \d\d:\d\d/);
  expect(await row(board, "Wout").textContent()).toMatch(/Typte drie keer of vaker iets fout/);
  expect(await row(board, "Ines").textContent()).toMatch(/Kaartje nog niet gebruikt, werkt tot/);
  expect(await row(board, "Kaan").textContent()).toMatch(/Heeft nog geen kaartje/);
  expect((await board.locator(".tally").textContent())?.replace(/\s+/g, " ").trim()).toBe(
    "1 binnen 0 niet binnen 2 nooit geactiveerd 1 vast",
  );
  await screenshots(board, "class-board");
});

test.each([true, false])(
  "6: a new secret appears on the pupil's own screen and nowhere else, and gets the pupil in (scripts: %s)",
  async (scripts) => {
    const className = scripts ? "4A" : "4B";
    const [noor] = await arrangeClass(className);
    const board = await openBoard(className, { scripts });
    await board.getByLabel("Noor Adams").check();
    await button(board, "Nieuw geheim").click();
    await board.getByText("Codes voor nu").waitFor();
    const pupil = await newPage(scripts);
    await typeCode(pupil, noor?.loginName ?? "", await codeFor(board, "Noor"));
    await pupil.locator(".new-words li").first().waitFor();
    const words = await pupil.locator(".new-words li").allTextContents();
    expect(words).toHaveLength(3);
    if (scripts) await screenshots(pupil, "new-words-journey");
    await pupil.getByRole("button", { name: "Ik heb ze opgeschreven" }).click();
    await pupil.getByText("Dag Noor!").waitFor();
    await board.getByRole("link", { name: "Kijk opnieuw" }).click();
    expect(await row(board, "Noor").textContent()).toMatch(/Kreeg om \d\d:\d\d met een code een nieuw geheim/);
    expect(await row(board, "Noor").textContent()).toMatch(/binnen, sinds/);
    // one of three Dutch words may stand in the texts of the page by chance
    const shown = await board.content();
    expect(words.every((word) => shown.includes(word))).toBe(false);
    await signIn(await newPage(), noor?.loginName ?? "", words.join(" "));
  },
);

test("6: an older pupil chooses an own password instead of getting words", async () => {
  const [, wout] = await arrangeClass("5S");
  await world.database.owner.query("update enrolment set level = 'secundair' where pupil_id = $1", [wout?.pupilId]);
  const board = await openBoard("5S");
  await board.getByLabel("Wout Bakkali").check();
  await button(board, "Nieuw geheim").click();
  const pupil = await newPage();
  await typeCode(pupil, wout?.loginName ?? "", await codeFor(board, "Wout"));
  await pupil.getByRole("heading", { name: "Kies je wachtwoord" }).waitFor();
  await pupil.fill("#password", "vrolijke olifanten dansen op zolder");
  await pupil.fill("#repeat", "vrolijke olifanten dansen op zolder");
  await pupil.getByRole("button", { name: "Bewaren" }).click();
  await pupil.getByText("Dag Wout!").waitFor();
});

test("6: a lesson code lets a pupil without a secret at hand in once, for this lesson, and changes nothing", async () => {
  const [, , ines] = await arrangeClass("4C");
  const board = await openBoard("4C");
  await board.getByLabel("Ines Claes").check();
  await button(board, "Lescode").click();
  await board.getByText("Codes voor nu").waitFor();
  await screenshots(board, "class-board-codes");
  const pupil = await newPage();
  await typeCode(pupil, ines?.loginName ?? "", await codeFor(board, "Ines"));
  await pupil.getByText("Dag Ines!").waitFor();
  const cookies = await pupil.context().cookies();
  expect(cookies.find(({ name }) => name === "leerid")?.expires).toBe(-1);
  await board.getByRole("link", { name: "Kijk opnieuw" }).click();
  expect(await row(board, "Ines").textContent()).toMatch(/Kwam om \d\d:\d\d binnen met een lescode/);
  const own = await newPage();
  await signIn(own, ines?.loginName ?? "", ines?.password ?? "");
  await own.getByText("Dag Ines!").waitFor();
});

test("6: one card comes out as a PDF, after a page that says what it ends", async () => {
  const [, , , kaan] = await arrangeClass("4D");
  const board = await openBoard("4D");
  await board.getByLabel("Kaan Demir").check();
  await button(board, "Kaartje").click();
  await board.getByText("Voor Kaan Demir.").waitFor();
  await screenshots(board, "class-card");
  const [download] = await Promise.all([
    board.waitForEvent("download"),
    board.getByRole("button", { name: "Haal het kaartje op (PDF)" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("leerid-kaartjes.pdf");
  await download.path();
  const { rows } = await world.database.owner.query(
    "select kind from credential where pupil_id = $1 and revoked_at is null",
    [kaan?.pupilId],
  );
  expect(rows).toEqual([{ kind: "words" }]);
});

test("6: a pupil who typed too often may try again at once when the teacher says so", async () => {
  const [noor] = await arrangeClass("4E");
  const pupil = await newPage();
  for (let tries = 0; tries < 11; tries += 1) await signIn(pupil, noor?.loginName ?? "", "gok");
  await pupil.getByText("Even wachten").first().waitFor();
  const board = await openBoard("4E");
  expect(await row(board, "Noor").textContent()).toMatch(/Te vaak fout getypt: moet wachten/);
  await board.getByLabel("Noor Adams").check();
  await button(board, "Laat opnieuw proberen").click();
  await board.getByText("Zij mogen meteen opnieuw proberen.").waitFor();
  expect(await row(board, "Noor").textContent()).toMatch(/niet binnen/);
  await signIn(pupil, noor?.loginName ?? "", noor?.password ?? "");
  await pupil.getByText("Dag Noor!").waitFor();
});

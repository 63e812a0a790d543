import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { badgeUrl, drawFirstSecret } from "../../src/credentials/credentials.ts";
import type { School } from "../../src/schools/schools.ts";
import { openBrowser, screenshots } from "../support/browser.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeApplication, arrangeFirstSecret, arrangePupil, arrangeSchool } from "../support/world.ts";

let world: TestServer;
let browser: Browser;
let school: School;

beforeAll(async () => {
  world = await startTestServer();
  browser = await openBrowser();
  school = await arrangeSchool(world);
  await arrangeApplication(world, {
    releaseTo: school,
    name: "Rekenland",
    initiateLoginUri: "http://localhost:9/start",
  });
}, 60_000);
afterAll(async () => {
  await browser.close();
  await world.close();
});

/** A pupil with a badge, and the address that its code holds. */
async function badgeOf(givenName: string): Promise<string> {
  const { pupilId } = await arrangePupil(world, school, { givenName });
  const secret = drawFirstSecret(world.deps.random, "badge");
  await arrangeFirstSecret(world, { pupilId, kind: "badge", secret });
  return badgeUrl(world.issuer, secret);
}

async function newPage(): Promise<{ page: Page; asked: string[] }> {
  const page = await (await browser.newContext({ locale: "nl-BE" })).newPage();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(`${request.url()} ${request.headers()["referer"] ?? ""}`));
  return { page, asked };
}

test("opening the address on a badge signs the pupil in, and the token reaches no server by address", async () => {
  const address = await badgeOf("Wout");
  const { page, asked } = await newPage();
  await page.goto(address);
  await page.getByText("Dag Wout").waitFor();
  expect(page.url()).toBe(`${world.issuer}/`);
  const token = address.split("#")[1] ?? "";
  expect(asked.filter((line) => line.split("#")[0]?.includes(token) || line.split(" ")[1]?.includes(token))).toEqual(
    [],
  );
  await screenshots(page, "launcher-journey");
});

test("a hand scanner types the address and presses Enter", async () => {
  const address = await badgeOf("Ines");
  const { page } = await newPage();
  await page.goto(`${world.issuer}/badge`);
  await page.keyboard.type(address);
  await page.keyboard.press("Enter");
  await page.getByText("Dag Ines").waitFor();
});

test("the launcher shows what the school switched on, and 'I am done' ends everything", async () => {
  const { page } = await newPage();
  await page.goto(await badgeOf("Kaan"));
  const tile = page.getByRole("link", { name: /Rekenland/ });
  await tile.waitFor();
  expect(await tile.getAttribute("href")).toBe(`http://localhost:9/start?iss=${encodeURIComponent(world.issuer)}`);
  await page.getByRole("button", { name: "Ik ben klaar" }).click();
  await page.getByText("De volgende mag").waitFor();
  await page.goto(world.issuer);
  expect(await page.getByText("Dag Kaan").count()).toBe(0);
});

test("a badge that nobody has is told so, and the pupil can go on with a login name", async () => {
  const { page } = await newPage();
  await page.goto(badgeUrl(world.issuer, drawFirstSecret(world.deps.random, "badge")));
  await page.getByRole("alert").or(page.locator("[aria-live]")).first().waitFor();
  expect(await page.locator("main").innerText()).toMatch(/badge/i);
});

test("a badge works by a form alone, without any script", async () => {
  const address = await badgeOf("Emma");
  const page = await (await browser.newContext({ locale: "nl-BE", javaScriptEnabled: false })).newPage();
  await page.goto(`${world.issuer}/badge`);
  await page.fill("[name=badge]", address);
  await page.keyboard.press("Enter");
  await page.getByText("Dag Emma").waitFor();
});

test("on a device where somebody is in, the badge page says so and waits for the button", async () => {
  const { page } = await newPage();
  await page.goto(await badgeOf("Mats"));
  await page.getByText("Dag Mats").waitFor();
  await page.goto(await badgeOf("Fien"));
  await page.getByRole("alert").getByText("Er is al iemand aangemeld").waitFor();
  await page.getByRole("button", { name: "Verder" }).click();
  await page.getByText("Dag Fien").waitFor();
});

test("who doesn't want to sign out is not told that they are out", async () => {
  const { page } = await newPage();
  await page.goto(await badgeOf("Tuur"));
  await page.getByText("Dag Tuur").waitFor();
  await page.goto(`${world.issuer}/session/end`);
  await page.getByRole("button", { name: "Nee" }).click();
  await page.getByText("Dag Tuur").waitFor();
});

test("the launcher shows its doors by name", async () => {
  for (const [name, port] of [["Zaakvakken", 1] as const, ["Archief", 2] as const])
    await arrangeApplication(world, { releaseTo: school, name, initiateLoginUri: `http://localhost:${port}/start` });
  const { page } = await newPage();
  await page.goto(await badgeOf("Lore"));
  await page.getByText("Dag Lore").waitFor();
  expect(await page.locator(".tile-name").allInnerTexts()).toEqual(["Archief", "Rekenland", "Zaakvakken"]);
});

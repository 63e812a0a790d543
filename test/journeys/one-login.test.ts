import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../../adapters/embedded-postgres.ts";
import { startExamples, type Examples } from "../../src/demo/examples.ts";
import { demoRoster } from "../../src/demo/roster.ts";
import { openBrowser, screenshots } from "../support/browser.ts";
import { leerid, leeridJson } from "../support/command-line.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const school = "012345";
let world: TestServer;
let browser: Browser;
let examples: Examples;
let folder: string;
const origins: string[] = [];

beforeAll(async () => {
  world = await startTestServer();
  browser = await openBrowser();
  folder = mkdtempSync(join(tmpdir(), "leerid-journey-"));
}, 60_000);
afterAll(async () => {
  await browser.close();
  await examples?.close();
  await world.close();
  rmSync(folder, { recursive: true });
});

type Card = { className: string; loginName: string; secret: string };

/** Reads what the school prints: the cards of a class, as its CSV holds them. */
function cardsOf(file: string): Card[] {
  const rows: string[][] = parse(readFileSync(file), { bom: true, delimiter: ";" });
  const [header = [], ...lines] = rows;
  const column = (name: RegExp) => header.findIndex((title) => name.test(title));
  const [className, loginName, secret] = [column(/klas/i), column(/gebruikersnaam/i), column(/geheim/i)];
  return lines.map((line) => ({
    className: line[className] ?? "",
    loginName: line[loginName] ?? "",
    secret: line[secret] ?? "",
  }));
}

async function register(name: string) {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  origins.push(origin);
  const app = await leeridJson(
    world.config,
    ...["app", "add", "--name", name, "--status", "sandbox", "--bundle", "pseudonymous"],
    ...["--redirect-uri", `${origin}/callback`, "--post-logout-redirect-uri", `${origin}/`],
    ...["--backchannel-logout-uri", `${origin}/backchannel-logout`],
  );
  await leeridJson(world.config, "app", "release", "--app", app.applicationId, "--school", school);
  return { name, port, clientId: app.clientId, clientSecret: app.clientSecret };
}

const claim = (page: Page, name: string) => page.locator(`[data-claim="${name}"]`).textContent();

test("from a school's own roster to one login in two applications and out of both", { timeout: 120_000 }, async () => {
  // the school's file: Windows-1252, semicolons, Dutch headers, 1,200 pupils
  const roster = demoRoster({ seed: 7, pupils: 1200, kind: "basis" });
  const file = join(folder, roster.fileName);
  writeFileSync(file, roster.bytes);
  await leeridJson(world.config, "school", "add", "--number", school, "--name", "Basisschool De Wingerd");
  const applied = await leeridJson(world.config, "roster", "apply", "--school", school, file);
  expect(applied).toMatchObject({ rows: 1200, added: 1200, rejected: [], doubtful: [] });
  const again = await leeridJson(world.config, "roster", "apply", "--school", school, file);
  expect(again).toMatchObject({ added: 0, changed: 0, moved: 0, left: 0, unchanged: 1200 });

  // class by class
  const cards: Card[] = [];
  const classes = roster.classNames.slice(-3);
  for (const name of classes) {
    const csv = join(folder, `${name}.csv`);
    const pdf = join(folder, `${name}.pdf`);
    const activated = await leeridJson(
      world.config,
      ...["activate", "--school", school, "--class", name, "--secret", "words", "--csv", csv, "--cards", pdf],
    );
    const printed = cardsOf(csv);
    expect(activated).toEqual({ activated: printed.length, skipped: [] });
    expect(readFileSync(pdf).subarray(0, 5).toString()).toBe("%PDF-");
    cards.push(...printed);
  }
  const card = cards[0];
  if (!card) throw new Error("nobody was activated");

  examples = startExamples(world.issuer, [await register("Rekenland"), await register("Leeshoek")]);
  const [first = "", second = ""] = origins;
  const context = await browser.newContext({ locale: "nl-BE" });
  const page = await context.newPage();
  const pagesOfOurs: string[] = [];
  page.on("response", (response) => {
    const url = new URL(response.url());
    if (url.origin === world.issuer && response.status() === 200) pagesOfOurs.push(url.pathname);
  });

  await expect
    .poll(
      () =>
        fetch(first).then(
          (answer) => answer.status,
          () => 0,
        ),
      { timeout: 10_000 },
    )
    .toBe(200);
  await expect
    .poll(
      () =>
        fetch(second).then(
          (answer) => answer.status,
          () => 0,
        ),
      { timeout: 10_000 },
    )
    .toBe(200);
  await page.goto(first);
  await page.click("#sign-in");
  await screenshots(page, "one-login-sign-in");
  await page.fill("[autocomplete=username]", card.loginName);
  await page.fill("[autocomplete=current-password]", card.secret.toUpperCase());
  await page.getByRole("button", { name: "Aanmelden", exact: true }).click();
  await page.waitForSelector("#in");
  const atFirst = { sub: await claim(page, "sub"), email: await claim(page, "email") };

  pagesOfOurs.length = 0;
  await page.goto(second);
  await page.click("#sign-in");
  await page.waitForSelector("#in");
  const atSecond = { sub: await claim(page, "sub"), email: await claim(page, "email") };
  expect(pagesOfOurs).toEqual([]);
  expect(atSecond.sub).not.toBe(atFirst.sub);
  expect(atSecond.email).not.toBe(atFirst.email);
  expect([atFirst.email, atSecond.email].every((email) => email?.endsWith("@mail.test.example"))).toBe(true);

  await page.click("#sign-out");
  await screenshots(page, "one-login-sign-out");
  await page.click("button[name=logout]");
  await page.waitForSelector("#sign-in");
  for (const origin of [first, second]) {
    const open = async () => {
      await page.goto(origin);
      return page.locator("#heard").count();
    };
    await expect.poll(open, { timeout: 15_000 }).toBe(1);
    await page.click("#sign-in");
    await page.waitForSelector("[autocomplete=current-password]");
  }
});

test("a wrong setting ends the command line with 1, in words", async () => {
  const { exitCode, stderr } = await leerid(world.config, "roster", "plan", "--school", "999999", "nowhere.csv");
  expect({ exitCode, says: stderr }).toEqual({ exitCode: 1, says: expect.stringMatching(/no school|No school/) });
});

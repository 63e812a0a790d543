import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { compressPages } from "../../src/http/compress.ts";
import { refuseCrossSite } from "../../src/http/cross-site.ts";
import { errorHandling } from "../../src/http/errors.ts";
import { loadAssets } from "../../src/http/assets.ts";
import { securityHeaders } from "../../src/http/headers.ts";
import { pages } from "../../src/http/pages.ts";
import { createLog } from "../../src/lib/log.ts";
import { systemRandom } from "../../src/lib/random.ts";
import { rosterRoutes } from "../../src/school/roster-routes.ts";
import { openGate } from "../support/activation.ts";
import { openBrowser, screenshots } from "../support/browser.ts";
import { csv, number, openRosters, ten, type Line } from "../support/rosters.ts";
import { startWeb, type TestWeb } from "../support/web.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const axeRules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
let rosters: Awaited<ReturnType<typeof openRosters>>;
let web: TestWeb;
let browser: Browser;

beforeAll(async () => {
  rosters = await openRosters();
  browser = await openBrowser();
  web = await startWeb(
    (issuer) => [
      securityHeaders({ issuer }),
      pages({ assets: loadAssets(), issuer }),
      errorHandling({ log: createLog("silent"), random: systemRandom }).middleware,
      loadAssets().middleware,
      compressPages(),
      refuseCrossSite({ issuer }),
    ],
    rosterRoutes(rosters.deps, openGate({ id: rosters.schoolA, name: "Basisschool De Klimboom" })),
  );
});
afterAll(async () => {
  await browser.close();
  await web.close();
  await rosters.drop();
});

/** A page without scripts of ours: everything is done by links and forms. What the browser complains about is a failure. */
async function visit(path: string) {
  const context = await browser.newContext({ locale: "nl-BE", viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
  page.on("pageerror", (error) => void complaints.push(error.message));
  await page.goto(`${web.origin}${path}`);
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}

/** The page as it is must pass: both colours, 320 px, letters of twice the size, targets of 40 px. */
async function expectGood(page: Page, name: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 800 });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(axe);
    const run = `axe.run({ runOnly: ${JSON.stringify(axeRules)} }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + " " + html)))`;
    expect([name, z.array(z.string()).parse(await page.evaluate(run))]).toEqual([name, []]);
  }
  const overflow = "document.documentElement.scrollWidth > innerWidth";
  await page.setViewportSize({ width: 320, height: 640 });
  expect([name, await page.evaluate(overflow)]).toEqual([name, false]);
  await page.setViewportSize({ width: 640, height: 400 });
  await page.evaluate("document.documentElement.style.setProperty('font-size', '250%')");
  expect([name, await page.evaluate(overflow)]).toEqual([name, false]);
  await page.evaluate("document.documentElement.style.removeProperty('font-size')");
  await page.setViewportSize({ width: 360, height: 740 });
  const small = await page.evaluate(
    `[...document.querySelectorAll("main .button, main summary, main .lines a, main [type=file]")]
      .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 39.5)
      .map((element) => element.outerHTML)`,
  );
  expect([name, small]).toEqual([name, []]);
  await screenshots(page, name);
  await page.setViewportSize({ width: 1280, height: 800 });
}

async function choose(page: Page, lines: Line[], button: string): Promise<void> {
  await page.setInputFiles("#file", { name: "leerlingen-september.csv", mimeType: "text/csv", buffer: csv(...lines) });
  await page.getByRole("button", { name: button }).click();
}
const rest = ten.slice(5);
const before: Line[] = [...ten, ["Peeters", "Lotte", "3B"], ["Maes", "Wout", "3B"], ["El Amrani", "Yasmina", "3B"]];
const after: Line[] = [
  ["FamilieA", "Kind", "4B", number(1)],
  ["Nieuwenaam", "Kind", "3A", number(2)],
  ...rest,
  ["Peeters", "Lotte", "4A"],
  ["Maes", "Wout", "4C"],
  ["Van den Broeck", "Amir", "2A", number(40)],
  ["D'hondt", "Zoë", "2A", "17.03.04-001.00"],
  ["Janssens", "Noor", ""],
];

test("a head teacher reads a list in, decides what is doubtful, carries it out and keeps the result", async () => {
  await using visited = await visit("/school/012345/roster");
  const { page } = visited;
  await expectGood(page, "roster-1-upload");
  await choose(page, before, "Bekijk wat er verandert");
  await page.getByRole("button", { name: "Voer 13 veranderingen door" }).click();
  await page.getByText("De lijst is doorgevoerd").first().waitFor();

  await page.goto(`${web.origin}/school/012345/roster`);
  await choose(page, after, "Bekijk wat er verandert");
  await page.getByText("Bij 2 regels twijfelen we").waitFor();
  await expectGood(page, "roster-2-plan");

  await page.getByRole("link", { name: "Beslis één voor één" }).click();
  await expectGood(page, "roster-3-doubt");
  await page.getByLabel("Dezelfde leerling: Lotte Peeters").check();
  await page.getByRole("button", { name: "Bewaar en ga verder" }).click();
  await page.getByRole("heading", { name: "Wie is regel 10?" }).waitFor();
  await page.getByRole("button", { name: "Bewaar en ga verder" }).click();
  await page.getByText("Kies een antwoord.").waitFor();
  await page.getByLabel("Een nieuwe leerling").check();
  await page.getByRole("button", { name: "Bewaar en ga verder" }).click();

  await page.getByRole("button", { name: /^Voer \d+ veranderingen door$/ }).click();
  await page.getByText("Vink eerst aan wat hieronder staat.").waitFor();
  await expectGood(page, "roster-4-confirm");
  await page.getByLabel(/^Ja, deze 5 leerlingen zijn weg/).check();
  await page.getByRole("button", { name: /^Voer \d+ veranderingen door$/ }).click();
  await page.getByRole("heading", { name: "De lijst is doorgevoerd" }).waitFor();
  await expectGood(page, "roster-5-result");
  expect((await rosters.enrolled()).map((pupil) => pupil.familyName)).toContain("Van den Broeck");
  expect(visited.complaints.filter((one) => !/422/.test(one))).toEqual([]);
});

test("a list with headers of its own is read once its columns are shown, runs while one looks on, and is undone", async () => {
  await using visited = await visit("/school/012345/roster");
  const { page } = visited;
  const lines = [
    "Wie;Groep;Roepen;Nr;Geboren",
    `Peeters;3B;Lotte;${number(80)};04/03/2017`,
    "Maes;3B;Wout;;12/05/2017",
  ];
  const file = {
    name: "uitvoer.csv",
    mimeType: "text/csv",
    buffer: Buffer.from([...lines, "Claes;3B;Ines;;"].join("\n")),
  };
  await page.setInputFiles("#file", file);
  await page.getByRole("button", { name: "Bekijk wat er verandert" }).click();
  await page.getByText("We vinden de kolom met de naam niet").waitFor();
  await expectGood(page, "roster-11-columns");
  await page.getByLabel("Familienaam").selectOption("Wie");
  await page.getByLabel("Voornaam").selectOption("Wie");
  await page.getByRole("button", { name: "Bekijk wat er verandert" }).click();
  await page.getByText("Deze kolom staat al bij iets anders.").waitFor();
  await expectGood(page, "roster-12-columns-wrong");
  await page.getByLabel("Voornaam").selectOption("Roepen");
  await page.getByLabel("Klas", { exact: true }).selectOption("Groep");
  await page.getByLabel("Rijksregisternummer").selectOption("Nr");
  await page.getByRole("button", { name: "Bekijk wat er verandert" }).click();
  await page.getByText(/^\d kolommen gelezen$/).click();
  await expectGood(page, "roster-13-plan-columns");

  // an import of three that takes as long as one of three thousand
  const { owner } = rosters.database;
  await owner.query(`create function slowly() returns trigger language plpgsql as $$ begin perform pg_sleep(5); return null; end $$;
    create trigger slowly after insert on enrolment for each statement execute function slowly()`);
  const leavers = page.getByLabel(/leerlingen zijn weg/);
  if (await leavers.isVisible()) await leavers.check();
  const foreign = page.getByLabel(/^Ja, dit is de lijst van/);
  if (await foreign.isVisible()) await foreign.check();
  await page.getByRole("button", { name: /^Voer \d+ veranderingen door$/ }).click();
  await page.getByRole("heading", { name: "Bezig met doorvoeren" }).waitFor();
  await page.getByRole("heading", { name: "De lijst is doorgevoerd" }).waitFor();
  await owner.query("drop trigger slowly on enrolment");

  await page.getByRole("link", { name: "Maak deze lijst ongedaan" }).click();
  await expectGood(page, "roster-14-undo");
  await page.getByRole("button", { name: "Maak ongedaan" }).click();
  await page.getByRole("heading", { name: "De lijst is ongedaan gemaakt" }).waitFor();
  await expectGood(page, "roster-15-undone");
  expect((await rosters.enrolled()).map((pupil) => pupil.familyName)).not.toContain("Claes");
  expect(visited.complaints.filter((one) => !/422/.test(one))).toEqual([]);
});

test("the child who walks in today is in the list with one form, and the card is the next step", async () => {
  await using visited = await visit("/school/012345/roster");
  const { page } = visited;
  await page.getByRole("link", { name: "Eén leerling toevoegen" }).click();
  await page.getByRole("button", { name: "Voeg toe" }).click();
  await page.getByText("Kies het onderwijsniveau.").waitFor();
  await expectGood(page, "roster-6-by-hand");
  await page.getByLabel("Voornaam").fill("Mila");
  await page.getByLabel("Familienaam").fill("Wouters");
  await page.getByRole("combobox", { name: "Klas", exact: true }).fill("2A");
  await page.getByLabel("Onderwijsniveau").selectOption("lager");
  await page.getByLabel("Leerjaar").selectOption("2");
  await page.getByRole("button", { name: "Voeg toe" }).click();
  await page.getByRole("heading", { name: "Mila Wouters staat in de lijst" }).waitFor();
  await expectGood(page, "roster-7-one-pupil");
  expect(await page.getByRole("link", { name: "Activeer nu" }).getAttribute("href")).toMatch(
    /^\/school\/012345\/activation\?pupil=mila\.\d+$/,
  );
});

test("a plan that went stale, a file that can't be read, and one that is cut off each have a clear page", async () => {
  await using visited = await visit("/school/012345/roster");
  const { page } = visited;
  await page.setInputFiles("#file", {
    name: "foto.jpg",
    mimeType: "image/jpeg",
    buffer: Buffer.from([0xff, 0xd8, 0, 0]),
  });
  await page.getByRole("button", { name: "Bekijk wat er verandert" }).click();
  await page.getByText("geen lijst die we kunnen lezen").waitFor();
  await expectGood(page, "roster-8-unreadable");

  await choose(page, [...ten, ["Extra", "Kind", "3C"]], "Bekijk wat er verandert");
  await page.waitForURL(/roster\/[\w-]{36}$/);
  const url = page.url();
  await rosters.database.owner.query("update roster_import set status = 'applying' where status = 'planned'");
  await page.reload();
  await page.getByRole("heading", { name: "Bezig met doorvoeren" }).waitFor();
  await expectGood(page, "roster-9-applying");
  await rosters.database.owner.query("update roster_import set status = 'stale' where status = 'applying'");
  // the page may be on its way there by itself
  await page.goto(url).catch(() => undefined);
  await page.getByRole("heading", { name: "Dit verschil is verouderd" }).waitFor();
  await expectGood(page, "roster-10-stale");
  await choose(page, ten, "Vergelijk opnieuw");
  await page.getByRole("heading", { name: "Wat verandert er?" }).waitFor();
});

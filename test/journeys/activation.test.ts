import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { purgeRuns } from "../../src/activation/activation.ts";
import { loadAssets } from "../../src/http/assets.ts";
import { compressPages } from "../../src/http/compress.ts";
import { refuseCrossSite } from "../../src/http/cross-site.ts";
import { errorHandling } from "../../src/http/errors.ts";
import { securityHeaders } from "../../src/http/headers.ts";
import { pages } from "../../src/http/pages.ts";
import type { SchoolId } from "../../src/ids.ts";
import { activationRoutes } from "../../src/school/activation-routes.ts";
import {
  addTestPupils,
  addTestSchool,
  openActivationWorld,
  openGate,
  type ActivationWorld,
} from "../support/activation.ts";
import { trip, untrip } from "../support/activation-runs.ts";
import { openBrowser, screenshots } from "../support/browser.ts";
import { startWeb, type TestWeb } from "../support/web.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const axeRules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const Violations = z.array(z.string());
let world: ActivationWorld;
let schoolId: SchoolId;
let web: TestWeb;
let browser: Browser;
let loginName = "";

beforeAll(async () => {
  world = await openActivationWorld({ worker: true });
  schoolId = await addTestSchool(world, "Basisschool De Wingerd");
  for (const [at, className] of ["1KA", "1A", "2A", "3A", "3B", "4A", "5A", "6A"].entries()) {
    const level = className.includes("K") ? "kleuter" : "lager";
    const added = await addTestPupils(world, schoolId, {
      count: 18 + at,
      className,
      yearGroup: Number(className[0]),
      level,
    });
    loginName = added[0]?.loginName ?? "";
  }
  const { owner } = world.database;
  await owner.query(
    `insert into credential (id, pupil_id, kind, secret_hash, created_at, expires_at, used_at)
     select gen_random_uuid(), pupil_id, 'words', sha256(pupil_id::text::bytea), $1::timestamptz, $1::timestamptz + interval '60 days',
       case when row_number() over () % 3 = 0 then $1::timestamptz end
     from enrolment where family_name < 'P00012'`,
    [world.clock.now],
  );
  await owner.query(
    "update pupil set status = 'suspended' where id in (select pupil_id from enrolment where family_name = 'P00014')",
  );
  await owner.query("update enrolment set during = '[2026-09-01,2026-12-01)' where family_name = 'P00015'");
  browser = await openBrowser();
  web = await startWeb(
    (issuer) => [
      securityHeaders({ issuer }),
      pages({ assets: loadAssets(), issuer }),
      errorHandling({ log: world.deps.log, random: world.deps.random }).middleware,
      loadAssets().middleware,
      compressPages(),
      refuseCrossSite({ issuer }),
    ],
    activationRoutes(world.deps, openGate({ id: schoolId, name: "Basisschool De Wingerd" })),
  );
});
afterAll(async () => {
  await browser.close();
  await web.close();
  await world.close();
});

/** Opens a page in a fresh context. What the browser complains about is a failure. */
async function visit(path: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ locale: "nl-BE", viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
  page.on("pageerror", (error) => void complaints.push(error.message));
  await page.goto(`${web.origin}${path}`);
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const run = `axe.run({ runOnly: ${JSON.stringify(axeRules)} }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + " " + html)))`;
  return Violations.parse(await page.evaluate(run));
}

async function expectFineToUse(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page)).toEqual([]);
  }
  const wider = () => page.evaluate("document.documentElement.scrollWidth > innerWidth");
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await wider()).toBe(false);
  await page.setViewportSize({ width: 640, height: 400 });
  await page.evaluate("document.documentElement.style.setProperty('font-size', '250%')");
  expect(await wider()).toBe(false);
  await page.evaluate("document.documentElement.style.removeProperty('font-size')");
}

const board = "/school/012345/activation";
const small = `[...document.querySelectorAll("main a, main button, main select, summary")]
  .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 39.5 && !element.closest("p, .sheet, tbody"))
  .map((element) => element.outerHTML)`;

describe.each([
  ["activation-board", () => board],
  ["activation-board-filtered", () => `${board}?state=locked`],
  ["activation-class", () => `${board}/class/3A`],
  ["activation-choice", () => `${board}/new?class=2A&class=3A`],
  ["activation-choice-pupil", () => `${board}/new?pupil=${loginName}`],
])("%s", (name, path) => {
  test("breaks no rule of WCAG 2.2 AA, fits in 320 px and at twice the size, and runs under its own policy", async () => {
    await using visited = await visit(path());
    await screenshots(visited.page, name);
    await expectFineToUse(visited.page);
    expect(await visited.page.evaluate(small)).toEqual([]);
    expect(visited.complaints).toEqual([]);
  });
});

test("without JavaScript a class goes from the board to paper, and is done when the page is loaded anew", async () => {
  await using visited = await visit(board, { javaScriptEnabled: false });
  const { page } = visited;
  await page.getByLabel("Kies 4A").check();
  await page.getByRole("button", { name: "Verder met deze keuze" }).click();
  await page.getByRole("heading", { name: "Klaar om te activeren?" }).waitFor();
  await page.getByRole("button", { name: "Maak de kaartjes" }).click();
  await page.getByText("Alles staat klaar.").waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Haal de kaartjes op (PDF)" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("leerid-kaartjes.pdf");
  expect(readFileSync(await download.path(), "latin1")).toMatch(/^%PDF.*%%EOF\s*$/s);
  await expect
    .poll(async () => {
      await page.reload();
      return page.getByText("Klaar. Druk het bestand af").count();
    })
    .toBe(1);
});

test("with JavaScript the page says by itself when the cards are on paper", async () => {
  await using visited = await visit(`${board}/new?class=5A&class=6A`);
  const { page } = visited;
  await page.getByRole("button", { name: "Maak de kaartjes" }).click();
  await page.getByText("Alles staat klaar.").waitFor();
  await screenshots(page, "activation-run-ready");
  await expectFineToUse(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Haal de kaartjes op (PDF)" }).click(),
  ]);
  await download.path();
  await page.getByText("Klaar. Druk het bestand af").waitFor();
  await screenshots(page, "activation-run-done");
  await expectFineToUse(page);
  expect(visited.complaints).toEqual([]);
});

test("while a long run is made the page shows how far it is, and says by itself when the cards can be fetched", async () => {
  await trip(world, { schoolId }, 3, "perform pg_sleep(6)");
  await using visited = await visit(`${board}/new?class=1KA&class=1A&class=2A`);
  const { page } = visited;
  await page.getByRole("button", { name: "Maak de kaartjes" }).click();
  await page.getByText("De geheimen worden gemaakt").waitFor();
  await page.getByText("2 van 3 klassen").waitFor();
  await screenshots(page, "activation-run-making");
  await expectFineToUse(page);
  await page.getByText("Alles staat klaar.").waitFor();
  expect(await page.locator("progress").getAttribute("value")).toBe("3");
  expect(visited.complaints).toEqual([]);
  await untrip(world);
});

test("a file that broke is told as such; what nobody fetched in time is told with what to do", async () => {
  await using visited = await visit(`${board}/new?class=1KA&class=1A&class=2A`);
  const { page } = visited;
  await page.getByRole("button", { name: "Maak de kaartjes" }).click();
  await page.getByText("Alles staat klaar.").waitFor();
  const runId = page.url().split("/").at(-1);
  const lease = (until: Date | null) =>
    world.database.owner.query("update activation_run set attempt = 1, lease_until = $2 where id = $1", [runId, until]);
  await lease(new Date(world.clock.now.getTime() + 9_000));
  await page.reload();
  await page.getByText("Het bestand is onderweg.").waitFor();
  await screenshots(page, "activation-run-printing");
  await expectFineToUse(page);
  await lease(null);
  await page.getByText("Het bestand is niet heel aangekomen.").waitFor();
  await screenshots(page, "activation-run-interrupted");
  await expectFineToUse(page);
  await purgeRuns(world.deps.db.platform, new Date(world.clock.now.getTime() + 8 * 86_400_000));
  await page.reload();
  await page.getByText("Niet opgehaald binnen de 7 dagen").waitFor();
  await screenshots(page, "activation-run-expired");
  await expectFineToUse(page);
  await page.getByRole("link", { name: "Maak opnieuw" }).click();
  await page.getByRole("heading", { name: "Klaar om te activeren?" }).waitFor();
});

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { openBrowser, screenshots } from "./browser.ts";
import { startGallery } from "./gallery-server.ts";
import type { TestWeb } from "./web.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const axeRules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const wide = { width: 1280, height: 800 };
const Violations = z.array(z.string());

/** Rules of WCAG 2.2 AA that the page breaks, each with where. @param only one rule instead of all */
async function violations(page: Page, only?: string): Promise<string[]> {
  if ((await page.evaluate("typeof axe")) === "undefined") await page.evaluate(axe);
  const runOnly = only === undefined ? axeRules : { type: "rule", values: [only] };
  const run = `axe.run({ runOnly: ${JSON.stringify(runOnly)} }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + " " + html)))`;
  return Violations.parse(await page.evaluate(run));
}

const overflow = (page: Page) => page.evaluate("document.documentElement.scrollWidth > innerWidth");

/** What a pointer can use. Of several radio buttons Tab reaches the chosen one, or the first. */
const reachable = `[...document.querySelectorAll(
    "a[href], button, summary, select, textarea, input:not([type=hidden]), [tabindex='0']")]
  .filter((one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0)
  .filter((one, at, all) => one.type !== "radio" || one.checked ||
    (!all.some(({ name, checked }) => name === one.name && checked) && all.find(({ name }) => name === one.name) === one))`;
/** What has the focus counts as reached when a ring shows it, around it or around its field. */
const markFocus = `{
  const one = document.activeElement;
  const ring = [one, one.closest(".box")].some((at) => at && parseFloat(getComputedStyle(at).outlineWidth) >= 2);
  if (ring) one.dataset.reached = "yes";
}`;

/**
 * One page of a browser for all paths: a process of its own for each, which would have to learn the rules anew, takes four times as long.
 * @param complain what the browser complains about is a failure
 */
async function openPage(browser: Browser, complain: (complaint: string) => void): Promise<Page> {
  const page = await browser.newPage({ locale: "nl-BE", viewport: wide });
  // only the page of a job that runs may connect to its progress; the gallery has no job
  const isProgress = /^Connecting to '[^']*\/events' violates/;
  page.on("console", (message) => {
    if (message.type() === "error" && !isProgress.test(message.text())) complain(message.text());
  });
  page.on("pageerror", (error) => complain(error.message));
  return page;
}

/** What holds for every page: each is opened in a real browser, in its states. @param paths of the gallery */
export function checkPages(paths: string[]): void {
  let web: TestWeb;
  let browser: Browser;
  let page: Page;
  let complaints: string[] = [];
  beforeAll(async () => {
    browser = await openBrowser();
    web = await startGallery();
    page = await openPage(browser, (complaint) => complaints.push(complaint));
  });
  afterAll(async () => {
    await browser.close();
    await web.close();
  });

  describe.each(paths)("%s", (path) => {
    beforeAll(async () => {
      complaints = [];
      await page.setViewportSize(wide);
      await page.goto(`${web.origin}${path}`);
    });

    test("breaks no rule of WCAG 2.2 AA, light or dark", async () => {
      expect(await violations(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: "dark" });
      // nothing else than colours is different then
      expect(await violations(page, "color-contrast")).toEqual([]);
      await page.emulateMedia({ colorScheme: "light" });
    });

    test("is used with the keyboard alone: Tab reaches all there is, and marks where it stands", async () => {
      // a date has several places to stop at
      const stops = Number(
        await page.evaluate(`${reachable}.reduce((sum, one) => sum + (one.type === "date" ? 5 : 1), 0)`),
      );
      await page.evaluate(`addEventListener("focusin", () => ${markFocus})`);
      // a browser takes them one after the other
      await Promise.all(Array.from({ length: stops + 1 }, () => page.keyboard.press("Tab")));
      expect(
        await page.evaluate(`${reachable}.filter((one) => !one.dataset.reached).map((one) => one.outerHTML)`),
      ).toEqual([]);
    });

    test("is whole under its own policy, and fits in 320 px and at twice the size of letters", async () => {
      expect(complaints).toEqual([]);
      await page.setViewportSize({ width: 320, height: 640 });
      // what has the focus may lie over something else
      await page.evaluate("document.activeElement.blur()");
      expect(await overflow(page)).toBe(false);
      expect(await violations(page)).toEqual([]);
      await page.setViewportSize({ width: 640, height: 400 });
      await page.evaluate("document.documentElement.style.setProperty('font-size', '250%')");
      expect(await overflow(page)).toBe(false);
      await page.evaluate("document.documentElement.style.removeProperty('font-size')");
    });

    test("has targets that a small hand can hit", async () => {
      await page.setViewportSize({ width: 360, height: 740 });
      const small = await page.evaluate(
        `[...document.querySelectorAll("main a, main button, summary, .box, footer button, header a, header button")]
        .filter((element) => element.checkVisibility())
        .filter((element) => element.getBoundingClientRect().height < (document.body.matches(".staff") ? 39.5 : 47.5))
        .map((element) => element.outerHTML)`,
      );
      expect(small).toEqual([]);
      await screenshots(page, path.slice(1));
    });
  });
}

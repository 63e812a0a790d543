import { existsSync, mkdirSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";

/**
 * A Chromium that talks to nobody but the page. The caller closes it.
 * @param options `keepsPages`: with the back/forward cache that people's browsers have, and that Playwright switches off
 */
export function openBrowser({ keepsPages = false } = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    ignoreDefaultArgs: keepsPages ? ["--disable-back-forward-cache"] : [],
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** @throws with how to get one: scripts/ensure.mjs installs it where that is possible */
function findChromium(): string {
  const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const found = process.env["CHROMIUM_PATH"] ?? usual.find((path) => existsSync(path));
  if (found) return found;
  throw new Error("The tests need Chromium: set CHROMIUM_PATH, or install it (Debian: apt-get install chromium)");
}

const widths = [360, 768, 1280];

/**
 * Pictures of a page for human eyes, at three widths, light and dark, in the folder that SHOTS names. Without SHOTS it does nothing.
 */
export async function screenshots(page: Page, name: string): Promise<void> {
  const folder = process.env["SHOTS"];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  for (const width of widths) {
    await page.setViewportSize({ width, height: Math.round(width < 700 ? 740 : width * 0.625) });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
    }
  }
}

import { localPath, newBrowser, type Answer, type Browser, type Visits } from "./client.ts";
import { password } from "./world.ts";

/** Goes on through our redirects until an application or a page of ours is reached. */
async function follow(visits: Visits, browser: Browser, from: string): Promise<{ at: string; isPage: boolean }> {
  let at = from;
  for (let hops = 0; hops < 5; hops += 1) {
    const path = localPath(at, "http://provider.invalid");
    const { status, location } = await visits.visit(browser, path);
    if (status === 200) return { at: path, isPage: true };
    if (status !== 302 && status !== 303) throw new Error(`${path} answered ${status}`);
    if (location.includes("code=")) return { at: location, isPage: false };
    at = location;
  }
  throw new Error("Too many redirects");
}

/** A pupil who is signed in already opens an application: authorize, token, userinfo. */
export async function passThrough(visits: Visits, browser: Browser): Promise<void> {
  const { location } = await visits.visit(browser, visits.authorizeUrl());
  await visits.redeem(location);
}

/** A whole sign-in, in a browser that nobody used before: page, form, password, redirect, code, token, userinfo. */
export async function signIn(visits: Visits, loginName: string): Promise<Browser> {
  const browser = newBrowser();
  const page = await follow(visits, browser, visits.authorizeUrl());
  const answer = await visits.visit(browser, page.at, { login_name: loginName, secret: password });
  await visits.redeem((await follow(visits, browser, answer.location || refreshOf(answer))).at);
  return browser;
}

/** Where a page that goes on by itself goes to. */
function refreshOf({ status, text }: Answer): string {
  const [, to] = /<meta http-equiv="refresh" content="0;url=([^"]+)"/.exec(text) ?? [];
  if (to === undefined) throw new Error(`The sign-in form answered ${status} and goes nowhere`);
  return to.replaceAll("&amp;", "&");
}

/** The same at the bare provider, through its own two pages for developers. */
export async function signInBare(visits: Visits, name: string): Promise<Browser> {
  const browser = newBrowser();
  let { at, isPage } = await follow(visits, browser, visits.authorizeUrl());
  for (const form of [{ prompt: "login", login: name }, { prompt: "consent" }]) {
    if (!isPage) throw new Error("The bare provider shows no page");
    const { location } = await visits.visit(browser, at, form);
    ({ at, isPage } = await follow(visits, browser, location));
  }
  await visits.redeem(at);
  return browser;
}

/** Calls `work` for 0 to `count` - 1, `concurrency` of them at a time. @returns how many a second */
export async function inParallel(
  count: number,
  concurrency: number,
  work: (index: number) => Promise<unknown>,
): Promise<number> {
  const start = performance.now();
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < count; index = next++) await work(index);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return (count / (performance.now() - start)) * 1000;
}

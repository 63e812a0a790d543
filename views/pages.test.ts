import { expect, test } from "vitest";
import { gallery } from "../test/support/gallery.ts";
import { loadAssets } from "../src/http/assets.ts";
import type { Html } from "../src/lib/html.ts";
import { locales, type Locale } from "../src/lib/locale.ts";
import { errorPage } from "./error.ts";
import { formPostPage } from "./form-post.ts";
import { goOnPage } from "./go-on.ts";
import type { PageContext } from "./page.ts";
import { helpPictures } from "./parts/pictures.ts";
import { choosePasswordPage } from "./sessions/choose-password.ts";
import { signInPage, type SignInPage } from "./sessions/sign-in.ts";
import { catalogues } from "./texts/texts.ts";

const assets = loadAssets();
const reader = (locale: Locale = "nl"): PageContext => ({
  locale,
  t: catalogues[locale],
  path: "/interaction/abc",
  asset: assets.path,
});
const render = (page: Html): string => {
  if (page instanceof Promise) throw new Error("A view waits for nothing");
  return page.toString();
};
const everyPage = locales.flatMap((locale) =>
  Object.entries(gallery()).map(([path, view]) => ({ locale, path, text: render(view(reader(locale))) })),
);

test.each(everyPage)("$path in $locale is whole: language, title, one heading, no hole", ({ locale, text }) => {
  expect(text.trimStart()).toMatch(/^<!doctype html>\s*<html lang=".." dir="ltr">/);
  expect(text).toContain(`lang="${locale}"`);
  expect(text.match(/<h1>/g)).toHaveLength(1);
  expect(text).toMatch(/<title>\S.+ – LeerID<\/title>/);
  expect(text).not.toMatch(/undefined|\[object|NaN|Promise/);
});

test.each(everyPage)("$path in $locale has nothing inline and nothing of another origin", ({ text }) => {
  expect(text).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:/i);
  expect(text).not.toMatch(/<script(?![^>]*\ssrc="\/assets\/)/);
  expect(text).not.toMatch(/(src|href|action)="(https?:)?\/\//);
});

test.each(everyPage)("on $path in $locale ids are unique, and labels and descriptions point at one", ({ text }) => {
  const ids = [...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const pointers = [...text.matchAll(/\s(?:for|aria-describedby|aria-controls)="([^"]+)"/g)];
  for (const id of pointers.flatMap(([, target]) => target?.split(" "))) expect(ids).toContain(id);
});

const nasty = `"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}\${1}`;

const nastyPages = gallery({ application: nasty, loginName: nasty, givenName: nasty, code: nasty });

test.each(Object.entries(nastyPages))("names full of markup stay text on %s", (_path, view) => {
  expect(render(view(reader()))).not.toMatch(/<script>alert|<img/);
});

test("an error of a page for staff leads back to the school and to the page that explains its code, not to a teacher", () => {
  const shown = (path: string) => render(errorPage({ ...reader(), path }, { code: "K7QM-3XPD", kind: "not-found" }));
  expect(shown("/school/012345/class")).toContain('href="/school"');
  expect(shown("/school/012345/class")).toContain('href="/school/help"');
  expect(shown("/school/012345/class")).not.toContain("leerkracht");
  expect(shown("/schoolbord")).toContain('href="/"');
});

test("a path full of markup stays text in the language switch", () => {
  const text = render(errorPage({ ...reader(), path: nasty }, { code: "K7QM-3XPD", kind: "unexpected" }));
  expect(text).not.toMatch(/<script>alert|<img/);
});

const signIn: SignInPage = {
  action: "/sign-in",
  badgeAction: "/badge",
  passHref: "/pass",
  leaveAction: "/leave",
  device: { sharedUnlessSaid: false },
};
const signInText = (props: Partial<SignInPage>) => render(signInPage(reader(), { ...signIn, ...props }));

test("password managers know the fields of the sign-in page", () => {
  const text = signInText({});
  expect(text).toMatch(/<input\s[^>]*name="login_name"[^>]*autocomplete="username"/s);
  expect(text).toMatch(/<input\s[^>]*name="secret"[^>]*autocomplete="current-password"/s);
});

test("what was typed stays, but the field of the secret is always empty", () => {
  const text = signInText({
    loginName: "noor.482137",
    problem: "wrong",
    device: { chosen: "shared", sharedUnlessSaid: false },
  });
  expect(text).toMatch(/name="login_name"[^>]*value="noor.482137"/s);
  expect(text).toMatch(/name="secret"[^>]*value=""/s);
  expect(text).toMatch(/name="shared"[^>]*\schecked/s);
});

test("a suspended pupil reads what anybody with a wrong secret reads", () => {
  const loginName = "noor.482137";
  expect(signInText({ loginName, problem: "suspended" })).toBe(signInText({ loginName, problem: "wrong" }));
});

test("what went wrong is the first thing in the title, for who can't see the page", () => {
  expect(signInText({ problem: "wrong" })).toContain("<title>Dat klopt niet. Probeer nog eens. Aanmelden – LeerID");
});

test("a typing mistake is told at the login name, and its field has the focus", () => {
  const text = signInText({ loginName: "noor.482138", problem: "typo" });
  expect(text).toMatch(/name="login_name"[^>]*aria-describedby="login_name-problem"[^>]*\sautofocus/s);
});

test("after a wrong secret the focus is in the secret, which tells what happened", () => {
  const text = signInText({ loginName: "noor.482137", problem: "wrong" });
  expect(text).toMatch(/name="secret"[^>]*aria-describedby="secret-hint happened"[^>]*\sautofocus/s);
});

test("who has to wait reads how long", () => {
  expect(signInText({ problem: "throttled", retryAfterSeconds: 42 })).toContain("Probeer opnieuw over 42 seconden.");
});

test("a help code comes with three pictures that always are the same", () => {
  const text = signInText({ problem: "wrong-ask-teacher", helpCode: "K7QM" });
  expect(text).toContain("K7QM");
  expect(text.match(/role="img"/g)).toHaveLength(3);
  expect(helpPictures("K7QM")).toEqual(helpPictures("K7QM"));
});

test("help codes spread over all pictures", () => {
  const seen = new Set(Array.from({ length: 200 }, (_, index) => helpPictures(`K${index}`)).flat());
  expect(seen.size).toBe(Object.keys(catalogues.nl.pictures).length);
});

test("a new password is for a manager to keep, under the right name", () => {
  const device = { sharedUnlessSaid: false };
  const props = { device, action: "/x", leaveAction: "/leave", loginName: "noor.482137" };
  const text = render(choosePasswordPage(reader(), props));
  expect(text.match(/autocomplete="new-password"/g)).toHaveLength(2);
  expect(text).toMatch(/value="noor.482137"\s+autocomplete="username"/);
});

test("an error that no page has words for is ours, and no pupil's fault", () => {
  const text = render(errorPage(reader(), { code: "K7QM-3XPD", kind: "roster-stale" }));
  expect(text).toContain("Er ging iets mis bij ons");
  expect(text).toContain("K7QM-3XPD");
});

test("an address on the way out stays an address", () => {
  const text = render(goOnPage(reader(), { href: `https://app.example/?x=${nasty}` }));
  expect(text).not.toMatch(/<script>alert|<img/);
  expect(text.match(/http-equiv/g)).toHaveLength(1);
});

test("an answer that leaves by form stays in its fields", () => {
  const fields: [string, string][] = [["state", nasty]];
  const text = render(formPostPage(reader(), { action: `https://app.example/?x=${nasty}`, fields }));
  expect(text).not.toMatch(/<script>alert|<img/);
  expect(text.match(/<form|<input/g)).toHaveLength(2);
});

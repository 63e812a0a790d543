import type { Html } from "../../src/lib/html.ts";
import { errorPage } from "../../views/error.ts";
import type { PageContext } from "../../views/page.ts";
import { launcherPage } from "../../views/portal/launcher.ts";
import { welcomePage } from "../../views/portal/welcome.ts";
import { badgePage } from "../../views/sessions/badge.ts";
import { choosePasswordPage } from "../../views/sessions/choose-password.ts";
import { notReleasedPage } from "../../views/sessions/not-released.ts";
import { restartPage } from "../../views/sessions/restart.ts";
import { signInPage, type SignInPage, type SignInProblem } from "../../views/sessions/sign-in.ts";
import { signOutPage } from "../../views/sessions/sign-out.ts";
import { signedOutPage } from "../../views/sessions/signed-out.ts";

/** What a page may be given; the defaults are ordinary, a test may pass what is nasty. */
export type Words = { application: string; loginName: string; givenName: string; code: string };
export const ordinary: Words = {
  application: "Rekenland",
  loginName: "noor.482137",
  givenName: "Noor",
  code: "K7QM-3XPD",
};

const problems: SignInProblem[] = [
  "missing",
  "typo",
  "shape",
  "wrong",
  "expired",
  "used",
  "suspended",
  "badge-unknown",
];
const tileNames = ["Leeshoek", "Archief", "Wiskunde voor iedereen", "Zaakvakken", "Muziek", "Frans oefenen", "Ça va ?"];

type View = (p: PageContext) => Html;

/** Every page for pupils in each of its states, by the path where the gallery shows it. */
export function gallery(words: Words = ordinary): Record<string, View> {
  const { application: applicationName, loginName } = words;
  const signIn: SignInPage = { action: "/sign-in", badgeAction: "/badge", applicationName, shared: false };
  const password = { action: "/choose-password", loginName, applicationName };
  return {
    ...Object.fromEntries(
      problems.map((problem): [string, View] => [
        `/sign-in-${problem}`,
        (p) => signInPage(p, { ...signIn, loginName, shared: true, problem }),
      ]),
    ),
    "/welcome": (p) => welcomePage(p, { signInHref: "/sign-in", badgeHref: "/badge" }),
    "/sign-in": (p) => signInPage(p, signIn),
    "/sign-in-ask": (p) =>
      signInPage(p, { ...signIn, loginName, problem: "wrong-ask-teacher", helpCode: words.code.slice(0, 4) }),
    "/sign-in-wait": (p) => signInPage(p, { ...signIn, loginName, problem: "throttled", retryAfterSeconds: 42 }),
    "/badge": (p) => badgePage(p, { action: "/badge", backHref: "/sign-in", applicationName }),
    "/badge-unknown": (p) => badgePage(p, { action: "/badge", backHref: "/sign-in", problem: "badge-unknown" }),
    "/choose-password": (p) => choosePasswordPage(p, password),
    "/choose-password-easy": (p) => choosePasswordPage(p, { ...password, problem: "too-easy", hint: "sequence" }),
    "/choose-password-not-equal": (p) => choosePasswordPage(p, { ...password, problem: "not-equal" }),
    "/sign-out": (p) => signOutPage(p, { action: "/sign-out", xsrf: "x", applicationName }),
    "/signed-out": (p) => signedOutPage(p),
    "/restart": (p) => restartPage(p, { href: "/sign-in", applicationName }),
    "/not-released": (p) => notReleasedPage(p, { applicationName, tellAction: "/tell", backAction: "/back" }),
    "/not-released-told": (p) => notReleasedPage(p, { applicationName, told: true, backHref: "/" }),
    "/launcher": (p) =>
      launcherPage(p, { givenName: words.givenName, tiles: tilesOf(applicationName), signOutAction: "/out" }),
    "/launcher-empty": (p) => launcherPage(p, { givenName: words.givenName, tiles: [], signOutAction: "/out" }),
    "/error": (p) => errorPage(p, { code: words.code, kind: "unexpected" }),
    "/error-busy": (p) => errorPage(p, { code: words.code, kind: "busy", backHref: "/sign-in", applicationName }),
  };
}

const tilesOf = (first: string) => [first, ...tileNames].map((name, index) => ({ name, href: `/open/${index}` }));

import type { Html } from "../../src/lib/html.ts";
import { arrivedPage } from "../../views/access/arrived.ts";
import { choosePage } from "../../views/access/choose.ts";
import { codePage } from "../../views/access/code.ts";
import { mePage, type MePage } from "../../views/access/me.ts";
import { minePage } from "../../views/access/mine.ts";
import { recoveryPage } from "../../views/access/recovery.ts";
import { staffSignInPage } from "../../views/access/sign-in.ts";
import { totpPage } from "../../views/access/totp.ts";
import { welcomeStaffPage } from "../../views/access/welcome.ts";
import { errorPage } from "../../views/error.ts";
import type { PageContext } from "../../views/page.ts";
import { earlierPage, linkedPage } from "../../views/portal/earlier.ts";
import { launcherPage } from "../../views/portal/launcher.ts";
import { welcomePage } from "../../views/portal/welcome.ts";
import { badgePage } from "../../views/sessions/badge.ts";
import { choosePasswordPage } from "../../views/sessions/choose-password.ts";
import { newWordsPage } from "../../views/sessions/new-words.ts";
import { notReleasedPage } from "../../views/sessions/not-released.ts";
import { passPage } from "../../views/sessions/pass.ts";
import { restartPage } from "../../views/sessions/restart.ts";
import { signInPage, type SignInPage, type SignInProblem } from "../../views/sessions/sign-in.ts";
import { signOutPage } from "../../views/sessions/sign-out.ts";
import { signedOutPage } from "../../views/sessions/signed-out.ts";

/** What a page may be given; the defaults are ordinary, a test may pass what is nasty. */
export type Words = { application: string; loginName: string; givenName: string; code: string };
const ordinary: Words = {
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

export type View = (p: PageContext) => Html;

/** Every page for pupils in each of its states, by the path where the gallery shows it. */
export function gallery(words: Words = ordinary): Record<string, View> {
  const { application: applicationName, loginName } = words;
  const device = { sharedUnlessSaid: true };
  const signIn: SignInPage = {
    action: "/sign-in",
    badgeAction: "/badge",
    passHref: "/pass",
    leaveAction: "/leave",
    applicationName,
    device,
  };
  const helpCode = words.code.slice(0, 4);
  const password = { action: "/choose-password", leaveAction: "/leave", loginName, applicationName, device };
  return {
    ...Object.fromEntries(
      problems.map((problem): [string, View] => [
        `/sign-in-${problem}`,
        (p) =>
          signInPage(p, {
            ...signIn,
            loginName,
            device: { chosen: "shared", sharedUnlessSaid: true },
            problem,
            helpCode,
          }),
      ]),
    ),
    "/welcome": (p) => welcomePage(p, { signInHref: "/sign-in", badgeHref: "/badge" }),
    "/sign-in": (p) => signInPage(p, signIn),
    "/sign-in-ask": (p) => signInPage(p, { ...signIn, loginName, problem: "wrong-ask-teacher", helpCode }),
    "/sign-in-wait": (p) => signInPage(p, { ...signIn, loginName, problem: "throttled", retryAfterSeconds: 42 }),
    "/badge": (p) =>
      badgePage(p, { device, action: "/badge", backHref: "/sign-in", leaveAction: "/leave", applicationName }),
    "/badge-someone-is-in": (p) =>
      badgePage(p, { device, action: "/badge", backHref: "/sign-in", leaveAction: "/leave", someoneIsIn: true }),
    "/badge-unknown": (p) =>
      badgePage(p, {
        device,
        action: "/badge",
        backHref: "/sign-in",
        leaveAction: "/leave",
        problem: "badge-unknown",
        helpCode,
      }),
    "/pass": (p) =>
      passPage(p, { device, action: "/pass", backHref: "/sign-in", leaveAction: "/leave", applicationName }),
    "/pass-wrong": (p) =>
      passPage(p, {
        device,
        action: "/pass",
        backHref: "/sign-in",
        leaveAction: "/leave",
        loginName,
        problem: "code-wrong",
        helpCode,
      }),
    "/pass-missing": (p) =>
      passPage(p, {
        device,
        action: "/pass",
        backHref: "/sign-in",
        leaveAction: "/leave",
        loginName,
        problem: "missing",
        helpCode,
      }),
    "/new-words": (p) =>
      newWordsPage(p, { action: "/sign-in", loginName, words: "maan boom vis", device, applicationName }),
    "/choose-password": (p) => choosePasswordPage(p, password),
    "/choose-password-easy": (p) =>
      choosePasswordPage(p, { ...password, problem: "too-easy", hint: "sequence", helpCode }),
    "/choose-password-not-equal": (p) => choosePasswordPage(p, { ...password, problem: "not-equal" }),
    "/sign-out": (p) => signOutPage(p, { action: "/sign-out", xsrf: "x", applicationName }),
    "/signed-out": (p) => signedOutPage(p),
    "/restart": (p) => restartPage(p, { href: "/sign-in", applicationName }),
    "/not-released": (p) =>
      notReleasedPage(p, { applicationName, tellAction: "/tell", backAction: "/back", helpCode: "F4KX" }),
    "/not-released-told": (p) => notReleasedPage(p, { applicationName, told: true, backHref: "/" }),
    "/launcher": (p) => launcherPage(p, { givenName: words.givenName, tiles: tilesOf(applicationName), ...outside }),
    "/launcher-linked": (p) =>
      launcherPage(p, {
        givenName: words.givenName,
        tiles: tilesOf(applicationName),
        ...outside,
        linked: { knownTwice: 2 },
      }),
    "/launcher-empty": (p) => launcherPage(p, { givenName: words.givenName, tiles: [], ...outside }),
    "/earlier": (p) => earlierPage(p, { action: "/earlier", homeHref: "/" }),
    "/earlier-wrong": (p) => earlierPage(p, { action: "/earlier", homeHref: "/", loginName, wrong: true }),
    "/linked": (p) => linkedPage(p, { againHref: "/sign-in" }),
    ...staffGallery(words),
    "/error": (p) => errorPage(p, { code: words.code, kind: "unexpected" }),
    "/error-busy": (p) => errorPage(p, { code: words.code, kind: "busy", backHref: "/sign-in", applicationName }),
  };
}

const outside = { signOutAction: "/out", earlierHref: "/earlier" };
const tilesOf = (first: string) => [first, ...tileNames].map((name, index) => ({ name, href: `/open/${index}` }));

const staffPasskey = { passkeyAction: "/passkey", passkeyOptions: "{}" };
const invited = { role: "teacher", classNames: ["3B"], placeName: "Basisschool De Wingerd" } as const;

const upstreams = [{ id: "platform", button: "Aanmelden met ACM/IDM", groupName: undefined }];
const manyUpstreams = ["Leiestreek", "Oost", "West", "Noord", "Zuid"].map((groupName) => ({
  id: groupName,
  button: "Microsoft 365",
  groupName,
}));
const at = new Date("2026-09-01T08:00:00Z");
const me: MePage = {
  email: "griet.wouters@basisschool-de-wingerd.school.example",
  passkeys: [
    { credentialId: "a", name: "gsm van mij", createdAt: at, usedAt: at },
    { credentialId: "b", name: null, createdAt: at, usedAt: null },
  ],
  password: true,
  recoveryCodesLeft: 9,
  links: [{ issuer: "https://idp.example", subject: "x", label: "Microsoft 365", linkedAt: at }],
  upstreams,
  signIns: [
    { at, method: "passkey" },
    { at, method: "password" },
  ],
  roles: [
    { role: "school-admin", className: null, groupName: null, schools: [{ name: "Basisschool De Wingerd" }] },
    { role: "teacher", className: "3B", groupName: null, schools: [{ name: "Atheneum aan de Leie" }] },
    { role: "group-admin", className: null, groupName: "Leiestreek", schools: [] },
  ],
  path: "/school/me",
  passkeyOptions: "{}",
  onHref: "/school",
};

/** The pages on which staff get in. */
function staffGallery({ givenName, code }: Words): Record<string, View> {
  const signIn = { action: "/staff", ...staffPasskey, upstreamAction: "/away", upstreams, email: "", again: false };
  const email = "griet.wouters@basisschool-de-wingerd.school.example";
  const steps = { codeAction: "/code", recoveryAction: "/recovery", backHref: "/staff", kind: "totp" } as const;
  const welcome = { action: "/welcome", mineHref: "/mine" };
  const choose = {
    ...staffPasskey,
    ...invited,
    givenName,
    email,
    token: "x",
    passwordAction: "/password",
    upstreamAction: "/away",
    upstreams,
  };
  const totp = {
    action: "/code",
    token: "x",
    qrPath: "M0 0h1v1h-1zM3 2h1v1h-1z",
    qrSize: 5,
    key: "ABCD ".repeat(8).trim(),
  };
  return {
    "/staff-sign-in": (p) => staffSignInPage(p, signIn),
    "/staff-sign-in-wrong": (p) => staffSignInPage(p, { ...signIn, email, problem: "wrong" }),
    "/staff-sign-in-missing": (p) => staffSignInPage(p, { ...signIn, problem: "missing" }),
    "/staff-sign-in-wait": (p) =>
      staffSignInPage(p, { ...signIn, email, again: true, problem: "throttled", retryAfterSeconds: 42 }),
    "/staff-sign-in-unlinked": (p) =>
      staffSignInPage(p, { ...signIn, upstreams: [...upstreams, ...manyUpstreams], problem: "upstream-unknown" }),
    "/staff-code": (p) => codePage(p, steps),
    "/staff-code-wrong": (p) => codePage(p, { ...steps, problem: "code-wrong" }),
    "/staff-recovery-wrong": (p) => codePage(p, { ...steps, kind: "recovery", problem: "code-wrong" }),
    "/staff-welcome": (p) => welcomeStaffPage(p, welcome),
    "/staff-welcome-used": (p) => welcomeStaffPage(p, { ...welcome, problem: "used" }),
    "/staff-choose": (p) => choosePage(p, choose),
    "/staff-choose-easy": (p) => choosePage(p, { ...choose, problem: "too-easy", hint: "common" }),
    "/staff-totp": (p) => totpPage(p, totp),
    "/staff-totp-wrong": (p) => totpPage(p, { ...totp, problem: "code-wrong" }),
    "/staff-recovery": (p) =>
      recoveryPage(p, { recoveryCodes: Array.from({ length: 10 }, () => code), onHref: "/school" }),
    "/staff-me": (p) => mePage(p, me),
    "/staff-me-added": (p) => mePage(p, { ...me, password: false, links: [], said: "passkey-added" }),
    "/staff-me-last": (p) => mePage(p, { ...me, passkeys: [], upstreams: [], roles: [], said: "last" }),
    "/staff-mine": (p) => minePage(p, { invitations: [{ ...invited, id: "x" }], action: "/mine", onHref: "/school" }),
    "/staff-mine-none": (p) => minePage(p, { invitations: [], action: "/mine", onHref: "/school" }),
    "/staff-arrived": (p) =>
      arrivedPage(p, { givenName, schools: [{ number: "012345", name: invited.placeName }], signOutAction: "/out" }),
  };
}

import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { drawFirstSecret, type FirstSecretKind } from "../../src/credentials/credentials.ts";
import { plainCode } from "../../src/failures/failures.ts";
import { randomText, sayable } from "../../src/lib/random.ts";
import { startFlow, walkIn } from "../support/attacker.ts";
import { routeLines } from "../support/route-lines.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeStaff, signInStaff } from "../support/staff.ts";
import { expectPage, Visitor, type Answer } from "../support/visitor.ts";
import {
  arrangeApplication,
  arrangeFirstSecret,
  arrangePupil,
  arrangeSchool,
  type ArrangedApplication,
  type ArrangedPupil,
} from "../support/world.ts";

let world: TestServer;
let school: Awaited<ReturnType<typeof arrangeSchool>>;
let application: ArrangedApplication;
let head: Visitor | undefined;
let asked = 0;
const atSchool = { headers: { "x-forwarded-for": "192.0.2.7" } };

beforeAll(async () => {
  world = await startTestServer({ TRUSTED_HOPS: "1" });
  school = await arrangeSchool(world, "Basisschool De Wingerd");
  application = await arrangeApplication(world, { releaseTo: school });
});
afterAll(() => world.close());

const newPupil = () => arrangePupil(world, school);
const child = () => new Visitor(atSchool);
/** A child who stands before the form at this step of a sign-in. */
async function at(step: "" | "/badge" | "/pass" | "/password"): Promise<Visitor> {
  const visitor = child();
  const { url } = await visitor.go(`${world.issuer}/sign-in`);
  if (step !== "") await visitor.go(`${url.pathname}${step}`);
  return visitor;
}
async function typed(loginName: string, secret: string, times = 1): Promise<Answer> {
  const visitor = await at("");
  for (let turn = 1; turn < times; turn += 1) await visitor.submit({ login_name: loginName, secret });
  return visitor.submit({ login_name: loginName, secret });
}
const firstSecret = async ({ pupilId }: ArrangedPupil, kind: FirstSecretKind, change = "") => {
  const secret = drawFirstSecret(world.deps.random, kind);
  await arrangeFirstSecret(world, { pupilId, kind, secret });
  if (change !== "")
    await world.database.owner.query(`update credential set ${change} where pupil_id = $1 and revoked_at is null`, [
      pupilId,
    ]);
  return secret;
};
const inThePast = "expires_at = now() - interval '1 day', created_at = now() - interval '9 days'";
async function shown(badge: string): Promise<Answer> {
  return (await at("/badge")).submit({ badge });
}
async function passTyped(loginName: string, code: string, times = 1): Promise<Answer> {
  const visitor = await at("/pass");
  for (let turn = 1; turn < times; turn += 1) await visitor.submit({ login_name: loginName, code });
  return visitor.submit({ login_name: loginName, code });
}
/** A child who has typed the code of the card, and chooses a password. */
async function chosen(password: string, repeat = password, meanwhile = ""): Promise<Answer> {
  const pupil = await newPupil();
  const visitor = await at("");
  await visitor.submit({ login_name: pupil.loginName, secret: await firstSecret(pupil, "code") });
  if (meanwhile !== "")
    await world.database.owner.query(`update credential set ${meanwhile} where pupil_id = $1`, [pupil.pupilId]);
  return visitor.submit({ password, repeat });
}
/** A form of a sign-in that this browser is not in (any more). */
const post = (path: string, more: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  child().go(`${world.issuer}${path}`, {
    body: new URLSearchParams(more),
    headers: { origin: world.issuer, "sec-fetch-site": "same-origin", ...headers },
  });
const otherSite = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
const gone = `/interaction/${"x".repeat(21)}`;
const authorize = (change: Record<string, string | undefined>) =>
  child().go(startFlow(world.issuer, application, change).url);
async function notReleased(): Promise<Visitor> {
  const visitor = child();
  await walkIn(visitor, startFlow(world.issuer, await arrangeApplication(world)), await newPupil());
  return visitor;
}

type Case = [route: string, what: string, get: () => Promise<Answer | undefined>, staffRead: RegExp];
const long = "x".repeat(2000);
const tooLong = /duurde te lang/;
const empty = /Er bleef iets leeg/;
const mistyped = /gebruikersnaam is verkeerd getypt/;
const refused = /nieuwe wachtwoord kon niet/;

/** Everything that a pupil can do wrong, or that can go wrong for a pupil, with what staff of the school are told. */
const cases: Case[] = [
  ["GET /", "a page that isn't there", () => child().go(`${world.issuer}/nowhere`), /pagina is er niet/],
  ["GET /interaction/:uid", "a sign-in that is over", () => child().go(`${world.issuer}${gone}`), tooLong],
  [
    "GET /interaction/:uid",
    "not switched on",
    async () => (await notReleased()).page,
    /gebruikt dit leerprogramma nog niet/,
  ],
  ["POST /interaction/:uid", "nothing typed", () => typed("", ""), empty],
  ["POST /interaction/:uid", "no name", () => typed("noor", "x"), mistyped],
  ["POST /interaction/:uid", "a name that is too long", () => typed(long, "x"), mistyped],
  ["POST /interaction/:uid", "a typing error", () => typed("noor.482138", "x"), mistyped],
  [
    "POST /interaction/:uid",
    "wrong once",
    async () => typed((await newPupil()).loginName, "fout"),
    /geheim klopte niet/,
  ],
  [
    "POST /interaction/:uid",
    "wrong again",
    async () => typed((await newPupil()).loginName, "fout", 3),
    /geheim klopte niet/,
  ],
  [
    "POST /interaction/:uid",
    "wrong too often",
    async () => typed((await newPupil()).loginName, "fout", 11),
    /Te vaak iets fout/,
  ],
  [
    "POST /interaction/:uid",
    "an old card",
    async () => {
      const pupil = await newPupil();
      return typed(pupil.loginName, await firstSecret(pupil, "words", inThePast));
    },
    /kaartje is te oud/,
  ],
  ["POST /interaction/:uid", "a sign-in that is over", () => post(gone), tooLong],
  [
    "POST /interaction/:uid",
    "far too much text",
    () => post(gone, { secret: "x".repeat(200_000) }),
    /te veel ineens|duurde te lang/,
  ],
  ["POST /interaction/:uid/leave", "a sign-in that is over", () => post(`${gone}/leave`), tooLong],
  ["POST /earlier", "nobody signed in", () => post("/earlier"), /niemand meer aangemeld/],
  ["POST /interaction/:uid", "a form of another site", () => post(gone, {}, otherSite), /andere pagina/],
  ["GET /interaction/:uid/badge", "a sign-in that is over", () => child().go(`${world.issuer}${gone}/badge`), tooLong],
  ["POST /interaction/:uid/badge", "a sign-in that is over", () => post(`${gone}/badge`), tooLong],
  ["POST /interaction/:uid/badge", "no badge", () => shown(" "), empty],
  ["POST /interaction/:uid/badge", "nobody's badge", () => shown("K".repeat(30)), /badge laat niemand binnen/],
  ["POST /interaction/:uid/badge", "what is no badge", () => shown(long), /badge laat niemand binnen/],
  [
    "POST /interaction/:uid/badge",
    "an old badge",
    async () => shown(await firstSecret(await newPupil(), "badge", inThePast)),
    /kaartje is te oud.*Noor Peeters/,
  ],
  ["GET /interaction/:uid/password", "no code before it", () => at("/password").then(({ page }) => page), tooLong],
  ["POST /interaction/:uid/password", "no code before it", () => post(`${gone}/password`), tooLong],
  ["POST /interaction/:uid/password", "two different ones", () => chosen("paarse olifant 9", "iets anders"), refused],
  ["POST /interaction/:uid/password", "a short one", () => chosen("kort"), refused],
  ["POST /interaction/:uid/password", "a long one", () => chosen(long), refused],
  ["POST /interaction/:uid/password", "an easy one", () => chosen("wachtwoord12"), refused],
  [
    "POST /interaction/:uid/password",
    "a code that was replaced meanwhile",
    () => chosen("paarse olifant danst 9", undefined, "revoked_at = now()"),
    /nog geen kaartje/,
  ],
  ["GET /interaction/:uid/pass", "a sign-in that is over", () => child().go(`${world.issuer}${gone}/pass`), tooLong],
  ["POST /interaction/:uid/pass", "a sign-in that is over", () => post(`${gone}/pass`), tooLong],
  ["POST /interaction/:uid/pass", "nothing typed", () => passTyped("", ""), empty],
  ["POST /interaction/:uid/pass", "a name that is too long", () => passTyped(long, "1"), mistyped],
  ["POST /interaction/:uid/pass", "a typing error", () => passTyped("noor.482138", "1"), mistyped],
  [
    "POST /interaction/:uid/pass",
    "a wrong code",
    async () => passTyped((await newPupil()).loginName, "123456"),
    /code van de leerkracht klopte niet/,
  ],
  [
    "POST /interaction/:uid/pass",
    "wrong too often",
    async () => passTyped((await newPupil()).loginName, "123456", 11),
    /Te vaak iets fout/,
  ],
  [
    "POST /interaction/:uid/wish",
    "asked for",
    async () => (await notReleased()).submit({}, { to: /wish$/ }),
    /gebruikt dit leerprogramma nog niet/,
  ],
  ["POST /interaction/:uid/wish", "nothing to ask for", () => post(`${gone}/wish`), tooLong],
  ["POST /interaction/:uid/back", "nowhere to go back from", () => post(`${gone}/back`), tooLong],
  ["POST /sign-out", "a button of another site", () => post("/sign-out", {}, otherSite), /andere pagina/],
  ["/authorize", "nobody's application", () => authorize({ client_id: "no-such" }), /kent dit leerprogramma niet/],
  ["/authorize", "another address", () => authorize({ redirect_uri: "https://elsewhere.example/" }), /verkeerd adres/],
  ["/authorize", "no address", () => authorize({ redirect_uri: undefined }), /verkeerde manier|verkeerd adres/],
];

/** As staff of the school. Nobody may ask very often, so now and then it is somebody else. */
async function ask(code: string): Promise<Answer> {
  if (!head || asked % 25 === 0) {
    const staff = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
    head = new Visitor(atSchool);
    await signInStaff(world, { visitor: head, staff, path: `/school/${school.number}/help` });
  }
  asked += 1;
  await head.go(`${world.issuer}/school/${school.number}/help`);
  return head.submit({ code }, { to: /help$/ });
}

const codeOn = ({ text }: Answer): string => /<strong class="code">([^<]+)</.exec(text)?.[1] ?? "no code";

test.each(cases)(
  "%s, %s: the page has a code, and staff of the school read why",
  async (_route, _what, get, staffRead) => {
    const page = await get();
    if (!page) throw new Error("no page");
    expect(page.status).toBeGreaterThanOrEqual(400);
    const code = codeOn(page);
    expect(code).toMatch(/^[A-Z0-9]{4}(-[A-Z0-9]{4})?$/);
    // codes are written a tenth of a second later
    await pause(200);
    expectPage(await ask(code), { says: staffRead });
  },
);

/** They show a page to whoever comes, or lead on, and ask nothing. */
const neverFail = ["GET /badge", "GET /sign-in", "GET /start", "GET /earlier", "GET /earlier/done"];

test("every page and form of a pupil is in the list", () => {
  const ofPupils = Object.entries(routeLines).filter(
    ([route, line]) =>
      (line?.who === "step" || line?.who === "open") && !/\/staff|\/welcome|\/upstream|\/school|\/api/.test(route),
  );
  const walked = new Set([...cases.map(([route]) => route), ...neverFail]);
  expect(ofPupils.map(([route]) => route).filter((route) => !walked.has(route))).toEqual([]);
  expect(ofPupils.length).toBeGreaterThan(12);
});

test("what a pupil mends alone is kept nowhere, and its code is given for nothing else", async () => {
  const count = async () => (await world.database.owner.query("select count(*)::int as n from failure")).rows[0]?.n;
  await pause(200);
  const before = await count();
  for (let turn = 0; turn < 3; turn += 1) await typed("noor", "x");
  await pause(200);
  expect(await count()).toBe(before);
  const codes = (["left-empty", "name-mistyped", "password-refused"] as const).map((kind) => plainCode(kind));
  expect(new Set(codes).size).toBe(codes.length);
  for (const code of codes) expect(code).toMatch(new RegExp(`^[${sayable}]{4}$`));
  expect(randomText(world.deps.random, sayable, 4)).toHaveLength(4);
});

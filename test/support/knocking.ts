import { randomBytes } from "node:crypto";
import { arrangePackage, getPackageToken } from "./packages.ts";
import { basic, getCode, newBrowser, redeem, startFlow } from "./attacker.ts";
import type { TestServer } from "./server.ts";
import { arrangeStaff, signInStaff } from "./staff.ts";
import { arrangeApplication, arrangePupil, arrangeSchool } from "./world.ts";

/** One request and what came of it; status 0 is no answer at all. */
export type Knock = {
  door: string;
  status: number;
  retryAfter: string | null;
  type: string;
  location: string;
  body: string;
};
type Door = { name: string; url: string; init: RequestInit };

/** One request for each kind of door, as whoever is signed in there, or holds a token. */
export async function arrangeDoors(world: TestServer): Promise<Door[]> {
  const { issuer } = world;
  const school = await arrangeSchool(world);
  const application = await arrangeApplication(world, { releaseTo: school });
  const pupil = await arrangePupil(world, school);
  const visitor = newBrowser();
  const got = await getCode(visitor, { issuer, application, pupil });
  const { body } = await redeem(issuer, application, got);
  const waiting = newBrowser();
  const form = await waiting.go(startFlow(issuer, application).url);
  const clerk = newBrowser();
  const staff = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
  await signInStaff(world, { visitor: clerk, staff });
  const pack = await arrangePackage(world, { grantedBy: school });
  const packageToken = await getPackageToken(world, pack);
  const cookie = (from: typeof visitor, path: string) => ({ cookie: from.cookies(new URL(path, issuer)) });
  const page = { accept: "text/html", "accept-language": "nl" };
  const get = (name: string, path: string, headers: Record<string, string>): Door => ({
    name,
    url: new URL(path, issuer).href,
    init: { headers },
  });
  const post = (name: string, path: string, fields: Record<string, string>, headers: Record<string, string>): Door => ({
    name,
    url: new URL(path, issuer).href,
    init: { method: "POST", body: new URLSearchParams(fields), headers },
  });
  const ours = { origin: issuer, "sec-fetch-site": "same-origin", referer: form.url.href };
  const secret = { login_name: pupil.loginName, secret: pupil.password };
  const flow = startFlow(issuer, application);
  const program = { accept: "application/json", ...basic(application) };
  return [
    get("the front page", "/", { ...page, ...cookie(visitor, "/") }),
    get("a single sign-on", flow.url.href, { ...page, ...cookie(visitor, "/authorize") }),
    get("a first sign-in", flow.url.href, page),
    get("the sign-in page", form.url.pathname, { ...page, ...cookie(waiting, form.url.pathname) }),
    post("the sign-in form", form.url.pathname, secret, { ...page, ...ours, ...cookie(waiting, form.url.pathname) }),
    get("the school's page", "/school", { ...page, ...cookie(clerk, "/school") }),
    get("signing out", "/session/end", { ...page, ...cookie(visitor, "/session/end") }),
    post(
      "a code",
      "/token",
      {
        grant_type: "authorization_code",
        code: randomBytes(32).toString("base64url"),
        redirect_uri: application.redirectUri,
      },
      program,
    ),
    post("a pushed request", "/par", Object.fromEntries(flow.url.searchParams), program),
    get("user info", "/userinfo", { authorization: `Bearer ${body.access_token}` }),
    get("the API", `/api/v1/schools/${school.number}/activation`, { authorization: `Bearer ${packageToken}` }),
  ];
}

export async function knock({ name, url, init }: Door): Promise<Knock> {
  try {
    const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(25_000), ...init });
    const { headers, status } = answer;
    return {
      door: name,
      status,
      retryAfter: headers.get("retry-after"),
      type: (headers.get("content-type") ?? "").split(";")[0] ?? "",
      location: headers.get("location") ?? "",
      body: await answer.text(),
    };
  } catch (error) {
    return { door: name, status: 0, retryAfter: null, type: String(error), location: "", body: "" };
  }
}

/** Knocks at every door again and again, `lanes` at a time, until it is told to stop. */
export function keepKnocking(doors: Door[], lanes = 2): { stop(): Promise<Knock[]> } {
  const knocks: Knock[] = [];
  const over = new AbortController();
  const lane = async () => {
    for (let at = 0; !over.signal.aborted; at = (at + 1) % doors.length) {
      const door = doors[at];
      if (door) knocks.push(await knock(door));
    }
  };
  const running = Array.from({ length: lanes }, lane);
  return {
    stop: async () => {
      over.abort();
      await Promise.all(running);
      return knocks;
    },
  };
}

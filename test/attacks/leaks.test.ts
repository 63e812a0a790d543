import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { drawFirstSecret } from "../../src/credentials/credentials.ts";
import { formatNationalNumber, makeNationalNumber } from "../../src/pupils/pupils.ts";
import {
  basic,
  getCode,
  newBrowser,
  offline,
  post,
  random,
  redeem,
  refresh,
  startFlow,
  stores,
  tokensOf,
  userInfo,
} from "../support/attacker.ts";
import { leerid } from "../support/command-line.ts";
import { startLoopbackApplication, type LoopbackApplication } from "../support/loopback.ts";
import { startServerProcess, type ServerProcess } from "../support/server-process.ts";
import { withoutAddress, type Answer, type Visitor } from "../support/visitor.ts";
import {
  arrangeApplication,
  arrangeFirstSecret,
  arrangePupil,
  arrangeSchool,
  type ArrangedApplication,
} from "../support/world.ts";

/**
 * Group O: names, secrets, codes and tokens are nowhere but where they belong. A day at school with everything that goes well and
 * wrong, on a server as production starts it; then everything that it printed, stored, set and linked to is searched.
 */
describe.each(stores)("leaks, with %s", (_store, settings) => {
  let world: ServerProcess;
  let application: ArrangedApplication;
  let receiver: LoopbackApplication;
  let folder: string;
  const visitors: Visitor[] = [];
  /** By the command line, of a roster with a mistake. */
  let printed: string;
  const pages: Answer[] = [];
  /** What is about a person: never printed, set in a cookie or put in an address of ours. */
  const personal: Record<string, string> = { givenName: "Zonnebloempje", familyName: "Vandergeheimenissen" };
  /** What opens a door: besides that never stored as it is. */
  const bearer: Record<string, string> = {};

  const browse = () => {
    const visitor = newBrowser();
    visitors.push(visitor);
    return visitor;
  };
  const keep = async (answer: Promise<Answer>) => {
    const page = await answer;
    if (page.url.origin === world.issuer) pages.push(page);
    return page;
  };
  const cookieValues = (visitor: Visitor) =>
    visitor.setCookies.flatMap((line) => /^leerid(?:-[a-z-]+)?=([^;]{20,})/.exec(line)?.[1] ?? []);

  beforeAll(async () => {
    world = await startServerProcess(settings);
    receiver = await startLoopbackApplication();
    receiver.logoutStatus = 500;
    folder = mkdtempSync(join(tmpdir(), "leerid-leaks-"));
    const school = await arrangeSchool(world);
    application = await arrangeApplication(world, {
      releaseTo: school,
      backchannelLogoutUri: `${receiver.origin}/backchannel`,
    });
    const pupil = async () => {
      const arranged = await arrangePupil(world, school, personal);
      personal[`login name ${arranged.pupilId}`] = arranged.loginName;
      return arranged;
    };
    const { issuer } = world;
    bearer["client secret"] = application.clientSecret;

    // a password, after a few mistakes, then the whole protocol
    const first = await pupil();
    bearer["password"] = first.password;
    bearer["mistyped password"] = `mistypt ${random()}`;
    const device = browse();
    const login = startFlow(issuer, application, { ...offline, login_hint: first.loginName });
    bearer["code verifier"] = login.verifier;
    await keep(device.go(login.url));
    await keep(device.submit({ login_name: first.loginName, secret: bearer["mistyped password"] }));
    await keep(device.submit({ login_name: `${first.loginName}x`, secret: first.password }));
    await keep(device.submit({ login_name: `${first.loginName.slice(0, -1)}\0`, secret: first.password }));
    await device.go(login.url);
    const back = await device.submit({ login_name: first.loginName, secret: first.password });
    bearer["code"] = back.url.searchParams.get("code") ?? "";
    const got = { ...login, code: bearer["code"] };
    const burnt = await getCode(device, { issuer, application });
    bearer["burnt code"] = burnt.code;
    await redeem(issuer, application, { ...burnt, verifier: random() });
    await redeem(issuer, { ...application, clientSecret: random() }, got);
    const tokens = tokensOf(await redeem(issuer, application, got));
    const rotated = tokensOf(await refresh(issuer, application, tokens.refreshToken));
    const { sub = "" } = (await userInfo(issuer, rotated.accessToken)).body;
    personal["pseudonym"] = sub;
    Object.assign(bearer, {
      "access token": tokens.accessToken,
      "refresh token": tokens.refreshToken,
      "id token": tokens.idToken,
      "second access token": rotated.accessToken,
      "second refresh token": rotated.refreshToken,
    });
    await userInfo(issuer, `${rotated.accessToken}x`);
    await fetch(`${issuer}/userinfo?access_token=${rotated.accessToken}`);
    const unused = await getCode(device, { issuer, application });
    bearer["unused code"] = unused.code;
    const pushed = await post(
      `${issuer}/par`,
      [...startFlow(issuer, application).url.searchParams],
      basic(application),
    );
    bearer["pushed request"] = (pushed.body.request_uri ?? "").split(":").at(-1) ?? "";

    // words, a code with a password of one's own, a badge
    const [words, code, badge] = [await pupil(), await pupil(), await pupil()];
    bearer["words"] = drawFirstSecret(world.deps.random, "words");
    bearer["activation code"] = drawFirstSecret(world.deps.random, "code");
    bearer["badge"] = drawFirstSecret(world.deps.random, "badge");
    bearer["chosen password"] = `een eigen ${random().slice(0, 20)}`;
    await arrangeFirstSecret(world, { pupilId: words.pupilId, kind: "words", secret: bearer["words"] });
    await arrangeFirstSecret(world, { pupilId: code.pupilId, kind: "code", secret: bearer["activation code"] });
    await arrangeFirstSecret(world, { pupilId: badge.pupilId, kind: "badge", secret: bearer["badge"] });
    const shared = browse();
    await shared.go(startFlow(issuer, application).url);
    await shared.submit({ login_name: words.loginName, secret: bearer["words"], shared: "yes" });
    await keep(shared.go(startFlow(issuer, application, { prompt: "login" }).url));
    await keep(shared.submit({ login_name: code.loginName, secret: bearer["activation code"] }));
    await keep(shared.submit({ password: bearer["chosen password"], repeat: random() }));
    await keep(shared.submit({ password: bearer["chosen password"], repeat: bearer["chosen password"] }));
    await keep(shared.go(startFlow(issuer, application, { prompt: "login", acr_values: "leerid:badge" }).url));
    await keep(shared.submit({ badge: bearer["badge"].slice(1) }));
    await keep(shared.submit({ badge: bearer["badge"] }));

    // what goes wrong: senseless requests that hold all of it
    const everything = Object.values({ ...personal, ...bearer }).join(" ");
    for (const path of ["/interaction", "/sign-in", "/assets", "/authorize"]) {
      const undecodable = new URL(`${path}/%ff%zz${first.loginName}`, issuer);
      await keep(device.go(undecodable));
      await keep(device.go(undecodable, { method: "POST", headers: { origin: issuer } }));
    }
    for (const path of ["/authorize", "/session/end", "/sign-in", "/interaction/x", "/badge", "/nowhere"]) {
      await keep(
        device.go(
          new URL(
            `${path}?client_id=${application.clientId}&state=${encodeURIComponent(everything.slice(0, 3000))}`,
            issuer,
          ),
        ),
      );
      await keep(
        device.go(new URL(`${path}/${encodeURIComponent(first.loginName)}/${bearer["access token"]}`, issuer)),
      );
    }
    await post(
      `${issuer}/token`,
      { grant_type: everything, code: everything, client_secret: everything },
      basic(application),
    );
    await post(`${issuer}/token`, { grant_type: "authorization_code", code: "x".repeat(100_000) }, basic(application));
    await keep(
      device.go(new URL("/language", issuer), {
        body: new URLSearchParams({ to: everything }),
        headers: { origin: issuer },
      }),
    );
    await keep(
      device.go(new URL("/session/end", issuer), {
        body: new URLSearchParams({ id_token_hint: tokens.idToken, x: everything }),
      }),
    );

    await post(`${issuer}/revoke`, { token: rotated.accessToken }, basic(application));
    // the front door, signing out, and an application that does not answer
    await keep(device.go(issuer));
    await device.submit({}, { to: /sign-out/ });
    await vi.waitUntil(() => receiver.logoutTokens.length > 2, { timeout: 15_000 });
    for (const [index, token] of receiver.logoutTokens.entries()) bearer[`logout token ${index}`] = token;

    // a roster with national numbers
    const nationalNumber = makeNationalNumber({ year: 2016, month: 5, day: 4, serial: 123 });
    personal["national number"] = nationalNumber;
    personal["written national number"] = formatNationalNumber(nationalNumber);
    const file = join(folder, "lijst.csv");
    writeFileSync(
      file,
      `Naam;Voornaam;Klas;Leerjaar;Rijksregisternummer\nVandergeheimenissen;Zonnebloempje;3B;3;${formatNationalNumber(nationalNumber)}\nVandergeheimenissen;;3B;3;${nationalNumber.slice(0, -1)}0\n`,
    );
    const roster = await leerid(
      world.config,
      "--json",
      "roster",
      "apply",
      "--school",
      school.number ?? "",
      file,
      "--allow-leavers",
    );
    if (roster.exitCode !== 0) throw new Error(roster.stderr);
    printed = roster.stdout + roster.stderr;

    for (const visitor of visitors) {
      for (const [index, value] of cookieValues(visitor).entries())
        bearer[`cookie ${visitors.indexOf(visitor)}.${index}`] = value;
    }
  }, 60_000);
  afterAll(async () => {
    await world.close();
    await receiver.close();
    rmSync(folder, { recursive: true });
  });

  /** Which of these stand in the text, also when it was encoded on the way. */
  function found(text: string, wanted: Record<string, string>): string[] {
    const haystack = text.toLowerCase();
    return Object.entries(wanted).flatMap(([name, value]) => {
      const forms = [
        value,
        encodeURIComponent(value),
        new URLSearchParams({ x: value }).toString().slice(2),
        JSON.stringify(value).slice(1, -1),
      ];
      // of something long its beginning is enough
      const start = Buffer.from(value.slice(0, 24));
      const encoded = [start.toString("base64").replace(/=+$/, ""), start.toString("hex")];
      const stands = [...forms, ...encoded].some((form) => form.length > 3 && haystack.includes(form.toLowerCase()));
      return stands ? name : [];
    });
  }

  /** The log may name these, but nobody else is told. */
  const pupilIds = async () => {
    const { rows } = await world.database.owner.query("select id from pupil");
    return Object.fromEntries(rows.map(({ id }, index) => [`pupil ${index}`, String(id)]));
  };
  const withoutCookies = () =>
    Object.fromEntries(Object.entries(bearer).filter(([name]) => !name.startsWith("cookie")));

  test("the day went as planned, so that what follows says something", () => {
    expect(Object.entries({ ...personal, ...bearer }).filter(([, value]) => value.length < 5)).toEqual([]);
    expect(Object.keys(bearer).filter((name) => name.startsWith("cookie")).length).toBeGreaterThan(5);
    expect(pages.length).toBeGreaterThan(10);
    expect(world.output().split("\n").length).toBeGreaterThan(40);
  });

  test("the log holds nothing of a person and nothing that opens a door", () => {
    expect(found(world.output(), { ...personal, ...bearer })).toEqual([]);
  });

  test("the command line names no national number, not even a wrong one", () => {
    const numbers = Object.entries(personal).filter(([name]) => name.endsWith("national number"));
    expect(numbers).toHaveLength(2);
    expect(printed).toContain("rejected");
    for (const [, number] of numbers) expect(printed).not.toContain(number.slice(0, -1));
  });

  test("the log is one JSON object a line, after the one that says where to go", () => {
    const lines = world
      .output()
      .trim()
      .split("\n")
      .filter((line) => !line.startsWith("LeerID listens"));
    for (const line of lines) expect(line).toMatch(/^\{"level":\d+,.*\}$/);
  });

  test("no address that we make holds anything of a person, or anything that opens a door", async () => {
    const links = pages.flatMap((page) => [...withoutAddress(page).matchAll(/(?:href|action|src)="([^"]*)"/g)]);
    const addresses = [...visitors.flatMap(({ locations }) => locations), ...links.map(([, link = ""]) => link)];
    const ours = addresses.filter((address) => new URL(address, world.issuer).origin === world.issuer);
    expect(ours.length).toBeGreaterThan(30);
    // a sign-in's own id stands in its address; it opens nothing without the signature that the cookie has beside it
    expect(found(ours.join("\n"), { ...personal, ...withoutCookies(), ...(await pupilIds()) })).toEqual([]);
  });

  test("an application's address gets a code, and nothing else that is worth something", () => {
    const back = visitors
      .flatMap(({ locations }) => locations)
      .filter((address) => address.startsWith(application.redirectUri));
    expect(back.length).toBeGreaterThan(2);
    for (const address of back)
      expect([...new URL(address).searchParams.keys()].sort()).toEqual(["code", "iss", "state"]);
    const { code: _code, "unused code": _unused, "burnt code": _burnt, ...rest } = bearer;
    expect(found(back.join("\n"), { ...personal, ...rest })).toEqual([]);
  });

  test("no cookie holds anything of a person", async () => {
    const lines = visitors.flatMap(({ setCookies }) => setCookies);
    expect(found(lines.join("\n"), { ...personal, ...(await pupilIds()) })).toEqual([]);
    for (const line of lines)
      expect(line).toMatch(
        /^(leerid(-sign-in|-resume)?(\.sig)?|leerid-proved|leerid-left|leerid-whose|leerid-device|lang)=[\w-]*;/,
      );
  });

  test("no page gives back a secret that was typed, or sends its address on to others", () => {
    for (const page of pages) {
      expect([page.url.pathname, found(withoutAddress(page), withoutCookies())]).toEqual([page.url.pathname, []]);
      expect(page.headers.get("referrer-policy")).toBe("same-origin");
      expect(page.headers.get("cache-control")).toContain("no-store");
      expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    }
  });

  test("an error page says nothing of the request", () => {
    const errors = pages.filter(({ status }) => status === 400 || status === 404);
    expect(errors.length).toBeGreaterThan(5);
    for (const page of errors) expect(found(withoutAddress(page), { ...personal, ...bearer })).toEqual([]);
  });

  test("a stolen copy of the database opens no door", async () => {
    const { owner } = world.database;
    const { rows: tables } = await owner.query(
      "select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'",
    );
    const dump: string[] = [];
    for (const { name } of tables) {
      const { rows } = await owner.query(`select t::text as line from ${name} t`);
      dump.push(...rows.map(({ line }) => String(line)));
    }
    expect(dump.length).toBeGreaterThan(20);
    const numbers = { one: personal["national number"] ?? "", two: personal["written national number"] ?? "" };
    expect(found(dump.join("\n"), { ...bearer, ...numbers })).toEqual([]);
  });

  test("a stolen copy of Redis opens no door", async () => {
    const redis = new Redis(inject("redisUrl"));
    try {
      const dump: string[] = [];
      for await (const keys of redis.scanStream({ count: 1000 })) {
        for (const key of textsOf(keys)) {
          dump.push(key);
          const kind = await redis.type(key);
          if (kind === "string") dump.push((await redis.get(key)) ?? "");
          if (kind === "zset") dump.push(...(await redis.zrange(key, 0, "-1")));
        }
      }
      expect(found(dump.join("\n"), { ...bearer, ...personal })).toEqual(
        expect.not.arrayContaining(Object.keys(bearer)),
      );
    } finally {
      redis.disconnect();
    }
  });
});

const textsOf = (keys: unknown): string[] => (Array.isArray(keys) ? keys.map(String) : []);

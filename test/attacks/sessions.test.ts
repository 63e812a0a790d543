import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  applicationOrigin,
  getCode,
  getTokens,
  newBrowser,
  redeem,
  refresh,
  startFlow,
  stores,
  tokensOf,
  userInfo,
  type Tokens,
} from "../support/attacker.ts";
import { startLoopbackApplication, type LoopbackApplication } from "../support/loopback.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import type { Visitor } from "../support/visitor.ts";
import {
  arrangeApplication,
  arrangePupil,
  arrangeSchool,
  type ArrangedApplication,
  type ArrangedPupil,
} from "../support/world.ts";

/** Group I: a session belongs to one pupil in one browser, and the next pupil finds nothing of it. */
describe.each(stores)("sessions, with %s", (_store, settings) => {
  let world: TestServer;
  let school: Awaited<ReturnType<typeof arrangeSchool>>;
  let receivers: LoopbackApplication[];
  let first: ArrangedApplication;
  let second: ArrangedApplication;
  let anonymous: ArrangedApplication;

  beforeAll(async () => {
    world = await startTestServer(settings);
    school = await arrangeSchool(world);
    receivers = [await startLoopbackApplication(), await startLoopbackApplication(), await startLoopbackApplication()];
    const bundles = ["pseudonymous", "pseudonymous", "anonymous"] as const;
    const arranged = await Promise.all(
      receivers.map((receiver, index) =>
        arrangeApplication(world, {
          releaseTo: school,
          bundle: bundles[index] ?? "anonymous",
          // the first and the last one know a pupil by one pseudonym, if they may know one at all
          ...(index === 1 ? {} : { sector: "Gedeeld" }),
          backchannelLogoutUri: `${receiver.origin}/backchannel`,
          postLogoutRedirectUris: [`${applicationOrigin}/out`],
        }),
      ),
    );
    const [one, two, three] = arranged;
    if (!one || !two || !three) throw new Error("three applications are needed");
    [first, second, anonymous] = [one, two, three];
  });
  afterAll(async () => {
    await world.close();
    await Promise.all(receivers.map((receiver) => receiver.close()));
  });

  const newPupil = () => arrangePupil(world, school);
  const sessionCookies = (visitor: Visitor) =>
    visitor
      .cookies(new URL(world.issuer))
      .split("; ")
      .filter((cookie) => cookie.startsWith("leerid"));
  /** Somebody else who got hold of the cookies that this browser has now. */
  const thief = (visitor: Visitor) => {
    const browser = newBrowser();
    for (const cookie of sessionCookies(visitor)) browser.plant(new URL(world.issuer), `${cookie}; Path=/`);
    return browser;
  };
  const silently = async (visitor: Visitor, application = first) => {
    const at = await visitor.go(startFlow(world.issuer, application, { prompt: "none" }).url);
    return at.url.searchParams.get("error") ?? "in";
  };
  const subOf = ({ idToken }: Tokens) => decodeJwt(idToken).sub;
  const heardOf = (receiver: LoopbackApplication | undefined, idToken: string) =>
    (receiver?.logoutTokens ?? []).filter((token) => decodeJwt(token)["sid"] === decodeJwt(idToken)["sid"]);

  test("a session id that was there before the sign-in is worth nothing after it", async () => {
    const victim = newBrowser();
    // asking to sign out makes a session without a pupil, which somebody may leave behind on a shared device
    await victim.go(new URL("/session/end", world.issuer));
    const attacker = thief(victim);
    expect(sessionCookies(attacker)).not.toEqual([]);
    await getTokens(victim, world, { application: first, pupil: await newPupil() });
    expect(await silently(victim)).toBe("in");
    expect(await silently(attacker)).toBe("login_required");
  });

  test("who copied the cookies of an open sign-in page, and waits, doesn't get in with the secret that is typed there", async () => {
    const device = newBrowser();
    const { url: page } = await device.go(startFlow(world.issuer, first).url);
    const goesOn = new URL(page.pathname.replace("/interaction/", "/authorize/"), world.issuer);
    const attacker = newBrowser();
    attacker.adopt(device);
    const next = await newPupil();
    await device.send(page, {
      body: new URLSearchParams({ login_name: next.loginName, secret: next.password }),
      headers: { origin: world.issuer },
    });
    expect((await attacker.go(goesOn)).url.origin).toBe(world.issuer);
    expect(await silently(attacker)).toBe("login_required");
    expect((await device.go(goesOn)).url.searchParams.get("code")).toBeTruthy();
    expect(await silently(device)).toBe("in");
  });

  test("signing in again changes the session id, and the old one is dead", async () => {
    const visitor = newBrowser();
    const pupil = await newPupil();
    await getTokens(visitor, world, { application: first, pupil });
    const attacker = thief(visitor);
    expect(await silently(attacker)).toBe("in");
    await getTokens(visitor, world, { application: first, pupil, change: { prompt: "login" } });
    expect(sessionCookies(visitor)).not.toEqual(sessionCookies(attacker));
    expect(await silently(visitor)).toBe("in");
    expect(await silently(attacker)).toBe("login_required");
  });

  test("an attacker's own session that is planted on a victim shows the attacker nothing of the victim", async () => {
    const attacker = newBrowser();
    await getTokens(attacker, world, { application: first, pupil: await newPupil() });
    const victim = thief(attacker);
    const tokens = await getTokens(victim, world, {
      application: first,
      pupil: await newPupil(),
      change: { prompt: "login" },
    });
    expect(await silently(attacker)).toBe("login_required");
    expect((await userInfo(world.issuer, tokens.accessToken)).body.sub).toBe(subOf(tokens));
  });

  describe("the next pupil on a device", () => {
    let device: Visitor;
    let previous: { pupil: ArrangedPupil; tokens: Tokens; second: Tokens; anonymous: Tokens; cookies: Visitor };
    let next: { pupil: ArrangedPupil; tokens: Tokens };

    beforeAll(async () => {
      device = newBrowser();
      const pupil = await newPupil();
      previous = {
        pupil,
        tokens: await getTokens(device, world, { application: first, pupil }),
        second: await getTokens(device, world, { application: second }),
        anonymous: await getTokens(device, world, { application: anonymous }),
        cookies: thief(device),
      };
      const nextPupil = await newPupil();
      const tokens = await getTokens(device, world, {
        application: first,
        pupil: nextPupil,
        change: { prompt: "login" },
      });
      next = { pupil: nextPupil, tokens };
    });

    test("is somebody else, to every application", async () => {
      expect(subOf(next.tokens)).not.toBe(subOf(previous.tokens));
      const tokens = await getTokens(device, world, { application: second });
      expect(subOf(tokens)).not.toBe(subOf(previous.second));
    });

    test("leaves the previous one no session", async () => {
      expect(await silently(previous.cookies)).toBe("login_required");
    });

    test("ends the previous one's tokens at every application", async () => {
      for (const [application, tokens] of [
        [first, previous.tokens],
        [second, previous.second],
        [anonymous, previous.anonymous],
      ] as const) {
        expect((await userInfo(world.issuer, tokens.accessToken)).status).toBe(401);
        expect((await refresh(world.issuer, application, tokens.refreshToken)).body.error).toBe("invalid_grant");
      }
    });

    test("makes every application hear that the previous one is gone", async () => {
      const keys = createRemoteJWKSet(new URL("/jwks", world.issuer));
      for (const [index, [application, tokens]] of [
        [first, previous.tokens] as const,
        [second, previous.second] as const,
      ].entries()) {
        await expect.poll(() => heardOf(receivers[index], tokens.idToken).length, { timeout: 10_000 }).toBe(1);
        const { payload, protectedHeader } = await jwtVerify(heardOf(receivers[index], tokens.idToken)[0] ?? "", keys, {
          issuer: world.issuer,
          audience: application.clientId,
          typ: "logout+jwt",
        });
        expect(protectedHeader.alg).toBe("ES256");
        expect(payload).toEqual({
          iss: world.issuer,
          aud: application.clientId,
          sub: subOf(tokens),
          sid: decodeJwt(tokens.idToken)["sid"],
          iat: expect.any(Number),
          exp: expect.any(Number),
          jti: expect.any(String),
          events: { "http://schemas.openid.net/event/backchannel-logout": {} },
        });
        expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeLessThanOrEqual(120);
      }
    });

    test("an application that knows nobody hears it by the session alone", async () => {
      await expect.poll(() => heardOf(receivers[2], previous.anonymous.idToken).length, { timeout: 10_000 }).toBe(1);
      const [token = ""] = heardOf(receivers[2], previous.anonymous.idToken);
      const { rows } = await world.database.owner.query("select sub from pseudonym where pupil_id = $1", [
        previous.pupil.pupilId,
      ]);
      for (const { sub } of rows) expect(token).not.toContain(sub);
      expect(decodeJwt(token).sub ?? "nobody").toMatch(/^(nobody)?$/);
    });

    test("keeps what is the next one's own", async () => {
      expect((await userInfo(world.issuer, next.tokens.accessToken)).status).toBe(200);
      expect(receivers.flatMap((receiver) => heardOf(receiver, next.tokens.idToken))).toEqual([]);
    });
  });

  test("the same pupil who signs in again loses nothing", async () => {
    const visitor = newBrowser();
    const pupil = await newPupil();
    const tokens = await getTokens(visitor, world, { application: first, pupil });
    await getTokens(visitor, world, { application: second, pupil, change: { prompt: "login" } });
    expect((await userInfo(world.issuer, tokens.accessToken)).status).toBe(200);
  });

  test("a code that the previous pupil left unused is dead once the next one is in", async () => {
    const device = newBrowser();
    const left = await getCode(device, { issuer: world.issuer, application: first, pupil: await newPupil() });
    await getTokens(device, world, { application: second, pupil: await newPupil(), change: { prompt: "login" } });
    expect((await redeem(world.issuer, first, left)).body.error).toBe("invalid_grant");
  });

  test("a sign-in page that the previous pupil left open lets the next one in as nobody else", async () => {
    const device = newBrowser();
    const [previous, next] = [await newPupil(), await newPupil()];
    const open = startFlow(world.issuer, first);
    const { url: page } = await device.go(open.url);
    await getTokens(device, world, { application: second, pupil: previous });
    await device.go(page);
    const at = await device.submit({ login_name: next.loginName, secret: next.password });
    const code = at.url.searchParams.get("code");
    const tokens =
      code === null ? undefined : tokensOf(await redeem(world.issuer, first, { code, verifier: open.verifier }));
    const { rows } = await world.database.owner.query("select sub from pseudonym where pupil_id = $1", [
      previous.pupilId,
    ]);
    for (const { sub } of rows) expect(tokens?.idToken ?? "").not.toContain(sub);
    expect(at.status).toBeLessThan(500);
  });

  test("signing out at our front door ends everything everywhere", async () => {
    const visitor = newBrowser();
    const pupil = await newPupil();
    const tokens = await getTokens(visitor, world, { application: first, pupil });
    const others = await getTokens(visitor, world, { application: second });
    const cookies = thief(visitor);
    await visitor.go(world.issuer);
    await visitor.submit({}, { to: /sign-out/ });
    expect(await silently(cookies)).toBe("login_required");
    expect(await silently(visitor)).toBe("login_required");
    expect((await userInfo(world.issuer, tokens.accessToken)).status).toBe(401);
    expect((await refresh(world.issuer, second, others.refreshToken)).body.error).toBe("invalid_grant");
    await expect.poll(() => heardOf(receivers[0], tokens.idToken).length, { timeout: 10_000 }).toBe(1);
    await expect.poll(() => heardOf(receivers[1], others.idToken).length, { timeout: 10_000 }).toBe(1);
  });

  describe("signing out from an application", () => {
    const end = (fields: Record<string, string> = {}) =>
      new URL(`/session/end?${new URLSearchParams(fields)}`, world.issuer);

    test("asks first: an address alone signs nobody out", async () => {
      const visitor = newBrowser();
      await getTokens(visitor, world, { application: first, pupil: await newPupil() });
      await visitor.go(end({ client_id: first.clientId }));
      const crossSite = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
      await visitor.send(end(), { body: new URLSearchParams({ client_id: first.clientId }), headers: crossSite });
      expect(await silently(visitor)).toBe("in");
    });

    test("takes no answer that did not come from our own question", async () => {
      const visitor = newBrowser();
      await getTokens(visitor, world, { application: first, pupil: await newPupil() });
      await visitor.go(end({ client_id: first.clientId }));
      const secret = /name="xsrf" value="([^"]+)"/.exec(visitor.page?.text ?? "")?.[1] ?? "";
      const confirm = new URL("/session/end/confirm", world.issuer);
      const answers: [Record<string, string>, Record<string, string>][] = [
        [{ logout: "yes" }, { origin: world.issuer }],
        [{ logout: "yes", xsrf: "guessed" }, { origin: world.issuer }],
        [{ logout: "yes", xsrf: secret }, { "sec-fetch-site": "cross-site" }],
        [{ logout: "yes", xsrf: secret }, { origin: "https://evil.example" }],
      ];
      for (const [fields, headers] of answers) {
        const { status } = await visitor.send(confirm, { body: new URLSearchParams(fields), headers });
        expect(status).toBeGreaterThanOrEqual(400);
      }
      expect(await silently(visitor)).toBe("in");
    });

    test("ends the session everywhere after a yes", async () => {
      const visitor = newBrowser();
      const tokens = await getTokens(visitor, world, { application: first, pupil: await newPupil() });
      const others = await getTokens(visitor, world, { application: second });
      const cookies = thief(visitor);
      await visitor.go(end({ id_token_hint: tokens.idToken, post_logout_redirect_uri: `${applicationOrigin}/out` }));
      const at = await visitor.submit({}, { button: { name: "logout", value: "yes" } });
      expect(at.url.href).toBe(`${applicationOrigin}/out`);
      expect(await silently(cookies)).toBe("login_required");
      await expect.poll(() => heardOf(receivers[0], tokens.idToken).length, { timeout: 10_000 }).toBe(1);
      await expect.poll(() => heardOf(receivers[1], others.idToken).length, { timeout: 10_000 }).toBe(1);
    });
  });
});

describe("cookies", () => {
  type Line = { name: string; value: string; attributes: string[] };
  const parse = (line: string): Line => {
    const [pair = "", ...attributes] = line.split(/;\s*/);
    return {
      name: pair.slice(0, pair.indexOf("=")),
      value: pair.slice(pair.indexOf("=") + 1),
      attributes: attributes.map((one) => one.toLowerCase()),
    };
  };
  const alive = (visitor: Visitor) => visitor.setCookies.map(parse).filter(({ value }) => value !== "");
  const sessionLines = (visitor: Visitor, name: string) => alive(visitor).filter((line) => line.name === name);
  const sharedSignIn = async (world: TestServer, visitor: Visitor, shared: boolean) => {
    const school = await arrangeSchool(world);
    const pupil = await arrangePupil(world, school);
    const application = await arrangeApplication(world, { releaseTo: school });
    await visitor.go(startFlow(world.issuer, application).url);
    const device = shared ? "yes" : "no";
    await visitor.submit({ login_name: pupil.loginName, secret: pupil.password, shared: device });
    expect(visitor.page?.url.searchParams.has("code")).toBe(true);
    return { pupil, application };
  };
  const expiresOf = ({ attributes }: Line) => attributes.find((one) => /^(expires|max-age)=/.test(one));

  describe("on http, for a machine of one's own", () => {
    let world: TestServer;
    beforeAll(async () => {
      world = await startTestServer();
    });
    afterAll(() => world.close());

    test("are out of reach for scripts and other sites", async () => {
      const visitor = newBrowser();
      await sharedSignIn(world, visitor, false);
      await visitor.send(new URL("/language", world.issuer), {
        body: new URLSearchParams({ to: "fr", back: "/" }),
        headers: { origin: world.issuer },
      });
      expect(new Set(alive(visitor).map(({ name }) => name.replace(/\.sig$/, "")))).toEqual(
        new Set([
          "leerid",
          "leerid-sign-in",
          "leerid-resume",
          "leerid-proved",
          "leerid-device",
          "leerid-whose",
          "lang",
        ]),
      );
      for (const { name, attributes } of alive(visitor)) {
        expect([name, ...attributes]).toEqual(expect.arrayContaining(["httponly", "samesite=lax"]));
      }
    });

    test("of a shared device go when the browser is closed; an own device keeps its pupil", async () => {
      const [shared, own] = [newBrowser(), newBrowser()];
      await sharedSignIn(world, shared, true);
      await sharedSignIn(world, own, false);
      expect(sessionLines(shared, "leerid").map(expiresOf)).toEqual([undefined]);
      expect(sessionLines(own, "leerid").map(expiresOf)).toEqual([expect.stringMatching(/^expires=/)]);
    });

    test("a shared device's session ends an hour after signing in, however busy it is meanwhile", async () => {
      const visitor = newBrowser();
      const { pupil, application } = await sharedSignIn(world, visitor, true);
      const { owner } = world.database;
      const minutesLeft = async () => {
        const { rows } = await owner.query(
          "select extract(epoch from expires_at - now()) / 60 as minutes from oidc_artifact where model = 'Session' and account_id = $1",
          [`${pupil.pupilId}.1`],
        );
        return Number(rows[0]?.minutes);
      };
      expect(await minutesLeft()).toBeLessThanOrEqual(60);
      expect(await minutesLeft()).toBeGreaterThan(58);
      await owner.query("update school set valid_from = now() - interval '1 day'");
      await owner.query(
        `update oidc_artifact set payload = jsonb_set(payload::jsonb, '{loginTs}', to_jsonb((payload->>'loginTs')::int - 50 * 60))::json
          where model = 'Session' and account_id = $1`,
        [`${pupil.pupilId}.1`],
      );
      await visitor.go(startFlow(world.issuer, application).url);
      expect(visitor.page?.url.searchParams.has("code")).toBe(true);
      expect(await minutesLeft()).toBeLessThanOrEqual(10);
    });
  });

  test("on https are bound to this host and to https, all of them", async () => {
    const world = await startTestServer({ ISSUER: "https://leerid.example" });
    try {
      const visitor = newBrowser({ reach: { "https://leerid.example": `http://localhost:${world.config.port}` } });
      await sharedSignIn(world, visitor, false);
      await visitor.send(new URL("/language", world.issuer), {
        body: new URLSearchParams({ to: "fr", back: "/" }),
        headers: { origin: world.issuer },
      });
      expect(alive(visitor).length).toBeGreaterThan(4);
      for (const { name, attributes } of alive(visitor)) {
        expect([name, ...attributes]).toEqual(expect.arrayContaining(["secure", "httponly", "samesite=lax"]));
        expect(attributes.some((one) => one.startsWith("domain"))).toBe(false);
        // a browser takes __Host- with Path=/ only
        expect(name).toMatch(attributes.includes("path=/") ? /^__Host-/ : /^__Secure-/);
      }
      const answer = await visitor.send(new URL(world.issuer));
      expect(answer.headers.get("strict-transport-security")).toMatch(/max-age=\d{8}/);
    } finally {
      await world.close();
    }
  });
});

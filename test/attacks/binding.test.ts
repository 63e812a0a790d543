import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { activate } from "../../src/activation/activation.ts";
import { drawFirstSecret } from "../../src/credentials/credentials.ts";
import { suspendPupil } from "../../src/pupils/pupils.ts";
import { applicationOrigin, getTokens, newBrowser, startFlow, stores } from "../support/attacker.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import type { Visitor } from "../support/visitor.ts";
import {
  arrangeApplication,
  arrangeFirstSecret,
  arrangePupil,
  arrangeSchool,
  type ArrangedApplication,
  type ArrangedPupil,
} from "../support/world.ts";

/** Group C: a secret is one pupil's, for one purpose, in one browser, for one time. */
const password = "zeven gele olifanten op zolder";
const secrets = { code: "CDFG-HJKM-NPQR", words: "appel boom vis" };

describe.each(stores)("binding, with %s", (_store, settings) => {
  let world: TestServer;
  let school: Awaited<ReturnType<typeof arrangeSchool>>;
  let application: ArrangedApplication;

  beforeAll(async () => {
    world = await startTestServer(settings);
    school = await arrangeSchool(world);
    application = await arrangeApplication(world, { releaseTo: school });
  });
  afterAll(() => world.close());

  const newPupil = () => arrangePupil(world, school);
  const withSecret = async (kind: "code" | "words" | "badge", secret: string): Promise<ArrangedPupil> => {
    const pupil = await newPupil();
    await arrangeFirstSecret(world, { pupilId: pupil.pupilId, kind, secret });
    return pupil;
  };
  const type = async (loginName: string, secret: string, browser: Visitor = newBrowser()) => {
    await browser.go(startFlow(world.issuer, application).url);
    const at = await browser.submit({ login_name: loginName, secret });
    return { at, browser, in: at.url.origin === applicationOrigin || at.url.pathname.endsWith("/password") };
  };
  const credentialsOf = async ({ pupilId }: ArrangedPupil) => {
    const { rows } = await world.database.owner.query(
      "select kind, used_at is not null as used from credential where pupil_id = $1 and revoked_at is null order by kind",
      [pupilId],
    );
    return rows;
  };

  test.each(["code", "words"] as const)(
    "a first secret (%s) of one pupil is worth nothing with another pupil's login name",
    async (kind) => {
      const owner = await withSecret(kind, secrets[kind]);
      const others = [await newPupil(), await withSecret(kind, kind === "code" ? "RQPN-MKJH-GFDC" : "wolk trein koek")];
      for (const { loginName } of others) expect((await type(loginName, secrets[kind])).in).toBe(false);
      expect(await credentialsOf(owner)).toEqual([{ kind, used: false }]);
      expect((await type(owner.loginName, secrets[kind])).in).toBe(true);
    },
  );

  test("a stored first secret that is moved to another pupil opens nothing", async () => {
    const owner = await withSecret("words", secrets.words);
    const other = await newPupil();
    await world.database.owner.query("delete from credential where pupil_id = $1", [other.pupilId]);
    await world.database.owner.query("update credential set pupil_id = $1 where pupil_id = $2 and kind = 'words'", [
      other.pupilId,
      owner.pupilId,
    ]);
    expect((await type(other.loginName, secrets.words)).in).toBe(false);
  });

  test("a pupil who has no credential yet gets in with nothing at all", async () => {
    const { loginName, pupilId } = await newPupil();
    await world.database.owner.query("delete from credential where pupil_id = $1", [pupilId]);
    for (const guess of ["", " ", loginName, "null", "undefined", "0", "wachtwoord", "-", "\u00a0"])
      expect((await type(loginName, guess)).in).toBe(false);
  });

  test("a secret of one purpose does not serve another", async () => {
    const token = drawFirstSecret(world.deps.random, "badge");
    const badge = await withSecret("badge", token);
    const code = await withSecret("code", secrets.code);
    expect((await type(badge.loginName, token)).in).toBe(false);
    for (const scanned of [
      secrets.code,
      secrets.code.replaceAll("-", ""),
      secrets.words,
      code.password,
      code.pupilId,
    ]) {
      const browser = newBrowser();
      await browser.go(startFlow(world.issuer, application).url);
      expect((await browser.submit({ badge: scanned }, { to: /\/badge$/ })).url.origin).toBe(world.issuer);
    }
  });

  test("the login name that the password page sends along decides nothing", async () => {
    const owner = await withSecret("code", secrets.code);
    const victim = await newPupil();
    const { browser } = await type(owner.loginName, secrets.code);
    const at = await browser.submit({ login_name: victim.loginName, password, repeat: password });
    expect(at.url.origin).toBe(applicationOrigin);
    expect((await type(victim.loginName, password)).in).toBe(false);
    expect((await type(victim.loginName, victim.password)).in).toBe(true);
    expect((await type(owner.loginName, password)).in).toBe(true);
  });

  describe("between typing a code and choosing the password", () => {
    const change: [string, (pupil: ArrangedPupil) => Promise<unknown>][] = [
      [
        "the school prints a new card",
        ({ loginName }) =>
          activate(world.deps, { schoolId: school.id, loginNames: [loginName], secret: "code", actor: "test" }),
      ],
      [
        "the code expires",
        ({ pupilId }) =>
          world.database.owner.query("update credential set expires_at = now() where pupil_id = $1", [pupilId]),
      ],
      [
        "the code is used elsewhere",
        ({ pupilId }) =>
          world.database.owner.query("update credential set used_at = now() where pupil_id = $1", [pupilId]),
      ],
      ["the pupil is suspended", ({ loginName }) => suspendPupil(world.deps, loginName)],
      [
        "the pupil is deleted",
        ({ pupilId }) => world.database.owner.query("delete from pupil where id = $1", [pupilId]),
      ],
    ];
    test.each(change)("%s: then nothing is chosen any more", async (_name, happens) => {
      const pupil = await withSecret("code", secrets.code);
      const { browser } = await type(pupil.loginName, secrets.code);
      await happens(pupil);
      const at = await browser.submit({ password, repeat: password });
      expect([at.url.origin, at.status]).toEqual([world.issuer, expect.toBeOneOf([400, 422])]);
      expect((await credentialsOf(pupil)).map(({ kind }) => kind)).not.toContain("password");
      expect((await type(pupil.loginName, password)).in).toBe(false);
    });
  });

  test("who copied the cookies of an open sign-in page, and waits, chooses no password after the code that is typed there", async () => {
    const pupil = await withSecret("code", secrets.code);
    const device = newBrowser();
    await device.go(startFlow(world.issuer, application).url);
    const attacker = newBrowser();
    attacker.adopt(device);
    const { url } = await device.submit({ login_name: pupil.loginName, secret: secrets.code });
    expect(url.pathname).toMatch(/\/password$/);
    expect((await attacker.go(url)).status).toBe(400);
    const body = new URLSearchParams({ password, repeat: password });
    await attacker.go(url, { body, headers: { origin: world.issuer } });
    expect((await credentialsOf(pupil)).map(({ kind }) => kind)).not.toContain("password");
    expect((await device.submit({ password, repeat: password })).url.origin).toBe(applicationOrigin);
  });

  test("what the school replaces ends at once, with all that was opened by it", async () => {
    const pupil = await newPupil();
    const browser = newBrowser();
    await getTokens(browser, world, { application, pupil });
    await activate(world.deps, { schoolId: school.id, loginNames: [pupil.loginName], secret: "words", actor: "test" });
    expect((await type(pupil.loginName, pupil.password)).in).toBe(false);
    const at = await browser.go(startFlow(world.issuer, application, { prompt: "none" }).url);
    expect(at.url.searchParams.get("error")).toBe("login_required");
  });

  test("a session of one pupil gives no application a token of another", async () => {
    const [one, two] = [await newPupil(), await newPupil()];
    const tokens = await getTokens(newBrowser(), world, { application, pupil: one });
    const browser = newBrowser();
    await getTokens(browser, world, { application, pupil: two });
    const hinted = await browser.go(
      startFlow(world.issuer, application, { prompt: "none", id_token_hint: tokens.idToken }).url,
    );
    expect(hinted.url.searchParams.get("error")).toBe("login_required");
    expect(decodeJwt(tokens.idToken).sub).toBeTruthy();
  });
});

import * as argon2 from "@node-rs/argon2";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { drawFirstSecret } from "../../src/credentials/credentials.ts";
import { drawLoginName } from "../../src/pupils/login-name.ts";
import { suspendPupil } from "../../src/pupils/pupils.ts";
import { applicationOrigin, newBrowser, random, startFlow, stores, times } from "../support/attacker.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { words, withoutAddress, withoutCode, type Answer, type Visitor } from "../support/visitor.ts";
import {
  arrangeApplication,
  arrangeFirstSecret,
  arrangePupil,
  arrangeSchool,
  type ArrangedApplication,
} from "../support/world.ts";

// the real thing, and it counts
vi.mock("@node-rs/argon2", { spy: true });

/** Group K: guessing gets nobody anywhere, tells nobody anything, and locks nobody out. */
describe.each(stores)("guessing, with %s", (_store, settings) => {
  let world: TestServer;
  let school: Awaited<ReturnType<typeof arrangeSchool>>;
  let application: ArrangedApplication;

  beforeAll(async () => {
    world = await startTestServer({ ...settings, TRUSTED_HOPS: "1" });
    school = await arrangeSchool(world);
    application = await arrangeApplication(world, { releaseTo: school });
  });
  afterAll(() => world.close());
  beforeEach(() => {
    vi.clearAllMocks();
  });

  const newPupil = () => arrangePupil(world, school);
  const unknownName = () => drawLoginName(world.deps.random, "lotte", 8);
  /** A browser behind a proxy of ours, at the page that asks who is there. */
  const from = async (address: string, change: Record<string, string> = {}): Promise<Visitor> => {
    const browser = newBrowser({ headers: { "x-forwarded-for": address } });
    await browser.go(startFlow(world.issuer, application, change).url);
    return browser;
  };
  const type = (browser: Visitor, loginName: string, secret: string) =>
    browser.submit({ login_name: loginName, secret });
  const isIn = (at: Answer) => at.url.origin === applicationOrigin;
  const hashed = () => vi.mocked(argon2.verify).mock.calls.length + vi.mocked(argon2.hash).mock.calls.length;
  const wrongTimes = async (browser: Visitor, loginName: string, count: number) => {
    for (let tries = 0; tries < count; tries += 1) await type(browser, loginName, `gok ${tries}`);
  };

  describe("an answer to a wrong secret", () => {
    const kinds: Record<string, () => Promise<string>> = {
      "a pupil with a password": async () => (await newPupil()).loginName,
      nobody: async () => unknownName(),
      "a pupil who is suspended": async () => {
        const { loginName } = await newPupil();
        await suspendPupil(world.deps, loginName);
        return loginName;
      },
      "a pupil who was never activated": async () => {
        const { loginName, pupilId } = await newPupil();
        await world.database.owner.query("delete from credential where pupil_id = $1", [pupilId]);
        return loginName;
      },
      ...Object.fromEntries(
        (["code", "words", "badge"] as const).map((kind) => [
          `a pupil with a first secret of the kind ${kind}`,
          async () => {
            const { loginName, pupilId } = await newPupil();
            await arrangeFirstSecret(world, { pupilId, kind, secret: drawFirstSecret(world.deps.random, kind) });
            return loginName;
          },
        ]),
      ),
    };
    /** Everything that a guesser can see or measure, without what was typed. */
    const seen = async (loginName: string, secret: string) => {
      const browser = await from("192.0.2.1");
      vi.clearAllMocks();
      const at = await type(browser, loginName, secret);
      const headers = [...at.headers].filter(([name]) => !["date", "content-length", "etag"].includes(name));
      const interaction = at.url.pathname;
      const text = withoutCode(withoutAddress(at)).replaceAll(loginName, "NAME").replaceAll(interaction, "HERE");
      return { status: at.status, headers, text, hashed: hashed() };
    };

    test.each(["een fout wachtwoord", "CDFG-HJKM-NPQR", "appel boom vis", "x".repeat(400)])(
      "is the same to the letter, and the same work, whoever it is asked about: %s",
      async (secret) => {
        const about = async (kind: string) => seen((await kinds[kind]?.()) ?? "", secret);
        const usual = await about("a pupil with a password");
        expect(usual).toMatchObject({ status: 422, hashed: 1 });
        for (const kind of Object.keys(kinds)) expect([kind, await about(kind)]).toEqual([kind, usual]);
      },
    );

    test("is the same for a suspended pupil's right password", async () => {
      const { loginName, password } = await newPupil();
      await suspendPupil(world.deps, loginName);
      expect(await seen(loginName, password)).toEqual(await seen(unknownName(), password));
    });

    test("turns into the same waiting, for somebody and for nobody", async () => {
      const waits: unknown[] = [];
      for (const name of [(await newPupil()).loginName, unknownName()]) {
        const browser = await from("192.0.2.1");
        const statuses = [];
        const texts = [];
        for (let tries = 0; tries < 12; tries += 1) {
          const at = await type(browser, name, `gok ${tries}`);
          statuses.push(at.status);
          texts.push(
            words(at)
              .replace(/\d+ (minuten|minuut|seconden|min)/g, "TIME")
              .replace(/leerkracht [A-Z\d]{4} /, "CODE ")
              .replace(/Code [A-Z\d]{4}/, "CODE"),
          );
        }
        waits.push({ statuses, texts });
      }
      expect(waits[0]).toEqual(waits[1]);
      expect(waits[0]).toMatchObject({ statuses: [...Array.from({ length: 10 }, () => 422), 429, 429] });
    });
  });

  test("a typing error in the login name is told, is no attempt, and computes nothing", async () => {
    const { loginName, password } = await newPupil();
    const typo = loginName.replace(/.$/, (digit) => String((Number(digit) + 1) % 10));
    const browser = await from("192.0.2.2");
    vi.clearAllMocks();
    for (let tries = 0; tries < 15; tries += 1) {
      const at = await type(browser, typo, password);
      expect([at.status, words(at)]).toEqual([
        422,
        expect.stringMatching(/typfout|tikfout|klopt niet|gebruikersnaam/i),
      ]);
    }
    expect(hashed()).toBe(0);
    expect(isIn(await type(browser, loginName, password))).toBe(true);
  });

  test("after ten wrong tries from one network even the right secret waits, and nothing is computed any more", async () => {
    const { loginName, password } = await newPupil();
    const browser = await from("192.0.2.3");
    await wrongTimes(browser, loginName, 10);
    vi.clearAllMocks();
    const at = await type(browser, loginName, password);
    expect(at.status).toBe(429);
    expect(Number(at.headers.get("retry-after"))).toBeGreaterThan(60);
    // another address of the same network, and another browser, are no way around it
    expect((await type(await from("192.0.2.99"), loginName, password)).status).toBe(429);
    expect(hashed()).toBe(0);
  });

  test("a pupil who is locked on one network gets in on another, however long the first one goes on", async () => {
    const { loginName, password } = await newPupil();
    const attacker = await from("198.51.100.1");
    await wrongTimes(attacker, loginName, 100);
    expect((await type(attacker, loginName, password)).status).toBe(429);
    expect(isIn(await type(await from("192.0.2.4"), loginName, password))).toBe(true);
  });

  test("many networks together get sixty tries at one pupil, and no more", async () => {
    const { loginName, password } = await newPupil();
    for (let network = 1; network <= 6; network += 1) {
      const browser = await from(`203.0.${network}.1`);
      for (let tries = 0; tries < 10; tries += 1)
        expect((await type(browser, loginName, `gok ${tries}`)).status).toBe(422);
    }
    expect((await type(await from("203.0.99.1"), loginName, password)).status).toBe(429);
  });

  test("what a client writes into X-Forwarded-For is no network of its own", async () => {
    const { loginName } = await newPupil();
    const statuses = await times(15, async (index) => {
      const browser = await from(`10.${index}.0.1, 198.51.100.7`);
      return (await type(browser, loginName, "gok")).status;
    });
    expect(statuses.filter((status) => status === 422)).toHaveLength(10);
  });

  test(
    "a whole school behind one address is never locked out: 100 pupils mistype once, then all is well",
    { timeout: 120_000 },
    async () => {
      const pupil = await newPupil();
      const loginNames = Array.from({ length: 100 }, () => drawLoginName(world.deps.random, "noor", 8));
      // everybody gets the password of that one pupil: the hash is the same work for each
      await world.database.owner.query(
        `with p as (insert into pupil (id, login_name, created_at)
          select uuidv7(), name, now() from unnest($1::text[]) name returning id),
        e as (insert into enrolment (pupil_id, school_id, given_name, family_name, level, during)
          select id, $2, 'Noor', 'Peeters', 'lager', '[2026-01-01,)' from p)
        insert into credential (id, pupil_id, kind, phc, created_at, used_at)
          select uuidv7(), p.id, 'password', c.phc, now(), now() from p, credential c where c.pupil_id = $3 and c.kind = 'password'`,
        [loginNames, school.id, pupil.pupilId],
      );
      const mistyped = await Promise.all(
        loginNames.map(async (name) => (await type(await from("192.0.2.200"), name, "tikfout")).status),
      );
      expect(new Set(mistyped)).toEqual(new Set([422]));
      for (const name of loginNames.slice(0, 15)) {
        expect(isIn(await type(await from("192.0.2.200"), name, pupil.password))).toBe(true);
      }
    },
  );

  test("a right secret wipes the slate: a class that mistypes every lesson is not locked out by noon", async () => {
    const { loginName, password } = await newPupil();
    for (let lesson = 0; lesson < 4; lesson += 1) {
      await wrongTimes(await from("192.0.2.5"), loginName, 5);
      expect(isIn(await type(await from("192.0.2.5"), loginName, password))).toBe(true);
    }
  });

  test("an activation code is guessed no more often than a password", async () => {
    const { loginName, pupilId } = await newPupil();
    await arrangeFirstSecret(world, { pupilId, kind: "code", secret: "CDFG-HJKM-NPQR" });
    const browser = await from("192.0.2.6");
    await wrongTimes(browser, loginName, 10);
    const at = await type(browser, loginName, "CDFG-HJKM-NPQR");
    expect(at.status).toBe(429);
  });

  test("whether a code was used or has expired is only said to who types the right one", async () => {
    const read = (at: Answer) => words({ ...at, text: withoutCode(at.text) });
    for (const change of ["used_at = now()", "expires_at = now()"]) {
      const { loginName, pupilId } = await newPupil();
      await arrangeFirstSecret(world, { pupilId, kind: "code", secret: "CDFG-HJKM-NPQR" });
      await world.database.owner.query(`update credential set ${change} where pupil_id = $1`, [pupilId]);
      const wrong = read(await type(await from("192.0.2.7"), loginName, "CDFG-HJKM-NPQT"));
      const right = read(await type(await from("192.0.2.7"), loginName, "CDFG-HJKM-NPQR"));
      const nobody = read(await type(await from("192.0.2.7"), unknownName(), "CDFG-HJKM-NPQR"));
      expect(wrong).toBe(nobody);
      expect(right).not.toBe(nobody);
    }
  });

  test("a badge that is guessed, revoked, expired, cut short or a suspended pupil's gets one and the same answer", async () => {
    const badge = async (change: string) => {
      const { loginName, pupilId } = await newPupil();
      const token = drawFirstSecret(world.deps.random, "badge");
      await arrangeFirstSecret(world, { pupilId, kind: "badge", secret: token });
      if (change === "suspended") await suspendPupil(world.deps, loginName);
      else if (change)
        await world.database.owner.query(`update credential set ${change} where pupil_id = $1`, [pupilId]);
      return token;
    };
    const scan = async (token: string) => {
      const browser = await from("192.0.2.8");
      const at = await browser.submit({ badge: token }, { to: /\/badge$/ });
      return { in: isIn(at), status: at.status, text: isIn(at) ? "" : words({ ...at, text: withoutCode(at.text) }) };
    };
    const good = await badge("");
    expect(await scan(good)).toMatchObject({ in: true });
    const answers = [
      await scan(drawFirstSecret(world.deps.random, "badge")),
      await scan(await badge("revoked_at = now()")),
      await scan(await badge("expires_at = now()")),
      await scan(await badge("suspended")),
      await scan((await badge("")).slice(0, -1)),
      await scan(random()),
      await scan("x".repeat(499)),
    ];
    expect(answers).toEqual(answers.map(() => ({ in: false, status: 422, text: answers[0]?.text })));
  });

  test.each(["login_hint", "id_token_hint", "acr_values", "ui_locales"])(
    "a hint (%s) about a pupil tells nobody whether there is such a pupil",
    async (name) => {
      const { loginName, pupilId } = await newPupil();
      const answers: { status: number; text: string; error: string | null }[] = [];
      for (const hint of [loginName, unknownName(), pupilId, world.deps.random.uuid()]) {
        const shown = await newBrowser().go(startFlow(world.issuer, application, { [name]: hint }).url);
        const silent = await newBrowser().go(
          startFlow(world.issuer, application, { [name]: hint, prompt: "none" }).url,
        );
        const text = withoutCode(withoutAddress(shown)).replaceAll(hint, "HINT").replaceAll(shown.url.pathname, "HERE");
        answers.push({ status: shown.status, text, error: silent.url.searchParams.get("error") });
      }
      expect(answers).toEqual(answers.map(() => answers[0]));
    },
  );
});

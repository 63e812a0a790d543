import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import type { Hasher } from "../deps.ts";
import { CredentialId, PupilId, SchoolId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";
import { createKeys } from "../lib/keys.ts";
import { systemRandom } from "../lib/random.ts";
import {
  choosePassword,
  createHasher,
  drawFirstSecret,
  findBadge,
  hardenWords,
  hashBadge,
  hashFirstSecret,
  issueSecrets,
  lockUsedKinds,
  markBadgeUsed,
  revokeCredentials,
  verifySecret,
  type Credential,
  type FirstSecretKind,
} from "./credentials.ts";

const keys = createKeys(Buffer.alloc(32, 7), systemRandom);
const real = createHasher({ keys, queueLength: 100 });
let hashes = 0;
const hasher: Hasher = {
  hash: (secret) => real.hash(secret),
  verify: (phc, secret) => {
    hashes += 1;
    return real.verify(phc, secret);
  },
};
const morning = new Date("2026-10-05T06:30:00Z");
const later = new Date("2026-12-04T06:30:00Z");
const deps = { keys, hasher, now: () => morning };

let database: TestDatabase;
let schoolId: SchoolId;
let count = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  const { rows } = await database.owner.query(
    `insert into school (name, valid_from, created_at) values ('De Klimboom', now(), now()) returning id`,
  );
  schoolId = SchoolId.parse(rows[0].id);
});
afterAll(() => database.drop());

async function addPupil(): Promise<PupilId> {
  const pupilId = PupilId.parse(systemRandom.uuid());
  count += 1;
  await database.owner.query(
    `insert into pupil (id, login_name, given_name, family_name, created_at) values ($1, $2, 'Lotte', 'P', now())`,
    [pupilId, `lotte.${String(count).padStart(6, "0")}`],
  );
  await database.owner.query(
    `insert into enrolment (pupil_id, school_id, level, during) values ($1, $2, 'lager', '[2026-09-01,)')`,
    [pupilId, schoolId],
  );
  return pupilId;
}

async function give(pupilId: PupilId, kind: FirstSecretKind, expiresAt = later): Promise<string> {
  const secret = drawFirstSecret(systemRandom, kind);
  const hash = hashFirstSecret(keys, { kind, pupilId, secret });
  await database.db.forSchools([schoolId], (tx) =>
    issueSecrets(tx, { kind, secrets: [{ pupilId, hash }], now: morning, expiresAt }),
  );
  return secret;
}

const credentialRow = z.object({
  id: CredentialId,
  pupilId: PupilId,
  kind: z.enum(["code", "words", "badge", "password"]),
  secretHash: z.instanceof(Buffer).nullable(),
  phc: z.string().nullable(),
  expiresAt: z.date().nullable(),
  usedAt: z.date().nullable(),
});
const live = (pupilId: PupilId): Promise<Credential[]> =>
  database.db.signIn.many(
    credentialRow,
    sql`select id, pupil_id as "pupilId", kind, secret_hash as "secretHash", phc, expires_at as "expiresAt", used_at as "usedAt"
      from credential where pupil_id = ${pupilId} and revoked_at is null order by kind`,
  );
const kinds = async (pupilId: PupilId) => (await live(pupilId)).map(({ kind }) => kind);
const verify = async (pupilId: PupilId, typed: string, now = morning) =>
  verifySecret({ ...deps, now: () => now }, { credentials: await live(pupilId), pupilId, typed });
const signIn = <T>(work: (tx: Tx) => Promise<T>) => database.db.signIn.transaction(work);

async function idOf(pupilId: PupilId, kind: Credential["kind"]): Promise<CredentialId> {
  const found = (await live(pupilId)).find((credential) => credential.kind === kind);
  if (!found) throw new Error(`no live ${kind}`);
  return found.id;
}

async function choose(pupilId: PupilId, codeCredentialId: CredentialId, chosen: string | Date): Promise<boolean> {
  const id = CredentialId.parse(systemRandom.uuid());
  const [phc, now] = typeof chosen === "string" ? [chosen, morning] : ["$argon2id$x", chosen];
  return signIn((tx) => choosePassword(tx, { pupilId, codeCredentialId, id, phc, now }));
}

describe("a code", () => {
  test("leads to choosing a password, typed in any case and with any dashes", async () => {
    const pupilId = await addPupil();
    const code = await give(pupilId, "code");
    expect(await verify(pupilId, code)).toMatchObject({ ok: true, next: "choose-password" });
    expect(await verify(pupilId, code.replaceAll("-", " ").toLowerCase())).toMatchObject({ ok: true });
  });

  test("of 50 parallel uses makes exactly one password", async () => {
    const pupilId = await addPupil();
    await give(pupilId, "code");
    const id = await idOf(pupilId, "code");
    const phc = await real.hash("drie gele vissen");
    const won = await Promise.all(Array.from({ length: 50 }, () => choose(pupilId, id, phc)));
    expect(won.filter(Boolean)).toHaveLength(1);
    const { rows } = await database.owner.query(`select from credential where pupil_id = $1 and kind = 'password'`, [
      pupilId,
    ]);
    expect(rows).toHaveLength(1);
  });

  test("is used up: who types it again hears so", async () => {
    const pupilId = await addPupil();
    const code = await give(pupilId, "code");
    await choose(pupilId, await idOf(pupilId, "code"), await real.hash("drie gele vissen"));
    expect(await verify(pupilId, code)).toEqual({ ok: false, reason: "used" });
    expect(await verify(pupilId, "drie gele vissen")).toMatchObject({ ok: true, next: "signed-in" });
  });

  test("of another pupil makes no password", async () => {
    const [own, other] = [await addPupil(), await addPupil()];
    await give(other, "code");
    expect(await choose(own, await idOf(other, "code"), await real.hash("drie gele vissen"))).toBe(false);
  });

  test("that was replaced meanwhile makes no password", async () => {
    const pupilId = await addPupil();
    await give(pupilId, "code");
    const id = await idOf(pupilId, "code");
    await give(pupilId, "code");
    expect(await choose(pupilId, id, await real.hash("drie gele vissen"))).toBe(false);
  });

  test("makes no password at the very moment it expires", async () => {
    const pupilId = await addPupil();
    const code = await give(pupilId, "code");
    expect(await verify(pupilId, code, later)).toEqual({ ok: false, reason: "expired" });
    expect(await choose(pupilId, await idOf(pupilId, "code"), later)).toBe(false);
  });

  test("is stored as a keyed hash that counts for that pupil only", async () => {
    const [one, other] = [await addPupil(), await addPupil()];
    const hash = (pupilId: PupilId) => hashFirstSecret(keys, { kind: "code", pupilId, secret: "CDFG-HJKM-NPQR" });
    expect(hash(one)).not.toEqual(hash(other));
    const code = await give(one, "code");
    expect(JSON.stringify(await live(one))).not.toContain(code);
  });
});

describe("words", () => {
  test("are right in any case, with accents, dots and without spaces, and ask to be hardened", async () => {
    const pupilId = await addPupil();
    const words = await give(pupilId, "words");
    const result = await verify(pupilId, words.toUpperCase().replaceAll(" ", "-"));
    expect(result).toMatchObject({ ok: true, next: "harden", normalised: words.replaceAll(" ", "") });
    expect(await verify(pupilId, words.replaceAll(" ", ""))).toMatchObject({ ok: true });
  });

  test("become Argon2id at first use, don't expire any more, and stay forgiving", async () => {
    const pupilId = await addPupil();
    const words = await give(pupilId, "words");
    const phc = await real.hash(words.replaceAll(" ", ""));
    const credentialId = await idOf(pupilId, "words");
    expect(await signIn((tx) => hardenWords(tx, { credentialId, phc, now: morning }))).toBe(true);
    expect(await live(pupilId)).toMatchObject([{ secretHash: null, phc, expiresAt: null, usedAt: morning }]);
    expect(await verify(pupilId, ` ${words.toUpperCase()}. `, later)).toMatchObject({ ok: true, next: "signed-in" });
  });

  test("of 50 parallel first uses are hardened exactly once", async () => {
    const pupilId = await addPupil();
    const words = await give(pupilId, "words");
    const phc = await real.hash(words.replaceAll(" ", ""));
    const credentialId = await idOf(pupilId, "words");
    const all = Array.from({ length: 50 }, () => signIn((tx) => hardenWords(tx, { credentialId, phc, now: morning })));
    expect((await Promise.all(all)).filter(Boolean)).toHaveLength(1);
  });

  test("that nobody used in time are expired", async () => {
    const pupilId = await addPupil();
    const words = await give(pupilId, "words");
    const credentialId = await idOf(pupilId, "words");
    expect(await verify(pupilId, words, later)).toEqual({ ok: false, reason: "expired" });
    expect(await signIn((tx) => hardenWords(tx, { credentialId, phc: "x", now: later }))).toBe(false);
  });
});

describe("a wrong secret", () => {
  test("gets one answer, whatever the pupil has", async () => {
    const pupils = [await addPupil(), await addPupil(), await addPupil(), await addPupil()] as const;
    await give(pupils[1], "code");
    await give(pupils[2], "words");
    await give(pupils[3], "badge");
    for (const pupilId of pupils)
      expect(await verify(pupilId, "appel boom vis")).toEqual({ ok: false, reason: "wrong" });
  });

  test("costs exactly one Argon2id hash, whatever the pupil has, also when nobody has that name", async () => {
    const none = await addPupil();
    const code = await addPupil();
    await give(code, "code");
    const password = await addPupil();
    await give(password, "code");
    await choose(password, await idOf(password, "code"), await real.hash("drie gele vissen"));
    for (const pupilId of [none, code, password]) {
      hashes = 0;
      await verify(pupilId, "appel boom vis");
      expect(hashes).toBe(1);
    }
    hashes = 0;
    expect(await verifySecret(deps, { credentials: [], pupilId: undefined, typed: "appel" })).toEqual({
      ok: false,
      reason: "wrong",
    });
    expect(hashes).toBe(1);
  });

  test("that is empty or a megabyte long is wrong and nothing else", async () => {
    const pupilId = await addPupil();
    const words = await give(pupilId, "words");
    expect(await verify(pupilId, "")).toEqual({ ok: false, reason: "wrong" });
    expect(await verify(pupilId, words + " ".repeat(1_000_000))).toEqual({ ok: false, reason: "wrong" });
  });

  test("is not said to be expired when it isn't the right one", async () => {
    const pupilId = await addPupil();
    await give(pupilId, "code");
    expect(await verify(pupilId, "CDFG-HJKM-NPQR", later)).toEqual({ ok: false, reason: "wrong" });
  });

  test("a badge's token is no secret to type", async () => {
    const pupilId = await addPupil();
    expect(await verify(pupilId, await give(pupilId, "badge"))).toEqual({ ok: false, reason: "wrong" });
  });
});

describe("a badge", () => {
  const find = (token: string, now = morning) => findBadge(database.db.signIn, hashBadge(keys, token), now);

  test("is found by its token until it expires", async () => {
    const pupilId = await addPupil();
    const token = await give(pupilId, "badge");
    expect(await find(token)).toMatchObject({ pupilId });
    expect(await find(token, later)).toBeUndefined();
  });

  test("works again after its first use", async () => {
    const pupilId = await addPupil();
    const token = await give(pupilId, "badge");
    await markBadgeUsed(database.db.signIn, await idOf(pupilId, "badge"), morning);
    expect(await find(token)).toMatchObject({ pupilId });
  });

  test("dies when it is replaced", async () => {
    const pupilId = await addPupil();
    const token = await give(pupilId, "badge");
    await give(pupilId, "badge");
    expect(await find(token)).toBeUndefined();
  });
});

describe("a new first secret", () => {
  async function withPassword(): Promise<PupilId> {
    const pupilId = await addPupil();
    await give(pupilId, "code");
    await choose(pupilId, await idOf(pupilId, "code"), await real.hash("drie gele vissen"));
    return pupilId;
  }

  test("of another kind ends the one that was never used", async () => {
    const pupilId = await addPupil();
    await give(pupilId, "code");
    await give(pupilId, "badge");
    expect(await kinds(pupilId)).toEqual(["badge"]);
    await give(pupilId, "words");
    expect(await kinds(pupilId)).toEqual(["words"]);
  });

  test("that is typed ends a password", async () => {
    const pupilId = await withPassword();
    await give(pupilId, "words");
    expect(await verify(pupilId, "drie gele vissen")).toEqual({ ok: false, reason: "wrong" });
  });

  test("that is a badge leaves a password alone", async () => {
    const pupilId = await withPassword();
    await give(pupilId, "badge");
    expect(await verify(pupilId, "drie gele vissen")).toMatchObject({ ok: true });
  });

  test("leaves a badge alone that is in use", async () => {
    const pupilId = await addPupil();
    await give(pupilId, "badge");
    await markBadgeUsed(database.db.signIn, await idOf(pupilId, "badge"), morning);
    await give(pupilId, "words");
    expect(await kinds(pupilId)).toEqual(["badge", "words"]);
  });

  test("is given to a pupil once, also when two transactions do it at the same moment", async () => {
    const pupilId = await addPupil();
    const issue = () =>
      database.db.forSchools([schoolId], async (tx) => {
        const hash = systemRandom.bytes(32);
        return issueSecrets(tx, { kind: "code", secrets: [{ pupilId, hash }], now: morning, expiresAt: later });
      });
    await Promise.all([issue(), issue(), issue(), issue()]);
    expect(await kinds(pupilId)).toEqual(["code"]);
  });

  test("and a password chosen at the same moment never live both", async () => {
    for (let round = 0; round < 10; round += 1) {
      const pupilId = await addPupil();
      await give(pupilId, "code");
      const id = await idOf(pupilId, "code");
      const replace = database.db.forSchools([schoolId], async (tx) => {
        await lockUsedKinds(tx, [pupilId]);
        const secrets = [{ pupilId, hash: systemRandom.bytes(32) }];
        return issueSecrets(tx, { kind: "words", secrets, now: morning, expiresAt: later });
      });
      await Promise.all([choose(pupilId, id, "$argon2id$x"), replace]);
      expect(await kinds(pupilId)).toEqual(["words"]);
    }
  });
});

test("after revoking nothing lets the pupil in", async () => {
  const pupilId = await addPupil();
  const words = await give(pupilId, "words");
  await database.db.forSchools([schoolId], (tx) => revokeCredentials(tx, [pupilId], morning));
  expect(await verify(pupilId, words)).toEqual({ ok: false, reason: "wrong" });
});

test("staff can't read a secret's hash, not even of their own pupils", async () => {
  const reading = database.db.forSchools([schoolId], (tx) =>
    tx.many(z.unknown(), sql`select secret_hash from credential`),
  );
  await expect(reading).rejects.toThrow("permission denied");
});

test("staff of another school can't give a pupil a secret", async () => {
  const pupilId = await addPupil();
  const elsewhere = SchoolId.parse(systemRandom.uuid());
  const secrets = [{ pupilId, hash: systemRandom.bytes(32) }];
  const issuing = database.db.forSchools([elsewhere], (tx) =>
    issueSecrets(tx, { kind: "code", secrets, now: morning, expiresAt: later }),
  );
  await expect(issuing).rejects.toThrow("row-level security");
});

import { afterAll, describe, expect, test } from "vitest";
import { later, morning, openCredentials } from "../../test/support/credentials.ts";
import type { PupilId } from "../ids.ts";
import { findBadge, hardenWords, hashBadge, hashFirstSecret, markBadgeUsed, verifySecret } from "./credentials.ts";

const { database, keys, hasher, hashes, deps, addPupil, give, live, verify, signIn, idOf, choose, drop } =
  await openCredentials();
afterAll(drop);

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
    const phc = await hasher.hash("drie gele vissen");
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
    await choose(pupilId, await idOf(pupilId, "code"), await hasher.hash("drie gele vissen"));
    expect(await verify(pupilId, code)).toEqual({ ok: false, reason: "used" });
    expect(await verify(pupilId, "drie gele vissen")).toMatchObject({ ok: true, next: "signed-in" });
  });

  test("of another pupil makes no password", async () => {
    const [own, other] = [await addPupil(), await addPupil()];
    await give(other, "code");
    expect(await choose(own, await idOf(other, "code"), await hasher.hash("drie gele vissen"))).toBe(false);
  });

  test("that was replaced meanwhile makes no password", async () => {
    const pupilId = await addPupil();
    await give(pupilId, "code");
    const id = await idOf(pupilId, "code");
    await give(pupilId, "code");
    expect(await choose(pupilId, id, await hasher.hash("drie gele vissen"))).toBe(false);
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
    const phc = await hasher.hash(words.replaceAll(" ", ""));
    const credentialId = await idOf(pupilId, "words");
    expect(await signIn((tx) => hardenWords(tx, { credentialId, phc, now: morning }))).toBe(true);
    expect(await live(pupilId)).toMatchObject([{ secretHash: null, phc, expiresAt: null, usedAt: morning }]);
    expect(await verify(pupilId, ` ${words.toUpperCase()}. `, later)).toMatchObject({ ok: true, next: "signed-in" });
  });

  test("of 50 parallel first uses are hardened exactly once", async () => {
    const pupilId = await addPupil();
    const words = await give(pupilId, "words");
    const phc = await hasher.hash(words.replaceAll(" ", ""));
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
    await choose(password, await idOf(password, "code"), await hasher.hash("drie gele vissen"));
    for (const pupilId of [none, code, password]) {
      expect(await hashes(() => verify(pupilId, "appel boom vis"))).toBe(1);
    }
    const nobody = { credentials: [], pupilId: undefined, typed: "appel" };
    expect(await hashes(() => verifySecret(deps, nobody))).toBe(1);
    expect(await verifySecret(deps, nobody)).toEqual({
      ok: false,
      reason: "wrong",
    });
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

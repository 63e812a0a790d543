import { afterAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { later, morning, openCredentials } from "../../test/support/credentials.ts";
import { SchoolId, type PupilId } from "../ids.ts";
import { sql } from "../lib/db.ts";
import { systemRandom } from "../lib/random.ts";
import { issueSecrets, lockInUse, markBadgeUsed, revokeCredentials } from "./credentials.ts";

const { database, schoolId, hasher, addPupil, give, kinds, verify, idOf, choose, drop } = await openCredentials();
afterAll(drop);

describe("a new first secret", () => {
  async function withPassword(): Promise<PupilId> {
    const pupilId = await addPupil();
    await give(pupilId, "code");
    await choose(pupilId, await idOf(pupilId, "code"), await hasher.hash("drie gele vissen"));
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
        await lockInUse(tx, [pupilId], morning);
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

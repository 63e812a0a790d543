import { z } from "zod";
import {
  choosePassword,
  createHasher,
  drawFirstSecret,
  hashFirstSecret,
  issueSecrets,
  verifySecret,
  type Credential,
  type FirstSecretKind,
} from "../../src/credentials/credentials.ts";
import type { Hasher } from "../../src/deps.ts";
import { CredentialId, PupilId, SchoolId } from "../../src/ids.ts";
import { sql, type Tx } from "../../src/lib/db.ts";
import { createKeys } from "../../src/lib/keys.ts";
import { systemRandom } from "../../src/lib/random.ts";
import { createTestDatabase } from "./database.ts";

/** The moment of these tests, and the one at which a first secret made then expires. */
export const morning = new Date("2026-10-05T06:30:00Z");
export const later = new Date("2026-12-04T06:30:00Z");

const credentialRow = z.object({
  id: CredentialId,
  pupilId: PupilId,
  kind: z.enum(["code", "words", "badge", "password"]),
  secretHash: z.instanceof(Buffer).nullable(),
  phc: z.string().nullable(),
  expiresAt: z.date().nullable(),
  usedAt: z.date().nullable(),
});

/** A school, and what its pupils sign in with: given by the role of staff, used by the role of the sign-in path. */
export async function openCredentials() {
  const database = await createTestDatabase();
  const keys = createKeys(Buffer.alloc(32, 7), systemRandom);
  const { hasher, hashes } = countingHasher(createHasher({ keys, queueLength: 100 }));
  const { rows } = await database.owner.query(
    `insert into school (name, valid_from, created_at) values ('De Klimboom', now(), now()) returning id`,
  );
  const schoolId = SchoolId.parse(rows[0].id);
  const deps = { keys, hasher, now: () => morning };
  let count = 0;

  async function addPupil(): Promise<PupilId> {
    const pupilId = PupilId.parse(systemRandom.uuid());
    count += 1;
    await database.owner.query(`insert into pupil (id, login_name, created_at) values ($1, $2, now())`, [
      pupilId,
      `lotte.${String(count).padStart(6, "0")}`,
    ]);
    await database.owner.query(
      `insert into enrolment (pupil_id, school_id, given_name, family_name, level, during) values ($1, $2, 'Lotte', 'P', 'lager', '[2026-09-01,)')`,
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

  const drop = () => database.drop();
  return {
    database,
    keys,
    hasher,
    hashes,
    schoolId,
    deps,
    addPupil,
    give,
    live,
    kinds,
    verify,
    signIn,
    idOf,
    choose,
    drop,
  };
}

/** @returns with `hashes`: how many Argon2id verifications that took */
function countingHasher(real: Hasher) {
  let count = 0;
  const hasher: Hasher = {
    hash: (secret) => real.hash(secret),
    verify: (phc, secret) => {
      count += 1;
      return real.verify(phc, secret);
    },
  };
  const hashes = async (work: () => Promise<unknown>): Promise<number> => {
    const before = count;
    await work();
    return count - before;
  };
  return { hasher, hashes };
}

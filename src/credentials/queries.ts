import { z } from "zod";
import { CredentialId, PupilId } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";
import { CredentialKind, FirstSecretKind, firstSecretKinds, typedKinds } from "./kinds.ts";

const badgeRow = z.object({ id: CredentialId, pupilId: PupilId });
/** By the index on the tokens of live badges: one probe, however many there are. */
export const liveBadge = (db: Db, hash: Buffer, now: Date) =>
  db.maybeOne(
    badgeRow,
    sql`select id, pupil_id as "pupilId" from credential
      where kind = 'badge' and revoked_at is null and secret_hash = ${hash} and expires_at > ${now}`,
  );

export const markUsed = (db: Db, id: CredentialId, now: Date) =>
  db.run(sql`update credential set used_at = ${now} where id = ${id} and used_at is null`);

/** Only while the keyed hash is still there: of any number at the same moment exactly one turns it into Argon2id. */
export const harden = (tx: Tx, id: CredentialId, { phc, now }: { phc: string; now: Date }) =>
  tx.run(sql`update credential set phc = ${phc}, secret_hash = null, used_at = ${now}, expires_at = null
    where id = ${id} and kind = 'words' and secret_hash is not null and revoked_at is null and expires_at > ${now}`);

/** Only while it was never used: a second try waits for the first one's transaction and then finds it used. */
export const useUpCode = (tx: Tx, id: CredentialId, { pupilId, now }: { pupilId: PupilId; now: Date }) =>
  tx.run(sql`update credential set used_at = ${now}
    where id = ${id} and pupil_id = ${pupilId} and kind = 'code'
      and used_at is null and revoked_at is null and expires_at > ${now}`);

export const insertPassword = (tx: Tx, password: { id: CredentialId; pupilId: PupilId; phc: string; now: Date }) =>
  tx.run(sql`insert into credential (id, pupil_id, kind, phc, created_at, used_at)
    values (${password.id}, ${password.pupilId}, 'password', ${password.phc}, ${password.now}, ${password.now})`);

/** What is typed into the field for the secret; the code that was just used up stays, to tell a second try what happened. */
export const revokeTyped = (tx: Tx, { pupilId, except, now }: { pupilId: PupilId; except: CredentialId; now: Date }) =>
  tx.run(sql`update credential set revoked_at = ${now}
    where pupil_id = ${pupilId} and kind = any (${typedKinds}::text[]) and id <> ${except} and revoked_at is null`);

const stateRow = z.object({ pupilId: PupilId, kind: CredentialKind, used: z.boolean(), works: z.boolean() });
/**
 * Live credentials of these pupils, locked until the transaction ends: somebody who is choosing a password this moment is waited
 * for, and what they chose is seen by the statement after this one. In the order of ids, so that two of these can't block each other.
 */
export const lockLive = (tx: Tx, pupilIds: PupilId[]) =>
  tx.run(
    sql`select from credential where pupil_id = any (${pupilIds}::uuid[]) and revoked_at is null order by id for update`,
  );

export const states = (tx: Tx, pupilIds: PupilId[], now: Date) =>
  tx.many(
    stateRow,
    sql`select pupil_id as "pupilId", kind, was_used as used, coalesce(lets_in_until > ${now}, false) as works
      from credential_state where pupil_id = any (${pupilIds}::uuid[])`,
  );

const unusedRow = z.object({ pupilId: PupilId, kind: FirstSecretKind, hash: z.instanceof(Buffer) });
export const unusedSecrets = (db: Db, pupilIds: PupilId[], now: Date) =>
  db.many(
    unusedRow,
    sql`select pupil_id as "pupilId", kind, secret_hash as hash from credential
      where pupil_id = any (${pupilIds}::uuid[]) and kind = any (${firstSecretKinds}::text[])
        and revoked_at is null and used_at is null and secret_hash is not null and expires_at > ${now}`,
  );

/** Of these kinds all; of other kinds what was never used. */
export const revokeFor = (
  tx: Tx,
  { pupilIds, kinds, now }: { pupilIds: PupilId[]; kinds: CredentialKind[]; now: Date },
) =>
  tx.run(sql`update credential set revoked_at = ${now}
    where pupil_id = any (${pupilIds}::uuid[]) and revoked_at is null
      and (kind = any (${kinds}::text[]) or (used_at is null and kind <> 'password'))`);

export const revokeAll = (tx: Tx, pupilIds: PupilId[], now: Date) =>
  tx.run(
    sql`update credential set revoked_at = ${now} where pupil_id = any (${pupilIds}::uuid[]) and revoked_at is null`,
  );

type NewSecrets = { kind: CredentialKind; pupilIds: PupilId[]; hashes: Buffer[]; now: Date; expiresAt: Date };
const givenRow = z.object({ pupilId: PupilId });
/**
 * One statement for any number, in the order of pupils, so that two of these can't block each other. Who was given one of this kind
 * by another transaction meanwhile keeps that one. Hashes travel as hex: cheaper to hand over by the thousand than buffers.
 */
export const insertSecrets = (tx: Tx, { kind, pupilIds, hashes, now, expiresAt }: NewSecrets) =>
  tx.many(
    givenRow,
    sql`insert into credential (id, pupil_id, kind, secret_hash, created_at, expires_at)
      select uuidv7(), made.pupil_id, ${kind}, decode(made.hash, 'hex'), ${now}, ${expiresAt}
      from unnest(${pupilIds}::uuid[], ${hashes.map((hash) => hash.toString("hex"))}::text[]) as made (pupil_id, hash)
      order by made.pupil_id
      on conflict (pupil_id, kind) where revoked_at is null do nothing
      returning pupil_id as "pupilId"`,
  );

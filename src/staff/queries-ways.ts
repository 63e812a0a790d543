import { z } from "zod";
import { StaffId } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";

const passkeyPart = z.object({
  credentialId: z.string(),
  /** Undefined: its holder gave it none. */
  name: z.string().nullable(),
  createdAt: z.coerce.date(),
  usedAt: z.coerce.date().nullable(),
});
const linkPart = z.object({
  issuer: z.string(),
  subject: z.string(),
  linkedAt: z.coerce.date(),
  usedAt: z.coerce.date().nullable(),
});
const method = z.enum(["password", "recovery-code", "passkey", "upstream"]);
export type SignInMethod = z.infer<typeof method>;
const signInPart = z.object({ at: z.coerce.date(), method });

const waysRow = z.object({
  passkeys: z.array(passkeyPart),
  password: z.boolean(),
  recoveryCodesLeft: z.number(),
  links: z.array(linkPart),
  signIns: z.array(signInPart),
});
export type OwnWays = z.infer<typeof waysRow>;

/** How somebody can sign in, and how they did: one statement. The ten latest sign-ins, newest first. */
export const getWays = (db: Db, staffId: StaffId) =>
  db.one(
    waysRow,
    sql`select
        coalesce((select jsonb_agg(jsonb_build_object('credentialId', credential_id, 'name', name, 'createdAt', created_at, 'usedAt', used_at)
          order by created_at, credential_id) from staff_passkey where staff_id = s.id), '[]') as passkeys,
        exists (select from staff_password where staff_id = s.id) as password,
        (select count(*)::int from staff_recovery_code where staff_id = s.id and used_at is null) as "recoveryCodesLeft",
        coalesce((select jsonb_agg(jsonb_build_object('issuer', issuer, 'subject', subject, 'linkedAt', linked_at, 'usedAt', used_at)
          order by linked_at, issuer, subject) from staff_upstream_link where staff_id = s.id), '[]') as links,
        coalesce((select jsonb_agg(jsonb_build_object('at', i.at, 'method', i.method) order by i.at desc) from (
          select at, method from staff_sign_in where staff_id = s.id order by at desc limit 10) i), '[]') as "signIns"
      from staff s where s.id = ${staffId}`,
  );

/** Held until the transaction ends: of two ways that are taken away at the same moment, the second sees that the first is gone. */
export const lockStaff = (tx: Tx, staffId: StaffId) => tx.run(sql`select from staff where id = ${staffId} for update`);

export const deletePasskey = (tx: Tx, { staffId, credentialId }: { staffId: StaffId; credentialId: string }) =>
  tx.run(sql`delete from staff_passkey where staff_id = ${staffId} and credential_id = ${credentialId}`);

export const renamePasskey = (
  tx: Tx,
  { staffId, credentialId, name }: { staffId: StaffId; credentialId: string; name: string | null },
) =>
  tx.run(sql`update staff_passkey set name = ${name} where staff_id = ${staffId} and credential_id = ${credentialId}`);

export const insertSignIn = (db: Db, row: { staffId: StaffId; at: Date; method: SignInMethod }) =>
  db.run(sql`insert into staff_sign_in (staff_id, at, method) values (${row.staffId}, ${row.at}, ${row.method})`);

/** All but each person's last one. */
export const deleteSignInsBefore = (db: Db, at: Date) =>
  db.run(sql`delete from staff_sign_in i where i.at < ${at}
    and exists (select from staff_sign_in later where later.staff_id = i.staff_id and later.at > i.at)`);

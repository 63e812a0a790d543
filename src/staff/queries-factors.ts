import { z } from "zod";
import { StaffId, type StaffAccountId } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";
import type { EmailKey } from "./email.ts";

const passwordRow = z.object({
  staffId: StaffId,
  generation: z.number(),
  status: z.enum(["active", "suspended"]),
  phc: z.string().nullable(),
});

/** One row for everybody who has this address, with or without a password. */
export const findPassword = (db: Db, key: EmailKey) =>
  db.maybeOne(
    passwordRow,
    sql`select s.id as "staffId", s.generation, s.status, p.phc
      from staff s left join staff_password p on p.staff_id = s.id where s.email_key = ${key}`,
  );

export const insertPassword = (tx: Tx, row: { staffId: StaffId; phc: string; at: Date }) =>
  tx.run(sql`insert into staff_password (staff_id, phc, set_at) values (${row.staffId}, ${row.phc}, ${row.at})`);

export const insertTotp = (tx: Tx, row: { staffId: StaffId; sealed: Buffer; step: number; at: Date }) =>
  tx.run(sql`insert into staff_totp (staff_id, sealed, last_step, set_at)
    values (${row.staffId}, ${row.sealed}, ${row.step}, ${row.at})`);

const sealedRow = z.object({ sealed: z.instanceof(Buffer) });
export const findTotp = (db: Db, staffId: StaffId) =>
  db.maybeOne(sealedRow, sql`select sealed from staff_totp where staff_id = ${staffId}`);

/** 1 for the first who comes with a code of this time step or a later one, 0 for everybody after. */
export const takeStep = (db: Db, staffId: StaffId, step: number) =>
  db.run(sql`update staff_totp set last_step = ${step} where staff_id = ${staffId} and last_step < ${step}`);

export const insertRecoveryCodes = (tx: Tx, staffId: StaffId, hashes: Buffer[]) =>
  tx.run(sql`insert into staff_recovery_code (staff_id, code_hash)
    select ${staffId}, decode(hash, 'hex') from unnest(${hashes.map((hash) => hash.toString("hex"))}::text[]) as hash`);

/** 1 for the first who comes with it, 0 for everybody after. */
export const takeRecoveryCode = (db: Db, code: { staffId: StaffId; hash: Buffer; at: Date }) =>
  db.run(sql`update staff_recovery_code set used_at = ${code.at}
    where staff_id = ${code.staffId} and code_hash = ${code.hash} and used_at is null`);

const passkeyRow = z.object({
  credentialId: z.string(),
  staffId: StaffId,
  generation: z.number(),
  publicKey: z.instanceof(Buffer),
  counter: z.coerce.number(),
  transports: z.array(z.string()),
  synced: z.boolean(),
});
export type Passkey = z.infer<typeof passkeyRow>;

/** Only of a person who may sign in. */
export const findPasskey = (db: Db, credentialId: string) =>
  db.maybeOne(
    passkeyRow,
    sql`select k.credential_id as "credentialId", k.staff_id as "staffId", s.generation, k.public_key as "publicKey", k.counter,
        k.transports, k.synced
      from staff_passkey k join staff s on s.id = k.staff_id and s.status = 'active' where k.credential_id = ${credentialId}`,
  );

export type NewPasskey = Pick<Passkey, "credentialId" | "publicKey" | "counter" | "transports" | "synced">;

/** 0 when this very passkey is somebody's already. */
export const insertPasskey = (tx: Tx, row: NewPasskey & { staffId: StaffId; at: Date }) =>
  tx.run(sql`insert into staff_passkey (credential_id, staff_id, public_key, counter, transports, synced, created_at)
    values (${row.credentialId}, ${row.staffId}, ${row.publicKey}, ${row.counter}, ${row.transports}::text[], ${row.synced}, ${row.at})
    on conflict (credential_id) do nothing`);

export const updatePasskey = (db: Db, use: { credentialId: string; counter: number; at: Date }) =>
  db.run(
    sql`update staff_passkey set counter = ${use.counter}, used_at = ${use.at} where credential_id = ${use.credentialId}`,
  );

const aliveRow = z.object({ alive: z.boolean() });
/** Whether this is somebody of staff who may sign in, in the generation of today. */
export const isStaffAlive = async (db: Db, { staffId, generation }: StaffAccountId): Promise<boolean> => {
  const row = await db.maybeOne(
    aliveRow,
    sql`select status = 'active' and generation = ${generation} as alive from staff where id = ${staffId}`,
  );
  return row?.alive ?? false;
};

export const deleteRecoveryCodes = (tx: Tx, staffId: StaffId) =>
  tx.run(sql`delete from staff_recovery_code where staff_id = ${staffId}`);

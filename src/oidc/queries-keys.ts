import { z } from "zod";
import { sql, type Db, type Tx } from "../lib/db.ts";

const keyRow = z.object({
  kid: z.string(),
  alg: z.enum(["ES256", "RS256"]),
  sealed: z.instanceof(Buffer),
  activeFrom: z.date(),
  retireAt: z.date().nullable(),
});

export const listSigningKeys = (db: Db) =>
  db.many(
    keyRow,
    sql`select kid, alg, sealed, active_from as "activeFrom", retire_at as "retireAt" from signing_key order by active_from, kid`,
  );

/** One process at a time makes keys; the others wait and then find them. */
export const lockSigningKeys = (tx: Tx) => tx.run(sql`select pg_advisory_xact_lock(7325)`);

export const addSigningKey = (
  tx: Tx,
  key: { kid: string; alg: string; sealed: Buffer; createdAt: Date; activeFrom: Date },
) =>
  tx.run(sql`insert into signing_key (kid, alg, sealed, created_at, active_from)
    values (${key.kid}, ${key.alg}, ${key.sealed}, ${key.createdAt}, ${key.activeFrom})`);

export const retireOlderKeys = (tx: Tx, retireAt: Date) =>
  tx.run(sql`update signing_key set retire_at = ${retireAt} where retire_at is null`);

export const deleteRetiredKeys = (tx: Tx, now: Date) => tx.run(sql`delete from signing_key where retire_at <= ${now}`);

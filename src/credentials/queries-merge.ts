import { z } from "zod";
import { CredentialId, PupilId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";
import { CredentialKind } from "./kinds.ts";

/** In the order of ids, as everybody who locks several does. */
export const lockLive = (tx: Tx, pupilIds: PupilId[]) =>
  tx.run(
    sql`select from credential where pupil_id = any (${pupilIds}::uuid[]) and revoked_at is null order by id for update`,
  );

const liveRow = z.object({
  id: CredentialId,
  pupilId: PupilId,
  kind: CredentialKind,
  works: z.boolean(),
  lastUsedAt: z.date().nullable(),
});
/**
 * Each use of a secret stands in the audit, by kind; of a kind only one is alive at a time, so a use since it was made was a use of this
 * one. A code works once, and then no more.
 */
export const listLive = (tx: Tx, { pupilIds, at }: { pupilIds: PupilId[]; at: Date }) =>
  tx.many(
    liveRow,
    sql`select c.id, c.pupil_id as "pupilId", c.kind,
        c.kind <> 'code' and (c.expires_at is null or c.expires_at > ${at}) as works,
        case when c.used_at is not null or c.kind = 'password' then greatest(c.used_at, c.created_at, (
          select max(a.at) from audit_event a
          where a.pupil_id = c.pupil_id and a.what = 'pupil.signed-in' and a.at >= c.created_at
            and a.details ->> 'method' = c.kind)) end as "lastUsedAt"
      from credential c where c.pupil_id = any (${pupilIds}::uuid[]) and c.revoked_at is null`,
  );

export const end = (tx: Tx, ids: CredentialId[], at: Date) =>
  tx.run(sql`update credential set revoked_at = ${at} where id = any (${ids}::uuid[])`);

export const move = (tx: Tx, { id, to }: { id: CredentialId; to: PupilId }) =>
  tx.run(sql`update credential set pupil_id = ${to} where id = ${id}`);

/** What is typed takes turns, a badge lives beside it: one that was given since takes the place of all of its own sort. */
export const revive = (tx: Tx, { ids, endedAt }: { ids: CredentialId[]; endedAt: Date }) =>
  tx.run(
    sql`update credential c set revoked_at = null
      where c.id = any (${ids}::uuid[]) and c.revoked_at = ${endedAt} and not exists (
        select from credential since
        where since.pupil_id = c.pupil_id and since.created_at >= ${endedAt} and (since.kind = 'badge') = (c.kind = 'badge'))`,
  );

import { z } from "zod";
import { PupilId, type ActivationRunId } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";

type Attempt = { id: ActivationRunId; attempt: number; now: Date; leaseUntil: Date };
const claimedRow = z.object({ attempt: z.number() });

/**
 * Begins a file: nothing is being made any more, what is made was not handed out, and nobody else is at it, or who was hasn't said so for
 * a while. Of two at the same moment one gets it.
 */
export const claimRun = (tx: Tx, { id, now, leaseUntil }: Omit<Attempt, "attempt">) =>
  tx.maybeOne(
    claimedRow,
    sql`update activation_run set attempt = attempt + 1, lease_until = ${leaseUntil}
      where id = ${id} and status in ('ready', 'cancelled') and has_seed
        and (lease_until is null or lease_until <= ${now})
      returning attempt`,
  );

const madeRow = z.object({ position: z.number(), className: z.string().nullable(), pupilIds: z.array(PupilId) });
export const madeParts = (tx: Tx, id: ActivationRunId) =>
  tx.many(
    madeRow,
    sql`select position, class_name as "className", pupil_ids as "pupilIds" from activation_part
      where run_id = ${id} and made_at is not null order by position`,
  );

/** @returns 0 when the file is no longer ours */
export const extendLease = (db: Db, { id, attempt, leaseUntil }: Omit<Attempt, "now">) =>
  db.run(sql`update activation_run set lease_until = ${leaseUntil}
    where id = ${id} and attempt = ${attempt} and lease_until is not null`);

export const endLease = (tx: Tx, id: ActivationRunId) =>
  tx.run(sql`update activation_run set lease_until = null where id = ${id}`);

type Printed = { positions: number[]; counts: number[]; now: Date };
export const markHandedOut = (tx: Tx, id: ActivationRunId, { positions, counts, now }: Printed) =>
  tx.run(sql`update activation_part p set handed_out_at = ${now}, printed = paper.count
    from unnest(${positions}::int[], ${counts}::int[]) as paper (position, count)
    where p.run_id = ${id} and p.position = paper.position`);

/** All that was made is on paper: its key goes, and no secret of it can be drawn again. */
export const endRun = (tx: Tx, id: ActivationRunId) =>
  tx.run(sql`update activation_run set seed = null, lease_until = null,
      status = case status when 'ready' then 'done' else status end
    where id = ${id}`);

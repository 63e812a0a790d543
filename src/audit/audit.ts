import { z } from "zod";
import { StaffId, type PupilId, type SchoolId } from "../ids.ts";
import { sql, type Db } from "../lib/db.ts";
import type { AuditDeed } from "./events.ts";
import { networkHere } from "./origin.ts";

export { sealAudit } from "./chain.ts";
export { auditDeeds, type AuditDeed, type AuditKind } from "./events.ts";
export { fromNetwork, networkHere } from "./origin.ts";
export { purgeAudit } from "./purge.ts";
export { verifyAudit, type BreakKind, type Verified } from "./verify.ts";

/** What was done, to whom, by whom. `details` holds ids and counts, never a name, secret or number of a person. */
export type AuditEvent = {
  what: AuditDeed;
  /** `cli`, `job:NAME`, `pupil` or somebody of staff: `staff:ID`, or the bare id */
  actor: string;
  at: Date;
  schoolId?: SchoolId | undefined;
  pupilId?: PupilId | undefined;
  details?: Record<string, string | number | boolean | string[] | null> | undefined;
};

/**
 * Writes the event inside the caller's transaction: the deed and its record stand or fall together. Where staff did it from goes with it;
 * where a pupil was is kept nowhere.
 */
export async function record(tx: Db, event: AuditEvent): Promise<void> {
  const network = staffOf(event.actor) === undefined ? undefined : networkHere();
  await tx.run(sql`insert into audit_event (at, what, actor, school_id, pupil_id, network, details)
    values (${event.at}, ${event.what}, ${event.actor}, ${event.schoolId ?? null}, ${event.pupilId ?? null},
      ${network ?? null}, ${JSON.stringify(event.details ?? {})})`);
}

/** Who of staff an actor is; undefined for a pupil, a job or the command line. */
const staffOf = (actor: string): StaffId | undefined => StaffId.safeParse(actor.replace(/^staff:/, "")).data;

const eventRow = z.object({
  at: z.date(),
  what: z.string(),
  actor: z.string(),
  schoolId: z.string().nullable(),
  pupilId: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
});

/** The latest `count` events that the caller's role may see, oldest first. */
export async function listLatestEvents(db: Db, count: number): Promise<z.infer<typeof eventRow>[]> {
  const events = await db.many(
    eventRow,
    sql`select at, what, actor, school_id as "schoolId", pupil_id as "pupilId", details
      from audit_event order by at desc, id desc limit ${count}`,
  );
  return events.toReversed();
}

/** Makes the partitions of this month and the next, where they are missing. */
export async function addPartitions(db: Db, now: Date): Promise<void> {
  await db.run(sql`select add_audit_partitions(${now}::timestamptz::date)`);
}

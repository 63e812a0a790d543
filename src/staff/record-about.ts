import { record, type AuditEvent } from "../audit/audit.ts";
import type { StaffId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import { listSchoolsOf } from "./queries.ts";

/**
 * Records a deed on somebody's account, by themselves as a rule: every school where they work finds it in its own audit, for who gets into
 * the account gets into that school. Of an admin of a group it is the platform's alone: a group has many schools.
 */
export async function recordAbout(
  tx: Tx,
  { staffId, ...event }: Pick<AuditEvent, "what" | "actor" | "at" | "details"> & { staffId: StaffId },
): Promise<void> {
  const whole = { ...event, details: { staffId, ...event.details } };
  const schools = await listSchoolsOf(tx, staffId);
  if (schools.length === 0) await record(tx, whole);
  for (const { schoolId } of schools) await record(tx, { ...whole, schoolId });
}

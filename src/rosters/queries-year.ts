import { z } from "zod";
import { ImportId, SchoolId, YearPlanId } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";
import { YearContent, YearDecisions } from "./year-content.ts";
import { Agreed, YearStop } from "./year-rules.ts";

const headRow = z.object({
  id: YearPlanId,
  schoolId: SchoolId,
  schoolYear: z.string(),
  status: z.enum(["rehearsal", "agreed", "running", "stopped", "in-effect", "replaced", "withdrawn"]),
  fileName: z.string().nullable(),
  createdAt: z.date(),
  agreed: Agreed.nullable(),
  agreedAt: z.date().nullable(),
  stops: z.array(YearStop).nullable(),
  importId: ImportId.nullable(),
  endedAt: z.date().nullable(),
});
/** A list of a coming year, without its lines. */
export type YearHead = z.infer<typeof headRow>;
export type YearStatus = YearHead["status"];

/** The latest lists of a school, the newest first. */
export const listYearPlans = (tx: Db, schoolId: SchoolId) =>
  tx.many(
    headRow,
    sql`select id, school_id as "schoolId", school_year as "schoolYear", status, file_name as "fileName",
        created_at as "createdAt", agreed, agreed_at as "agreedAt", stops, import_id as "importId", ended_at as "endedAt"
      from school_year_plan where school_id = ${schoolId} order by created_at desc, id desc limit 12`,
  );

/** `content` null: its lines are gone. */
export const YearPlanRow = headRow.extend({ content: YearContent.nullable(), decisions: YearDecisions });
export type YearPlanRow = z.infer<typeof YearPlanRow>;

export const findYearPlan = (tx: Db, id: YearPlanId, schoolId: SchoolId) =>
  tx.maybeOne(
    YearPlanRow,
    sql`select id, school_id as "schoolId", school_year as "schoolYear", status, file_name as "fileName",
        created_at as "createdAt", agreed, agreed_at as "agreedAt", stops, import_id as "importId", ended_at as "endedAt",
        content, decisions
      from school_year_plan where id = ${id} and school_id = ${schoolId}`,
  );

type NewYearPlan = {
  schoolId: SchoolId;
  schoolYear: string;
  fileName: string | null;
  content: YearContent;
  at: Date;
  actor: string;
};

export const insertYearPlan = (tx: Tx, { schoolId, schoolYear, fileName, content, at, actor }: NewYearPlan) =>
  tx.one(
    z.object({ id: YearPlanId }),
    sql`insert into school_year_plan (school_id, school_year, status, file_name, created_at, created_by, content)
      values (${schoolId}, ${schoolYear}, 'rehearsal', ${fileName}, ${at}, ${actor}, ${JSON.stringify(content)}) returning id`,
  );

type Which = { schoolId: SchoolId; schoolYear: string; statuses: YearStatus[]; except?: YearPlanId };

/** Ends these lists of a school and forgets their lines. How many there were. */
export const endYearPlans = (tx: Tx, which: Which, end: { status: YearStatus; at: Date }) =>
  tx.run(
    sql`update school_year_plan set status = ${end.status}, ended_at = ${end.at}, content = null, decisions = '{}'
      where school_id = ${which.schoolId} and school_year = ${which.schoolYear}
        and status = any (${which.statuses}::text[]) and id is distinct from ${which.except ?? null}::uuid`,
  );

export const setAgreed = (tx: Tx, id: YearPlanId, by: { agreed: Agreed; at: Date; actor: string }) =>
  tx.run(
    sql`update school_year_plan set status = 'agreed', agreed = ${JSON.stringify(by.agreed)}, agreed_at = ${by.at},
        agreed_by = ${by.actor}, stops = null
      where id = ${id}`,
  );

export const setDecisions = (tx: Tx, id: YearPlanId, decisions: YearDecisions) =>
  tx.run(sql`update school_year_plan set decisions = ${JSON.stringify(decisions)} where id = ${id}`);

export const setRunning = (tx: Tx, id: YearPlanId, importId: ImportId) =>
  tx.run(sql`update school_year_plan set status = 'running', import_id = ${importId} where id = ${id}`);

export const setStopped = (tx: Tx, id: YearPlanId, stops: YearStop[]) =>
  tx.run(
    sql`update school_year_plan set status = 'stopped', stops = ${stops}::text[], import_id = null where id = ${id}`,
  );

const dueRow = z.object({ id: YearPlanId, schoolId: SchoolId });
/** Lists whose year has begun, of every school. @param schoolYear the present one */
export const listDue = (db: Db, schoolYear: string) =>
  db.many(
    dueRow,
    sql`select id, school_id as "schoolId" from school_year_plan
      where status in ('agreed', 'running') and school_year <= ${schoolYear} order by agreed_at, id`,
  );

/** What ended 30 days ago, and what nobody agreed to before 30 days of its school year had passed. */
export const deleteYearPlansBefore = (db: Db, of: { ended: Date; schoolYear: string }) =>
  db.run(
    sql`delete from school_year_plan
      where ended_at < ${of.ended} or (ended_at is null and school_year <= ${of.schoolYear} and status in ('rehearsal', 'stopped'))`,
  );

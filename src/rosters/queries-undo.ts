import { z } from "zod";
import { PupilId, type ImportId, type SchoolId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";
import { Before } from "./planned-pupil.ts";
import { Summary } from "./queries.ts";

/** How a pupil who arrives from elsewhere was called until then: this school's file is about to say otherwise. */
export const keepNames = (tx: Tx, importId: ImportId, rows: { line: number }[]) =>
  tx.run(
    sql`update roster_row r set was = jsonb_build_object('givenName', p.given_name, 'familyName', p.family_name)
      from pupil p
      where r.import_id = ${importId} and r.line = any (${rows.map((row) => row.line)}::int[]) and p.id = r.pupil_id
        and r.action = 'moved-school' and r.before is null and r.was is null`,
  );

/** A line that was planned as new, and whose pupil another school entered since: it is that pupil, who arrives. */
export const setOwner = (tx: Tx, importId: ImportId, row: { line: number; pupilId: PupilId }) =>
  tx.run(
    sql`update roster_row set action = 'moved-school', pupil_id = ${row.pupilId}, national_hash = null
      where import_id = ${importId} and line = ${row.line}`,
  );

const undoRow = z.object({
  action: z.enum(["added", "changed", "moved-class", "moved-school", "left"]),
  pupilId: PupilId,
  givenName: z.string().nullable(),
  familyName: z.string().nullable(),
  classNames: z.array(z.string()).nullable(),
  hash: z.string().nullable(),
  before: Before.nullable(),
  was: z.object({ givenName: z.string(), familyName: z.string() }).nullable(),
});
export type UndoRow = z.infer<typeof undoRow>;

const factsRow = z.object({
  status: z.enum(["columns", "planned", "applying", "applied", "stale", "undone"]),
  fileName: z.string().nullable(),
  counts: Summary.shape.counts,
  finishedAt: z.date().nullable(),
  schoolYear: z.string(),
  later: z.number(),
  activated: z.number(),
  used: z.number(),
  elsewhere: z.number(),
  merged: z.number(),
  rows: z.array(undoRow),
});

/**
 * All but what changed since, with what the import did to whom: one statement, whatever the number of pupils. Who arrived from elsewhere
 * may be active and signed in: only the enrolment here goes.
 */
export const findUndoFacts = (tx: Tx, id: ImportId, schoolId: SchoolId) =>
  tx.maybeOne(
    factsRow,
    sql`select i.status, i.file_name as "fileName", i.summary -> 'counts' as counts, i.finished_at as "finishedAt",
        i.school_year as "schoolYear",
        (select count(*)::int from roster_import o
          where o.school_id = ${schoolId} and o.id <> i.id
            and (o.status = 'applying' or (o.status = 'applied' and o.chunks > 0 and (o.finished_at, o.id) > (i.finished_at, i.id)))
        ) as later,
        u.activated, u.used, u.elsewhere, u.merged,
        (select coalesce(json_agg(r), '[]') from (
          select w.action, w.pupil_id as "pupilId", w.given_name as "givenName", w.family_name as "familyName",
            w.class_names as "classNames", encode(w.national_hash, 'hex') as hash, w.before, w.was
          from roster_row w
          where w.import_id = i.id and w.action in ('added', 'changed', 'moved-class', 'moved-school', 'left')
          order by w.line) r) as rows
      from roster_import i,
        lateral (
          select count(*) filter (where d.activated and r.action = 'added')::int as activated,
            count(*) filter (where d.used and r.action = 'added')::int as used,
            count(*) filter (where d.elsewhere and r.action = 'added')::int as elsewhere,
            count(*) filter (where d.merged)::int as merged
          from pupils_in_use(
              array(select b.pupil_id from roster_row b
                where b.import_id = i.id and b.action in ('added', 'moved-school')), i.created_at) d
            join roster_row r on r.import_id = i.id and r.pupil_id = d.pupil_id
              and r.action in ('added', 'moved-school')) u
      where i.id = ${id} and i.school_id = ${schoolId}`,
  );

/** One chunk more: every plan that was made meanwhile compares with a list that is no longer there. */
export const setUndone = (tx: Tx, id: ImportId, at: Date) =>
  tx.run(sql`update roster_import set status = 'undone', undone_at = ${at}, chunks = chunks + 1 where id = ${id}`);

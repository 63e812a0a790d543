import { z } from "zod";
import { PupilId, type ImportId, type SchoolId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";
import { Before, Took } from "./planned-pupil.ts";
import { Summary } from "./queries.ts";

const undoRow = z.object({
  action: z.enum(["added", "changed", "moved-class", "moved-school", "left"]),
  pupilId: PupilId,
  givenName: z.string().nullable(),
  familyName: z.string().nullable(),
  classNames: z.array(z.string()).nullable(),
  hash: z.string().nullable(),
  bis: z.boolean(),
  stamboeknummer: z.string().nullable(),
  took: Took.nullable(),
  before: Before.nullable(),
});
export type UndoRow = z.infer<typeof undoRow>;

const factsRow = z.object({
  status: z.enum(["columns", "planned", "applying", "applied", "stale", "undone"]),
  fileName: z.string().nullable(),
  counts: Summary.shape.counts,
  finishedAt: z.date().nullable(),
  schoolYear: z.string(),
  classesMade: z.array(z.string()),
  later: z.number(),
  activated: z.number(),
  used: z.number(),
  elsewhere: z.number(),
  merged: z.number(),
  rows: z.array(undoRow),
});

/**
 * All but what changed since, with what the import did to whom: one statement, whatever the number of pupils. Who came back may be active
 * and signed in: only the new enrolment goes. Who left may be at another school by now: then nobody brings them back.
 */
export const findUndoFacts = (tx: Tx, id: ImportId, { schoolId, today }: { schoolId: SchoolId; today: string }) =>
  tx.maybeOne(
    factsRow,
    sql`select i.status, i.file_name as "fileName", i.summary -> 'counts' as counts, i.finished_at as "finishedAt",
        i.school_year as "schoolYear", i.classes_made as "classesMade",
        (select count(*)::int from roster_import o
          where o.school_id = ${schoolId} and o.id <> i.id
            and (o.status = 'applying' or (o.status = 'applied' and o.chunks > 0 and (o.finished_at, o.id) > (i.finished_at, i.id)))
        ) as later,
        u.activated, u.used, u.elsewhere, u.merged,
        (select coalesce(json_agg(r), '[]') from (
          select w.action, w.pupil_id as "pupilId", w.given_name as "givenName", w.family_name as "familyName",
            w.class_names as "classNames", encode(w.national_hash, 'hex') as hash, w.national_bis as bis, w.stamboeknummer,
            w.took, w.before
          from roster_row w
          where w.import_id = i.id and w.action in ('added', 'changed', 'moved-class', 'moved-school', 'left')
          order by w.line) r) as rows
      from roster_import i,
        lateral (
          select count(*) filter (where d.activated and r.action = 'added')::int as activated,
            count(*) filter (where d.used and r.action = 'added')::int as used,
            count(*) filter (where case r.action when 'added' then d.elsewhere when 'left' then d.elsewhere_now end)::int as elsewhere,
            count(*) filter (where d.merged and r.action <> 'left')::int as merged
          from pupils_in_use(
              array(select b.pupil_id from roster_row b
                where b.import_id = i.id and b.action in ('added', 'moved-school', 'left')), i.created_at, ${today}::date) d
            join roster_row r on r.import_id = i.id and r.pupil_id = d.pupil_id
              and r.action in ('added', 'moved-school', 'left')) u
      where i.id = ${id} and i.school_id = ${schoolId}`,
  );

/** One chunk more: every plan that was made meanwhile compares with a list that is no longer there. */
export const setUndone = (tx: Tx, id: ImportId, at: Date) =>
  tx.run(sql`update roster_import set status = 'undone', undone_at = ${at}, chunks = chunks + 1 where id = ${id}`);

import { z } from "zod";
import { PupilId, type ImportId, type SchoolId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";
import { DoubtDetails } from "./doubt.ts";
import type { Counts } from "./plan.ts";
import { Action, type PlannedPupil } from "./planned-pupil.ts";
import { insertPlanned } from "./queries.ts";

const doubtRow = z.object({
  line: z.number(),
  action: z.string(),
  pupilId: PupilId.nullable(),
  details: DoubtDetails,
});
export type Doubt = z.infer<typeof doubtRow>;

/** Lines that a person decides, or has decided. */
export const listDoubts = (tx: Tx, importId: ImportId) =>
  tx.many(
    doubtRow,
    sql`select line, action, pupil_id as "pupilId", details
      from roster_row where import_id = ${importId} and details -> 'doubt' <> 'null' order by line`,
  );

const takenRow = z.object({ taken: z.boolean() });
/** Whether another line of the import is this pupil. Leavers have no line. */
export const isTaken = async (tx: Tx, importId: ImportId, of: { line: number; pupilId: PupilId }) =>
  (
    await tx.one(
      takenRow,
      sql`select exists (
          select from roster_row
          where import_id = ${importId} and line <> ${of.line} and pupil_id = ${of.pupilId} and action <> 'left') as taken`,
    )
  ).taken;

/** A pupil who is new gets an id here, so that applying twice means the same pupil. The last chunk reaches as far as this line. */
export const settleRow = async (tx: Tx, importId: ImportId, row: PlannedPupil) => {
  await tx.run(
    sql`update roster_row
      set action = ${row.action}, pupil_id = coalesce(${row.pupilId}::uuid, uuidv7()), given_name = ${row.givenName},
        family_name = ${row.familyName}, national_hash = decode(${row.hash}, 'hex'), national_bis = ${row.bis},
        stamboeknummer = ${row.stamboeknummer}, class_names = ${row.classNames}::text[], level = ${row.level},
        kind = ${row.kind}, year_group = ${row.yearGroup}, site_name = ${row.siteName},
        before = ${row.before && JSON.stringify(row.before)}::jsonb, took = ${row.took && JSON.stringify(row.took)}::jsonb,
        source_hash = decode(${row.sourceHash}, 'hex')
      where import_id = ${importId} and line = ${row.line}`,
  );
  await reachLine(tx, importId, row.line);
};

const reachLine = (tx: Tx, importId: ImportId, line: number) =>
  tx.run(
    sql`update roster_import
      set chunk_ends = coalesce(chunk_ends[:array_length(chunk_ends, 1) - 1], '{}') || ${line}::int
      where id = ${importId} and (chunk_ends = '{}' or chunk_ends[array_length(chunk_ends, 1)] < ${line})`,
  );

/** @param of.isTwice it is the pupil of another line once more: nothing is done with it, and nobody waits */
export const reopenRow = (tx: Tx, importId: ImportId, { line, isTwice }: { line: number; isTwice: boolean }) =>
  tx.run(
    sql`update roster_row set action = ${isTwice ? "unchanged" : "doubtful"}, pupil_id = null, national_hash = null, national_bis = false, before = null, took = null, source_hash = null
      where import_id = ${importId} and line = ${line}`,
  );

/** Who leaves by a decision, and not by the file alone. */
export const deleteDoubtLeavers = (tx: Tx, importId: ImportId) =>
  tx.run(sql`delete from roster_row where import_id = ${importId} and action = 'left' and reason = 'decided'`);

export async function insertDoubtLeavers(
  tx: Tx,
  of: { importId: ImportId; schoolId: SchoolId },
  rows: PlannedPupil[],
): Promise<void> {
  await insertPlanned(tx, of, rows);
  const lines = rows.map((row) => row.line);
  await tx.run(
    sql`update roster_row set reason = 'decided' where import_id = ${of.importId} and line = any (${lines}::int[])`,
  );
  await reachLine(tx, of.importId, Math.max(...lines));
}

const lineRow = z.object({ line: z.number() });
export const firstLine = async (tx: Tx, importId: ImportId) =>
  (await tx.one(lineRow, sql`select coalesce(min(line), 0)::int as line from roster_row where import_id = ${importId}`))
    .line;

const countRow = z.object({ action: Action, count: z.number() });
export const countActions = (tx: Tx, importId: ImportId) =>
  tx.many(
    countRow,
    sql`select action, count(*)::int as count
      from roster_row where import_id = ${importId} and action not in ('rejected', 'doubtful')
        and (action <> 'unchanged' or pupil_id is not null) group by action`,
  );

export const setCounts = (tx: Tx, importId: ImportId, counts: Counts) =>
  tx.run(
    sql`update roster_import set summary = jsonb_set(summary, '{counts}', ${JSON.stringify(counts)}::jsonb)
      where id = ${importId}`,
  );

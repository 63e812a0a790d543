import { z } from "zod";
import type { ImportId, SchoolId } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";
import { ReadChoices } from "./choices.ts";
import { School } from "../schools/schools.ts";
import type { Mapping } from "./packages/fields.ts";
import { PackageId } from "./packages/packages.ts";
import { KeptMapping } from "./mapping.ts";
import { ReasonCode } from "./reason-texts.ts";
import type { ToldLine } from "./table.ts";

/** How the file is to be read, and which of its lines are not in it any more. */
export type Kept = { choices: ReadChoices; lost: ToldLine[] };
type NewFile = Kept & { importId: ImportId; schoolId: SchoolId; sealed: Buffer; at: Date };

export const insertFile = (tx: Tx, { importId, schoolId, sealed, at, choices, lost }: NewFile) =>
  tx.run(
    sql`insert into roster_file (import_id, school_id, sealed, kept_at, choices, lost)
      values (${importId}, ${schoolId}, ${sealed}, ${at}, ${JSON.stringify(choices)}, ${JSON.stringify(lost)})`,
  );

const LostLine = z.object({
  line: z.number(),
  code: ReasonCode,
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});

const keptRow = School.extend({
  plan: z.enum(["columns", "planned", "applying", "applied", "stale", "undone"]),
  source: z.string(),
  fileName: z.string().nullable(),
  chunks: z.number(),
  /** null: the file is no longer kept */
  sealed: z.instanceof(Buffer).nullable(),
  choices: ReadChoices.nullable(),
  lost: z.array(LostLine).nullable(),
});
/** An import with its file and its school, in one statement. `plan`: the state of the import; `status` is that of the school. */
export const findKept = (tx: Tx, importId: ImportId, schoolId: SchoolId) =>
  tx.maybeOne(
    keptRow,
    sql`select s.id, n.number, s.name, g.name as "groupName", s.status, s.valid_from as "validFrom", i.status as plan, i.source,
        i.file_name as "fileName", i.chunks, f.sealed, f.choices, f.lost
      from roster_import i
      join school s on s.id = i.school_id
      join school_number n on n.school_id = s.id and n.valid_until is null
      left join school_group g on g.id = s.school_group_id
      left join roster_file f on f.import_id = i.id and f.school_id = i.school_id
      where i.id = ${importId} and i.school_id = ${schoolId}`,
  );

export const setChoices = (tx: Tx, importId: ImportId, choices: ReadChoices) =>
  tx.run(sql`update roster_file set choices = ${JSON.stringify(choices)} where import_id = ${importId}`);

/** The plan that comes in the place of another takes its file over, with the time that is left. */
export const moveFile = (tx: Tx, from: ImportId, to: ImportId) =>
  tx.run(sql`update roster_file set import_id = ${to} where import_id = ${from}`);

export const deleteFile = (tx: Tx, importId: ImportId) =>
  tx.run(sql`delete from roster_file where import_id = ${importId}`);

/** An upload that waits for its columns is nothing without its file. */
export const deleteFilesBefore = async (db: Db, before: Date) => {
  await db.run(sql`delete from roster_import where status = 'columns' and created_at < ${before}`);
  return db.run(sql`delete from roster_file where kept_at < ${before}`);
};

/** Only what was never carried out: an import that was is history. */
export const deletePlan = (tx: Tx, importId: ImportId) =>
  tx.run(
    sql`delete from roster_import where id = ${importId} and status in ('columns', 'planned', 'stale') and chunks = 0`,
  );

/** `package`: null as the version before kept it, or a package that we no longer know. */
const mappingRow = z.object({ columns: KeptMapping, package: PackageId.nullable().catch(null) });
export const findMapping = (tx: Tx, schoolId: SchoolId, fingerprint: Buffer) =>
  tx.maybeOne(
    mappingRow,
    sql`select columns, package from roster_columns where school_id = ${schoolId} and fingerprint = ${fingerprint}`,
  );

type Saved = { schoolId: SchoolId; fingerprint: Buffer; columns: Mapping; package: PackageId; at: Date };
export const saveMapping = (tx: Tx, { schoolId, fingerprint, columns, package: id, at }: Saved) =>
  tx.run(
    sql`insert into roster_columns (school_id, fingerprint, columns, package, saved_at)
      values (${schoolId}, ${fingerprint}, ${JSON.stringify(columns)}, ${id}, ${at})
      on conflict (school_id, fingerprint)
        do update set columns = excluded.columns, package = excluded.package, saved_at = excluded.saved_at`,
  );

export const deleteMapping = (tx: Tx, schoolId: SchoolId, fingerprint: Buffer) =>
  tx.run(sql`delete from roster_columns where school_id = ${schoolId} and fingerprint = ${fingerprint}`);

type Waiting = {
  schoolId: SchoolId;
  fileName: string | null;
  digest: Buffer;
  schoolYear: string;
  at: Date;
  rows: number;
};
const idRow = z.object({ id: z.uuid().brand<"ImportId">() });
/** An upload of which nobody has said yet where the name or the class is: no plan. */
export const insertWaiting = (tx: Tx, { schoolId, fileName, digest, schoolYear, at, rows }: Waiting) =>
  tx.one(
    idRow,
    sql`insert into roster_import (school_id, file_name, file_digest, school_year, status, created_at, based_on, chunk_ends,
        summary)
      values (${schoolId}, ${fileName}, ${digest}, ${schoolYear}, 'columns', ${at}, 0, '{}', ${JSON.stringify({
        counts: { rows, added: 0, changed: 0, moved: 0, left: 0, unchanged: 0 },
        enrolled: 0,
        ignoredColumns: [],
        signs: { here: 0, lastYear: 0, finishing: 0, unread: 0 },
      })}) returning id`,
  );

const headRow = keptRow.pick({ plan: true, source: true, chunks: true });
/** Locked: of two who give columns to one upload, or plan it again, the second waits, and finds it gone. */
export const lockPlan = (tx: Tx, importId: ImportId, schoolId: SchoolId) =>
  tx.maybeOne(
    headRow,
    sql`select status as plan, source, chunks
      from roster_import where id = ${importId} and school_id = ${schoolId} for update`,
  );

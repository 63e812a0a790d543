import { z } from "zod";
import { ImportId, PupilId, type SchoolId } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";
import { Kind, Level } from "../pupils/pupils.ts";
import { TakenColumn } from "./mapping.ts";
import type { Refused } from "./plan.ts";
import { Took, type PlannedPupil } from "./planned-pupil.ts";
import { Reading } from "./reading.ts";

/** What an import keeps beside its rows. */
export const Summary = z.object({
  counts: z.object({
    rows: z.number(),
    added: z.number(),
    changed: z.number(),
    moved: z.number(),
    left: z.number(),
    unchanged: z.number(),
  }),
  enrolled: z.number(),
  ignoredColumns: z.array(z.string()),
  signs: z.object({
    here: z.number(),
    lastYear: z.number(),
    /** plans of before these were counted have none */
    finishing: z.number().default(0),
    unread: z.number().default(0),
  }),
  /** what was taken from which column; missing where nobody looks at a file, such as for one pupil by hand */
  columns: z.array(TakenColumn).optional(),
  /** as what the file was read; missing where there was none */
  reading: Reading.optional(),
});
export type Summary = z.infer<typeof Summary>;

const idRow = z.object({ id: ImportId });
const sumRow = z.object({ chunks: z.number() });

/** How many chunks of other imports of the school are in: a plan stands as long as this stays the same. */
export const chunksOfOthers = async (tx: Db, schoolId: SchoolId, importId: ImportId | null) =>
  (
    await tx.one(
      sumRow,
      sql`select coalesce(sum(chunks), 0)::int as chunks from roster_import
        where school_id = ${schoolId} and id is distinct from ${importId}::uuid`,
    )
  ).chunks;

export type NewImport = {
  schoolId: SchoolId;
  source: "file" | "by-hand";
  fileName: string | null;
  digest: Buffer | null;
  schoolYear: string;
  at: Date;
  basedOn: number;
  chunkEnds: number[];
  summary: Summary;
};

export const insertImport = (tx: Tx, { schoolId, source, fileName, digest, summary, ...plan }: NewImport) =>
  tx.one(
    idRow,
    sql`insert into roster_import (school_id, source, file_name, file_digest, school_year, status, created_at, based_on,
        chunk_ends, summary)
      values (${schoolId}, ${source}, ${fileName}, ${digest}, ${plan.schoolYear}, 'planned', ${plan.at}, ${plan.basedOn},
        ${plan.chunkEnds}::int[], ${JSON.stringify(summary)}) returning id`,
  );

/** Between the names of classes: a character that `clean` takes out of every cell. */
const separator = "\u001F";

/** New pupils get their id here, so that applying twice means the same pupil. */
export const insertPlanned = (tx: Tx, of: { importId: ImportId; schoolId: SchoolId }, rows: PlannedPupil[]) =>
  tx.run(
    sql`insert into roster_row (import_id, school_id, line, action, pupil_id, given_name, family_name, national_hash,
        national_bis, stamboeknummer, class_names, level, kind, year_group, site_name, before, took, source_hash)
      select ${of.importId}::uuid, ${of.schoolId}::uuid, line, action,
        case when action = 'added' then uuidv7() else pupil_id end, given_name, family_name, decode(hash, 'hex'),
        bis, stamboeknummer, string_to_array(class_names, ${separator}), level, kind, year_group, site_name, before::jsonb,
        took::jsonb, decode(source, 'hex')
      from unnest(${rows.map((row) => row.line)}::int[], ${rows.map((row) => row.action)}::text[],
        ${rows.map((row) => row.pupilId)}::uuid[], ${rows.map((row) => row.givenName)}::text[],
        ${rows.map((row) => row.familyName)}::text[], ${rows.map((row) => row.hash)}::text[],
        ${rows.map((row) => row.bis)}::boolean[],
        ${rows.map((row) => row.stamboeknummer)}::text[], ${rows.map((row) => row.classNames.join(separator))}::text[],
        ${rows.map((row) => row.level)}::text[], ${rows.map((row) => row.kind)}::text[],
        ${rows.map((row) => row.yearGroup)}::smallint[], ${rows.map((row) => row.siteName)}::text[],
        ${rows.map((row) => row.before && JSON.stringify(row.before))}::text[],
        ${rows.map((row) => row.took && JSON.stringify(row.took))}::text[], ${rows.map((row) => row.sourceHash)}::text[])
        as r (line, action, pupil_id, given_name, family_name, hash, bis, stamboeknummer, class_names, level, kind, year_group,
          site_name, before, took, source)`,
  );

/**
 * Of a line that needs a person: why, what is shown of it, and for a doubt what deciding it needs. A line may be refused for two
 * reasons: the first is enough.
 */
export const insertRefused = (tx: Tx, of: { importId: ImportId; schoolId: SchoolId }, rows: Refused[]) =>
  tx.run(
    sql`insert into roster_row (import_id, school_id, line, action, given_name, family_name, class_names, reason, details)
      select ${of.importId}::uuid, ${of.schoolId}::uuid, line, action, given_name, family_name,
        array_remove(array[class_name], ''), reason, details::jsonb
      from unnest(${rows.map((row) => row.line)}::int[], ${rows.map((row) => row.action)}::text[],
        ${rows.map(({ shown }) => shown.givenName)}::text[], ${rows.map(({ shown }) => shown.familyName)}::text[],
        ${rows.map(({ shown }) => shown.className)}::text[], ${rows.map((row) => row.code)}::text[],
        ${rows.map(({ params, candidates, doubt }) => JSON.stringify({ params, candidates, doubt }))}::text[])
        as r (line, action, given_name, family_name, class_name, reason, details)
      on conflict (import_id, line) do nothing`,
  );

const importRow = z.object({
  status: z.enum(["columns", "planned", "applying", "applied", "stale", "undone"]),
  progressAt: z.date().nullable(),
  schoolYear: z.string(),
  basedOn: z.number(),
  chunks: z.number(),
  chunkEnds: z.array(z.number()),
  summary: Summary,
});

export type StoredImport = z.infer<typeof importRow>;

/** One apply of a school at a time: others wait for this transaction to end, here. */
export const lockSchool = (tx: Tx, schoolId: SchoolId) =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended('roster ' || ${schoolId}::text, 0))`);

export const findImport = (tx: Db, id: ImportId, schoolId: SchoolId) =>
  tx.maybeOne(
    importRow,
    sql`select status, progress_at as "progressAt", school_year as "schoolYear", based_on as "basedOn",
        chunks, chunk_ends as "chunkEnds", summary
      from roster_import where id = ${id} and school_id = ${schoolId}`,
  );

export const setStale = (tx: Tx, id: ImportId) =>
  tx.run(sql`update roster_import set status = 'stale' where id = ${id}`);

export const setApplying = (tx: Tx, id: ImportId, at: Date) =>
  tx.run(sql`update roster_import set status = 'applying', progress_at = ${at} where id = ${id}`);

/** Who was to leave by an import stays. */
export const keepLeavers = async (tx: Tx, id: ImportId, summary: Summary) => {
  await tx.run(sql`delete from roster_row where import_id = ${id} and action = 'left'`);
  await tx.run(sql`update roster_import set summary = ${JSON.stringify(summary)} where id = ${id}`);
};

/** Plans that were made before this one began can't be applied any more. */
export const retireOthers = (tx: Tx, schoolId: SchoolId, id: ImportId | null) =>
  tx.run(
    sql`update roster_import set status = 'stale'
      where school_id = ${schoolId} and id is distinct from ${id}::uuid and status in ('planned', 'applying')`,
  );

export const finishImport = (tx: Tx, id: ImportId, at: Date) =>
  tx.run(sql`update roster_import set status = 'applied', finished_at = ${at} where id = ${id}`);

const chunkRow = z.object({
  line: z.number(),
  action: z.enum(["added", "changed", "moved-class", "moved-school", "left"]),
  pupilId: PupilId,
  givenName: z.string().nullable(),
  familyName: z.string().nullable(),
  hash: z.string().nullable(),
  bis: z.boolean(),
  stamboeknummer: z.string().nullable(),
  classNames: z.array(z.string()).nullable(),
  level: Level.nullable(),
  kind: Kind.nullable(),
  yearGroup: z.number().nullable(),
  siteName: z.string().nullable(),
  took: Took.nullable(),
  sourceHash: z.string().nullable(),
});
export type ChunkRow = z.infer<typeof chunkRow>;

/**
 * The rows of one chunk. Both ends are given, so that the index is walked over these lines only, whatever the planner knows
 * of a table that was filled a moment ago.
 */
export const chunkRows = (tx: Tx, id: ImportId, lines: { after: number; to: number }) =>
  tx.many(
    chunkRow,
    sql`select line, action, pupil_id as "pupilId", given_name as "givenName", family_name as "familyName",
        encode(national_hash, 'hex') as hash, national_bis as bis, stamboeknummer, class_names as "classNames", level, kind,
        year_group as "yearGroup", site_name as "siteName", took, encode(source_hash, 'hex') as "sourceHash"
      from roster_row
      where import_id = ${id} and line > ${lines.after} and line <= ${lines.to}
        and action in ('added', 'changed', 'moved-class', 'moved-school', 'left')
      order by line`,
  );

const madeRow = z.object({ line: z.number(), pupilId: PupilId });
/** Lines that were planned as former pupils and are somebody new by now. */
export const setNew = (tx: Tx, id: ImportId, lines: number[]) =>
  tx.many(
    madeRow,
    sql`update roster_row set action = 'added', pupil_id = uuidv7(), before = null
      where import_id = ${id} and line = any (${lines}::int[])
      returning line, pupil_id as "pupilId"`,
  );

/** @param of.made classes that this chunk made */
export const countChunk = (tx: Tx, id: ImportId, { at, made }: { at: Date; made: string[] }) =>
  tx.run(
    sql`update roster_import set chunks = chunks + 1, progress_at = ${at}, classes_made = classes_made || ${made}::text[]
      where id = ${id}`,
  );

/** Rows go with their import. What was applied is kept as long after that. */
export const deleteImportsBefore = (tx: Db, before: Date) =>
  tx.run(sql`delete from roster_import where coalesce(finished_at, created_at) < ${before}`);

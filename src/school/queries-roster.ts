import { z } from "zod";
import { ImportId, PupilId, type SchoolId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";
import { Kind, Level, LoginName, YearChoice } from "../pupils/pupils.ts";
import { Before, ReasonCode, RefusedDetails, Summary } from "../rosters/rosters.ts";

const Source = z.enum(["file", "by-hand"]);
const Status = z.enum(["columns", "planned", "applying", "applied", "stale", "undone"]);

const recentRow = z.object({
  id: ImportId,
  source: Source,
  /** of the file, or of the pupil who was entered by hand */
  name: z.string().nullable(),
  status: Status,
  at: z.date(),
  counts: Summary.shape.counts,
});
export type RecentImport = z.infer<typeof recentRow>;

/** The imports of the last 30 days; a plan that was left behind for another is no news. */
export const listRecentImports = (tx: Tx, schoolId: SchoolId) =>
  tx.many(
    recentRow,
    sql`select i.id, i.source, i.status, coalesce(i.finished_at, i.created_at) as at, i.summary -> 'counts' as counts,
        case when i.source = 'file' then i.file_name else (
          select concat_ws(' ', r.given_name, r.family_name) from roster_row r
          where r.import_id = i.id order by r.line limit 1) end as name
      from roster_import i
      where i.school_id = ${schoolId} and i.status <> 'stale'
        and (i.source = 'file' or i.status in ('applied', 'undone'))
      order by i.created_at desc limit 1000`,
  );

const classCountRow = z.object({
  name: z.string(),
  action: z.enum(["added", "arrived", "returned", "moved", "changed", "left", "rejected", "doubtful"]),
  count: z.number(),
});
export type ClassCount = z.infer<typeof classCountRow>;

const importRow = z.object({
  id: ImportId,
  source: Source,
  fileName: z.string().nullable(),
  status: Status,
  schoolYear: z.string(),
  createdAt: z.date(),
  finishedAt: z.date().nullable(),
  chunks: z.number(),
  chunkCount: z.number(),
  outdated: z.boolean(),
  sameFileAt: z.date().nullable(),
  progressAt: z.date().nullable(),
  undoneAt: z.date().nullable(),
  hasFile: z.boolean(),
  summary: Summary,
  classCounts: z.array(classCountRow),
});
export type ImportHead = z.infer<typeof importRow>;

/**
 * An import of this school with what has happened around it since: other imports, and the same file before it.
 * @param counted `classCounts` then says how many rows do what, by the class under which they are shown: a line per class, however many
 * pupils
 */
export const findImportHead = (
  tx: Tx,
  id: ImportId,
  { schoolId, counted = false }: { schoolId: SchoolId; counted?: boolean },
) =>
  tx.maybeOne(
    importRow,
    sql`select i.id, i.source, i.file_name as "fileName", i.status, i.school_year as "schoolYear",
        i.created_at as "createdAt", i.finished_at as "finishedAt", i.chunks, cardinality(i.chunk_ends) as "chunkCount",
        i.based_on <> (
          select coalesce(sum(o.chunks), 0) from roster_import o where o.school_id = ${schoolId} and o.id <> i.id
        ) as outdated,
        (select max(o.finished_at) from roster_import o
          where o.school_id = ${schoolId} and o.id <> i.id and o.file_digest = i.file_digest and o.status = 'applied'
        ) as "sameFileAt",
        i.progress_at as "progressAt", i.undone_at as "undoneAt",
        exists (select from roster_file f where f.import_id = i.id) as "hasFile", i.summary,
        case when ${counted} then (
          select coalesce(json_agg(c), '[]') from (
            select case
                when r.action = 'left' then coalesce(r.before -> 'classNames' ->> 0, r.before -> 'classNamesBefore' ->> 0, '')
                when r.action in ('rejected', 'doubtful') then '' else coalesce(r.class_names[1], '') end as name,
              case r.action when 'moved-class' then 'moved'
                when 'moved-school' then case when r.before is null then 'arrived' else 'returned' end else r.action end as action,
              count(*)::int as count
            from roster_row r where r.import_id = i.id and r.action <> 'unchanged'
            group by 1, 2) c) else '[]' end as "classCounts"
      from roster_import i where i.id = ${id} and i.school_id = ${schoolId}`,
  );

export const planRow = z.object({
  line: z.number(),
  action: z.enum(["added", "changed", "moved-class", "moved-school", "left", "unchanged", "rejected", "doubtful"]),
  givenName: z.string().nullable(),
  familyName: z.string().nullable(),
  classNames: z.array(z.string()).nullable(),
  level: z.string().nullable(),
  kind: z.string().nullable(),
  yearGroup: z.number().nullable(),
  stamboeknummer: z.string().nullable(),
  siteName: z.string().nullable(),
  hasNumber: z.boolean(),
  hasSource: z.boolean(),
  before: Before.nullable(),
  reason: z.union([ReasonCode, z.literal("decided")]).nullable(),
  details: RefusedDetails.nullable(),
  /** null until the pupil is enrolled here */
  loginName: LoginName.nullable(),
});
export type PlanRow = z.infer<typeof planRow>;

export type Rows = {
  most: number;
  /** all rows; the lines that a person had to look at; those that a person decides, or has decided */
  only?: "refused" | "doubts";
  /** only of the class under which they are counted */
  className?: string;
  /** none of an import that is in another state */
  status?: ImportHead["status"];
};

/** The rows of an import, those who leave first. */
export const listPlanRows = (tx: Tx, id: ImportId, { most, only, className, status }: Rows) =>
  tx.many(
    planRow,
    sql`select r.line, r.action, r.given_name as "givenName", r.family_name as "familyName",
        r.class_names as "classNames", r.level, r.kind, r.year_group as "yearGroup", r.stamboeknummer,
        r.site_name as "siteName", r.national_hash is not null as "hasNumber", r.source_hash is not null as "hasSource", r.before, r.reason, r.details,
        p.login_name as "loginName"
      from roster_row r left join pupil p on p.id = r.pupil_id
      where r.import_id = ${id}
        and (${status ?? null}::text is null
          or (select i.status from roster_import i where i.id = ${id}) = ${status ?? null}::text)
        and (${only ?? null}::text is null or (r.reason is not null and r.reason <> 'decided'
          and (${only ?? null}::text = 'refused' or r.details -> 'doubt' <> 'null')))
        and (${className ?? null}::text is null or (
          r.action not in ('unchanged', 'rejected', 'doubtful') and ${className ?? null}::text = case
            when r.action = 'left' then coalesce(r.before -> 'classNames' ->> 0, r.before -> 'classNamesBefore' ->> 0, '')
            else coalesce(r.class_names[1], '') end))
      order by r.line limit ${most}`,
  );

const candidateRow = z.object({
  pupilId: PupilId,
  loginName: LoginName,
  givenName: z.string(),
  familyName: z.string(),
  open: z.boolean(),
  yearChoice: YearChoice,
  stamboeknummer: z.string().nullable(),
  hasNumber: z.boolean(),
  classNames: z.array(z.string()),
});
export type Candidate = z.infer<typeof candidateRow>;

/** Pupils whom a doubtful line may be about, with their latest classes here. */
export const listCandidates = (tx: Tx, schoolId: SchoolId, loginNames: string[]) =>
  tx.many(
    candidateRow,
    sql`select distinct on (p.login_name) p.id as "pupilId", p.login_name as "loginName", e.given_name as "givenName",
        e.family_name as "familyName", upper_inf(e.during) as open, e.year_choice as "yearChoice",
        e.stamboeknummer, e.number_hash is not null as "hasNumber",
        array(
          select g.name from class_membership m join class_group g on g.id = m.class_group_id
          where m.pupil_id = p.id and g.school_id = ${schoolId}
            and g.school_year = (
              select max(y.school_year) from class_membership o join class_group y on y.id = o.class_group_id
              where o.pupil_id = p.id and y.school_id = ${schoolId})
          order by g.name) as "classNames"
      from pupil p join enrolment e on e.pupil_id = p.id and e.school_id = ${schoolId}
      where p.login_name = any (${loginNames}::text[])
      order by p.login_name, upper_inf(e.during) desc, lower(e.during) desc`,
  );

const nameRow = z.object({ name: z.string() });
export const listClassNames = (tx: Tx, of: { schoolId: SchoolId; schoolYear: string }) =>
  tx.many(
    nameRow,
    sql`select name from class_group where school_id = ${of.schoolId} and school_year = ${of.schoolYear} order by name`,
  );

const placeRow = z.object({ level: Level, kind: Kind, yearGroup: z.number().nullable() });

/** Where most pupils of a class are; no row for a class that nobody is in. */
export const findPlaceOfClass = (tx: Tx, of: { schoolId: SchoolId; schoolYear: string; name: string }) =>
  tx.maybeOne(
    placeRow,
    sql`select e.level, e.kind, e.year_group as "yearGroup"
      from class_group g
      join class_membership m on m.class_group_id = g.id
      join enrolment e on e.pupil_id = m.pupil_id and e.school_id = g.school_id and upper_inf(e.during)
      where g.school_id = ${of.schoolId} and g.school_year = ${of.schoolYear} and lower(g.name) = lower(${of.name})
      group by e.level, e.kind, e.year_group order by count(*) desc, e.level, e.kind, e.year_group limit 1`,
  );

import { z } from "zod";
import type { ApplicationId, SchoolId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";
import type { YearChoice } from "../pupils/pupils.ts";

/** Of two releases at once the second waits: a row that isn't there yet can't be locked, so their pair of ids is. */
export const lockRelease = (tx: Tx, key: { schoolId: SchoolId; applicationId: ApplicationId }) =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`release ${key.schoolId} ${key.applicationId}`}, 0))`);

/** False for a school that isn't there, or isn't one of the transaction's schools. */
export const seesSchool = async (tx: Tx, schoolId: SchoolId) =>
  (await tx.run(sql`select from school where id = ${schoolId}`)) === 1;

/** Those of `names` that no class of the school has in these school years. */
export const missingClasses = async (tx: Tx, wanted: { schoolId: SchoolId; schoolYears: string[]; names: string[] }) =>
  (
    await tx.many(
      z.object({ name: z.string() }),
      sql`select w.name from unnest(${wanted.names}::text[]) with ordinality w (name, place)
        where not exists (select from class_group g
          where g.school_id = ${wanted.schoolId} and g.school_year = any (${wanted.schoolYears}::text[]) and g.name = w.name)
        order by w.place`,
    )
  ).map((row) => row.name);

export type ReleaseRow = {
  schoolId: SchoolId;
  applicationId: ApplicationId;
  manifestId: string;
  classNames: string[] | undefined;
  yearChoices: YearChoice[] | undefined;
  at: Date;
  by: string;
};

export const addReleaseRow = (tx: Tx, row: ReleaseRow) =>
  tx.run(sql`insert into release (school_id, application_id, manifest_id, class_names, year_choices, allowed_at, allowed_by)
    values (${row.schoolId}, ${row.applicationId}, ${row.manifestId}, ${row.classNames ?? null}, ${row.yearChoices ?? null},
      ${row.at}, ${row.by})`);

/** True when there was a live one, or one that waited for a new choice and now waits no longer. */
export const withdrawRow = async (tx: Tx, row: { schoolId: SchoolId; applicationId: ApplicationId; at: Date }) =>
  (await tx.run(sql`update release set withdrawn_at = coalesce(withdrawn_at, ${row.at}), paused = false
    where school_id = ${row.schoolId} and application_id = ${row.applicationId} and (withdrawn_at is null or paused)`)) >
  0;

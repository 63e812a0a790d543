import { z } from "zod";
import { ApplicationId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";
import { YearChoice } from "../pupils/pupils.ts";
import { YearPlanRow, type YearQuestion } from "../rosters/rosters.ts";

const scopeRow = z.object({
  applicationId: ApplicationId,
  name: z.string(),
  classNames: z.array(z.string()).nullable(),
  yearChoices: z.array(YearChoice).nullable(),
});
export type LiveScope = z.infer<typeof scopeRow>;

const planRow = YearPlanRow.extend({ scopes: z.array(scopeRow) });

/** A list of a coming year, and for whom the school has switched which application on. One statement. */
export const findYearPlan = (tx: Tx, { planId, schoolId }: YearQuestion) =>
  tx.maybeOne(
    planRow,
    sql`select p.id, p.school_id as "schoolId", p.school_year as "schoolYear", p.status, p.file_name as "fileName",
        p.created_at as "createdAt", p.agreed, p.agreed_at as "agreedAt", p.stops, p.import_id as "importId",
        p.ended_at as "endedAt", p.content, p.decisions,
        (select coalesce(json_agg(json_build_object('applicationId', a.id, 'name', a.name, 'classNames', r.class_names,
            'yearChoices', r.year_choices) order by a.name, a.id), '[]')
          from release r join application a on a.id = r.application_id
          where r.school_id = p.school_id and r.withdrawn_at is null and a.status in ('live', 'sandbox')) as scopes
      from school_year_plan p where p.id = ${planId} and p.school_id = ${schoolId}`,
  );

import { z } from "zod";
import { ApplicationId, type SchoolId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";

const scopeRow = z.object({
  applicationId: ApplicationId,
  name: z.string(),
  classNames: z.array(z.string()).nullable(),
  yearGroups: z.array(z.number()).nullable(),
});
export type LiveScope = z.infer<typeof scopeRow>;

/** For whom the school has switched which application on. */
export const listLiveScopes = (tx: Tx, schoolId: SchoolId) =>
  tx.many(
    scopeRow,
    sql`select a.id as "applicationId", a.name, r.class_names as "classNames", r.year_groups as "yearGroups"
      from release r join application a on a.id = r.application_id
      where r.school_id = ${schoolId} and r.withdrawn_at is null and a.status in ('live', 'sandbox')
      order by a.name, a.id`,
  );

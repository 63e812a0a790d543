import { z } from "zod";
import { PupilId, type SchoolId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";
import { LoginName } from "../pupils/pupils.ts";

const recordRow = z.object({
  pupilId: PupilId,
  loginName: LoginName,
  givenName: z.string(),
  familyName: z.string(),
  classNames: z.array(z.string()),
  hasNumber: z.boolean(),
  used: z.boolean(),
});
export type MergeRecord = z.infer<typeof recordRow>;

/** Those of these login names who are at the school now, with what tells two records apart. One statement. */
export const findMergeRecords = (tx: Tx, of: { schoolId: SchoolId; loginNames: LoginName[] }) =>
  tx.many(
    recordRow,
    sql`select p.id as "pupilId", p.login_name as "loginName", e.given_name as "givenName", e.family_name as "familyName",
        array(
          select g.name from class_membership m join class_group g on g.id = m.class_group_id
          where m.pupil_id = p.id and g.school_id = ${of.schoolId}
            and g.school_year = (select max(y.school_year) from class_membership o join class_group y on y.id = o.class_group_id
              where o.pupil_id = p.id and y.school_id = ${of.schoolId})
          order by g.name) as "classNames",
        e.number_hash is not null as "hasNumber",
        exists (select from credential c where c.pupil_id = p.id and (c.used_at is not null or c.kind = 'password')) as used
      from pupil p join enrolment e on e.pupil_id = p.id
      where e.school_id = ${of.schoolId} and upper_inf(e.during) and p.login_name = any (${of.loginNames}::text[])`,
  );

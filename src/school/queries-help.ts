import { z } from "zod";
import { ApplicationId, ClassGroupId, PupilId, type SchoolId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";

const secretRow = z.object({
  kind: z.string(),
  createdAt: z.coerce.date(),
  expiresAt: z.coerce.date().nullable(),
  usedAt: z.coerce.date().nullable(),
});
const failureRow = z.object({
  at: z.date(),
  kind: z.string(),
  pupilId: PupilId.nullable(),
  name: z.string().nullable(),
  loginName: z.string().nullable(),
  status: z.enum(["active", "suspended"]).nullable(),
  classes: z.array(z.object({ id: ClassGroupId, name: z.string() })),
  secrets: z.array(secretRow),
  applicationId: ApplicationId.nullable(),
  application: z.string().nullable(),
  applicationStatus: z.string().nullable(),
  allowedAt: z.date().nullable(),
  everybody: z.boolean(),
});
export type FailureRow = z.infer<typeof failureRow>;

type Asked = {
  schoolId: SchoolId;
  codeHash: Buffer;
  /** Not what is older. */
  since: Date;
  /** Where no pupil is known, only what happened in this network; undefined: anywhere. */
  networkHash: Buffer | undefined;
  schoolYear: string;
};

/**
 * What a code stands for, as far as this school may know: of its own pupils (row-level security), and of nobody. With what has become of it
 * since. A short code may have been given twice: the newest counts, and a pupil before nobody.
 */
export const findFailure = (tx: Tx, { schoolId, codeHash, since, networkHash, schoolYear }: Asked) =>
  tx.maybeOne(
    failureRow,
    sql`select f.at, f.kind, p.id as "pupilId", nullif(trim(n.given_name || ' ' || n.family_name), '') as name, p.login_name as "loginName", p.status,
        coalesce((
          select jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name) order by g.name)
          from class_membership m join class_group g on g.id = m.class_group_id
          where m.pupil_id = p.id and g.school_id = ${schoolId} and g.school_year = ${schoolYear}), '[]') as classes,
        coalesce((
          select jsonb_agg(jsonb_build_object('kind', c.kind, 'createdAt', c.created_at, 'expiresAt', c.expires_at, 'usedAt', c.used_at))
          from credential c where c.pupil_id = p.id and c.revoked_at is null), '[]') as secrets,
        a.id as "applicationId", a.name as application, a.status as "applicationStatus", r.allowed_at as "allowedAt",
        r.class_names is null and r.year_choices is null as everybody
      from failure f
      left join pupil p on p.id = f.pupil_id
      left join pupil_name n on n.pupil_id = p.id
      left join application a on a.id = f.application_id
      left join release r on r.application_id = a.id and r.school_id = ${schoolId} and r.withdrawn_at is null
      where f.code_hash = ${codeHash} and f.at > ${since}
        and (f.pupil_id is not null or ${networkHash ?? null}::bytea is null or f.network_hash = ${networkHash ?? null})
      order by f.pupil_id is not null desc, f.at desc
      limit 1`,
  );

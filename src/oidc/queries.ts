import { z } from "zod";
import { bundles } from "../applications/applications.ts";
import {
  ClassGroupId,
  SchoolId,
  SchoolNumber,
  type AccountId,
  type ApplicationId,
  type PupilId,
  type SectorId,
} from "../ids.ts";
import { sql, type Db } from "../lib/db.ts";

const releaseRow = z.object({
  allowedAt: z.number(),
  classNames: z.array(z.string()).nullable(),
  yearGroups: z.array(z.number()).nullable(),
  version: z.number(),
  bundle: z.enum(bundles),
  attributes: z.array(z.string()),
});

const enrolmentRow = z.object({
  schoolId: SchoolId,
  number: SchoolNumber.nullable(),
  schoolStatus: z.enum(["active", "suspended"]),
  schoolValidFrom: z.number(),
  level: z.string(),
  yearGroup: z.number().nullable(),
  classGroups: z.array(z.object({ id: ClassGroupId, name: z.string() })),
  release: releaseRow.nullable(),
});

/** Moments are epoch seconds, with their fraction. */
const accountRow = z.object({
  status: z.enum(["active", "suspended"]),
  generation: z.number(),
  givenName: z.string(),
  familyName: z.string(),
  locale: z.string(),
  applicationStatus: z.enum(["sandbox", "live", "suspended", "retired"]).nullable(),
  applicationValidFrom: z.number().nullable(),
  sub: z.string().nullable(),
  emailLocal: z.string().nullable(),
  /** Of today, the earliest first. */
  enrolments: z.array(enrolmentRow),
});
export type AccountRow = z.infer<typeof accountRow>;
export type EnrolmentRow = z.infer<typeof enrolmentRow>;

export type AccountKey = {
  pupilId: PupilId;
  applicationId: ApplicationId;
  sectorId: SectorId;
  /** The day in Brussels, `2026-11-23`, and the school year it is in. */
  today: string;
  schoolYear: string;
};

/**
 * A pupil as one application may come to see them, in one statement and one row: with the schools of today, their classes, what each
 * school released, and the pseudonym. Every step goes by an index from the pupil, so it costs the same in a country as in a village.
 */
export const findAccountRow = (db: Db, key: AccountKey) =>
  db.maybeOne(
    accountRow,
    sql`select p.status, p.generation, p.given_name as "givenName", p.family_name as "familyName", p.locale,
        a.status as "applicationStatus", extract(epoch from a.valid_from)::float8 as "applicationValidFrom",
        n.sub, n.email_local as "emailLocal",
        coalesce((
          select jsonb_agg(jsonb_build_object(
            'schoolId', e.school_id,
            'number', (select number from school_number where school_id = e.school_id and valid_until is null),
            'schoolStatus', s.status,
            'schoolValidFrom', extract(epoch from s.valid_from),
            'level', e.level,
            'yearGroup', e.year_group,
            'classGroups', coalesce((
              select jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name) order by g.name)
              from class_membership cm join class_group g on g.id = cm.class_group_id
              where cm.pupil_id = p.id and g.school_id = e.school_id and g.school_year = ${key.schoolYear}), '[]'),
            'release', (
              select jsonb_build_object(
                'allowedAt', extract(epoch from r.allowed_at), 'classNames', r.class_names, 'yearGroups', r.year_groups,
                'version', m.version, 'bundle', m.bundle, 'attributes', array(select jsonb_object_keys(m.attributes)))
              from release r join manifest m on m.id = r.manifest_id
              where r.school_id = e.school_id and r.application_id = ${key.applicationId} and r.withdrawn_at is null)
            ) order by lower(e.during), e.school_id)
          from enrolment e join school s on s.id = e.school_id
          where e.pupil_id = p.id and e.during @> ${key.today}::date), '[]') as enrolments
      from pupil p
      left join application a on a.id = ${key.applicationId}
      left join lateral (
        select sub, email_local from pseudonym
        where pupil_id = p.id and sector_id = ${key.sectorId} order by generation desc limit 1) n on true
      where p.id = ${key.pupilId}`,
  );

const aliveRow = z.object({ alive: z.boolean() });

/** Whether this is a pupil who may sign in, in the generation of today. */
export async function isAccountAlive(db: Db, { pupilId, generation }: AccountId): Promise<boolean> {
  const row = await db.maybeOne(
    aliveRow,
    sql`select status = 'active' and generation = ${generation} as alive from pupil where id = ${pupilId}`,
  );
  return row?.alive ?? false;
}

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
import { sql, type Reads } from "../lib/db.ts";
import { YearChoice } from "../pupils/pupils.ts";

const releaseRow = z.object({
  allowedAt: z.number(),
  ofLastYear: z.boolean(),
  classNames: z.array(z.string()).nullable(),
  yearChoices: z.array(YearChoice).nullable(),
  version: z.number(),
  bundle: z.enum(bundles),
  attributes: z.array(z.string()),
});

const classGroupRow = z.object({ id: ClassGroupId, name: z.string() });
const classLine = classGroupRow.extend({ now: z.boolean() });

const enrolmentRow = z.object({
  id: z.string(),
  schoolId: SchoolId,
  number: SchoolNumber.nullable(),
  schoolStatus: z.enum(["active", "suspended"]),
  schoolValidFrom: z.number(),
  givenName: z.string(),
  familyName: z.string(),
  level: z.string(),
  yearGroup: z.number().nullable(),
  yearChoice: YearChoice,
});

/** Moments are epoch seconds, with their fraction. */
const personRow = z.object({
  status: z.enum(["active", "suspended"]),
  generation: z.number(),
  locale: z.string(),
  applicationStatus: z.enum(["sandbox", "live", "suspended", "retired"]).nullable(),
  applicationValidFrom: z.number().nullable(),
  sub: z.string().nullable(),
  emailLocal: z.string().nullable(),
});

const accountLine = z.object({
  person: personRow,
  enrolment: enrolmentRow.nullable(),
  release: releaseRow.nullable(),
  classGroup: classLine.nullable(),
});

export type EnrolmentRow = Omit<z.infer<typeof enrolmentRow>, "id"> & {
  release: z.infer<typeof releaseRow> | null;
  /** of this school year */
  classGroups: z.infer<typeof classGroupRow>[];
  /** names of last year's, while they are understood */
  classNamesBefore: string[];
};
/** `enrolments` are those of today, the earliest first. */
export type AccountRow = z.infer<typeof personRow> & { enrolments: EnrolmentRow[] };

export type AccountKey = {
  pupilId: PupilId;
  applicationId: ApplicationId;
  sectorId: SectorId;
  /** The day in Brussels, `2026-11-23`, and the school year it is in. */
  today: string;
  schoolYear: string;
  /** The first moment of this school year, and the year before while its class names are understood. */
  yearStart: Date;
  yearBefore: string | undefined;
};

/**
 * A pupil as one application may come to see them, in one statement: with the schools of today, their classes, what each school
 * released, and the pseudonym. Every step goes by an index from the pupil, so it costs the same in a country as in a village.
 */
export async function findAccountRow(db: Reads, key: AccountKey): Promise<AccountRow | undefined> {
  const lines = await findAccountLines(db, key);
  const [first] = lines;
  if (!first) return undefined;
  const enrolments = new Map<string, EnrolmentRow>();
  for (const { enrolment, release, classGroup } of lines) {
    if (!enrolment) continue;
    const { id, ...about } = enrolment;
    const known = enrolments.get(id) ?? { ...about, release, classGroups: [], classNamesBefore: [] };
    if (classGroup?.now) known.classGroups.push({ id: classGroup.id, name: classGroup.name });
    else if (classGroup) known.classNamesBefore.push(classGroup.name);
    enrolments.set(id, known);
  }
  return { ...first.person, enrolments: [...enrolments.values()] };
}

/**
 * A line per class of an enrolment, nearly always one; parts that are not there are null. Plain joins, and whole parts instead of columns:
 * half the work for the database, and less than half for us.
 */
const findAccountLines = (db: Reads, key: AccountKey) =>
  db.many(
    accountLine,
    sql`select
        json_build_object('status', p.status, 'generation', p.generation, 'locale', p.locale, 'applicationStatus', a.status,
          'applicationValidFrom', extract(epoch from a.valid_from), 'sub', n.sub, 'emailLocal', n.email_local) as person,
        case when e.id is not null then json_build_object('id', e.id, 'schoolId', e.school_id, 'number', sn.number,
          'schoolStatus', s.status, 'schoolValidFrom', extract(epoch from s.valid_from),
          'givenName', e.given_name, 'familyName', e.family_name, 'level', e.level,
          'yearGroup', e.year_group, 'yearChoice', e.year_choice) end as enrolment,
        case when m.id is not null then json_build_object('allowedAt', extract(epoch from r.allowed_at),
          'ofLastYear', r.allowed_at < ${key.yearStart}, 'classNames', r.class_names, 'yearChoices', r.year_choices, 'version', m.version, 'bundle', m.bundle,
          'attributes', array(select jsonb_object_keys(m.attributes))) end as release,
        case when g.id is not null then json_build_object('id', g.id, 'name', g.name,
          'now', g.school_year = ${key.schoolYear}) end as "classGroup"
      from pupil p
      left join application a on a.id = ${key.applicationId}
      left join lateral (
        select sub, email_local from pseudonym
        where pupil_id = p.id and sector_id = ${key.sectorId} order by generation desc limit 1) n on true
      left join enrolment e on e.pupil_id = p.id and e.during @> ${key.today}::date
      left join school s on s.id = e.school_id
      left join school_number sn on sn.school_id = e.school_id and sn.valid_until is null
      left join release r on r.school_id = e.school_id and r.application_id = a.id and r.withdrawn_at is null
      left join manifest m on m.id = r.manifest_id
      left join (class_membership cm join class_group g on g.id = cm.class_group_id)
        on cm.pupil_id = p.id and g.school_id = e.school_id and g.school_year in (${key.schoolYear}, ${key.yearBefore ?? null})
      where p.id = ${key.pupilId}
      order by lower(e.during), e.school_id, g.name`,
  );

const aliveRow = z.object({ alive: z.boolean() });

/** Whether this is a pupil who may sign in, in the generation of today. */
export async function isAccountAlive(db: Reads, { pupilId, generation }: AccountId): Promise<boolean> {
  const row = await db.maybeOne(
    aliveRow,
    sql`select status = 'active' and generation = ${generation} as alive from pupil where id = ${pupilId}`,
  );
  return row?.alive ?? false;
}

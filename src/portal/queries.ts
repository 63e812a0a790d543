import { z } from "zod";
import type { AccountId } from "../ids.ts";
import { sql, type Db } from "../lib/db.ts";

const tileRow = z.object({ name: z.string(), href: z.string() });
const linkedRow = z.object({ knownTwice: z.number() });
const homeRow = z.object({ givenName: z.string(), tiles: z.array(tileRow), linked: linkedRow.nullable() });
export type Home = z.infer<typeof homeRow>;

/** How long a pupil is told that two LeerIDs became one. */
const linkedForDays = 30;

type Day = {
  today: string;
  schoolYear: string;
  yearStart: Date;
  /** while last year's class names are understood: see `inScope` of the applications */
  yearBefore: string | undefined;
};

/**
 * What a pupil finds behind the front door: exactly the applications that a school of theirs switched on for them and that can be
 * started from here. Undefined when this is no account that may sign in. One statement, by index from the pupil.
 */
export const findHome = (db: Db, { account, ...day }: { account: AccountId } & Day): Promise<Home | undefined> =>
  db.maybeOne(
    homeRow,
    sql`select n.given_name as "givenName", coalesce((
        select jsonb_agg(distinct jsonb_build_object('name', a.name, 'href', a.initiate_login_uri))
        from enrolment e
        join school s on s.id = e.school_id and s.status = 'active'
        join release r on r.school_id = e.school_id and r.withdrawn_at is null
        join application a on a.id = r.application_id and a.status in ('live', 'sandbox') and a.initiate_login_uri is not null
        where e.pupil_id = p.id and e.during @> ${day.today}::date
          and (r.class_names is null and r.year_choices is null
            or e.year_choice = any (r.year_choices)
            or exists (
              select from class_membership cm join class_group g on g.id = cm.class_group_id
              where cm.pupil_id = p.id and g.school_id = e.school_id and g.name = any (r.class_names)
                and (g.school_year = ${day.schoolYear}
                  or g.school_year = ${day.yearBefore ?? null} and (r.allowed_at < ${day.yearStart}
                    or not exists (
                      select from class_membership tm join class_group tg on tg.id = tm.class_group_id
                      where tm.pupil_id = p.id and tg.school_id = e.school_id
                        and tg.school_year = ${day.schoolYear})))))), '[]') as tiles, (
        select jsonb_build_object('knownTwice', m.known_twice) from pupil_merge m
        where m.kept_id = p.id and m.linked and m.split_at is null and m.merged_at > ${day.today}::date - ${linkedForDays}::int
        order by m.merged_at desc limit 1) as linked
      from pupil p join pupil_name n on n.pupil_id = p.id
      where p.id = ${account.pupilId} and p.generation = ${account.generation} and p.status = 'active'`,
  );

import { z } from "zod";
import { StaffId } from "../ids.ts";
import { sql, type Db } from "../lib/db.ts";

const mailRow = z.object({
  staffId: StaffId,
  givenName: z.string(),
  email: z.string(),
  schools: z.array(z.object({ name: z.string(), questions: z.number() })),
});

/** Who decides for a school that is asked something now and got no mail today: how much each school is asked, and nobody's name. */
export const listMailsDue = (db: Db, today: string) =>
  db.many(
    mailRow,
    sql`with asked as (
        select s.school_id, count(*)::int as questions
        from links_now(array(select l.id from link l where l.state = 'open'), ${today}::date) w
        cross join lateral unnest(case when w.older_yes then w.newer_schools else w.older_schools end) s (school_id)
        where w.newer_enrolled and not (w.older_yes and w.newer_yes)
        group by s.school_id
      )
      select p.id as "staffId", p.given_name as "givenName", p.email,
        jsonb_agg(jsonb_build_object('name', school.name, 'questions', a.questions) order by school.name) as schools
      from asked a
      join school on school.id = a.school_id and school.status = 'active'
      join staff p on p.status = 'active' and exists (
        select from staff_role r where r.staff_id = p.id
          and (r.role = 'school-admin' and r.school_id = school.id
            or r.role = 'group-admin' and r.school_group_id = school.school_group_id))
      where not exists (select from link_mail m where m.staff_id = p.id and m.sent_on >= ${today}::date)
      group by p.id order by p.id`,
  );

/** Of any number of processes one sends it. */
export const claimMail = async (db: Db, { staffId, today }: { staffId: StaffId; today: string }): Promise<boolean> =>
  (await db.run(
    sql`insert into link_mail (staff_id, sent_on) values (${staffId}, ${today}::date)
      on conflict (staff_id) do update set sent_on = excluded.sent_on where link_mail.sent_on < excluded.sent_on`,
  )) === 1;

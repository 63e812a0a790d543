import { z } from "zod";
import { ApplicationId, LinkId, SchoolNumber, type SchoolId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";

/** A form holds some fifty fields. */
const perCard = 40;

/** A child of this school, with the other school that a question or a notice is about. */
const linkRow = z.object({
  kind: z.enum(["asked", "told"]),
  id: LinkId,
  number: SchoolNumber,
  school: z.string(),
  name: z.string(),
  /** how many there are with that school */
  count: z.number(),
});
export type LinkRow = z.infer<typeof linkRow>;

const progressRow = z.object({
  rosterAt: z.date().nullable(),
  releases: z.number(),
  staff: z.number(),
  wishes: z.array(z.string()),
  /** applications that wait until the school says again for whom they are on */
  paused: z.array(z.object({ id: ApplicationId, name: z.string() })),
  links: z.array(linkRow),
});
/** What a school has done beside its classes. */
export type Progress = z.infer<typeof progressRow>;

/** @param wishesSince what pupils asked for earlier, or before the school last decided about it, is no question any more */
type Moment = { schoolId: SchoolId; wishesSince: Date; at: Date; today: string };
export const getProgress = (tx: Tx, { schoolId, wishesSince, at, today }: Moment) =>
  tx.one(
    progressRow,
    sql`select
        (select max(finished_at) from roster_import where school_id = ${schoolId} and status = 'applied') as "rosterAt",
        (select count(*)::int from release where school_id = ${schoolId} and withdrawn_at is null) as releases,
        (select count(distinct staff_id)::int from staff_role where school_id = ${schoolId}) as staff,
        coalesce((
          select array_agg(distinct a.name order by a.name)
          from audit_event e join application a on a.id = (e.details ->> 'applicationId')::uuid
          where e.school_id = ${schoolId} and e.what = 'application.wished'
            and e.at > ${wishesSince} and a.status = 'live'
            and not exists (
              select from release r where r.school_id = ${schoolId} and r.application_id = a.id
                and greatest(r.allowed_at, r.withdrawn_at) >= e.at)
        ), '{}') as wishes,
        coalesce((
          select json_agg(json_build_object('id', a.id, 'name', a.name) order by a.name, a.id)
          from release r join application a on a.id = r.application_id
          where r.school_id = ${schoolId} and r.paused and a.status <> 'retired'), '[]') as paused,
        coalesce((select jsonb_agg(c) from link_cards(${today}::date, ${at}, ${perCard}) c), '[]') as links`,
  );

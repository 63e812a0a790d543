import { z } from "zod";
import { LadderStep } from "../activation/activation.ts";
import type { SchoolId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";
import { Level } from "../pupils/pupils.ts";

/**
 * `none`: no card that still works; `ready`: a card that nobody used; `active`: has been in, and can get in again; `held`: has to wait after too many wrong
 * attempts, which the counters know and not the database; `locked`: suspended; `leaving`: the enrolment has an end.
 */
export const PupilState = z.enum(["none", "ready", "active", "held", "locked", "leaving"]);
export type PupilState = z.infer<typeof PupilState>;

const stateRow = z.object({
  loginName: z.string(),
  givenName: z.string(),
  familyName: z.string(),
  level: Level,
  yearGroup: z.number().nullable(),
  stamboeknummer: z.string().nullable(),
  classNames: z.array(z.string()),
  state: PupilState,
  /** Of the newest card: until when it waits for its first use. */
  readyUntil: z.coerce.date().nullable(),
});
export type PupilWithState = z.infer<typeof stateRow>;

const boardRow = z.object({ pupils: z.array(stateRow), steps: z.array(LadderStep) });

export type StateFilter = {
  schoolId: SchoolId;
  schoolYear: string;
  today: string;
  now: Date;
  className?: string | undefined;
  loginNames?: string[] | undefined;
};

/**
 * Pupils of a school by name, with how far they are, and what the school gives to which age. One statement, whatever the size of the
 * school; no secret, and no hash of one.
 * Classes and secrets are looked up pupil by pupil on purpose: right after an import the database has no statistics, and would
 * compare every pupil with every other, or, but for `offset 0`, with every class.
 */
export const readPupilStates = (tx: Tx, { schoolId, schoolYear, today, now, className, loginNames }: StateFilter) =>
  tx.one(
    boardRow,
    sql`with here as (
        select distinct on (e.pupil_id) e.pupil_id, e.given_name, e.family_name, e.level, e.year_group, e.stamboeknummer, upper_inf(e.during) as stays
        from enrolment e
        where e.school_id = ${schoolId} and (upper_inf(e.during) or upper(e.during) > ${today}::date)
        order by e.pupil_id, upper_inf(e.during) desc),
      asked as (
        select p.login_name as "loginName", h.given_name as "givenName", h.family_name as "familyName", h.level,
          h.year_group as "yearGroup", h.stamboeknummer, coalesce(c.names, '{}') as "classNames", s.ready_until as "readyUntil",
          case when not h.stays then 'leaving'
            when p.status = 'suspended' then 'locked'
            when s.works then 'active'
            when s.ready_until is not null then 'ready'
            else 'none' end as state
        from here h
        join pupil p on p.id = h.pupil_id
        left join lateral (
          select array_agg(g.name order by g.name) as names
          from class_membership m cross join lateral (
            select g.name from class_group g
            where g.id = m.class_group_id and g.school_id = ${schoolId} and g.school_year = ${schoolYear} offset 0) g
          where m.pupil_id = h.pupil_id) c on true
        left join lateral (
          select bool_or(c.lets_in_until > ${now}) as works,
            max(c.waits_until) filter (where c.waits_until > ${now}) as ready_until
          from credential_state c where c.pupil_id = h.pupil_id) s on true
        where (${className ?? null}::text is null or ${className ?? null} = any (c.names))
          and (${loginNames ?? null}::text[] is null or p.login_name = any (${loginNames ?? null}::text[]))
        order by h.family_name, h.given_name, p.login_name)
      select (select coalesce(json_agg(a), '[]') from asked a) as pupils,
        (select coalesce(json_agg(json_build_object('band', l.band, 'kind', l.kind)), '[]')
          from secret_ladder l where l.school_id = ${schoolId}) as steps`,
  );

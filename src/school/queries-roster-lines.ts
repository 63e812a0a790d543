import { z } from "zod";
import type { ImportId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";
import { planRow } from "./queries-roster.ts";
import type { LinesQuery } from "./roster-lines.ts";

const lineRow = planRow.extend({ count: z.number() });
export type LineRow = z.infer<typeof lineRow>;

type Asked = LinesQuery & { importId: ImportId; offset: number; limit: number };

/** The lines of an import that are asked for, in that order; `count` is that of all pages. Who leaves stands in no line of the file. */
export const listLines = (tx: Tx, asked: Asked): Promise<LineRow[]> => {
  const { importId, search, what, className, sort, down, offset, limit } = asked;
  const order = `${sort} ${down ? "down" : "up"}`;
  return tx.many(
    lineRow,
    sql`with named as (
        select r.*, p.login_name, coalesce(r.family_name, r.before ->> 'familyName', '') as family,
          coalesce(r.given_name, r.before ->> 'givenName', '') as given,
          coalesce(r.class_names[1], r.before -> 'classNames' ->> 0, r.before -> 'classNamesBefore' ->> 0, '') as class,
          array_position(array['rejected', 'doubtful', 'added', 'moved-school', 'moved-class', 'changed', 'left', 'unchanged'],
            r.action) as rank
        from roster_row r left join pupil p on p.id = r.pupil_id
        where r.import_id = ${importId} and (${what ?? null}::text is null or r.action = ${what ?? null}::text)
      ), wanted as (
        select n.*, lpad(coalesce(substring(class from '^[0-9]+'), '99'), 3, '0') || class as place_of_class,
          lower(family || ' ' || given) as place_of_name
        from named n
        where (${search} = '' or strpos(lower(given || ' ' || family || ' ' || coalesce(login_name, '')), lower(${search})) > 0)
          and (${className ?? null}::text is null or class = ${className ?? null}::text)
      )
      select line, action, given_name as "givenName", family_name as "familyName", class_names as "classNames", level, kind,
        year_group as "yearGroup", stamboeknummer, site_name as "siteName", national_hash is not null as "hasNumber",
        source_hash is not null as "hasSource", before,
        reason, details, login_name as "loginName", count(*) over ()::int as count
      from wanted
      order by
        case when ${order} = 'line down' then line end desc,
        case when ${order} = 'name up' then place_of_name end, case when ${order} = 'name down' then place_of_name end desc,
        case when ${order} = 'class up' then place_of_class end, case when ${order} = 'class down' then place_of_class end desc,
        case when ${order} = 'what up' then rank end, case when ${order} = 'what down' then rank end desc,
        line, place_of_name
      offset ${offset} limit ${limit}`,
  );
};

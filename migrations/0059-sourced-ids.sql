-- The identifier by which a school's program knows a pupil (`sourcedId` of OneRoster), as a keyed hash: only whether two are equal matters.
-- It stands apart from the school's own number, which people read and write. Two pupils may have had one after the other, so it is not unique.
-- The version before can run beside this one: it leaves these columns empty.
alter table enrolment add column source_hash bytea check (octet_length(source_hash) = 32);
alter table roster_row add column source_hash bytea;
grant update (source_hash) on enrolment to leerid_school;

create or replace function enrol_rows(school uuid, first_day date, rows jsonb) returns integer
  language plpgsql set search_path = public, pg_temp as $$
declare
  made integer;
begin
  insert into enrolment (pupil_id, school_id, given_name, family_name, level, kind, year_group, stamboeknummer, site_id,
      number_hash, number_bis, source_hash, during)
    select r.id, school, r."givenName", r."familyName", r.level, r.kind, r."yearGroup", r.stamboeknummer, s.id,
      decode(r.hash, 'hex'), coalesce(r.bis, false), decode(r."sourceHash", 'hex'), daterange(first_day, null)
    from jsonb_to_recordset(rows) as r (id uuid, "givenName" text, "familyName" text, level text, kind text, "yearGroup" smallint,
      stamboeknummer text, "siteId" uuid, hash text, bis boolean, "sourceHash" text)
    left join site s on s.id = r."siteId" and s.school_id = school;
  get diagnostics made = row_count;
  return made;
end $$;
